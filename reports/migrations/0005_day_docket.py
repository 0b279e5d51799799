import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_exchange_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="shows",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None, verbose_name="ce qu’il énumère"
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sheet", "Fiche de saisine"),
                    ("receipt", "Récépissé de communication"),
                    ("exchange", "Échange complet"),
                    ("docket", "Bordereau du jour"),
                    ("yearly", "Bilan annuel de la convention"),
                    ("directory", "Annuaire des correspondants"),
                    ("letter", "Lettre"),
                    ("mailing", "Lettres en nombre"),
                    ("meeting", "Relevé de réunion"),
                    ("injunction", "Dossier d’injonction"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
    ]
