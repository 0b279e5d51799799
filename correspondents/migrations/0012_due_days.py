import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from acting.days import DAY_IN_REACH
from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
    ]

    operations = [
        migrations.CreateModel(
            name="DueTelling",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("told_on", models.DateField(null=True, verbose_name="avertie le")),
            ],
            options={
                "verbose_name": "rappel d’échéances",
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20, verbose_name="sorte")),
                ("object_id", models.UUIDField(verbose_name="objet")),
                ("until", models.DateField(validators=DAY_IN_REACH, verbose_name="reportée au")),
                ("due_on", models.DateField(validators=DAY_IN_REACH, verbose_name="échéance du")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "échéance reportée",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind", "object_id"), name="one_snooze_per_due"),
                    models.CheckConstraint(condition=models.Q(("kind", ""), _negated=True), name="snooze_says_of_what"),
                ],
            },
        ),
        migrations.RunSQL(force("correspondents_duetelling"), migrations.RunSQL.noop),
        migrations.RunSQL(force("correspondents_snooze"), migrations.RunSQL.noop),
    ]
