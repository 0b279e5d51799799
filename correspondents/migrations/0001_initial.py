import datetime
import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acting", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("files", "0001_initial"),
        ("signatories", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="adresse électronique")),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "search_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Concat(
                                models.F("first_name"), models.Value(" "), models.F("last_name")
                            ),
                            function="folded",
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "search_email",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("email"), function="folded", output_field=models.TextField()),
                        output_field=models.TextField(),
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone professionnel")),
                ("is_active", models.BooleanField(default=True, verbose_name="compte ouvert")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="créé le")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "compte",
            },
        ),
        migrations.CreateModel(
            name="Charter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("in_force_on", models.DateField(verbose_name="en vigueur le")),
                ("text", models.TextField(verbose_name="texte")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charters",
                        to="signatories.convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "charte",
                "ordering": ("-version",),
            },
        ),
        migrations.CreateModel(
            name="CharterAcceptance",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("accepted_at", models.DateTimeField(verbose_name="acceptée le")),
                (
                    "charter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="correspondents.charter",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charters_accepted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "acceptation de la charte",
            },
        ),
        migrations.CreateModel(
            name="Designation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("titulaire", "Titulaire"),
                            ("suppleant", "Suppléant"),
                            ("preparateur", "Préparateur"),
                        ],
                        default="titulaire",
                        max_length=12,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="à compter du",
                    ),
                ),
                (
                    "ends_on",
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
                        verbose_name="jusqu’au",
                    ),
                ),
                ("act_reference", models.CharField(blank=True, max_length=120, verbose_name="référence de l’acte")),
                (
                    "act_date",
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
                        verbose_name="date de l’acte",
                    ),
                ),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmée le")),
                ("warned_on", models.DateField(blank=True, null=True, verbose_name="avertie le")),
                ("suspended_on", models.DateField(blank=True, null=True, verbose_name="suspendue le")),
                ("named_at", models.DateTimeField(blank=True, null=True, verbose_name="nommée à cette adresse le")),
                ("named_first_name", models.CharField(blank=True, max_length=80, verbose_name="prénom écrit")),
                ("named_last_name", models.CharField(blank=True, max_length=80, verbose_name="nom écrit")),
                ("named_phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone écrit")),
                (
                    "search_named",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Concat(
                                models.F("named_first_name"), models.Value(" "), models.F("named_last_name")
                            ),
                            function="folded",
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "act_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="designations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "désignation",
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "starts_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="du",
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="au",
                    ),
                ),
                (
                    "designation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="correspondents.designation",
                    ),
                ),
                (
                    "stand_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.designation",
                    ),
                ),
            ],
            options={
                "verbose_name": "absence",
                "ordering": ("starts_on",),
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="envoyée le")),
                ("expires_at", models.DateTimeField(verbose_name="valable jusqu’au")),
                ("used_at", models.DateTimeField(null=True, verbose_name="utilisée le")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "function",
                    models.CharField(
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
                        max_length=14,
                        verbose_name="fonction",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="intitulé")),
                (
                    "search_label",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("label"), function="folded", output_field=models.TextField()),
                        output_field=models.TextField(),
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse du service")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone du service")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="fermé le")),
                ("communes", models.ManyToManyField(blank=True, related_name="posts", to="territory.commune")),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="post", to="auth.group"
                    ),
                ),
                ("residences", models.ManyToManyField(blank=True, related_name="posts", to="territory.residence")),
                (
                    "signatory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="signatories.signatory"
                    ),
                ),
                ("themes", models.ManyToManyField(blank=True, related_name="posts", to="signatories.theme")),
            ],
            options={
                "verbose_name": "poste",
                "ordering": ("signatory__name", "label"),
            },
        ),
        migrations.AddField(
            model_name="designation",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="designations", to="correspondents.post"
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["last_name", "first_name", "id"], name="account_by_name"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_name"], name="account_search_name", opclasses=("gin_trgm_ops",)
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_email"], name="account_search_email", opclasses=("gin_trgm_ops",)
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(condition=models.Q(("is_superuser", False)), name="no_superuser"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="email_in_lower_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="charter",
            constraint=models.UniqueConstraint(fields=("convention", "version"), name="one_charter_per_version"),
        ),
        migrations.AddConstraint(
            model_name="charteracceptance",
            constraint=models.UniqueConstraint(fields=("charter", "user"), name="one_acceptance_per_charter"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="absence_ends_after_start"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_label"], name="post_search_label", opclasses=("gin_trgm_ops",)
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("signatory", "label"), name="one_post_per_label"),
        ),
        migrations.AddIndex(
            model_name="designation",
            index=models.Index(
                condition=models.Q(("named_at__isnull", False)),
                fields=["named_last_name", "named_first_name", "user"],
                name="designation_as_typed",
            ),
        ),
        migrations.AddConstraint(
            model_name="designation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("role", "titulaire")),
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
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="designation_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="designation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("named_at", None), ("named_first_name", ""), ("named_last_name", ""), ("named_phone", "")
                    ),
                    models.Q(("named_at__isnull", False), models.Q(("named_last_name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="designation_typed_whole",
            ),
        ),
        migrations.RunSQL(
            [
                force("correspondents_charter"),
                force("correspondents_post"),
                force("correspondents_post_communes"),
                force("correspondents_post_residences"),
                force("correspondents_post_themes"),
                force("correspondents_designation"),
                force("correspondents_absence"),
                force("correspondents_user"),
                force("correspondents_invitation"),
                force("correspondents_charteracceptance"),
            ],
            migrations.RunSQL.noop,
        ),
    ]
