"""Situations and complaints: those that a fact led to by itself, and the complaints that a referral asks about."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from acting.actor import Actor
from acting.days import PARIS
from convention77.demonstration.facts import REFERENT, Draw, Fact
from convention77.demonstration.history import History, Who
from convention77.demonstration.rates import COMPLAINTS, SITUATION
from convention77.demonstration.territory import Territory
from incidents.enums import Complainant, KnownOutcome, ToldBy
from incidents.permissions import complaints_visible_to
from incidents.services.complaints import correct_complaint, note_complaint
from incidents.services.situations import open_situation

COMPLAINANTS = {
    "agent-verbal": Complainant.AGENT,
    "agent-physique": Complainant.AGENT,
    "menace": Complainant.TENANT,
    "violence": Complainant.TENANT,
}
# Of those that are neither an agent's nor a tenant's.
OF_LANDLORD = {Complainant.LANDLORD: 76, Complainant.REPORT: 9, Complainant.WARDEN: 15}
KNOWN = 0.35
OUTCOMES = {
    KnownOutcome.DISMISSED: 55,
    KnownOutcome.SENT_TO_INQUIRY: 20,
    KnownOutcome.ALTERNATIVE: 12,
    KnownOutcome.PROSECUTED: 8,
    KnownOutcome.CONVICTION: 5,
}


def complaint_about(
    draw: Draw, territory: Territory, fact: Fact, filed_on: date, complainant: Complainant
) -> dict[str, Any]:
    """What is known of it: for a tenant's the date alone, for the others service and numbers, soon or later."""
    known: dict[str, Any] = {"complainant": complainant, "filed_on": filed_on}
    if complainant == Complainant.TENANT:
        return known
    number = draw.random.randint(1200, 19800)
    day_of_year = filed_on.timetuple().tm_yday
    if complainant == Complainant.WARDEN:
        known["found_on"] = filed_on
    known |= {"service": territory.service(fact.estate), "pv_number": f"{filed_on.year}/{number:06d}"}
    if draw.random.random() < 0.5:
        known["prosecution_number"] = f"{filed_on:%y}/{day_of_year:03d}/{number % 900 + 100}"
    return known


@dataclass(frozen=True)
class Course:
    """What becomes of a complaint after it was noted, drawn from its fact: no other draw is moved by it."""

    fact: Fact
    who: Who
    noted_at: datetime

    @property
    def chance(self) -> Random:
        return Random(self.fact.incident.submission.int)  # noqa: S311 - the same chance every time, no secret

    @property
    def complainant(self) -> Complainant:
        usual = COMPLAINANTS.get(self.fact.category, Complainant.LANDLORD)
        if usual != Complainant.LANDLORD:
            return usual
        return self.chance.choices(list(OF_LANDLORD), list(OF_LANDLORD.values()))[0]

    def plan(self, history: History) -> None:
        """A warden's procès-verbal leaves after a few days, now and then too late; an outcome is known after months."""
        chance = self.chance
        if self.complainant == Complainant.WARDEN:
            history.add(self._after(chance.choice((1, 1, 2, 3, 8))), self.who, self._send)
        if self.complainant != Complainant.TENANT and chance.random() < KNOWN:
            history.add(self._after(chance.randint(70, 240)), self.who, self._learn)

    def _after(self, days: int) -> datetime:
        at = self.noted_at + timedelta(days=days)
        return at + timedelta(days=(7 - at.weekday()) % 7 if at.weekday() > 4 else 0)

    def _send(self, by: Actor) -> None:
        self._correct(by, sent_on=by.today)

    def _learn(self, by: Actor) -> None:
        chance = self.chance
        outcome = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        number = f"{by.today:%y}/{chance.randint(1, 365):03d}/{chance.randint(100, 999)}"
        told_by = chance.choice((ToldBy.LETTER, ToldBy.LETTER, ToldBy.COMPLAINANT))
        self._correct(by, prosecution_number=number, outcome=outcome, outcome_on=by.today, outcome_from=told_by)

    def _correct(self, by: Actor, **changed: Any) -> None:
        complaint = complaints_visible_to(by).get(incident=self.fact.incident)
        correct_complaint(by=by, complaint=complaint, details=replace(complaint.details, **changed))


def plan_situations(draw: Draw, territory: Territory, facts: list[Fact]) -> None:
    """Of the facts that no referral has taken: the référent opens a situation instead of leaving them apart."""
    for fact in facts:
        if fact.is_reserved or fact.triaged_at is None:
            continue
        who = draw.cast.holder_of((fact.estate.landlord, REFERENT))
        course = Course(fact, who, fact.triaged_at)
        act = _chosen_act(draw, territory, course)
        if act:
            fact.is_reserved = True
            draw.history.add(fact.triaged_at, who, act)


def _chosen_act(draw: Draw, territory: Territory, course: Course) -> Callable[[Actor], object] | None:
    fact, chance = course.fact, draw.random.random()
    if chance < COMPLAINTS.get(fact.category, 0):
        course.plan(draw.history)
        return partial(_complain, draw, territory, course)
    return partial(_open, fact) if chance > 1 - SITUATION else None


def _open(fact: Fact, by: Actor) -> None:
    open_situation(by=by, incident=fact.incident)


def _complain(draw: Draw, territory: Territory, course: Course, by: Actor) -> None:
    """Filed on the day it was found, noted when the fact is triaged."""
    fact, filed_on = course.fact, course.fact.filed_at.astimezone(PARIS).date()
    details = complaint_about(draw, territory, fact, filed_on, course.complainant)
    note_complaint(by=by, incident=fact.incident, **details)
