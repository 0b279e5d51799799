import datetime

import django.core.validators
from django.conf import settings
from django.db import migrations, models

# Of what was filed before, the category alone says it. No policy shows the owner a row here.
BY_CATEGORY = """
ALTER TABLE incidents_incident NO FORCE ROW LEVEL SECURITY;
UPDATE incidents_incident i SET is_pressing = true FROM incidents_category c
WHERE c.code = i.category_id AND (c.targets_staff OR c.is_violence);
ALTER TABLE incidents_incident FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("incidents", "0006_situations"),
        ("signatories", "0008_phones_that_are_dialled"),
        ("territory", "0004_access_kept_working"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="incident",
            name="incident_waiting",
        ),
        migrations.AddField(
            model_name="incident",
            name="informed_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(
                        datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                    ),
                    django.core.validators.MaxValueValidator(
                        datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                    ),
                ],
                verbose_name="réclamant informé le",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="is_pressing",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="danger, ou agent visé"
            ),
        ),
        migrations.RunSQL(BY_CATEGORY, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("state", "filed")),
                fields=["landlord", "-is_pressing", "filed_at", "id"],
                include=("residence", "place", "category", "filed_by"),
                name="incident_waiting",
            ),
        ),
    ]
