"""What an answer asked more about may be completed, and waits again from then on."""

from typing import Any

import django.db.models.functions
from django.db import migrations, models

from acting.walls import LowerWalls

SIDES = {
    "recipient_post": "referral_inbox_of_post",
    "recipient": "referral_inbox_of_house",
    "sender_post": "referral_outbox_of_post",
    "sender": "referral_outbox_of_house",
}
WALLED = ("referrals_referral", "referrals_answer")
# As its owner, whom no wall stops meanwhile: the last answer says whether the recipient waits.
ASK_MORE = """
    UPDATE referrals_referral r SET asks_more = true WHERE (
        SELECT a.outcome FROM referrals_answer a WHERE a.referral_id = r.id ORDER BY a.answered_at DESC LIMIT 1
    ) IN ('more_needed', 'not_received', 'requisition_needed')
"""


def index_of(side: str, name: str) -> models.Index:
    others = (each for each in ("sender", "sender_post", "recipient", "recipient_post") if each != side)
    fields = (side, "due_rank", "waiting_since", "-sent_at", "id")
    return models.Index(fields=fields, name=name, include=(*others, "until"))


def add(name: str, field: Any) -> migrations.AddField:
    return migrations.AddField(model_name="referral", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0004_cited_texts"),
    ]

    operations = [
        LowerWalls(),
        *(migrations.RemoveIndex(model_name="referral", name=name) for name in SIDES.values()),
        migrations.RemoveField(model_name="referral", name="waiting_since"),
        add(
            "asks_more",
            models.BooleanField(
                db_default=False, default=False, verbose_name="la dernière réponse attend un complément"
            ),
        ),
        add("reopened_at", models.DateTimeField(null=True, verbose_name="complétée après une réponse le")),
        migrations.RunSQL(
            [
                *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in WALLED),
                ASK_MORE,
                *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in WALLED),
            ],
            migrations.RunSQL.noop,
        ),
        add(
            "waiting_since",
            models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        state__in=("sent", "acknowledged", "in_progress"),
                        then=django.db.models.functions.Coalesce("reopened_at", "sent_at"),
                    )
                ),
                output_field=models.DateTimeField(null=True),
            ),
        ),
        *(migrations.AddIndex(model_name="referral", index=index_of(side, name)) for side, name in SIDES.items()),
    ]
