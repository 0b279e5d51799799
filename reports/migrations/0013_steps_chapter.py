from django.db import migrations, models

from reports.enums import Chapter


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_own_bilans")]

    operations = [
        migrations.AlterField(
            model_name="commentary",
            name="chapter",
            field=models.CharField(choices=Chapter.choices, max_length=14, verbose_name="chapitre"),
        ),
    ]
