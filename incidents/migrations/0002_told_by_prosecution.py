from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="complaint",
            name="complainant",
            field=models.CharField(
                choices=[
                    ("landlord", "Le bailleur, pour son propre dommage"),
                    ("victim", "Un autre, le bailleur étant victime identifiée"),
                    ("report", "Le bailleur, par un signalement d’organisme public (CPP, art. 40, al. 2)"),
                    ("agent", "Un agent du bailleur"),
                    ("tenant", "Un locataire (date seule)"),
                ],
                max_length=8,
                verbose_name="plaignant",
            ),
        ),
    ]
