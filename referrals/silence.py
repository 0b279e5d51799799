"""Of whom one awaits what, and since when: what was sent and waits, by partner and subject."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, DateTimeField, Q
from django.utils.http import urlencode

from acting.actor import Actor
from acting.days import start_of
from acting.medians import LowerMedian
from referrals.permissions import sent_referrals_visible_to
from referrals.referral_filter import PARTNER, SUBJECT
from signatories.waiting import Scale


@dataclass(frozen=True, slots=True)
class Silence:
    """`late` of `waiting` have waited longer than the setting; half of them since `median_since` or longer."""

    partner_id: UUID
    partner: str
    subject_id: str
    subject: str
    waiting: int
    late: int
    median_since: datetime

    @property
    def query(self) -> str:
        """The list of these alone."""
        chosen = {"boite": "envoyees", "etat": "attente", PARTNER: str(self.partner_id), SUBJECT: self.subject_id}
        return urlencode(chosen)


def silences(actor: Actor, scale: Scale) -> list[Silence]:
    """In one statement over what waits, which one index walks; those with the most late ones first."""
    before = start_of(scale.first_within(actor.today, scale.very_late_after))
    waiting = sent_referrals_visible_to(actor).waiting_on(actor.today).order_by()
    names = ("recipient_id", "recipient__short_name", "subject_id", "subject__label")
    counted = waiting.values_list(*names).annotate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(waiting_since__lt=before)),
        since=LowerMedian("waiting_since", output_field=DateTimeField()),
    )
    found = [
        Silence(house, name, subject, label, count, late, since)
        for house, name, subject, label, count, late, since in counted
    ]
    return sorted(found, key=lambda each: (-each.late, -each.waiting, each.partner, each.subject))
