from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0008_outcomes_of_subjects"),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosure",
            name="terms",
            field=models.JSONField(
                db_default={}, default=dict, editable=False, verbose_name="entre qui, pour quoi, jusqu’à quand"
            ),
        ),
    ]
