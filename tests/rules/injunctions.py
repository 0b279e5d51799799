"""Forbidden writes of préfectoral injunctions, and what they stand on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from acting.actor import Actor
from referrals.injunction_draft import InjunctionDraft
from referrals.models import Injunction
from referrals.services import injunctions
from tests.people import Cast, acting, make_injunction
from tests.rules.trial import FAR, Trial


def noted(cast: Cast) -> Injunction:
    return make_injunction(cast.pascale, cast.tilleuls)


def answered(cast: Cast, *, accepts: bool) -> Injunction:
    injunction = noted(cast)
    with acting(cast.sarah) as sarah:
        if accepts:
            injunctions.accept_injunction(by=sarah, injunction=injunction, answered_on=sarah.today)
        else:
            injunctions.refuse_injunction(by=sarah, injunction=injunction, motive="not_ours", answered_on=sarah.today)
    return injunction


def accepted(cast: Cast) -> Injunction:
    return answered(cast, accepts=True)


def refused(cast: Cast) -> Injunction:
    return answered(cast, accepts=False)


def seized(cast: Cast) -> Injunction:
    injunction = accepted(cast)
    with acting(cast.sarah) as sarah:
        injunctions.note_judge_seized(by=sarah, injunction=injunction, seized_on=sarah.today, court="TJ de Meaux")
    return injunction


def draft(cast: Cast, by: Actor, **said: Any) -> InjunctionDraft:
    chosen: dict[str, Any] = {
        "landlord": cast.sarah.signatory,
        "residence": cast.tilleuls,
        "commune": None,
        "typed": "",
        "notified_on": by.today - timedelta(days=2),
        "ground_stated": True,
    }
    return InjunctionDraft(**chosen | said)


def on_page(act: str, row: Callable[[Cast], Injunction], **data: Any) -> Callable[[Cast], tuple[str, dict[str, Any]]]:
    return lambda cast: (f"/injonctions/{row(cast).pk}/{act}/", data)


FAR_AWAY = FAR.isoformat()
TRIALS: dict[str, Trial] = {
    "referrals.services.injunctions.note_injunction": Trial(
        "pascale",
        lambda cast, by: injunctions.note_injunction(by=by, draft=draft(cast, by, ground_stated=False), key=uuid4()),
        lambda cast: ("/injonctions/nouvelle/", {"residence": cast.tilleuls.pk, "notified_on": "2026-01-05"}),
    ),
    "referrals.services.injunctions.accept_injunction": Trial(
        "sarah",
        lambda cast, by: injunctions.accept_injunction(by=by, injunction=noted(cast), answered_on=FAR),
        on_page("accepter", noted, answered_on=FAR_AWAY),
    ),
    "referrals.services.injunctions.refuse_injunction": Trial(
        "sarah",
        lambda cast, by: injunctions.refuse_injunction(
            by=by, injunction=noted(cast), motive="because", answered_on=by.today
        ),
        on_page("refuser", noted, motive="because", answered_on=FAR_AWAY),
    ),
    "referrals.services.injunctions.note_judge_seized": Trial(
        "sarah",
        lambda cast, by: injunctions.note_judge_seized(by=by, injunction=accepted(cast), seized_on=FAR, court="TJ"),
        on_page("juge-saisi", accepted, seized_on=FAR_AWAY, court="TJ"),
    ),
    "referrals.services.injunctions.note_substitution": Trial(
        "pascale",
        lambda cast, by: injunctions.note_substitution(by=by, injunction=noted(cast), substituted_on=by.today),
        on_page("substitution", noted, substituted_on=FAR_AWAY),
    ),
    "referrals.services.injunctions.close_injunction": Trial(
        "sarah",
        lambda cast, by: injunctions.close_injunction(by=by, injunction=noted(cast)),
        on_page("clore", noted),
    ),
    "referrals.services.injunctions.withdraw_injunction": Trial(
        "sarah",
        lambda cast, by: injunctions.withdraw_injunction(by=by, injunction=noted(cast)),
        on_page("retirer", noted),
    ),
    "referrals.services.injunctions.note_lease": Trial(
        "sarah",
        lambda cast, by: injunctions.note_lease(by=by, injunction=noted(cast), number="9" * 41),
        on_page("bail", noted, number="9" * 41),
    ),
}
