from django.db import migrations, models

import acting.phones


class Migration(migrations.Migration):
    dependencies = [
        ("signatories", "0007_long_wait"),
    ]

    operations = [
        migrations.AlterField(
            model_name="themecontact",
            name="phone",
            field=models.CharField(
                blank=True, max_length=30, validators=[acting.phones.check_dialled], verbose_name="téléphone"
            ),
        ),
    ]
