"""Whose an end is, and what address was typed: of the designations of before, the one that the account has now."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.walls import LowerWalls


def write_addresses(apps: Any, schema_editor: Any) -> None:
    accounts = apps.get_model("correspondents", "User").objects.filter(pk=OuterRef("user"))
    with acting_as(machine_actor(timezone.now())):
        typed = apps.get_model("correspondents", "Designation").objects.filter(named_at__isnull=False)
        typed.update(named_email=Subquery(accounts.values("email")))


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0009_address_change"),
    ]

    operations = [
        LowerWalls(),
        migrations.RemoveConstraint(
            model_name="designation",
            name="designation_typed_whole",
        ),
        migrations.AddField(
            model_name="designation",
            name="ended_from_outside",
            field=models.BooleanField(default=False, editable=False, verbose_name="terminée de l’extérieur"),
        ),
        migrations.AddField(
            model_name="designation",
            name="named_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="adresse écrite"),
        ),
        migrations.RunPython(write_addresses, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="designation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("named_at", None),
                        ("named_email", ""),
                        ("named_first_name", ""),
                        ("named_last_name", ""),
                        ("named_phone", ""),
                    ),
                    models.Q(
                        ("named_at__isnull", False),
                        models.Q(("named_last_name", ""), _negated=True),
                        models.Q(("named_email", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="designation_typed_whole",
            ),
        ),
    ]
