import uuid

from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acting", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="taille en octets")),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte SHA-256")),
                ("path", models.CharField(blank=True, editable=False, max_length=80)),
                ("purpose", models.CharField(max_length=60, verbose_name="usage")),
                ("owner_id", models.UUIDField(null=True, verbose_name="signataire à qui est le fichier")),
                ("created_at", models.DateTimeField(verbose_name="déposé le")),
                ("purge_on", models.DateField(null=True, verbose_name="à effacer le")),
                ("erased_at", models.DateTimeField(null=True, verbose_name="effacé le")),
            ],
            options={
                "verbose_name": "fichier",
                "indexes": [
                    models.Index(
                        condition=models.Q(("erased_at__isnull", True)), fields=["purge_on"], name="file_to_purge"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("path", ""), _negated=True), fields=("path",), name="file_path_is_its_own"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_at__isnull", True), models.Q(("path", ""), _negated=True)),
                            models.Q(("erased_at__isnull", False), ("name", ""), ("path", "")),
                            _connector="OR",
                        ),
                        name="file_erased_keeps_no_name",
                    ),
                ],
            },
        ),
        migrations.RunSQL([force("files_storedfile")], migrations.RunSQL.noop),
    ]
