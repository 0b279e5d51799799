from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0003_charter_days_in_reach"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="to_verify",
            field=models.BooleanField(default=False, editable=False, verbose_name="à vérifier"),
        ),
    ]
