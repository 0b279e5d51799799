"""A residence closes and keeps its facts; what was given to a force does not come back before it was given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatories", "0002_living_convention")]

    operations = [
        migrations.AddField(
            model_name="residence",
            name="closed_on",
            field=models.DateField("fermée le", null=True, blank=True),
        ),
        migrations.AddConstraint(
            model_name="residenceaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned_on", None), ("returned_on__gte", models.F("given_on")), _connector="OR"),
                name="access_returned_after",
            ),
        ),
    ]
