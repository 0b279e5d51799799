"""Who sees and who may do what with referrals, and the derived grants. `walls` says the same to the database."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from acting.actor import Actor, known
from acting.enums import ANSWERING_FUNCTIONS, INBOX_FUNCTIONS, Function
from correspondents.permissions import can_refer
from incidents.permissions import incidents_visible_to
from referrals.enums import ReferralState
from referrals.lifecycle import LIVE, MOVES, Act, Side
from referrals.models import (
    Answer,
    DelayCount,
    Disclosure,
    DisclosureSource,
    Referral,
    ReferralGroupObjectPermission,
    ReferralQuerySet,
    ReferralSource,
    ReferredIncident,
)
from territory.models import Residence
from territory.permissions import residences_visible_to

READ_DISCLOSURES = "view_referral"


def residences_open_to(actor: Actor) -> QuerySet[Residence]:
    """Those about which the actor may refer: its landlord's, or those of its territory; a closed one no more."""
    return residences_visible_to(actor).open_on(actor.today) if can_refer(actor) else Residence.objects.none()


def referrals_visible_to(actor: Actor) -> ReferralQuerySet:
    """The row: reference, state and dates. What was shared is another question, see `disclosures_visible_to`."""
    return Referral.objects.filter(_sent_by(actor) | (_received_by(actor) & Q(sent_at__isnull=False)))


def received_referrals_visible_to(actor: Actor) -> ReferralQuerySet:
    return Referral.objects.filter(_received_by(actor), sent_at__isnull=False)


def sent_referrals_visible_to(actor: Actor) -> ReferralQuerySet:
    return Referral.objects.filter(_sent_by(actor))


def delay_counts_visible_to(actor: Actor) -> QuerySet[DelayCount]:
    """For the référent, who sees all that the house sent."""
    if actor.function != Function.REFERENT:
        return DelayCount.objects.none()
    return DelayCount.objects.filter(sender_id=actor.signatory_id)


def disclosures_visible_to(actor: Actor) -> QuerySet[Disclosure]:
    """The sender keeps what it sent. The recipient reads it while the referral lives, and not a day longer."""
    return Disclosure.objects.filter(_asks(Referral.objects.filter(_sent_by(actor) | is_read_by(actor))))


def is_read_by(actor: Actor) -> Q:
    """Of a referral: the actor received it, and it lives."""
    received = _received_by(actor) & Q(sent_at__isnull=False, state__in=LIVE, until__gte=actor.today)
    return received if actor.function == Function.REFERENT else received & Q(_is_granted(actor))


def answers_visible_to(actor: Actor) -> QuerySet[Answer]:
    return Answer.objects.filter(_asks(referrals_visible_to(actor)))


def answers_received_by(actor: Actor) -> QuerySet[Answer]:
    """What partners told a landlord, for its référent: a part of `answers_visible_to` that is one walk of an index."""
    if actor.function != Function.REFERENT:
        return Answer.objects.none()
    return Answer.objects.filter(sender_id=known(actor.signatory_id))


def sources_visible_to(actor: Actor) -> QuerySet[ReferralSource]:
    return ReferralSource.objects.filter(_asks(sent_referrals_visible_to(actor)))


def disclosure_sources_visible_to(actor: Actor) -> QuerySet[DisclosureSource]:
    """What each disclosure was made of, and why: the sender's own."""
    return DisclosureSource.objects.filter(disclosure__referral__in=sent_referrals_visible_to(actor).values("id"))


def facts_referred_visible_to(actor: Actor) -> QuerySet[ReferredIncident]:
    """Which of the facts that the actor may see were passed on; not to whom, nor what became of the referral."""
    return ReferredIncident.objects.filter(Exists(incidents_visible_to(actor).filter(pk=OuterRef("incident_id"))))


def _asks(referrals: ReferralQuerySet) -> Exists:
    """The row's own referral is among them: asked row by row, where `IN` would first gather all that the actor sees
    (148,369 buffers for the disclosures of 25 rows of a filled million, instead of 241)."""
    return Exists(referrals.filter(pk=OuterRef("referral_id")))


def side_of(actor: Actor, referral: Referral) -> Side | None:
    """Which side of the referral the actor stands on; None for everybody else."""
    if actor.function not in (*INBOX_FUNCTIONS, Function.REFERENT):
        return None
    whole_house = actor.function == Function.REFERENT
    if referral.sender_post_id == actor.post_id or (whole_house and referral.sender_id == actor.signatory_id):
        return Side.SENDER
    if referral.recipient_post_id == actor.post_id or (whole_house and referral.recipient_id == actor.signatory_id):
        return Side.RECIPIENT
    return None


def can_do(actor: Actor, referral: Referral, act: Act) -> bool:
    """The right side, a function that answers for the post, and a referral that is not past its last day."""
    if actor.function not in ANSWERING_FUNCTIONS or side_of(actor, referral) != MOVES[act].side:
        return False
    return referral.state == ReferralState.DRAFT or referral.until >= actor.today


def _sent_by(actor: Actor) -> Q:
    if actor.function == Function.REFERENT:
        return Q(sender_id=actor.signatory_id)
    return Q(sender_post_id=actor.post_id) if actor.function in INBOX_FUNCTIONS else Q(pk__in=())


def _received_by(actor: Actor) -> Q:
    if actor.function == Function.REFERENT:
        return Q(recipient_id=actor.signatory_id)
    return Q(recipient_post_id=actor.post_id) if actor.function in INBOX_FUNCTIONS else Q(pk__in=())


def _is_granted(actor: Actor) -> Exists:
    """The wall lets one permission only into the table of grants, so that none is looked up."""
    grants = ReferralGroupObjectPermission.objects.filter(group_id=actor.group_id)
    return Exists(grants.filter(content_object_id=OuterRef("pk")))


def grant_disclosures(referral: Referral) -> None:
    assign_perm(READ_DISCLOSURES, referral.recipient_post.group, referral)


def revoke_disclosures(referral: Referral) -> None:
    remove_perm(READ_DISCLOSURES, referral.recipient_post.group, referral)


def referral_grants() -> set[tuple[int, object]]:
    return set(ReferralGroupObjectPermission.objects.values_list("group_id", "content_object_id"))


def expected_referral_grants() -> set[tuple[int, object]]:
    """Needs an actor that sees every referral: see the command `check_grants`."""
    live = Referral.objects.filter(state__in=LIVE)
    return set(live.values_list("recipient_post__group_id", "id"))
