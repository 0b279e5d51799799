"""What a landlord reads of a situation on one page: the facts, what was done, what was passed on and what came back."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from acting.actor import Actor
from acting.days import day_of
from incidents.chronology import Happened, chronology, facts_of, merged_with, taken_in
from incidents.ladder import choices
from incidents.ladder_picture import picture
from incidents.models import Situation
from incidents.permissions import can_keep_situation, can_triage, legal_actions_visible_to
from incidents.rating import rated
from referrals.models import Referral
from referrals.permissions import (
    answers_visible_to,
    facts_referred_visible_to,
    sent_referrals_visible_to,
    sources_visible_to,
)
from referrals.referral_page import read_answer


def situation_context(actor: Actor, situation: Situation) -> dict[str, Any]:
    facts = facts_of(actor, situation)
    merged = merged_with(actor, situation)
    referrals = referrals_of_situation(actor, situation, merged)
    taken = taken_in(actor, situation)
    offered = choices(taken, is_of_place=situation.is_of_place, day=actor.today)
    may_keep = can_keep_situation(actor, situation)
    is_open = situation.ended_at is None
    has_action = legal_actions_visible_to(actor).running().filter(situation=situation).exists()
    return {
        "situation": situation,
        "facts": facts,
        "merged": merged,
        "referrals": referrals,
        "choices": offered,
        "picture": picture(offered, taken),
        "lines": chronology(actor, situation, facts, _told(actor, referrals)),
        "because": _because(situation),
        "has_action": has_action,
        "may_keep": may_keep and is_open,
        "may_write": may_keep and not situation.is_of_place,
        "may_rate": may_keep and is_open and situation.is_of_place,
        "may_group": may_keep and is_open and can_triage(actor) and not has_action,
        "may_refer": is_open and can_triage(actor) and bool(facts),
        "may_move": may_keep and is_open and can_triage(actor) and len(facts) > 1,
        "may_reopen": may_keep and not is_open and situation.merged_into_id is None,
        "may_read_facts": can_triage(actor),
        "damage": sum(fact.damage_euros or 0 for fact in facts),
        "is_due": bool(situation.review_on and situation.review_on <= actor.today),
    }


def _because(situation: Situation) -> tuple[str, ...]:
    if situation.gravity is None or situation.recurrence is None:
        return ()
    return rated(situation.gravity, situation.recurrence, situation.lifts).because


def referrals_of_situation(actor: Actor, situation: Situation, merged: list[Situation]) -> list[Referral]:
    """Those of the situation, of what was reunited with it, and those that drew on one of its facts."""
    made = sources_visible_to(actor).filter(situation__in=[situation, *merged]).values("referral_id")
    drew = facts_referred_visible_to(actor).filter(incident__situation=situation).values("referral_id")
    rows = sent_referrals_visible_to(actor).filter(Q(pk__in=made) | Q(pk__in=drew))
    return list(rows.for_display().order_by("created_at", "id"))


def _told(actor: Actor, referrals: list[Referral]) -> list[Happened]:
    """Each sending, each answer, and each end."""
    lines = []
    for referral in referrals:
        about = f"{referral.recipient.short_name}, {referral.subject.label.lower()}"
        ended = f"Saisine {referral.get_state_display().lower()}"
        moments = ((referral.sent_at, "Saisine envoyée"), (referral.sent_at and referral.ended_at, ended))
        lines += [_line(at, title, about, "", referral) for at, title in moments if at]
    answers = answers_visible_to(actor).filter(referral__in=referrals)
    for answer in answers.select_related("referral__recipient", "outcome_institution"):
        read = read_answer(answer, answer.referral.recipient.kind)
        said = " – ".join(filter(None, [read.said, answer.note]))
        lines.append(_line(answer.answered_at, "Réponse", said, answer.referral.recipient.short_name, answer.referral))
    return lines


def _line(at: datetime, title: str, said: str, by: str, referral: Referral) -> Happened:
    return Happened(day_of(at), at, title, said, by, "referral", referral)
