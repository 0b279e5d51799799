import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("incidents", "0010_letters"),
        ("signatories", "0008_phones_that_are_dialled"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailing",
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
                ("asked", models.PositiveSmallIntegerField(verbose_name="baux choisis")),
                ("words", models.CharField(max_length=64, verbose_name="empreinte de ce qui est demandé")),
                (
                    "unmade",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="non faites",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="faites le")),
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
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "lettres en nombre",
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="mailing",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="incidents.mailing"
            ),
        ),
        migrations.RunSQL(force("incidents_mailing"), migrations.RunSQL.noop),
    ]
