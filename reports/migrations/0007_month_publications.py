# The cells of before, replaced each night, are no month's: each convention begins with the months behind it.

import uuid

import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_evidence_papers"), ("signatories", "0010_month_publications")]

    operations = [
        migrations.DeleteModel("PublishedCell"),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("month", models.DateField(verbose_name="mois")),
                ("cut_off", models.DateTimeField(verbose_name="arrêté le")),
                ("small_count", models.PositiveSmallIntegerField(verbose_name="plus grand effectif masqué")),
                (
                    "state",
                    models.CharField(
                        choices=[("prepared", "à publier"), ("published", "publié"), ("withdrawn", "retiré")],
                        default="prepared",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="édition")),
                ("prepared_at", models.DateTimeField(verbose_name="préparé le")),
                ("published_at", models.DateTimeField(null=True, verbose_name="publié le")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.convention"
                    ),
                ),
            ],
            options={
                "verbose_name": "publication",
            },
        ),
        migrations.CreateModel(
            name="PublicationTurn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("edition", models.PositiveSmallIntegerField(verbose_name="édition")),
                (
                    "state",
                    models.CharField(
                        choices=[("prepared", "à publier"), ("published", "publié"), ("withdrawn", "retiré")],
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                ("user_id", models.UUIDField(null=True, verbose_name="par")),
                ("function", models.CharField(max_length=20, verbose_name="fonction")),
                ("reason", models.CharField(blank=True, max_length=240, verbose_name="motif")),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="reports.publication"
                    ),
                ),
            ],
            options={
                "verbose_name": "histoire d’une publication",
                "ordering": ("-at", "-id"),
            },
        ),
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
                            ("late", "Faits déclarés tardivement"),
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
                        choices=[("shown", "publié"), ("held", "reporté")], max_length=6, verbose_name="publication"
                    ),
                ),
                ("value", models.PositiveIntegerField(null=True, verbose_name="valeur")),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cells", to="reports.publication"
                    ),
                ),
            ],
            options={
                "verbose_name": "chiffre publié",
            },
        ),
        migrations.CreateModel(
            name="HeldCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("facts", "Faits déclarés"),
                            ("commune", "Faits déclarés par commune"),
                            ("staff", "Faits visant un agent ou un prestataire"),
                            ("late", "Faits déclarés tardivement"),
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
                ("month", models.DateField(verbose_name="mois")),
                ("shares", models.JSONField(verbose_name="parts des bailleurs")),
                ("tried", models.BooleanField(default=False, verbose_name="trimestre passé")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.convention"
                    ),
                ),
            ],
            options={
                "verbose_name": "effectif reporté",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "kind", "family", "partner", "commune", "month"),
                        name="one_held_count_per_month",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(fields=("convention", "month"), name="one_publication_per_month"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "prepared"), ("published_at__isnull", False), _connector="OR"),
                name="published_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedcell",
            constraint=models.UniqueConstraint(
                fields=("publication", "kind", "family", "partner", "commune"), name="one_cell_per_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedcell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "shown"), ("value__isnull", False)),
                    models.Q(models.Q(("state", "shown"), _negated=True), ("value__isnull", True)),
                    _connector="OR",
                ),
                name="cell_shows_a_value_or_none",
            ),
        ),
        *(
            migrations.RunSQL(force(f"reports_{table}"), migrations.RunSQL.noop)
            for table in ("publication", "publicationturn", "publishedcell", "heldcount")
        ),
    ]
