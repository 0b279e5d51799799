from typing import Any

from django.db import migrations, models
from django.db.models import F
from django.utils import timezone

from acting.actor import acting_as, machine_actor


def longer_than_the_target(apps: Any, schema_editor: Any) -> None:
    with acting_as(machine_actor(timezone.now())):
        conventions = apps.get_model("signatories", "Convention").objects.filter(answer_target_days__gte=30)
        conventions.update(long_wait_days=F("answer_target_days") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("signatories", "0006_french_spaces"),
    ]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="long_wait_days",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="attente longue, en jours"),
        ),
        # Longer than the target that is set already: the settings would else be refused whole.
        migrations.RunPython(longer_than_the_target, migrations.RunPython.noop),
    ]
