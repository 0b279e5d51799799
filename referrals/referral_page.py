"""What the page of a referral shows to one side or the other, read through what that actor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from acting.actor import Actor
from acting.days import day_of
from incidents.permissions import attachments_visible_to
from referrals.clearings import cleared_at
from referrals.enums import FieldSet, ReferralState
from referrals.lifecycle import RENEWAL_NEAR_DAYS, WAITING, Act, Side, has_move
from referrals.models import Answer, DisclosedPiece, Disclosure, GivenOutcome, Handling, Referral
from referrals.outcomes import in_words
from referrals.page_to_come import PageToCome, page_to_come
from referrals.permissions import (
    answers_visible_to,
    can_do,
    can_handle,
    disclosed_pieces_visible_to,
    disclosure_sources_visible_to,
    disclosures_visible_to,
    handlers_for,
    handlings_visible_to,
    retentions_visible_to,
    side_of,
    sources_visible_to,
)
from referrals.projection import place_in_words
from referrals.readers import people_reading_it
from referrals.sharing import sharing_of_draft
from referrals.told_complaints import NOTHING_TOLD, told_of


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer in words: outcome, its date, number or motive, the note, when."""

    answer: Answer
    said: str
    replaced_on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    at: datetime


def referral_context(actor: Actor, referral: Referral) -> dict[str, Any]:
    """Everything of the page; a stub (no disclosure at all) for a recipient after the end."""
    side = side_of(actor, referral)
    disclosures = list(disclosures_visible_to(actor).filter(referral=referral))
    read_pieces(actor, disclosures)
    may_handle = can_handle(actor, referral)
    handling = handling_of(actor, referral) if may_handle else None
    return {
        "referral": referral,
        "is_sender": side == Side.SENDER,
        "is_recipient": side == Side.RECIPIENT,
        "is_stub": side == Side.RECIPIENT and not disclosures,
        "is_closed_to_reader": side == Side.RECIPIENT and not referral.is_open_to(actor.designation_id),
        "disclosures": disclosures,
        "place": place_in_words([disclosure.content for disclosure in disclosures]),
        "answers": read_answers(actor, referral),
        "is_answered": referral.state == ReferralState.ANSWERED,
        "source": sources_visible_to(actor).filter(referral=referral).first(),
        "reasons": widening_reasons(actor, referral),
        "may": {act.value: can_act(actor, referral, act) for act in Act},
        "state": referral.state_on(actor.today),
        "waits_since": waits_since(referral, actor.today, is_read=bool(disclosures)),
        "people": people_reading_it(referral, actor.today) if side == Side.SENDER or disclosures else (),
        "ends_in": ends_in(referral, actor.today),
        "is_live": referral.is_live_on(actor.today),
        "draft": draft_to_come(actor, referral),
        "steps": steps_of(referral, side),
        "asks_retention": cleared_at(actor, referral) is not None,
        "retention": retentions_visible_to(actor).filter(referral=referral).first(),
        "may_handle": may_handle,
        "handling": handling,
        "handled_today": bool(handling and handling.assigned_to and handlers_for(actor).contains(handling.assigned_to)),
        **(told_of(actor, disclosures) if side == Side.RECIPIENT else NOTHING_TOLD),
    }


def shared_with(actor: Actor, keys: Collection[UUID]) -> dict[UUID, list[Disclosure]]:
    """All that the actor may read of these, by referral and in its order; of a stub nothing."""
    found: dict[UUID, list[Disclosure]] = {}
    for each in disclosures_visible_to(actor).filter(referral__in=keys).order_by("referral_id", "number"):
        found.setdefault(each.referral_id, []).append(each)
    return found


def read_pieces(actor: Actor, disclosures: Collection[Disclosure]) -> None:
    """Each that holds any gets its photos and papers as `shown_pieces`; to whoever sent them each says whether it was
    withdrawn since. No query where there is none."""
    holding = [each for each in disclosures if FieldSet.ATTACHMENTS in each.content]
    seen = disclosed_pieces_visible_to(actor)
    prefetch_related_objects(holding, Prefetch("pieces", queryset=seen, to_attr="shown_pieces"))
    sources = disclosure_sources_visible_to(actor).filter(disclosure__in=holding)
    chosen = dict(sources.values_list("disclosure_id", "attachments")) if holding else {}
    keys = [key for of_one in chosen.values() for key in of_one]
    withdrawn = attachments_visible_to(actor).withdrawn().in_bulk(keys) if keys else {}
    for disclosure in holding:
        pieces: list[DisclosedPiece] = disclosure.shown_pieces  # type: ignore[attr-defined]
        for piece in pieces if disclosure.pk in chosen else ():
            piece.withdrawn = withdrawn.get(chosen[disclosure.pk][piece.number - 1])


def handling_of(actor: Actor, referral: Referral) -> Handling | None:
    rows = handlings_visible_to(actor).filter(referral=referral)
    return rows.select_related("assigned_to__user", "assigned_to__post").first()


def can_act(actor: Actor, referral: Referral, act: Act) -> bool:
    """Allowed by side, function and dates, and a move that the table has from here; other names only where some were
    given."""
    from_here = has_move(act, ReferralState(referral.state), asks_more=referral.asks_more)
    return from_here and can_do(actor, referral, act) and (act != Act.RENAME or referral.is_reserved)


def draft_to_come(actor: Actor, referral: Referral) -> PageToCome | None:
    """The recipient's page as it would be if the draft were sent now."""
    if referral.state != ReferralState.DRAFT:
        return None
    return page_to_come(actor, sharing_of_draft(actor, referral))


def steps_of(referral: Referral, side: Side | None) -> list[Step]:
    """The dates of the row, oldest first; when the sender prepared it is the sender's own."""
    dated = (
        ("Préparée", referral.created_at if side == Side.SENDER else None),
        ("Envoyée", referral.sent_at),
        ("Accusé de réception", referral.acknowledged_at),
        ("Première réponse", referral.answered_at),
        ("Complétée après la réponse", referral.reopened_at),
        ("Prolongée", referral.renewed_at),
        (referral.get_state_display(), referral.ended_at),
    )
    return [Step(label, at) for label, at in dated if at]


def ends_in(referral: Referral, today: date) -> str:
    """`"dans 3 jours"` where the end is near, so that its sender is asked whether to renew; else ""."""
    left = (referral.until - today).days
    if not referral.is_live_on(today) or left > RENEWAL_NEAR_DAYS:
        return ""
    return {0: "aujourd’hui", 1: "demain"}.get(left, f"dans {left} jours")


def waits_since(referral: Referral, today: date, *, is_read: bool) -> datetime | None:
    """When it was asked, on an earlier day, and nothing was answered yet; no deadline is invented. What only tells
    waits for no answer: said to whoever reads what it is."""
    if is_read and referral.acknowledged_at and referral.subject.asks_nothing:
        return None
    asked_at = referral.asked_at
    if referral.state_on(today) not in WAITING or asked_at is None or day_of(asked_at) == today:
        return None
    return asked_at


def read_answers(actor: Actor, referral: Referral) -> list[ReadAnswer]:
    """Latest first; one that a later one replaces says when."""
    given = answers_visible_to(actor).filter(referral=referral).select_related("outcome_institution")
    answers = list(given.order_by("-answered_at"))
    later = [None, *answers]
    return [
        read_answer(answer, referral.recipient.kind, replaced_by=after if after and after.replaces_former else None)
        for answer, after in zip(answers, later, strict=False)
    ]


def read_answer(answer: Answer, kind: str, *, replaced_by: Answer | None = None) -> ReadAnswer:
    return ReadAnswer(answer, said_by(answer, kind), replaced_by.answered_at if replaced_by else None)


def said_by(given: GivenOutcome, kind: str) -> str:
    institution = given.outcome_institution
    return in_words(
        kind,
        given.outcome,
        on=given.outcome_date,
        at=given.outcome_time,
        count=given.outcome_count,
        motive=given.outcome_motive,
        institution=institution.short_name if institution else "",
        phone=given.outcome_phone,
    )


def former_answer(referral: Referral, answers: list[ReadAnswer]) -> str:
    """In words, what a correction would replace; "" before the first answer, and once what it asked for was added."""
    return answers[0].said if answers and referral.state == ReferralState.ANSWERED else ""


def widening_reasons(actor: Actor, referral: Referral) -> list[str]:
    """Why each communication says more than usual, in their order; the sender's own."""
    reasons = disclosure_sources_visible_to(actor).filter(disclosure__referral=referral).exclude(widening_reason="")
    return list(reasons.order_by("disclosure__number").values_list("widening_reason", flat=True))
