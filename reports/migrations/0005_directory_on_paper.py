"""The directory as a paper, and the fingerprint by which it is known to be out of date."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_minutes_of_meetings")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="fingerprint",
            field=models.CharField(blank=True, max_length=64, verbose_name="empreinte de ce qu’il montre"),
        ),
        migrations.AlterField(
            model_name="report",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sheet", "Fiche de saisine"),
                    ("yearly", "Bilan annuel de la convention"),
                    ("directory", "Annuaire des correspondants"),
                    ("meeting", "Relevé de réunion"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
    ]
