"""A source that is written past the services asks nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("referrals", "0014_what_a_request_asks"),)

    operations = (
        migrations.AlterField(
            model_name="referralsource",
            name="asked",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="ce qui est demandé"),
        ),
    )
