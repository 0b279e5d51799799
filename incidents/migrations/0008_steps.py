import datetime
import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("incidents", "0007_pressing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("gathering", "Recueil des faits"),
                            ("reminder", "Rappel au règlement intérieur"),
                            ("interview", "Entretien"),
                            ("warning", "Avertissement"),
                            ("formal_notice", "Mise en demeure"),
                            ("mediation", "Conciliation ou médiation"),
                            ("summons", "Sommation ou constat"),
                            ("rehousing", "Offre de relogement"),
                            ("writ", "Assignation"),
                            ("judgment", "Jugement"),
                            ("order", "Commandement de quitter les lieux"),
                            ("force", "Demande de force publique"),
                            ("eviction", "Expulsion"),
                        ],
                        max_length=13,
                        verbose_name="démarche",
                    ),
                ),
                (
                    "done_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="faite le",
                    ),
                ),
                (
                    "until",
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
                        verbose_name="délai jusqu’au",
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("hand", "Remise en main propre"),
                            ("registered", "Lettre recommandée avec avis de réception"),
                            ("officer", "Acte de commissaire de justice"),
                            ("court", "Acte du tribunal"),
                            ("posted", "Affichage"),
                            ("file", "Note au dossier"),
                        ],
                        max_length=10,
                        verbose_name="preuve",
                    ),
                ),
                ("tracking_number", models.CharField(blank=True, max_length=40, verbose_name="n° de suivi")),
                (
                    "skip",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gravity", "Gravité des faits"),
                            ("interim", "Référé"),
                            ("already", "Déjà fait hors du portail"),
                            ("truce", "Exception à la trêve hivernale"),
                        ],
                        max_length=7,
                        verbose_name="étape passée",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="précision")),
                ("noted_at", models.DateTimeField(verbose_name="notée le")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("effective", "Suivie d’effet"),
                            ("fruitless", "Sans effet"),
                            ("returned", "Courrier revenu"),
                            ("granted", "Accordé"),
                            ("rejected", "Rejeté ou refusé"),
                            ("stayed", "Délais ou sursis accordés"),
                        ],
                        max_length=9,
                        verbose_name="résultat",
                    ),
                ),
                (
                    "resulted_on",
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
                        verbose_name="résultat du",
                    ),
                ),
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
                        related_name="steps",
                        to="incidents.situation",
                    ),
                ),
            ],
            options={
                "verbose_name": "démarche",
                "indexes": [models.Index(fields=["situation", "done_on", "noted_at", "id"], name="step_of_situation")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rung__in",
                                [
                                    "gathering",
                                    "reminder",
                                    "interview",
                                    "warning",
                                    "formal_notice",
                                    "mediation",
                                    "summons",
                                    "rehousing",
                                    "writ",
                                    "judgment",
                                    "order",
                                    "force",
                                    "eviction",
                                ],
                            )
                        ),
                        name="step_rung_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", ""), ("resulted_on", None)),
                            models.Q(models.Q(("result", ""), _negated=True), ("resulted_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="step_result_has_a_day",
                    ),
                ],
            },
        ),
        migrations.RunSQL(force("incidents_step"), migrations.RunSQL.noop),
    ]
