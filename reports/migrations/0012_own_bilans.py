from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0011_quarters"),
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
                    ("quarter", "Tableau de bord du trimestre"),
                    ("own", "Bilan de votre organisme"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.RemoveConstraint(model_name="report", name="report_says_about_what"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=(~Q(kind__in=("yearly", "quarter", "own")) & Q(object_id__isnull=False, period=""))
                | (Q(kind__in=("yearly", "quarter"), object_id__isnull=True) & ~Q(period=""))
                | (Q(kind="own", object_id__isnull=False) & ~Q(period="")),
                name="report_says_about_what",
            ),
        ),
    ]
