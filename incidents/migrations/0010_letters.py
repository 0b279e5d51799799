import datetime
import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("files", "0001_initial"),
        ("incidents", "0009_addressees"),
        ("signatories", "0008_phones_that_are_dialled"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterTemplate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Rappel au règlement"),
                            ("interview", "Convocation à un entretien"),
                            ("warning", "Avertissement"),
                            ("formal_notice", "Mise en demeure"),
                            ("insurance", "Relance d’une assurance"),
                            ("closure", "Clôture"),
                        ],
                        max_length=13,
                        verbose_name="lettre",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("letterhead", models.CharField(max_length=300, verbose_name="en-tête")),
                ("signature", models.CharField(blank=True, max_length=300, verbose_name="signature")),
                ("body", models.CharField(max_length=4000, verbose_name="texte")),
                (
                    "clauses",
                    models.CharField(blank=True, max_length=3000, verbose_name="clauses du bail et du règlement"),
                ),
                ("written_at", models.DateTimeField(null=True, verbose_name="écrite le")),
                (
                    "landlord",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "modèle de lettre",
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Rappel au règlement"),
                            ("interview", "Convocation à un entretien"),
                            ("warning", "Avertissement"),
                            ("formal_notice", "Mise en demeure"),
                            ("insurance", "Relance d’une assurance"),
                            ("closure", "Clôture"),
                        ],
                        max_length=13,
                        verbose_name="lettre",
                    ),
                ),
                ("letterhead", models.CharField(max_length=300, verbose_name="en-tête")),
                ("signature", models.CharField(blank=True, max_length=300, verbose_name="signature")),
                ("addressed_to", models.CharField(max_length=240, verbose_name="adresse")),
                ("body", models.CharField(max_length=4000, verbose_name="texte")),
                (
                    "facts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="faits",
                    ),
                ),
                ("clause", models.CharField(blank=True, max_length=600, verbose_name="clause")),
                (
                    "written_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="datée du",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="délai jusqu’au",
                    ),
                ),
                (
                    "meets_at",
                    models.DateTimeField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.datetime(1999, 12, 31, 23, 0, tzinfo=datetime.UTC),
                                "Indiquez une date à partir du 1er janvier 2000.",
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.datetime(2100, 12, 31, 22, 59, 59, 999999, tzinfo=datetime.UTC),
                                "Indiquez une date jusqu’au 31 décembre 2100.",
                            ),
                        ],
                        verbose_name="entretien le",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="faite le")),
                ("printed", models.CharField(blank=True, max_length=64, verbose_name="empreinte du texte imprimé")),
                (
                    "addressee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="incidents.addressee",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "logo",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.post"
                    ),
                ),
                (
                    "situation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="incidents.situation",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="incidents.step",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.lettertemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "lettre",
            },
        ),
        migrations.AddConstraint(
            model_name="lettertemplate",
            constraint=models.UniqueConstraint(fields=("landlord", "kind", "version"), name="one_template_per_version"),
        ),
        migrations.AddConstraint(
            model_name="lettertemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="template_version_is_a_landlords"
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["situation", "-made_at"], name="letter_of_situation"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", None), ("printed", "")),
                    models.Q(("file__isnull", False), models.Q(("printed", ""), _negated=True)),
                    _connector="OR",
                ),
                name="letter_printed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("step", None), ("file__isnull", False), _connector="OR"),
                name="letter_sent_is_printed",
            ),
        ),
        migrations.RunSQL(force("incidents_lettertemplate"), migrations.RunSQL.noop),
        migrations.RunSQL(force("incidents_letter"), migrations.RunSQL.noop),
    ]
