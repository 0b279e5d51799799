from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0002_told_by_prosecution"),
    ]

    operations = [
        migrations.AlterField(
            model_name="incident",
            name="place",
            field=models.CharField(
                choices=[
                    ("hall", "Hall"),
                    ("stairs", "Escalier"),
                    ("lift", "Ascenseur"),
                    ("cellar", "Cave"),
                    ("car_park", "Parking"),
                    ("technical", "Local technique"),
                    ("roof", "Toiture"),
                    ("lodge", "Loge ou agence"),
                    ("surroundings", "Abords"),
                    ("dwelling", "Logement"),
                ],
                max_length=12,
                verbose_name="lieu",
            ),
        ),
    ]
