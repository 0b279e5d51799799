from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_asked_figures"),
    ]

    operations = [
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
                    ("evidence", "Dossier de pièces"),
                    ("review", "Bilan de l’année"),
                    ("referrals", "Registre des saisines"),
                    ("accesses", "Registre des accès"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
    ]
