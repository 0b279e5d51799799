import uuid

import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force

FIRST_HEAD = "INSERT INTO journal_head (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'))"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acting", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CachedValue",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="date et heure")),
                ("user_id", models.UUIDField(null=True, verbose_name="personne")),
                ("designation_id", models.UUIDField(null=True, verbose_name="désignation")),
                ("post_id", models.UUIDField(null=True, verbose_name="poste")),
                ("signatory_id", models.UUIDField(null=True, verbose_name="signataire de la personne")),
                ("function", models.CharField(blank=True, max_length=20, verbose_name="fonction")),
                ("verb", models.CharField(max_length=60, verbose_name="acte")),
                ("object_type", models.CharField(max_length=80, verbose_name="nature de l’objet")),
                ("object_id", models.UUIDField(null=True, verbose_name="objet")),
                ("owner_id", models.UUIDField(null=True, verbose_name="signataire à qui sont les données")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("page", "page"),
                            ("list", "liste"),
                            ("file", "fichier"),
                            ("pdf", "PDF"),
                            ("export", "export"),
                            ("api", "API"),
                            ("job", "tâche"),
                            ("form", "formulaire"),
                        ],
                        max_length=10,
                        verbose_name="voie",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="motif")),
                ("request_id", models.UUIDField(null=True, verbose_name="requête")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="nombre d’objets")),
            ],
            options={
                "verbose_name": "inscription au journal",
                "verbose_name_plural": "inscriptions au journal",
                "indexes": [
                    models.Index(fields=["user_id", "-at", "-id"], name="entry_by_user"),
                    models.Index(fields=["owner_id", "-at", "-id"], name="entry_by_owner"),
                    models.Index(fields=["signatory_id", "-at", "-id"], name="entry_by_signatory"),
                    models.Index(fields=["object_id", "-at"], name="entry_by_object"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="head_is_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("task", models.CharField(max_length=120, verbose_name="tâche")),
                ("object_id", models.UUIDField()),
                ("user_id", models.UUIDField(null=True, verbose_name="demandée par")),
                ("designation_id", models.UUIDField(null=True, verbose_name="désignation")),
                ("signatory_id", models.UUIDField(null=True, verbose_name="signataire")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "en attente"),
                            ("running", "en cours"),
                            ("ready", "prêt"),
                            ("failed", "en échec"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="avancement")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="erreur")),
                ("created_at", models.DateTimeField(verbose_name="demandée le")),
                ("queued_at", models.DateTimeField(verbose_name="envoyée au travail le")),
                ("due_at", models.DateTimeField(verbose_name="à faire à partir de")),
                ("started_at", models.DateTimeField(null=True, verbose_name="commencée le")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finie le")),
            ],
            options={
                "verbose_name": "tâche",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])), fields=["due_at"], name="job_open"
                    ),
                    models.Index(fields=["object_id", "-created_at"], name="job_by_object"),
                    models.Index(fields=["user_id", "-created_at"], name="job_by_user"),
                    models.Index(fields=["-created_at", "-id"], name="job_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="job_progress_is_a_percentage"
                    ),
                    models.CheckConstraint(condition=models.Q(("attempts__lte", 3)), name="job_attempts_are_limited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lease_token__isnull", False), ("lease_until__isnull", False), ("state", "running")
                            ),
                            models.Q(
                                models.Q(("state", "running"), _negated=True),
                                ("lease_token__isnull", True),
                                ("lease_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="job_leased_while_running",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("previous_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="link", to="journal.entry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("recipient_id", models.UUIDField()),
                ("object_id", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "à envoyer"),
                            ("sent", "envoyé"),
                            ("refused", "adresse refusée"),
                            ("failed", "en échec"),
                            ("moot", "sans objet"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "message",
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="message_waiting"),
                    models.Index(fields=["recipient_id", "-created_at"], name="message_by_recipient"),
                    models.Index(fields=["state", "-created_at"], name="message_by_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False, verbose_name="premier jour du mois")),
                ("first_seq", models.BigIntegerField(unique=True)),
                ("last_seq", models.BigIntegerField(unique=True)),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="seal_month_starts_on_the_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_seq__gte", models.F("first_seq"))), name="seal_is_not_empty"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            [force("journal_entry"), force("journal_message"), force("journal_job")], migrations.RunSQL.noop
        ),
        migrations.RunSQL(FIRST_HEAD, "DELETE FROM journal_head"),
    ]
