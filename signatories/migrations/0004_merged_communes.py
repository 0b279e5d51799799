"""A commune that merged stays for what was written when it was one, and points to its heir."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatories", "0004_who_changed_settings")]

    operations = [
        migrations.AddField(
            model_name="commune",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signatories.commune",
            ),
        ),
    ]
