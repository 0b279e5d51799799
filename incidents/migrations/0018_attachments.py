import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0012_due_days"),
        ("files", "0001_initial"),
        ("incidents", "0017_counted_from_indexes"),
        ("signatories", "0009_waits_and_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("held_until", models.DateTimeField(editable=False, null=True, verbose_name="gardée jusqu’à")),
                (
                    "kind",
                    models.CharField(
                        choices=[("image", "photo"), ("pdf", "document PDF")],
                        editable=False,
                        max_length=8,
                        verbose_name="nature",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=120, verbose_name="légende")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                (
                    "original_sha256",
                    models.CharField(editable=False, max_length=64, verbose_name="empreinte SHA-256 de l’original"),
                ),
                (
                    "removed",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="données retirées"),
                ),
                ("deposited_at", models.DateTimeField(editable=False, verbose_name="déposée le")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="retirée le")),
                (
                    "withdrawn_why",
                    models.CharField(blank=True, max_length=200, verbose_name="pourquoi elle est retirée"),
                ),
                (
                    "blurred",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "cleaned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "deposited_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deposited_post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.post",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="incidents.incident",
                    ),
                ),
                (
                    "landlord",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="incidents.step",
                    ),
                ),
                (
                    "thumbnail",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce jointe",
                "indexes": [
                    models.Index(fields=["incident", "position"], name="attachment_of_fact"),
                    models.Index(fields=["step", "position"], name="attachment_of_step"),
                    models.Index(
                        condition=models.Q(("held_until__isnull", False)),
                        fields=["deposited_by", "held_until"],
                        name="attachment_held",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", False)),
                        fields=["withdrawn_at"],
                        name="attachment_taken_out",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_until", None), ("incident__isnull", False), ("step", None)),
                            models.Q(("held_until", None), ("incident", None), ("step__isnull", False)),
                            models.Q(("held_until__isnull", False), ("incident", None), ("step", None)),
                            _connector="OR",
                        ),
                        name="attachment_of_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("incident", "original_sha256"),
                        name="one_attachment_of_fact_per_content",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("step", "original_sha256"),
                        name="one_attachment_of_step_per_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["image", "pdf"])), name="attachment_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("blurred", None), ("kind", "image"), _connector="OR"),
                        name="attachment_blurred_is_an_image",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_why", "")),
                            models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="attachment_withdrawn_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(force("incidents_attachment"), migrations.RunSQL.noop),
    ]
