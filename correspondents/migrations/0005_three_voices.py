"""A designation opens with three voices. Those that ran before count as having had them on that day."""

from typing import Any

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from acting.actor import acting_as, machine_actor


def give_voices(apps: Any, schema_editor: Any) -> None:
    """Whoever held a post goes on: it was given under the rules of its day."""
    now = timezone.now()
    with acting_as(machine_actor(now)):
        apps.get_model("correspondents", "Designation").objects.update(agreed_at=now, accepted_at=now)


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0004_post_to_verify"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="designation",
            name="one_titular_per_post_at_a_time",
        ),
        migrations.AddField(
            model_name="designation",
            name="accepted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="acceptée le"),
        ),
        migrations.AddField(
            model_name="designation",
            name="agreed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="accord du signataire le"),
        ),
        migrations.AddField(
            model_name="designation",
            name="agreed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="designation",
            name="ended_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="terminée sur-le-champ le"),
        ),
        migrations.AddField(
            model_name="designation",
            name="proposed_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("gardien", "Gardien, agent"),
                    ("referent", "Référent sûreté"),
                    ("contentieux", "Contentieux"),
                    ("correspondant", "Correspondant"),
                    ("magistrat", "Magistrat référent"),
                    ("preparateur", "Préparateur"),
                    ("delegue", "Délégué"),
                    ("dpo", "Délégué à la protection des données"),
                    ("administrateur", "Administrateur du portail"),
                ],
                editable=False,
                max_length=14,
                verbose_name="proposée par",
            ),
        ),
        migrations.AddField(
            model_name="designation",
            name="proposed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="designation",
            name="replaces",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="correspondents.designation",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="last_chosen",
            field=models.UUIDField(editable=False, null=True, verbose_name="dernière désignation choisie"),
        ),
        migrations.RunPython(give_voices, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="designation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("agreed_at__isnull", False), ("ended_at", None), ("role", "titulaire")),
                expressions=(
                    (
                        models.Func(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                    ("post", "="),
                ),
                name="one_titular_per_post_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="designation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("agreed_at__isnull", False), _connector="OR"),
                name="designation_agreed_before_accepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="designation",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_by", models.F("user")), _negated=True),
                name="nobody_agrees_to_the_own_naming",
            ),
        ),
    ]
