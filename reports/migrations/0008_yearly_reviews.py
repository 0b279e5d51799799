import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0012_due_days"),
        ("files", "0002_scan"),
        ("reports", "0007_month_publications"),
        ("signatories", "0009_waits_and_reminders"),
    ]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sheet", "Fiche de saisine"),
                    ("receipt", "Récépissé de communication"),
                    ("exchange", "Échange complet"),
                    ("docket", "Bordereau du jour"),
                    ("yearly", "Bilan annuel de la convention"),
                    ("directory", "Annuaire des correspondants"),
                    ("letter", "Lettre"),
                    ("mailing", "Lettres en nombre"),
                    ("meeting", "Relevé de réunion"),
                    ("injunction", "Dossier d’injonction"),
                    ("evidence", "Dossier de pièces"),
                    ("review", "Bilan de l’année"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.CreateModel(
            name="YearlyReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("first_month", models.DateField(verbose_name="premier mois")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="édition")),
                ("reference", models.CharField(max_length=9, unique=True, verbose_name="numéro")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "en rédaction"),
                            ("submitted", "à relire"),
                            ("reviewed", "relu"),
                            ("frozen", "figé"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("begun_at", models.DateTimeField(verbose_name="commencé le")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="soumis le")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="relu le")),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="figé le")),
                ("pages", models.PositiveSmallIntegerField(null=True, verbose_name="nombre de pages")),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.designation"
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatories.convention",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.designation",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.designation",
                    ),
                ),
            ],
            options={
                "verbose_name": "bilan",
                "verbose_name_plural": "bilans",
            },
        ),
        migrations.CreateModel(
            name="Commentary",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "chapter",
                    models.CharField(
                        choices=[
                            ("annee", "L’année en bref"),
                            ("faits", "Les faits"),
                            ("communes", "Les communes"),
                            ("agents", "Les agents et les prestataires"),
                            ("saisines", "Les saisines et leurs réponses"),
                            ("delais", "Les délais"),
                            ("correspondants", "Les correspondants"),
                            ("reunions", "Les réunions et leurs décisions"),
                            ("gpo", "Les groupes de partenariat opérationnel"),
                            ("orientations", "Les orientations"),
                        ],
                        max_length=14,
                        verbose_name="chapitre",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(3000)],
                        verbose_name="commentaire",
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="écrit le")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.designation"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commentaries",
                        to="reports.yearlyreview",
                    ),
                ),
            ],
            options={
                "verbose_name": "commentaire d’un bilan",
            },
        ),
        migrations.AddConstraint(
            model_name="yearlyreview",
            constraint=models.UniqueConstraint(
                fields=("convention", "first_month", "edition"), name="one_review_per_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="yearlyreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("frozen_at", None)),
                fields=("convention", "first_month"),
                name="one_review_in_the_making",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearlyreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_month__day", 1)), name="review_begins_with_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="yearlyreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by", None),
                    models.Q(("reviewed_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="review_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearlyreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("file", None),
                        ("frozen_at", None),
                        ("reviewed_at", None),
                        ("reviewed_by", None),
                        ("state", "draft"),
                        ("submitted_at", None),
                        ("submitted_by", None),
                    ),
                    models.Q(
                        ("file", None),
                        ("frozen_at", None),
                        ("reviewed_at", None),
                        ("reviewed_by", None),
                        ("state", "submitted"),
                        ("submitted_at__isnull", False),
                        ("submitted_by__isnull", False),
                    ),
                    models.Q(
                        ("frozen_at", None),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("state", "reviewed"),
                        ("submitted_at__isnull", False),
                        ("submitted_by__isnull", False),
                    ),
                    models.Q(
                        ("file__isnull", False),
                        ("frozen_at__isnull", False),
                        ("pages__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("state", "frozen"),
                        ("submitted_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_is_where_its_dates_say",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentary",
            constraint=models.UniqueConstraint(fields=("review", "chapter"), name="one_commentary_per_chapter"),
        ),
        *(
            migrations.RunSQL(force(table), migrations.RunSQL.noop)
            for table in ("reports_yearlyreview", "reports_commentary")
        ),
    ]
