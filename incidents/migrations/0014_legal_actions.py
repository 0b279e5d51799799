import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import correspondents.named_person
from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("incidents", "0013_colour_of_turns"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalAction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("termination", "Résiliation judiciaire du bail"),
                            ("occupants", "Expulsion d’occupants sans droit ni titre"),
                            ("complaint", "Plainte ou constitution de partie civile"),
                            ("interim", "Référé"),
                        ],
                        max_length=11,
                        verbose_name="action",
                    ),
                ),
                (
                    "stated_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="envisagée depuis le",
                    ),
                ),
                (
                    "early_why",
                    models.CharField(blank=True, max_length=200, verbose_name="pourquoi avant le premier fait"),
                ),
                (
                    "begun_on",
                    models.DateField(
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
                        verbose_name="engagée le",
                    ),
                ),
                ("noted_at", models.DateTimeField(verbose_name="inscrite le")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée le")),
                (
                    "withdrawn_why",
                    models.CharField(blank=True, max_length=200, verbose_name="pourquoi elle est retirée"),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.post"
                    ),
                ),
                (
                    "situation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_actions",
                        to="incidents.situation",
                    ),
                ),
            ],
            options={
                "verbose_name": "action en justice",
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("author", "Auteur présumé"),
                            ("co_holder", "Cotitulaire du bail"),
                            ("occupant", "Occupant"),
                        ],
                        max_length=9,
                        verbose_name="qualité",
                    ),
                ),
                (
                    "last_name",
                    models.CharField(
                        max_length=80, validators=[correspondents.named_person.check_one_line], verbose_name="nom"
                    ),
                ),
                (
                    "first_name",
                    models.CharField(
                        max_length=80, validators=[correspondents.named_person.check_one_line], verbose_name="prénom"
                    ),
                ),
                (
                    "born_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(1900, 1, 1), "Indiquez une date à partir du 1er janvier 1900."
                            )
                        ],
                        verbose_name="né(e) le",
                    ),
                ),
                (
                    "born_at",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[correspondents.named_person.check_one_line],
                        verbose_name="lieu de naissance",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="persons",
                        to="incidents.legalaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "personne mise en cause",
            },
        ),
        migrations.AddIndex(
            model_name="legalaction",
            index=models.Index(fields=["situation", "stated_on"], name="action_of_situation"),
        ),
        migrations.AddConstraint(
            model_name="legalaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("situation",),
                name="one_running_action_per_situation",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["termination", "occupants", "complaint", "interim"])),
                name="action_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("begun_on", None), ("begun_on__gte", models.F("stated_on")), _connector="OR"),
                name="action_begins_once_stated",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_why", "")),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="action_withdrawn_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                models.F("action"),
                models.Func(models.F("last_name"), function="folded", output_field=models.TextField()),
                models.Func(models.F("first_name"), function="folded", output_field=models.TextField()),
                django.db.models.functions.comparison.Coalesce(
                    models.F("born_on"), models.Value(datetime.date(1900, 1, 1))
                ),
                name="one_person_per_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["author", "co_holder", "occupant"])), name="person_role_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("last_name", ""), _negated=True), models.Q(("first_name", ""), _negated=True)
                ),
                name="person_has_a_name",
            ),
        ),
        migrations.RunSQL(force("incidents_legalaction"), migrations.RunSQL.noop),
        migrations.RunSQL(force("incidents_person"), migrations.RunSQL.noop),
    ]
