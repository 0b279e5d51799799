"""Whose an end is, who wrote an official mailbox, and what address was typed: of before, the one of the account now."""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.walls import LowerWalls, force
from correspondents.named_person import check_one_line


def write_addresses(apps: Any, schema_editor: Any) -> None:
    accounts = apps.get_model("correspondents", "User").objects.filter(pk=OuterRef("user"))
    with acting_as(machine_actor(timezone.now())):
        typed = apps.get_model("correspondents", "Designation").objects.filter(named_at__isnull=False)
        typed.update(named_email=Subquery(accounts.values("email")))


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0009_address_change"),
        ("signatories", "0008_phones_that_are_dialled"),
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
        migrations.CreateModel(
            name="MailboxChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("former", models.EmailField(blank=True, max_length=254, verbose_name="ancienne boîte")),
                ("changed_by", models.UUIDField(null=True, verbose_name="écrite par")),
                ("changed_at", models.DateTimeField(verbose_name="écrite le")),
                ("told_at", models.DateTimeField(null=True, verbose_name="annoncée le")),
                (
                    "signatory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailbox_changes",
                        to="signatories.signatory",
                    ),
                ),
            ],
            options={"verbose_name": "changement de boîte officielle"},
        ),
        migrations.RunSQL(force("correspondents_mailboxchange"), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="designation",
            name="named_first_name",
            field=models.CharField(blank=True, max_length=80, validators=[check_one_line], verbose_name="prénom écrit"),
        ),
        migrations.AlterField(
            model_name="designation",
            name="named_last_name",
            field=models.CharField(blank=True, max_length=80, validators=[check_one_line], verbose_name="nom écrit"),
        ),
        migrations.AlterField(
            model_name="post",
            name="label",
            field=models.CharField(max_length=120, validators=[check_one_line], verbose_name="intitulé"),
        ),
        migrations.AlterField(
            model_name="user",
            name="first_name",
            field=models.CharField(max_length=80, validators=[check_one_line], verbose_name="prénom"),
        ),
        migrations.AlterField(
            model_name="user",
            name="last_name",
            field=models.CharField(max_length=80, validators=[check_one_line], verbose_name="nom"),
        ),
    ]
