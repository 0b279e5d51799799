"""Prepared answers as their post reads them: in full, each beside what it answers."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from acting.actor import Actor
from referrals.enums import ReferralState
from referrals.lifecycle import LIVE
from referrals.models import Disclosure, PreparedAnswer, Referral
from referrals.permissions import prepared_answers_visible_to, received_referrals_visible_to
from referrals.referral_list import WITH_WHAT_IS_ASKED, Row, received_as_read, rows_of
from referrals.referral_page import said_by
from referrals.services.answers import mark_of

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ToValidate:
    """`since`: what has happened to the referral since it was prepared, "" for nothing; `may_leave`: it can be sent."""

    prepared: PreparedAnswer
    row: Row
    said: str
    mark: str
    since: str
    may_leave: bool


def prepared_for(actor: Actor, referral: Referral) -> ToValidate | None:
    """The one of a referral, for the people of its post."""
    shown = _shown(actor, prepared_answers_visible_to(actor).filter(referral=referral))
    return shown[0] if shown else None


def to_validate(actor: Actor) -> list[ToValidate]:
    """The oldest first."""
    return _shown(actor, prepared_answers_visible_to(actor))


def _shown(actor: Actor, prepared: QuerySet[PreparedAnswer]) -> list[ToValidate]:
    later = Disclosure.objects.filter(referral=OuterRef("referral"), disclosed_at__gt=OuterRef("prepared_at"))
    kept = prepared.select_related("referral__recipient", "outcome_institution", "designation__user")
    found = list(kept.annotate(is_completed=Exists(later)).order_by("prepared_at", "id")[:MOST_SHOWN])
    keys = [each.referral_id for each in found]
    own = received_referrals_visible_to(actor).filter(pk__in=keys)
    received = received_as_read(actor, WITH_WHAT_IS_ASKED).filter(pk__in=own)
    rows = {row.referral.pk: row for row in rows_of(actor, received)}
    return [_to_validate(actor, each, rows[each.referral_id]) for each in found]


def _to_validate(actor: Actor, prepared: PreparedAnswer, row: Row) -> ToValidate:
    referral = row.referral
    state = referral.state_on(actor.today)
    since = ""
    if state not in LIVE:
        since = state.label.lower()
    elif state == ReferralState.ANSWERED and not prepared.replaces_former and _answered_after(prepared):
        since = "répondue depuis"
    elif vars(prepared)["is_completed"]:
        since = "complétée depuis"
    said = said_by(prepared, referral.recipient.kind)
    return ToValidate(prepared, row, said, mark_of(prepared), since, state in LIVE)


def _answered_after(prepared: PreparedAnswer) -> bool:
    return prepared.referral.answers.filter(answered_at__gt=prepared.prepared_at).exists()
