from django.db import migrations, models

from acting.walls import LowerWalls


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0009_address_change"),
    ]

    operations = [
        LowerWalls(),
        migrations.AlterField(
            model_name="invitation",
            name="key_hash",
            field=models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="addresschange",
            name="key_hash",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
