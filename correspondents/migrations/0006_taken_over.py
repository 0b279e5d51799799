from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from acting.actor import acting_as, machine_actor


def as_read_today(apps: Any, schema_editor: Any) -> None:
    """Whoever waits at a post that stood empty before is told nothing new."""
    machine = machine_actor(timezone.now())
    with acting_as(machine):
        posts = apps.get_model("correspondents", "Post").objects.all()
        running = apps.get_model("correspondents", "Designation").objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=machine.today),
            Q(suspended_on=None) | Q(suspended_on__gt=machine.today),
            Q(post__signatory__left_on=None) | Q(post__signatory__left_on__gte=machine.today),
            starts_on__lte=machine.today,
            accepted_at__isnull=False,
            ended_at=None,
            user__is_active=True,
            post__closed_on=None,
        )
        empty = posts.filter(~Exists(running.filter(post=OuterRef("pk"))))
        referents = running.filter(post__function="referent", post__signatory=OuterRef("signatory"))
        elsewhere = list(empty.filter(Exists(referents), function="referent").values_list("pk", flat=True))
        empty.update(reading="nobody")
        posts.filter(pk__in=elsewhere).update(reading="elsewhere")


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0005_three_voices"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="taken_over_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="correspondents.post",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="reading",
            field=models.CharField(
                choices=[
                    ("held", "lu à ce poste"),
                    ("elsewhere", "lu par un autre poste"),
                    ("nobody", "sans lecteur"),
                ],
                default="held",
                editable=False,
                max_length=9,
                verbose_name="lecture",
            ),
        ),
        migrations.RunPython(as_read_today, migrations.RunPython.noop),
    ]
