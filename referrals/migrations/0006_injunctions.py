import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

import incidents.references
from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("referrals", "0005_completed_after_answer"),
        ("signatories", "0008_phones_that_are_dialled"),
        ("territory", "0004_access_kept_working"),
    ]

    operations = [
        migrations.CreateModel(
            name="Injunction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "reference",
                    models.CharField(
                        default=incidents.references.new_injunction_reference,
                        editable=False,
                        max_length=9,
                        verbose_name="référence",
                    ),
                ),
                ("noted_at", models.DateTimeField(editable=False, verbose_name="inscrite le")),
                ("address", models.CharField(max_length=160, verbose_name="adresse de l’immeuble")),
                ("ground_stated", models.BooleanField(default=False, verbose_name="fondement déclaré")),
                (
                    "notified_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="notifiée par le préfet le",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("notified", "Notifiée, réponse attendue"),
                            ("accepted", "Acceptée, juge à saisir"),
                            ("seized", "Juge saisi"),
                            ("closed", "Close"),
                            ("refused", "Refusée"),
                            ("expired", "Sans réponse dans le délai"),
                            ("substituted", "Juge saisi par le préfet"),
                            ("withdrawn", "Retirée"),
                        ],
                        default="notified",
                        editable=False,
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Le bailleur saisira le juge"), ("refused", "Le bailleur refuse")],
                        editable=False,
                        max_length=8,
                        verbose_name="réponse",
                    ),
                ),
                ("answered_on", models.DateField(editable=False, null=True, verbose_name="réponse du")),
                (
                    "refusal_motive",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_occupant", "Les agissements ne sont pas ceux de l’occupant habituel"),
                            ("not_ours", "Logement hors de notre patrimoine"),
                            ("lease_over", "Bail déjà résilié ou logement déjà repris"),
                            ("judge_seized", "Juge déjà saisi"),
                            ("insufficient", "Éléments insuffisants pour saisir le juge"),
                        ],
                        editable=False,
                        max_length=14,
                        verbose_name="motif",
                    ),
                ),
                ("answer_note", models.CharField(blank=True, editable=False, max_length=300, verbose_name="précision")),
                ("seized_on", models.DateField(editable=False, null=True, verbose_name="juge saisi le")),
                ("court", models.CharField(blank=True, editable=False, max_length=80, verbose_name="juridiction")),
                (
                    "substituted_on",
                    models.DateField(editable=False, null=True, verbose_name="juge saisi par le préfet le"),
                ),
                ("ended_on", models.DateField(editable=False, null=True, verbose_name="terminée le")),
                (
                    "reminded",
                    models.PositiveSmallIntegerField(
                        editable=False, null=True, verbose_name="dernier rappel, jours avant le terme"
                    ),
                ),
                (
                    "due_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                state="notified",
                                then=models.ExpressionWrapper(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("notified_on"), "+", models.Value(15)
                                    ),
                                    models.DateField(),
                                ),
                            ),
                            models.When(
                                state="accepted",
                                then=django.db.models.functions.comparison.Cast(
                                    models.ExpressionWrapper(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("answered_on"),
                                            "+",
                                            models.Func(
                                                models.Value(0),
                                                models.Value(1),
                                                function="make_interval",
                                                output_field=models.DurationField(),
                                            ),
                                        ),
                                        models.DateTimeField(),
                                    ),
                                    models.DateField(),
                                ),
                            ),
                        ),
                        output_field=models.DateField(null=True),
                    ),
                ),
                (
                    "due_rank",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(state__in=("notified", "accepted"), then=0),
                            models.When(state__in=("closed", "withdrawn"), then=2),
                            default=1,
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.commune"
                    ),
                ),
                (
                    "issuer_post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.post",
                    ),
                ),
                (
                    "landlord",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.designation",
                    ),
                ),
                (
                    "residence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.residence",
                    ),
                ),
            ],
            options={
                "verbose_name": "injonction",
            },
        ),
        migrations.CreateModel(
            name="InjunctionLease",
            fields=[
                (
                    "injunction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lease",
                        serialize=False,
                        to="referrals.injunction",
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="numéro du bail")),
            ],
            options={
                "verbose_name": "bail concerné par une injonction",
            },
        ),
        migrations.AddIndex(
            model_name="injunction",
            index=models.Index(
                fields=["landlord", "due_rank", "due_on", "-notified_on", "id"], name="injunction_of_landlord"
            ),
        ),
        migrations.AddIndex(
            model_name="injunction",
            index=models.Index(
                fields=["issuer_post", "due_rank", "due_on", "-notified_on", "id"], name="injunction_of_issuer"
            ),
        ),
        migrations.AddIndex(
            model_name="injunction",
            index=models.Index(
                condition=models.Q(("state__in", ("notified", "accepted"))), fields=["due_on"], name="injunction_clock"
            ),
        ),
        migrations.AddConstraint(
            model_name="injunction",
            constraint=models.UniqueConstraint(fields=("reference",), name="one_injunction_per_reference"),
        ),
        migrations.AddConstraint(
            model_name="injunction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["notified", "accepted", "seized", "closed", "refused", "expired", "substituted", "withdrawn"],
                    )
                ),
                name="injunction_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="injunction",
            constraint=models.CheckConstraint(
                condition=models.Q(("ground_stated", True)), name="injunction_states_its_ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="injunction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_on", None)),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_on__isnull", False)),
                    _connector="OR",
                ),
                name="injunction_answer_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="injunction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "refused"), models.Q(("refusal_motive", ""), _negated=True)),
                    models.Q(
                        models.Q(("answer", "refused"), _negated=True), ("answer_note", ""), ("refusal_motive", "")
                    ),
                    _connector="OR",
                ),
                name="injunction_refusal_has_motive",
            ),
        ),
        migrations.RunSQL(
            [force("referrals_injunction"), force("referrals_injunctionlease")],
            migrations.RunSQL.noop,
        ),
    ]
