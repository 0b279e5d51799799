"""What lies open at a post, for whoever takes it over and for whoever leaves it. Nothing moves; this is a list."""

from dataclasses import dataclass
from datetime import timedelta

from acting.actor import Actor
from correspondents.enums import DesignationRole
from correspondents.models import Designation
from referrals.enums import ReferralState
from referrals.models import Referral, ReferralQuerySet
from referrals.permissions import received_referrals_visible_to, sent_referrals_visible_to

AROUND = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Handover:
    """Referrals of the actor's post, by what is due; titulars who leave or arrive within a month of this day."""

    received: list[Referral]
    sent: list[Referral]
    drafts: list[Referral]
    leaving: list[Designation]
    arriving: list[Designation]

    @property
    def referrals(self) -> list[Referral]:
        return [*self.received, *self.sent, *self.drafts]


def handover_of(actor: Actor) -> Handover:
    """The post's own ones, also for a référent, who otherwise sees those of the whole house."""
    received = received_referrals_visible_to(actor).filter(recipient_post=actor.post_id)
    sent = sent_referrals_visible_to(actor).filter(sender_post=actor.post_id)
    return Handover(
        received=_listed(received.waiting_on(actor.today)),
        sent=_listed(sent.waiting_on(actor.today)),
        drafts=_listed(sent.filter(state=ReferralState.DRAFT)),
        leaving=_titulars(actor, "ends_on"),
        arriving=_titulars(actor, "starts_on"),
    )


def _listed(referrals: ReferralQuerySet) -> list[Referral]:
    return list(referrals.for_display().by_what_is_due())


def _titulars(actor: Actor, date_field: str) -> list[Designation]:
    around = (actor.today - AROUND, actor.today + AROUND)
    titulars = Designation.objects.filter(post=actor.post_id, role=DesignationRole.TITULAIRE)
    return list(titulars.filter(**{f"{date_field}__range": around}).select_related("user").order_by(date_field))
