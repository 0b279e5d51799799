from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0022_blurred_is_a_copy")]

    operations = [
        migrations.AddField(
            model_name="factimport",
            name="columns",
            field=models.JSONField(default=dict, verbose_name="colonnes"),
        ),
    ]
