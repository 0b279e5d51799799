"""What lies open at a post, for whoever takes it over and for whoever leaves it. Nothing moves; this is a list."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from acting.actor import Actor
from acting.keys import Source
from acting.lists import Listing, Page
from correspondents.enums import DesignationRole
from correspondents.models import Designation
from referrals.models import DUE_KEYS, DueRank, Referral, ReferralQuerySet
from referrals.permissions import received_referrals_visible_to, sent_referrals_visible_to
from referrals.referral_list import received_as_read, sent_with_place

AROUND = timedelta(days=30)
SHOWN = 25  # the rest stands in the list of referrals, which the page leads to


@dataclass(frozen=True, slots=True)
class Handover:
    """Referrals of the actor's post, by what is due, drafts before what was sent; titulars who leave or arrive within
    a month of this day."""

    received: Page[Referral]
    sent: Page[Referral]
    leaving: list[Designation]
    arriving: list[Designation]

    @property
    def referrals(self) -> list[Referral]:
        return [*self.received, *self.sent]


def handover_of(actor: Actor) -> Handover:
    """The post's own ones, also for a référent, who otherwise sees those of the whole house."""
    received = received_referrals_visible_to(actor).filter(recipient_post=actor.post_id)
    sent = sent_referrals_visible_to(actor).filter(sender_post=actor.post_id)
    drafts, waiting = sent.filter(due_rank=DueRank.DRAFT), sent.waiting_on(actor.today)
    titulars = _titulars(actor)
    return Handover(
        received=_listed(received_as_read(actor), received.waiting_on(actor.today)),
        sent=_listed(sent_with_place(actor), drafts, waiting),
        leaving=[each for each in titulars if each.ends_on and abs(each.ends_on - actor.today) <= AROUND],
        arriving=[each for each in titulars if abs(each.starts_on - actor.today) <= AROUND],
    )


def _listed(rows: ReferralQuerySet, *parts: ReferralQuerySet) -> Page[Referral]:
    return Listing(rows, DUE_KEYS, size=SHOWN, sources=[Source(part) for part in parts]).page()


def _titulars(actor: Actor) -> list[Designation]:
    around = (actor.today - AROUND, actor.today + AROUND)
    titulars = Designation.objects.filter(post=actor.post_id, role=DesignationRole.TITULAIRE, agreed_at__isnull=False)
    near = titulars.filter(Q(starts_on__range=around) | Q(ends_on__range=around))
    return list(near.select_related("user").order_by("starts_on"))
