from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0010_registers"),
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
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="period",
            field=models.CharField(blank=True, max_length=7, verbose_name="période"),
        ),
        migrations.RemoveConstraint(model_name="report", name="report_says_about_what"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("yearly", "quarter")), _negated=True),
                    ("object_id__isnull", False),
                    ("period", ""),
                )
                | models.Q(
                    ("kind__in", ("yearly", "quarter")),
                    ("object_id__isnull", True),
                    models.Q(("period", ""), _negated=True),
                ),
                name="report_says_about_what",
            ),
        ),
    ]
