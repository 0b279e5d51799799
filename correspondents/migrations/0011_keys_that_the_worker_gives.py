from django.db import migrations, models

from acting.walls import LowerWalls


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0010_ends_and_addresses"),
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
