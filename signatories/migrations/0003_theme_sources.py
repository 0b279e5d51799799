"""Where a theme's statements come from, and a theme that is no longer one; radicalisation never keeps a count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatories", "0004_merged_communes")]

    operations = [
        migrations.AddField(
            "theme", "sources", models.TextField(blank=True, default="", verbose_name="sources"), preserve_default=False
        ),
        migrations.AddField("theme", "withdrawn_on", models.DateField(blank=True, null=True, verbose_name="retiré le")),
        migrations.AddConstraint(
            "theme",
            models.CheckConstraint(
                condition=models.Q(("code", "radicalisation"), ("keeps_orientation", True), _negated=True),
                name="radicalisation_leaves_no_trace",
            ),
        ),
    ]
