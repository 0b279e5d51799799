"""Whoever has begun before is told of no more."""

from typing import Any

from django.db import migrations, models
from django.db.models import F
from django.utils import timezone

from acting.actor import acting_as, machine_actor


def leave_the_past(apps: Any, schema_editor: Any) -> None:
    machine = machine_actor(timezone.now())
    with acting_as(machine):
        begun = apps.get_model("correspondents", "Designation").objects.filter(starts_on__lte=machine.today)
        begun.update(start_told_on=F("starts_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0006_taken_over"),
    ]

    operations = [
        migrations.AddField(
            model_name="designation",
            name="start_told_on",
            field=models.DateField(editable=False, null=True, verbose_name="début annoncé le"),
        ),
        migrations.RunPython(leave_the_past, migrations.RunPython.noop),
    ]
