import datetime
import uuid

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acting", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Convention",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("department_code", models.CharField(max_length=3, unique=True, verbose_name="code du département")),
                ("department_name", models.CharField(max_length=80, verbose_name="département")),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("signed_on", models.DateField(verbose_name="signée le")),
                ("signed_at", models.CharField(max_length=120, verbose_name="signée à")),
                ("models_text", models.TextField(blank=True, verbose_name="textes modèles")),
                (
                    "share_days",
                    models.PositiveSmallIntegerField(default=90, verbose_name="durée d’accès proposée, en jours"),
                ),
                (
                    "share_days_max",
                    models.PositiveSmallIntegerField(
                        default=365, verbose_name="durée d’accès la plus longue, en jours"
                    ),
                ),
                (
                    "outcome_wait_months",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="mois avant de demander la suite d’une plainte"
                    ),
                ),
                (
                    "term_ends_on",
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
                        verbose_name="échéance",
                    ),
                ),
                ("renewal", models.CharField(blank=True, max_length=240, verbose_name="renouvellement")),
                (
                    "confirmation_months",
                    models.PositiveSmallIntegerField(
                        default=6, verbose_name="mois entre deux confirmations des désignations"
                    ),
                ),
                (
                    "confirmation_warning_days",
                    models.PositiveSmallIntegerField(default=15, verbose_name="jours d’avertissement avant suspension"),
                ),
                (
                    "answer_target_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="objectif de réponse, en jours"
                    ),
                ),
                (
                    "keep_incident_months",
                    models.PositiveSmallIntegerField(
                        default=12, verbose_name="conservation d’un fait sans suite, en mois"
                    ),
                ),
                (
                    "keep_situation_months",
                    models.PositiveSmallIntegerField(default=24, verbose_name="conservation d’une situation, en mois"),
                ),
                (
                    "keep_theme_months",
                    models.PositiveSmallIntegerField(default=6, verbose_name="conservation d’une orientation, en mois"),
                ),
                (
                    "keep_journal_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="conservation du journal, en mois"),
                ),
                (
                    "keep_directory_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="conservation de l’annuaire, en mois"),
                ),
                (
                    "small_count",
                    models.PositiveSmallIntegerField(
                        default=4, verbose_name="plus grand effectif masqué dans les chiffres publiés"
                    ),
                ),
            ],
            options={
                "verbose_name": "convention",
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("steering", "Comité de pilotage"),
                            ("technical", "Comité technique"),
                            ("gpo", "Groupe de partenariat opérationnel"),
                            ("clspd", "CLSPD ou CISPD"),
                            ("other", "Autre réunion"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                ("starts_at", models.DateTimeField(verbose_name="le")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="lieu")),
                (
                    "agenda",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(4000)],
                        verbose_name="ordre du jour",
                    ),
                ),
                (
                    "minutes",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(12000)], verbose_name="relevé"
                    ),
                ),
                ("is_cancelled", models.BooleanField(default=False, verbose_name="annulée")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="signatories.convention",
                    ),
                ),
                (
                    "minutes_file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "réunion",
                "ordering": ("-starts_at",),
            },
        ),
        migrations.CreateModel(
            name="Processing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200, verbose_name="traitement")),
                ("controllers", models.CharField(blank=True, max_length=300, verbose_name="responsables")),
                (
                    "joint_controllers",
                    models.CharField(blank=True, max_length=300, verbose_name="responsables conjoints"),
                ),
                ("processors", models.CharField(blank=True, max_length=300, verbose_name="sous-traitants")),
                ("legal_basis", models.CharField(blank=True, max_length=240, verbose_name="base")),
                ("is_verified", models.BooleanField(default=False, verbose_name="vérifié")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="processings",
                        to="signatories.convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "traitement",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "code",
                    models.SlugField(
                        help_text="Identifiant lisible, unique dans la convention.", max_length=60, verbose_name="code"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("federation", "Fédération de bailleurs"),
                            ("landlord", "Bailleur"),
                            ("police", "Police nationale"),
                            ("gendarmerie", "Gendarmerie nationale"),
                            ("prosecution", "Parquet"),
                            ("prefecture", "Préfecture"),
                            ("operator", "Opérateur du portail"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                ("short_name", models.CharField(max_length=80, verbose_name="nom court")),
                (
                    "search_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Concat(
                                models.F("name"), models.Value(" "), models.F("short_name")
                            ),
                            function="folded",
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "in_phrase",
                    models.CharField(
                        help_text="Avec son article : « le parquet de Meaux ».",
                        max_length=120,
                        verbose_name="dans une phrase",
                    ),
                ),
                ("is_signing_party", models.BooleanField(default=False, verbose_name="partie signataire")),
                (
                    "joined_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="partie depuis le",
                    ),
                ),
                (
                    "left_on",
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
                        verbose_name="partie jusqu’au",
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatories",
                        to="signatories.convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "signataire",
                "ordering": ("kind", "name"),
            },
        ),
        migrations.CreateModel(
            name="SettingChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("setting", models.CharField(max_length=60, verbose_name="réglage")),
                ("former", models.CharField(blank=True, max_length=240, verbose_name="avant")),
                ("current", models.CharField(blank=True, max_length=240, verbose_name="après")),
                ("reason", models.CharField(blank=True, max_length=240, verbose_name="motif")),
                ("at", models.DateTimeField(verbose_name="le")),
                ("user_id", models.UUIDField(verbose_name="par")),
                ("function", models.CharField(max_length=20, verbose_name="fonction")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="setting_changes",
                        to="signatories.convention",
                    ),
                ),
                (
                    "signatory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.signatory"
                    ),
                ),
            ],
            options={
                "verbose_name": "changement de réglage",
                "ordering": ("-at",),
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("text", models.CharField(max_length=500, verbose_name="décision")),
                ("owner_function", models.CharField(max_length=120, verbose_name="fonction")),
                (
                    "due_on",
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
                        verbose_name="pour le",
                    ),
                ),
                (
                    "done_on",
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
                        verbose_name="faite le",
                    ),
                ),
                ("follow_up", models.CharField(blank=True, max_length=300, verbose_name="suivi")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="signatories.meeting"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="signatories.signatory",
                    ),
                ),
            ],
            options={
                "verbose_name": "décision",
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("function", models.CharField(max_length=120, verbose_name="fonction")),
                ("was_present", models.BooleanField(default=True, verbose_name="présent")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="signatories.meeting",
                    ),
                ),
                (
                    "signatory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.signatory"
                    ),
                ),
            ],
            options={
                "verbose_name": "présence",
                "ordering": ("signatory__kind", "signatory__name", "function"),
            },
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="objet de travail")),
                (
                    "search_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="folded", output_field=models.TextField()),
                        output_field=models.TextField(),
                    ),
                ),
                ("summary", models.CharField(max_length=300, verbose_name="en une phrase")),
                ("circuit", models.TextField(verbose_name="circuit")),
                ("sources", models.TextField(blank=True, verbose_name="sources")),
                (
                    "keeps_orientation",
                    models.BooleanField(default=False, verbose_name="orientation sans donnée nominative"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="retiré le")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="themes", to="signatories.convention"
                    ),
                ),
            ],
            options={
                "verbose_name": "objet de travail",
                "ordering": ("position", "name"),
            },
        ),
        migrations.CreateModel(
            name="ThemeContact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=160, verbose_name="intitulé")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse")),
                ("hours", models.CharField(blank=True, max_length=120, verbose_name="quand")),
                ("is_emergency", models.BooleanField(default=False, verbose_name="urgence")),
                ("to_verify", models.BooleanField(default=False, verbose_name="à vérifier")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="signatories.theme"
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "ordering": ("-is_emergency", "position", "label"),
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("text", models.TextField(verbose_name="texte")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="signatories.convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("convention", "number"), name="one_article_per_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("signed", "Texte signé"), ("annex", "Annexe")], max_length=10, verbose_name="nature"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("added_at", models.DateTimeField(verbose_name="déposé le")),
                ("removed_at", models.DateTimeField(null=True, verbose_name="retiré le")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="signatories.convention",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "ordering": ("kind", "title"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "signed"), ("removed_at", None)),
                        fields=("convention",),
                        name="one_signed_text",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["convention", "starts_at", "id"], name="meeting_by_date"),
        ),
        migrations.AddIndex(
            model_name="signatory",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_name"], name="signatory_search_name", opclasses=("gin_trgm_ops",)
            ),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.UniqueConstraint(fields=("convention", "code"), name="one_signatory_per_code"),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["federation", "landlord", "police", "gendarmerie", "prosecution", "prefecture", "operator"],
                    )
                ),
                name="signatory_kind_known",
            ),
        ),
        migrations.AddIndex(
            model_name="settingchange",
            index=models.Index(fields=["convention", "-at", "-id"], name="setting_change_latest"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(condition=models.Q(("done_on", None)), fields=["due_on"], name="decision_open"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("meeting", "number"), name="one_decision_per_number"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("meeting", "signatory", "function"), name="one_attendance_per_function"
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.UniqueConstraint(fields=("convention", "code"), name="one_theme_per_code"),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", "radicalisation"), ("keeps_orientation", True), _negated=True),
                name="radicalisation_leaves_no_trace",
            ),
        ),
        migrations.RunSQL(
            [
                force("signatories_convention"),
                force("signatories_signatory"),
                force("signatories_article"),
                force("signatories_document"),
                force("signatories_settingchange"),
                force("signatories_processing"),
                force("signatories_theme"),
                force("signatories_themecontact"),
                force("signatories_meeting"),
                force("signatories_attendance"),
                force("signatories_decision"),
            ],
            migrations.RunSQL.noop,
        ),
    ]
