"""Préfectoral injunctions: about a dozen, at every state. Days are counted back from today.

Fictional like the rest: no injunction of the département is known here, and no dwelling is named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from acting.actor import Actor
from convention77.demonstration.courses import PREFECTURE
from convention77.demonstration.estates import ESTATES, Estate
from convention77.demonstration.facts import REFERENT
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from referrals.injunction_draft import InjunctionDraft
from referrals.models import Injunction
from referrals.services import injunctions as services


@dataclass(frozen=True, slots=True)
class Told:
    """`notified`, `answered`, `seized`, `substituted`, `ended`: days ago, None for what has not been done."""

    landlord: str
    notified: int
    answered: int | None = None
    refusal: str = ""
    note: str = ""
    seized: int | None = None
    substituted: int | None = None
    closed: int | None = None
    withdrawn: int | None = None
    on_paper: bool = False
    lease: str = ""


TOLD = (
    Told("deux-morins", 4),
    Told("deux-morins", 12, lease="2019-0417 (fictif)"),
    Told("deux-morins", 30, answered=25, lease="2016-1180 (fictif)"),
    Told("deux-morins", 38, answered=29),
    Told("deux-morins", 80, answered=70, seized=48, lease="2021-0062 (fictif)"),
    Told("deux-morins", 210, answered=201, seized=180, closed=35),
    Told("deux-morins", 95, answered=84, refusal="lease_over", note="Le logement est repris depuis le mois précédent."),
    Told("deux-morins", 22),
    Told("deux-morins", 9, on_paper=True, lease="2022-0349 (fictif)"),
    Told("val-de-brie", 13),
    Told("val-de-brie", 130, substituted=100),
    Told("val-de-brie", 160, answered=150, refusal="insufficient", substituted=120, closed=60),
    Told("val-de-brie", 60, withdrawn=52),
)


def plan_injunctions(cast: Cast) -> None:
    for number, told in enumerate(TOLD):
        homes = [estate for estate in ESTATES if estate.landlord == told.landlord]
        _plan(cast, told, homes[number % len(homes)], uuid5(NAMESPACE_URL, f"injonction {number}"))


def _plan(cast: Cast, told: Told, estate: Estate, key: UUID) -> None:
    landlord = cast.holder_of((told.landlord, REFERENT))
    keeper = landlord if told.on_paper else cast.holder_of(PREFECTURE)

    def on(days_ago: int | None, who: Any, act: Callable[[Actor], object], hour: int) -> None:
        if days_ago is not None:
            cast.history.add(moment(cast.history.day(days_ago), hour, 25), who, act)

    def act(do: Callable[..., object], by: Actor, **said: Any) -> None:
        do(by=by, injunction=Injunction.objects.get(pk=key), **said)

    on(told.notified, keeper, partial(_note, cast, estate, key), 11)
    if told.lease:
        on(told.notified, landlord, lambda by: act(services.note_lease, by, number=told.lease), 15)
    if told.refusal:
        said = {"motive": told.refusal, "note": told.note}
        on(told.answered, landlord, lambda by: act(services.refuse_injunction, by, answered_on=by.today, **said), 10)
    else:
        on(told.answered, landlord, lambda by: act(services.accept_injunction, by, answered_on=by.today), 10)
    court = "Tribunal judiciaire de Meaux"
    on(told.seized, landlord, lambda by: act(services.note_judge_seized, by, seized_on=by.today, court=court), 14)
    on(told.substituted, keeper, lambda by: act(services.note_substitution, by, substituted_on=by.today), 16)
    on(told.closed, landlord, lambda by: act(services.close_injunction, by), 9)
    on(told.withdrawn, keeper, lambda by: act(services.withdraw_injunction, by), 9)


def _note(cast: Cast, estate: Estate, key: UUID, by: Actor) -> None:
    draft = InjunctionDraft(
        landlord=cast.signatories[estate.landlord],
        residence=cast.residences[estate],
        commune=None,
        typed="",
        notified_on=by.today,
        ground_stated=True,
    )
    services.note_injunction(by=by, draft=draft, key=key)
