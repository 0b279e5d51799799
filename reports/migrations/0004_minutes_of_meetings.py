"""A paper about one meeting."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_cells_per_convention")]

    operations = [
        migrations.AlterField(
            "report",
            "kind",
            models.CharField(
                choices=[
                    ("sheet", "Fiche de saisine"),
                    ("yearly", "Bilan annuel de la convention"),
                    ("meeting", "Relevé de réunion"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.RemoveConstraint("report", "report_says_about_what"),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("kind", "yearly"), _negated=True), ("object_id__isnull", False), ("period", "")),
                    models.Q(("kind", "yearly"), ("object_id__isnull", True), models.Q(("period", ""), _negated=True)),
                    _connector="OR",
                ),
                name="report_says_about_what",
            ),
        ),
    ]
