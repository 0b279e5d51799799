import uuid

import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acting", "0001_initial"),
        ("files", "0001_initial"),
        ("journal", "0001_initial"),
        ("signatories", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedCell",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("facts", "Faits déclarés"),
                            ("commune", "Faits déclarés par commune"),
                            ("staff", "Faits visant un agent ou un prestataire"),
                            ("dwellings", "Logements des bailleurs déclarants"),
                            ("sent", "Saisines envoyées"),
                            ("acknowledged", "Accusés de réception"),
                            ("answered", "Saisines ayant reçu une réponse"),
                            ("delay", "Délai médian de la première réponse, en jours"),
                            ("posts_filled", "Postes pourvus"),
                            ("posts_vacant", "Postes vacants"),
                        ],
                        max_length=12,
                        verbose_name="grandeur",
                    ),
                ),
                ("first_month", models.DateField(verbose_name="premier mois")),
                ("months", models.PositiveSmallIntegerField(verbose_name="nombre de mois")),
                ("family", models.CharField(blank=True, max_length=60, verbose_name="famille")),
                (
                    "partner",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prosecution", "Parquets"),
                            ("forces", "Police et gendarmerie"),
                            ("prefecture", "Préfecture"),
                            ("landlords", "Bailleurs, saisis par un partenaire"),
                        ],
                        max_length=12,
                        verbose_name="destinataire",
                    ),
                ),
                ("commune", models.CharField(blank=True, max_length=5, verbose_name="code INSEE")),
                (
                    "state",
                    models.CharField(
                        choices=[("shown", "publié"), ("band", "petit effectif"), ("masked", "masqué")],
                        max_length=6,
                        verbose_name="publication",
                    ),
                ),
                ("value", models.PositiveIntegerField(null=True, verbose_name="valeur")),
                ("published_on", models.DateField(verbose_name="publié le")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.convention"
                    ),
                ),
            ],
            options={
                "verbose_name": "chiffre publié",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "kind", "first_month", "months", "family", "partner", "commune"),
                        name="one_cell_per_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "shown"), ("value__isnull", False)),
                            models.Q(models.Q(("state", "shown"), _negated=True), ("value__isnull", True)),
                            _connector="OR",
                        ),
                        name="cell_shows_a_value_or_none",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sheet", "Fiche de saisine"),
                            ("yearly", "Bilan annuel de la convention"),
                            ("directory", "Annuaire des correspondants"),
                            ("meeting", "Relevé de réunion"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("user_id", models.UUIDField(verbose_name="demandé par")),
                ("designation_id", models.UUIDField(verbose_name="au titre de la désignation")),
                ("post_id", models.UUIDField(verbose_name="poste")),
                ("signatory_id", models.UUIDField(verbose_name="signataire")),
                ("object_id", models.UUIDField(null=True, verbose_name="objet")),
                ("period", models.CharField(blank=True, max_length=4, verbose_name="période")),
                (
                    "fingerprint",
                    models.CharField(blank=True, max_length=64, verbose_name="empreinte de ce qu’il montre"),
                ),
                ("pages", models.PositiveSmallIntegerField(null=True, verbose_name="nombre de pages")),
                ("created_at", models.DateTimeField(verbose_name="demandé le")),
                ("purge_on", models.DateField(verbose_name="effacé le")),
                (
                    "file",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report", to="journal.job"
                    ),
                ),
            ],
            options={
                "verbose_name": "rapport",
                "indexes": [models.Index(fields=["designation_id", "-created_at", "-id"], name="report_of_requester")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("kind", "yearly"), _negated=True),
                                ("object_id__isnull", False),
                                ("period", ""),
                            ),
                            models.Q(
                                ("kind", "yearly"), ("object_id__isnull", True), models.Q(("period", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="report_says_about_what",
                    )
                ],
            },
        ),
        migrations.RunSQL([force("reports_report")], migrations.RunSQL.noop),
    ]
