from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0005_cancelled_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="request_id",
            field=models.UUIDField(null=True, verbose_name="requête"),
        ),
    ]
