import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_scan"),
        ("referrals", "0020_telephone_of_an_answer"),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosuresource",
            name="attachments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                db_default=[],
                default=list,
                size=None,
                verbose_name="pièces, par leur numéro",
            ),
        ),
        migrations.AddField(
            model_name="referralsource",
            name="attachments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None, verbose_name="pièces choisies"
            ),
        ),
        migrations.CreateModel(
            name="DisclosedPiece",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="rang")),
                (
                    "disclosure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="referrals.disclosure",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "thumbnail",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce communiquée",
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("disclosure", "number"), name="one_piece_per_number")],
            },
        ),
        migrations.RunSQL(force("referrals_disclosedpiece"), migrations.RunSQL.noop),
    ]
