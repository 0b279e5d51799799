from django.db import migrations, models

import acting.phones


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0007_start_told"),
    ]

    operations = [
        migrations.AlterField(
            model_name="designation",
            name="named_phone",
            field=models.CharField(
                blank=True, max_length=30, validators=[acting.phones.check_dialled], verbose_name="téléphone écrit"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="phone",
            field=models.CharField(
                blank=True, max_length=30, validators=[acting.phones.check_dialled], verbose_name="téléphone du service"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="phone",
            field=models.CharField(
                blank=True,
                max_length=30,
                validators=[acting.phones.check_dialled],
                verbose_name="téléphone professionnel",
            ),
        ),
    ]
