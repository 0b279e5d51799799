"""Situations and complaints: those that a fact led to by itself, and the complaints that a referral asks about."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from acting.actor import Actor
from acting.days import PARIS
from convention77.demonstration.facts import REFERENT, Draw, Fact
from convention77.demonstration.rates import COMPLAINTS, SITUATION
from convention77.demonstration.territory import Territory
from incidents.enums import Complainant
from incidents.services.complaints import note_complaint
from incidents.services.facts import open_situation

COMPLAINANTS = {
    "agent-verbal": Complainant.AGENT,
    "agent-physique": Complainant.AGENT,
    "menace": Complainant.TENANT,
    "violence": Complainant.TENANT,
}


def complaint_about(
    draw: Draw, territory: Territory, fact: Fact, filed_on: date, complainant: Complainant | None = None
) -> dict[str, Any]:
    """What is known of it: for a tenant's the date alone, for the others service and numbers, soon or later."""
    complainant = complainant or COMPLAINANTS.get(fact.category, Complainant.LANDLORD)
    known: dict[str, Any] = {"complainant": complainant, "filed_on": filed_on}
    if complainant == Complainant.TENANT:
        return known
    number = draw.random.randint(1200, 19800)
    day_of_year = filed_on.timetuple().tm_yday
    known |= {"service": territory.service(fact.estate), "pv_number": f"{filed_on.year}/{number:06d}"}
    if draw.random.random() < 0.5:
        known["prosecution_number"] = f"{filed_on:%y}/{day_of_year:03d}/{number % 900 + 100}"
    return known


def plan_situations(draw: Draw, territory: Territory, facts: list[Fact]) -> None:
    """Of the facts that no referral has taken: the référent opens a situation instead of leaving them apart."""
    for fact in facts:
        if fact.is_reserved or fact.triaged_at is None:
            continue
        act = _chosen_act(draw, territory, fact)
        if act:
            fact.is_reserved = True
            draw.history.add(fact.triaged_at, draw.cast.holder_of((fact.estate.landlord, REFERENT)), act)


def _chosen_act(draw: Draw, territory: Territory, fact: Fact) -> Callable[[Actor], object] | None:
    chance = draw.random.random()
    if chance < COMPLAINTS.get(fact.category, 0):
        return partial(_complain, draw, territory, fact)
    return partial(_open, fact) if chance > 1 - SITUATION else None


def _open(fact: Fact, by: Actor) -> None:
    open_situation(by=by, incident=fact.incident)


def _complain(draw: Draw, territory: Territory, fact: Fact, by: Actor) -> None:
    """Filed on the day it was found, noted when the fact is triaged."""
    filed_on = fact.filed_at.astimezone(PARIS).date()
    note_complaint(by=by, incident=fact.incident, **complaint_about(draw, territory, fact, filed_on))
