import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0012_due_days"),
        ("files", "0001_initial"),
        ("incidents", "0019_agent_vise"),
        ("journal", "0004_as_its_owner_is_told"),
        ("signatories", "0009_waits_and_reminders"),
        ("territory", "0004_access_kept_working"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportMemory",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("facts", "Tableau de faits"), ("patrols", "Rapports de ronde")],
                        max_length=8,
                        verbose_name="nature",
                    ),
                ),
                ("columns", models.JSONField(default=dict, verbose_name="colonnes")),
                ("words", models.JSONField(default=dict, verbose_name="mots")),
            ],
            options={
                "verbose_name": "correspondances d’un import",
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="own_reference",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=60, verbose_name="référence d’origine"
            ),
        ),
        migrations.CreateModel(
            name="FactImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("facts", "Tableau de faits"), ("patrols", "Rapports de ronde")],
                        max_length=8,
                        verbose_name="nature",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_map", "Colonnes à préciser"),
                            ("reading", "Lecture en cours"),
                            ("read", "À confirmer"),
                            ("importing", "Import en cours"),
                            ("done", "Importé"),
                            ("undoing", "Annulation en cours"),
                            ("undone", "Annulé"),
                            ("stopped", "Abandonné"),
                        ],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom du fichier")),
                ("designation_id", models.UUIDField(verbose_name="au titre de la désignation")),
                ("created_at", models.DateTimeField(verbose_name="envoyé le")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="confirmé le")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="terminé le")),
                ("brought", models.PositiveIntegerField(default=0, verbose_name="faits importés")),
                ("remaining", models.PositiveIntegerField(default=0, verbose_name="faits restés")),
                ("problem", models.CharField(blank=True, max_length=600, verbose_name="ce qui empêche de le lire")),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.post",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.job"
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
                    "report",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "wrong",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "import de faits",
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="fact_import",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="incidents.factimport",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("fact_import__isnull", False)), fields=["fact_import"], name="incident_imported"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("own_reference", ""), _negated=True),
                fields=("landlord", "own_reference"),
                name="one_fact_per_own_reference",
            ),
        ),
        migrations.AddField(
            model_name="importmemory",
            name="landlord",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signatories.signatory",
            ),
        ),
        migrations.AddIndex(
            model_name="factimport",
            index=models.Index(fields=["landlord", "-created_at", "-id"], name="fact_import_of_landlord"),
        ),
        migrations.AddConstraint(
            model_name="factimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["to_map", "reading", "read", "importing", "done", "undoing", "undone", "stopped"])
                ),
                name="fact_import_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="factimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("to_map", "reading", "read", "stopped")),
                    ("applied_at__isnull", False),
                    _connector="OR",
                ),
                name="fact_import_confirmed_before_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="factimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("importing", "undoing"))),
                fields=("landlord",),
                name="one_fact_import_writes",
            ),
        ),
        migrations.AddConstraint(
            model_name="importmemory",
            constraint=models.UniqueConstraint(fields=("landlord", "kind"), name="one_import_memory_per_kind"),
        ),
        migrations.RunSQL([force("incidents_factimport"), force("incidents_importmemory")], migrations.RunSQL.noop),
    ]
