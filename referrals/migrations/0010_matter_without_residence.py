import django.db.models.deletion
from django.db import migrations, models

from acting.walls import LowerWalls


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0009_disclosed_terms"),
        ("territory", "0004_access_kept_working"),
    ]

    operations = [
        LowerWalls(),
        migrations.AlterField(
            model_name="referralsource",
            name="residence",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.residence"
            ),
        ),
        migrations.AddConstraint(
            model_name="referralsource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("residence__isnull", False),
                    models.Q(("complaint__isnull", True), ("situation__isnull", True)),
                    _connector="OR",
                ),
                name="no_case_without_residence",
            ),
        ),
    ]
