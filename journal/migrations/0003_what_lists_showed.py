from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_indexes_of_an_administrators_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="shown",
            field=ArrayField(
                base_field=models.UUIDField(), null=True, size=None, verbose_name="objets montrés par une liste"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=GinIndex(condition=models.Q(("shown__isnull", False)), fields=["shown"], name="entry_by_shown"),
        ),
    ]
