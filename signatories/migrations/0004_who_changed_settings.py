"""A change of a setting names the institution that made it, and why where a reason is asked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatories", "0003_residences_close_and_accesses_return")]

    operations = [
        migrations.AddField(
            model_name="settingchange",
            name="reason",
            field=models.CharField("motif", max_length=240, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="settingchange",
            name="signatory",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signatories.signatory",
            ),
            preserve_default=False,
        ),
    ]
