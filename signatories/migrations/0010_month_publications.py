from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signatories", "0009_waits_and_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="cut_off_days",
            field=models.PositiveSmallIntegerField(
                db_default=10, default=10, verbose_name="jours après la fin d’un mois pour encore le déclarer"
            ),
        ),
        migrations.AddField(
            model_name="convention",
            name="largest_share",
            field=models.PositiveSmallIntegerField(
                db_default=80, default=80, verbose_name="plus grande part d’un seul bailleur dans un chiffre publié"
            ),
        ),
    ]
