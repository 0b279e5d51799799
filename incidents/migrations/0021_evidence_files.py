import datetime
import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

import correspondents.named_person
from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0012_due_days"),
        ("files", "0002_scan"),
        ("incidents", "0020_facts_of_the_past"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=9, unique=True, verbose_name="numéro")),
                (
                    "title",
                    models.CharField(
                        max_length=120, validators=[correspondents.named_person.check_one_line], verbose_name="intitulé"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="commencé le")),
                ("pages", models.PositiveIntegerField(null=True, verbose_name="nombre de pages")),
                ("printed", models.CharField(blank=True, max_length=64)),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="figé le")),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "made_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.evidencefile",
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
                        related_name="evidence_files",
                        to="incidents.situation",
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier de pièces",
                "verbose_name_plural": "dossiers de pièces",
            },
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
                (
                    "title",
                    models.CharField(
                        max_length=120, validators=[correspondents.named_person.check_one_line], verbose_name="intitulé"
                    ),
                ),
                (
                    "dated_on",
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
                        verbose_name="datée du",
                    ),
                ),
                ("is_attestation", models.BooleanField(default=False, verbose_name="attestation d’un témoin")),
                (
                    "holds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("facts", "les faits que le témoin a vus ou constatés lui-même"),
                                ("identity", "ses nom, prénoms, naissance, adresse et profession"),
                                ("ties", "son lien avec les parties, ou qu’il n’en a aucun"),
                                ("use", "qu’elle est faite pour être produite en justice"),
                                ("penalty", "qu’il sait qu’une fausse attestation est punie"),
                                ("own_hand", "l’écriture de sa main"),
                                ("date", "la date"),
                                ("signature", "la signature"),
                                ("id_copy", "la copie d’une pièce d’identité signée"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="ce qui y figure",
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.attachment",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="incidents.evidencefile",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.letter"
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.step"
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce",
            },
        ),
        migrations.AddIndex(
            model_name="evidencefile",
            index=models.Index(fields=["situation", "-made_at", "id"], name="evidence_of_situation"),
        ),
        migrations.AddConstraint(
            model_name="evidencefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", None), ("pages", None), ("printed", "")),
                    models.Q(
                        ("file__isnull", False), ("pages__isnull", False), models.Q(("printed", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="evidence_paper_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("frozen_at", None), ("file__isnull", False), _connector="OR"),
                name="evidence_frozen_with_its_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("evidence", "position"),
                name="one_piece_per_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(fields=("evidence", "step"), name="evidence_holds_a_step_once"),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(fields=("evidence", "letter"), name="evidence_holds_a_letter_once"),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(
                fields=("evidence", "attachment"), name="evidence_holds_an_attachment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("attachment", None),
                        ("letter", None),
                        ("original", None),
                        ("paper", None),
                        ("step__isnull", False),
                    ),
                    models.Q(
                        ("attachment", None),
                        ("letter__isnull", False),
                        ("original", None),
                        ("paper", None),
                        ("step", None),
                    ),
                    models.Q(
                        ("attachment__isnull", False),
                        ("letter", None),
                        ("original", None),
                        ("paper", None),
                        ("step", None),
                    ),
                    models.Q(
                        ("attachment", None),
                        ("letter", None),
                        ("original__isnull", False),
                        ("paper__isnull", False),
                        ("step", None),
                    ),
                    _connector="OR",
                ),
                name="piece_has_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holds", []), ("is_attestation", False)),
                    models.Q(("is_attestation", True), ("paper__isnull", False)),
                    _connector="OR",
                ),
                name="attestation_is_a_paper_of_its_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "holds__contained_by",
                        ["facts", "identity", "ties", "use", "penalty", "own_hand", "date", "signature", "id_copy"],
                    )
                ),
                name="attestation_parts_known",
            ),
        ),
        migrations.RunSQL(force("incidents_evidencefile"), migrations.RunSQL.noop),
        migrations.RunSQL(force("incidents_piece"), migrations.RunSQL.noop),
    ]
