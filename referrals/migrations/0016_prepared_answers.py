"""An answer that is prepared at the recipient's post, and the day for which a recipient has planned what is asked."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from acting.walls import LowerWalls, force

WALLED = ("referrals_referral", "referrals_answer")
# As its owner, whom no wall stops meanwhile: the last answer says the day.
PLANNED = """
    UPDATE referrals_referral r SET planned_on = a.outcome_date FROM referrals_answer a
    WHERE a.id = (SELECT l.id FROM referrals_answer l WHERE l.referral_id = r.id ORDER BY l.answered_at DESC LIMIT 1)
    AND a.outcome = 'planned'
"""


def to(model: str) -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("referrals", "0015_asked_of_nothing"),
        ("signatories", "0008_phones_that_are_dialled"),
    ]

    operations = [
        LowerWalls(),
        migrations.AddField(
            model_name="referral",
            name="planned_on",
            field=models.DateField(null=True, verbose_name="prévu par le destinataire le"),
        ),
        migrations.RunSQL(
            [
                *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in WALLED),
                PLANNED,
                *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in WALLED),
            ],
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("planned_on__isnull", False)),
                fields=["recipient", "planned_on", "id"],
                name="referral_planned",
            ),
        ),
        migrations.CreateModel(
            name="PreparedAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("outcome", models.CharField(max_length=30, verbose_name="suite")),
                ("outcome_date", models.DateField(null=True, verbose_name="le")),
                ("outcome_time", models.TimeField(null=True, verbose_name="à")),
                ("outcome_count", models.PositiveSmallIntegerField(null=True, verbose_name="nombre")),
                ("outcome_motive", models.CharField(blank=True, max_length=30, verbose_name="motif")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="précision")),
                (
                    "replaces_former",
                    models.BooleanField(db_default=False, default=False, verbose_name="remplace la réponse précédente"),
                ),
                ("prepared_at", models.DateTimeField(verbose_name="préparée le")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "designation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.designation",
                    ),
                ),
                (
                    "outcome_institution",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatories.signatory",
                        verbose_name="institution",
                    ),
                ),
                ("post", to("correspondents.post")),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prepared_answer",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse préparée",
                "indexes": [models.Index(fields=["post", "prepared_at", "id"], name="prepared_at_post")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome_time", None), ("outcome_date__isnull", False), _connector="OR"),
                        name="prepared_hour_has_day",
                    )
                ],
            },
        ),
        migrations.RunSQL(force("referrals_preparedanswer"), migrations.RunSQL.noop),
    ]
