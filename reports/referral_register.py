"""The register of the own saisines on paper: both boxes, each in the order of sending.

Of what is no longer read, or is reserved to others, what the box still tells: reference, dates, the own answer.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper

from acting import french
from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Designation
from referrals.enums import ReferralState, RefusalMotive
from referrals.models import Referral, ReferralQuerySet
from referrals.permissions import (
    answers_visible_to,
    is_open_to,
    is_read_by,
    received_referrals_visible_to,
    sent_referrals_visible_to,
)
from referrals.projection import NO_LEGAL_EFFECT
from referrals.referral_page import said_by
from referrals.terms import post_title
from reports.models import Report
from reports.pdf import Draft
from reports.register import Cell, Register, RegisterRow, cell
from signatories.permissions import convention_of

MOST = 5_000  # of each box, the newest
COLUMNS = ("Saisine", "Objet", "Avec", "Envoyée le", "Accusé de réception", "Réponse", "État")
OVER, RESERVED = "Accès terminé", "Réservée à des personnes nommées"
STUBS = (
    "D’une saisine reçue dont l’accès a pris fin, le registre dit la référence, les dates, l’état et votre "
    "réponse\u00a0; d’une saisine réservée à d’autres personnes, la référence, les dates et l’état."
)
NO_NOTICE = "Une réponse ne remplace ni l’avis de classement ni l’avis d’audience."
CUT = "Chaque boîte est limitée à ses 5 000 saisines les plus récentes."


def draft_referral_register(actor: Actor, report: Report) -> Draft:
    received = _newest(received_referrals_visible_to(actor).annotate(**_told_to(actor)))
    sent = _newest(sent_referrals_visible_to(actor).filter(sent_at__isnull=False))
    said = _latest_answers(actor, (*received, *sent))
    rows = [RegisterRow("Reçues", _received(actor, each, said)) for each in received]
    rows += [RegisterRow("Envoyées", _cells(actor, each, each.recipient.short_name, said)) for each in sent]
    requested_by = Designation.objects.select_related("post__signatory").get(pk=report.designation_id)
    whose = requested_by.post.signatory.name
    if actor.function != Function.REFERENT:
        whose = f"{post_title(requested_by.post)}, {whose}"
    register = Register(
        key="referrals",
        title="Registre des saisines",
        scope=f"{whose}, au {french.day(actor.today)}",
        notes=(NO_LEGAL_EFFECT, NO_NOTICE, STUBS, *([CUT] if MOST in (len(received), len(sent)) else [])),
        columns=COLUMNS,
        rows=rows,
        empty="Aucune saisine reçue ni envoyée.",
    )
    read = [each for each in received if vars(each)["is_read"]]
    return Draft(
        template="reports/pdf/register.html",
        context={
            "convention": convention_of(actor),
            "requested_by": requested_by,
            "report": report,
            "now": actor.now,
        },
        name=f"registre-des-saisines-{actor.today}",
        owner_id=actor.signatory_id,
        shows=tuple(each.pk for each in (*read, *sent)),
        register=register,
    )


def registered_and_read(actor: Actor, shown: Sequence[UUID]) -> int:
    """How many of these the actor may still read all of: what its side sent, and what it received and reads."""
    sent = sent_referrals_visible_to(actor).filter(pk__in=shown)
    received = received_referrals_visible_to(actor).filter(is_read_by(actor), pk__in=shown)
    return sent.count() + received.count()


def _told_to(actor: Actor) -> dict[str, Any]:
    return {
        "is_read": ExpressionWrapper(is_read_by(actor), output_field=BooleanField()),
        "is_open": ExpressionWrapper(is_open_to(actor), output_field=BooleanField()),
    }


def _newest(rows: ReferralQuerySet) -> list[Referral]:
    """The oldest of them first."""
    shown = rows.select_related("subject", "sender", "recipient").order_by("-sent_at", "-id")[:MOST]
    return list(reversed(shown))


def _latest_answers(actor: Actor, referrals: Iterable[Referral]) -> dict[UUID, tuple[str, datetime]]:
    answers = (
        answers_visible_to(actor)
        .filter(referral__in=[each.pk for each in referrals])
        .order_by("referral_id", "-answered_at")
        .distinct("referral_id")
    )
    shown = answers.select_related("outcome_institution", "referral__recipient")
    return {each.referral_id: (said_by(each, each.referral.recipient.kind), each.answered_at) for each in shown}


def _received(actor: Actor, referral: Referral, said: dict[UUID, tuple[str, datetime]]) -> tuple[Cell, ...]:
    told = vars(referral)
    cells = _cells(actor, referral, referral.sender.short_name, said, is_open=told["is_open"])
    if told["is_read"]:
        return cells
    return (cells[0], cell(OVER if told["is_open"] else RESERVED), (), *cells[3:])


def _cells(
    actor: Actor, referral: Referral, partner: str, said: dict[UUID, tuple[str, datetime]], *, is_open: bool = True
) -> tuple[Cell, ...]:
    state = referral.state_on(actor.today)
    answer, answered_at = said.get(referral.pk, ("", referral.answered_at))
    if state == ReferralState.REFUSED and is_open:
        answer = RefusalMotive(referral.refusal_motive).label
    return (
        cell(referral.reference),
        cell(referral.subject.label),
        cell(partner),
        cell(french.day(referral.sent_at, "short")),
        cell(french.day(referral.acknowledged_at, "short")),
        cell(answer, french.day(answered_at, "short")),
        cell(state.label, french.day(referral.ended_at, "short")),
    )
