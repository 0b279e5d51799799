import datetime
import uuid

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acting", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("files", "0001_initial"),
        ("signatories", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commune",
            fields=[
                ("code", models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name="code INSEE")),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "search_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="folded", output_field=models.TextField()),
                        output_field=models.TextField(),
                    ),
                ),
                ("postal_codes", models.CharField(max_length=60, verbose_name="codes postaux")),
                ("population", models.PositiveIntegerField(verbose_name="population légale")),
                ("arrondissement", models.CharField(max_length=60)),
                ("epci", models.CharField(blank=True, max_length=120, verbose_name="intercommunalité")),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communes",
                        to="signatories.convention",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "commune",
                "ordering": ("search_name",),
            },
        ),
        migrations.CreateModel(
            name="Competence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "domain",
                    models.CharField(
                        choices=[
                            ("prosecution", "Parquet"),
                            ("force", "Police ou gendarmerie"),
                            ("prefecture", "Préfecture"),
                        ],
                        max_length=12,
                        verbose_name="domaine",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        help_text="Ressort, circonscription ou groupement.", max_length=120, verbose_name="service"
                    ),
                ),
                ("source", models.CharField(max_length=240, verbose_name="source")),
                ("vintage", models.CharField(max_length=40, verbose_name="millésime")),
                (
                    "exception",
                    models.CharField(
                        blank=True,
                        help_text="Une partie du territoire qui relève d’ailleurs, et de qui.",
                        max_length=300,
                        verbose_name="exception",
                    ),
                ),
                (
                    "manual_reason",
                    models.CharField(
                        blank=True,
                        help_text="Une ligne corrigée échappe aux imports.",
                        max_length=240,
                        verbose_name="motif de la correction manuelle",
                    ),
                ),
                ("since", models.DateField(null=True, verbose_name="depuis le")),
                ("to_verify", models.BooleanField(default=False, verbose_name="à vérifier")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="competences", to="territory.commune"
                    ),
                ),
                (
                    "signatory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="competences",
                        to="signatories.signatory",
                    ),
                ),
            ],
            options={
                "verbose_name": "compétence",
            },
        ),
        migrations.CreateModel(
            name="CompetenceChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "domain",
                    models.CharField(
                        choices=[
                            ("prosecution", "Parquet"),
                            ("force", "Police ou gendarmerie"),
                            ("prefecture", "Préfecture"),
                        ],
                        max_length=12,
                        verbose_name="domaine",
                    ),
                ),
                ("unit", models.CharField(max_length=120, verbose_name="service")),
                ("source", models.CharField(max_length=240, verbose_name="source")),
                ("vintage", models.CharField(max_length=40, verbose_name="millésime")),
                ("since", models.DateField(null=True, verbose_name="depuis le")),
                ("until", models.DateField(verbose_name="jusqu’au")),
                ("reason", models.CharField(max_length=240, verbose_name="motif")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="competence_changes",
                        to="territory.commune",
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
                "verbose_name": "version d’une compétence",
                "ordering": ("-until",),
            },
        ),
        migrations.CreateModel(
            name="CompetenceImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("courts", "Juridictions compétentes (ministère de la Justice)"),
                            ("forces", "Police et gendarmerie (ministère de l’Intérieur)"),
                            ("communes", "Communes (INSEE ou Etalab)"),
                        ],
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                ("source", models.CharField(max_length=240, verbose_name="source")),
                ("vintage", models.CharField(max_length=40, verbose_name="millésime")),
                (
                    "state",
                    models.CharField(
                        choices=[("read", "Lu, à confirmer"), ("applied", "Appliqué"), ("refused", "Refusé")],
                        default="read",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="lignes lues")),
                ("report", models.JSONField(default=dict, verbose_name="compte rendu")),
                ("read_at", models.DateTimeField(verbose_name="lu le")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="appliqué le")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="signatories.convention"
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
                "verbose_name": "import de compétences",
                "ordering": ("-read_at",),
            },
        ),
        migrations.CreateModel(
            name="FormerCommune",
            fields=[
                (
                    "code",
                    models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name="ancien code INSEE"),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_codes", to="territory.commune"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Residence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("address", models.CharField(max_length=200, verbose_name="adresse")),
                (
                    "search_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="folded", output_field=models.TextField()),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "search_address",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("address"), function="folded", output_field=models.TextField()),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "dwellings",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20000),
                        ],
                        verbose_name="logements",
                    ),
                ),
                ("in_priority_district", models.BooleanField(default=False, verbose_name="quartier prioritaire (QPV)")),
                (
                    "closed_on",
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
                        verbose_name="fermée le",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residences", to="territory.commune"
                    ),
                ),
                (
                    "landlord",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residences",
                        to="signatories.signatory",
                    ),
                ),
            ],
            options={
                "verbose_name": "résidence",
                "ordering": ("commune__search_name", "name"),
            },
        ),
        migrations.CreateModel(
            name="ResidenceAccess",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("badge", "Badge ou clé"), ("authorisation", "Autorisation permanente")],
                        max_length=14,
                        verbose_name="nature",
                    ),
                ),
                (
                    "quantity",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="nombre",
                    ),
                ),
                (
                    "given_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="remis le",
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
                (
                    "returned_on",
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
                        verbose_name="rendu ou retiré le",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="précision")),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.signatory"
                    ),
                ),
                (
                    "residence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accesses", to="territory.residence"
                    ),
                ),
            ],
            options={
                "verbose_name": "accès donné aux forces",
                "ordering": ("-given_on",),
            },
        ),
        migrations.CreateModel(
            name="ResidenceGroupObjectPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="territory.residence"),
                ),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="commune",
            index=models.Index(fields=["convention", "search_name"], name="commune_by_name"),
        ),
        migrations.AddIndex(
            model_name="commune",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_name"], name="commune_search", opclasses=("gin_trgm_ops",)
            ),
        ),
        migrations.AddConstraint(
            model_name="competence",
            constraint=models.UniqueConstraint(fields=("commune", "domain"), name="one_competence_per_domain"),
        ),
        migrations.AddIndex(
            model_name="residence",
            index=models.Index(fields=["name", "id"], name="residence_by_name"),
        ),
        migrations.AddIndex(
            model_name="residence",
            index=models.Index(fields=["dwellings", "id"], name="residence_by_dwellings"),
        ),
        migrations.AddIndex(
            model_name="residence",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_name"], name="residence_search_name", opclasses=("gin_trgm_ops",)
            ),
        ),
        migrations.AddIndex(
            model_name="residence",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_address"], name="residence_search_address", opclasses=("gin_trgm_ops",)
            ),
        ),
        migrations.AddConstraint(
            model_name="residence",
            constraint=models.UniqueConstraint(
                fields=("landlord", "commune", "search_name"), name="one_residence_per_name"
            ),
        ),
        migrations.AddIndex(
            model_name="residenceaccess",
            index=models.Index(
                fields=["holder", "-returned_on", "ends_on", "-given_on", "id"], name="access_held_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="residenceaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("given_on")), _connector="OR"),
                name="access_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="residenceaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned_on", None), ("returned_on__gte", models.F("given_on")), _connector="OR"),
                name="access_returned_after",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="residencegroupobjectpermission",
            unique_together={("group", "permission", "content_object")},
        ),
        migrations.RunSQL(
            [
                force("territory_commune"),
                force("territory_formercommune"),
                force("territory_competence"),
                force("territory_competencechange"),
                force("territory_competenceimport"),
                force("territory_residence"),
                force("territory_residenceaccess"),
                force("territory_residencegroupobjectpermission"),
            ],
            migrations.RunSQL.noop,
        ),
    ]
