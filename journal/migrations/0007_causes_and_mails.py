from django.db import migrations, models


class Migration(migrations.Migration):
    """Why a job failed; of a message, which mail told it, and that it waits because its recipient chose so."""

    dependencies = [
        ("journal", "0006_requests_of_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("disk_full", "disque plein"),
                    ("database_full", "base de données pleine"),
                    ("no_memory", "mémoire insuffisante"),
                    ("silent", "arrêt sans un mot"),
                    ("too_long", "durée dépassée"),
                ],
                default="",
                max_length=20,
                verbose_name="cause",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="put_off",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="message",
            name="mail_id",
            field=models.UUIDField(null=True),
        ),
        # A server of the version before writes rows while this one is brought in, and does not know these columns. Not
        # `db_default`: it has the row handed back, and whoever writes a message may not read it.
        migrations.RunSQL(
            "ALTER TABLE journal_job ALTER COLUMN cause SET DEFAULT '';"
            " ALTER TABLE journal_message ALTER COLUMN put_off SET DEFAULT false;",
            migrations.RunSQL.noop,
        ),
    ]
