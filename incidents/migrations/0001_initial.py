import datetime
import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import incidents.references
from acting.walls import force


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acting", "0001_initial"),
        ("correspondents", "0001_initial"),
        ("signatories", "0001_initial"),
        ("territory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="code")),
                ("family", models.CharField(max_length=40, verbose_name="famille")),
                ("family_label", models.CharField(max_length=60, verbose_name="nom de la famille")),
                ("label", models.CharField(max_length=80, verbose_name="intitulé")),
                ("icon", models.CharField(max_length=30, verbose_name="pictogramme")),
                ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("targets_staff", models.BooleanField(default=False, verbose_name="agent ou prestataire visé")),
                ("is_violence", models.BooleanField(default=False, verbose_name="violence")),
            ],
            options={
                "verbose_name": "catégorie",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Orientation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Téléphone"),
                            ("in_person", "Sur place"),
                            ("letter", "Document remis"),
                            ("partner", "Par un partenaire"),
                        ],
                        max_length=12,
                        verbose_name="voie",
                    ),
                ),
                ("on", models.DateField(verbose_name="le")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.commune"
                    ),
                ),
                (
                    "landlord",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.signatory"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.theme"
                    ),
                ),
            ],
            options={
                "verbose_name": "orientation",
                "ordering": ("-on",),
            },
        ),
        migrations.CreateModel(
            name="Situation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField(verbose_name="ouverte le")),
                (
                    "landlord",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="situations",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "residence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="situations", to="territory.residence"
                    ),
                ),
            ],
            options={
                "verbose_name": "situation",
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "reference",
                    models.CharField(
                        default=incidents.references.new_incident_reference,
                        editable=False,
                        max_length=9,
                        verbose_name="référence",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("hall", "Hall"),
                            ("stairs", "Escalier"),
                            ("cellar", "Cave"),
                            ("car_park", "Parking"),
                            ("surroundings", "Abords"),
                            ("dwelling", "Logement"),
                        ],
                        max_length=12,
                        verbose_name="lieu",
                    ),
                ),
                ("building", models.CharField(blank=True, max_length=40, verbose_name="bâtiment ou entrée")),
                ("started_at", models.DateTimeField(verbose_name="survenu le")),
                (
                    "recurrence",
                    models.CharField(
                        choices=[
                            ("isolated", "Une fois"),
                            ("repeated", "Plusieurs fois"),
                            ("weekly", "Chaque semaine"),
                            ("installed", "Tous les jours"),
                        ],
                        max_length=10,
                        verbose_name="récurrence",
                    ),
                ),
                ("facts", models.CharField(max_length=600, verbose_name="faits")),
                (
                    "damage_euros",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(10000000)],
                        verbose_name="dommage en euros",
                    ),
                ),
                (
                    "police_called",
                    models.CharField(
                        choices=[("no", "Non"), ("came", "Oui, venue"), ("did_not_come", "Oui, pas venue")],
                        default="no",
                        max_length=12,
                        verbose_name="police appelée",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "Nouveau"),
                            ("attached", "Dans une situation"),
                            ("left_apart", "Laissé isolé"),
                            ("set_aside", "Écarté"),
                            ("closed", "Clos"),
                        ],
                        default="filed",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("filed_at", models.DateTimeField(verbose_name="déclaré le")),
                ("submission", models.UUIDField(editable=False, unique=True, verbose_name="envoi")),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="incidents.category",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filed_post",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="incidents",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "residence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="territory.residence",
                    ),
                ),
                (
                    "situation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="incidents.situation",
                    ),
                ),
            ],
            options={
                "verbose_name": "fait",
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "complainant",
                    models.CharField(
                        choices=[
                            ("landlord", "Le bailleur, pour son propre dommage"),
                            ("agent", "Un agent du bailleur"),
                            ("tenant", "Un locataire (date seule)"),
                        ],
                        max_length=8,
                        verbose_name="plaignant",
                    ),
                ),
                (
                    "filed_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="déposée le",
                    ),
                ),
                ("service", models.CharField(blank=True, max_length=120, verbose_name="service")),
                ("pv_number", models.CharField(blank=True, max_length=40, verbose_name="n° de PV")),
                ("prosecution_number", models.CharField(blank=True, max_length=40, verbose_name="n° de parquet")),
                (
                    "landlord",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaints", to="incidents.incident"
                    ),
                ),
                (
                    "situation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaints", to="incidents.situation"
                    ),
                ),
            ],
            options={
                "verbose_name": "plainte",
            },
        ),
        migrations.CreateModel(
            name="FactCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("facts", models.IntegerField()),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.category",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("landlord", "month", "category"), name="one_count_of_facts_per_month"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "event",
                    models.CharField(
                        choices=[("passed_on", "Transmis à un partenaire"), ("answered", "Un partenaire a répondu")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "verbose_name": "suite d’un fait",
                "ordering": ("at", "id"),
                "indexes": [models.Index(fields=["incident", "at", "id"], name="follow_up_of_fact")],
            },
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["landlord", "-started_at", "-id"],
                include=("residence", "filed_by"),
                name="incident_of_landlord",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["landlord", "state", "-started_at", "-id"],
                include=("residence", "filed_by"),
                name="incident_in_state",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["landlord", "category", "-started_at", "-id"],
                include=("residence", "filed_by"),
                name="incident_of_category",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["landlord", "residence", "-started_at", "-id"],
                include=("filed_by", "place", "state"),
                name="incident_of_residence",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["landlord", "filed_by", "-started_at", "-id"], include=("residence",), name="incident_of_author"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("state", "filed")),
                fields=["landlord", "filed_at"],
                include=("residence", "place", "category", "filed_by", "id"),
                name="incident_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(fields=("reference",), name="one_fact_per_reference"),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["filed", "attached", "left_apart", "set_aside", "closed"])),
                name="incident_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("facts", ""), _negated=True), name="incident_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("complainant", "tenant"), _negated=True),
                    models.Q(("prosecution_number", ""), ("pv_number", ""), ("service", "")),
                    _connector="OR",
                ),
                name="tenant_complaint_is_a_date",
            ),
        ),
        migrations.RunSQL(
            [
                force("incidents_incident"),
                force("incidents_factcount"),
                force("incidents_situation"),
                force("incidents_complaint"),
                force("incidents_followup"),
                force("incidents_orientation"),
            ],
            migrations.RunSQL.noop,
        ),
    ]
