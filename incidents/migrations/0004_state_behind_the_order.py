from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_more_places"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="incident", name="incident_of_residence"),
        migrations.RemoveIndex(model_name="incident", name="incident_of_author"),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=("landlord", "residence", "-started_at", "-id", "state"),
                include=("filed_by", "place"),
                name="incident_of_residence",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=("landlord", "filed_by", "-started_at", "-id", "state"),
                include=("residence",),
                name="incident_of_author",
            ),
        ),
    ]
