"""Each convention has its own published cells. Those of before are published anew in the following night."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_walls"), ("signatories", "0002_living_convention")]

    operations = [
        migrations.RunSQL("DELETE FROM reports_publishedcell", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="publishedcell", name="one_cell_per_key"),
        migrations.AddField(
            model_name="publishedcell",
            name="convention",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signatories.convention",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="publishedcell",
            constraint=models.UniqueConstraint(
                fields=("convention", "kind", "first_month", "months", "family", "partner", "commune"),
                name="one_cell_per_key",
            ),
        ),
    ]
