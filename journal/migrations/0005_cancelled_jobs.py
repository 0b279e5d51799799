from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0004_as_its_owner_is_told"),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "en attente"),
                    ("running", "en cours"),
                    ("ready", "prêt"),
                    ("failed", "en échec"),
                    ("cancelled", "annulé"),
                ],
                default="queued",
                max_length=10,
                verbose_name="état",
            ),
        ),
    ]
