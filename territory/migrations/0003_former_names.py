import uuid

import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0002_names_in_order"),
    ]

    operations = [
        migrations.AlterField(
            model_name="competence",
            name="unit",
            field=models.CharField(
                help_text="Ressort, circonscription, compagnie ou brigade.", max_length=120, verbose_name="service"
            ),
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="ancien nom")),
                (
                    "search_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="folded", output_field=models.TextField()),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_names", to="territory.commune"
                    ),
                ),
            ],
            options={
                "verbose_name": "ancien nom d’une commune",
                "ordering": ("search_name",),
                "constraints": [
                    models.UniqueConstraint(fields=("commune", "search_name"), name="one_row_per_former_name")
                ],
            },
        ),
        migrations.RunSQL([force("territory_formername")], migrations.RunSQL.noop),
    ]
