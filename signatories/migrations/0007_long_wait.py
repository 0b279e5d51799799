from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signatories", "0006_french_spaces"),
    ]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="long_wait_days",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="attente longue, en jours"),
        ),
    ]
