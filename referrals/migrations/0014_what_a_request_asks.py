"""What a request says in fields of its own, beside the field sets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("referrals", "0013_life_of_a_referral"),)

    operations = (
        migrations.AddField(
            model_name="referralsource",
            name="asked",
            field=models.JSONField(blank=True, default=dict, verbose_name="ce qui est demandé"),
        ),
    )
