"""What was done for agents who were targeted: month by month all of it, for the last ones not yet."""

from datetime import date, timedelta
from functools import partial

from acting.actor import Actor
from acting.days import add_months, day_of, month_of, start_of
from convention77.demonstration.facts import REFERENT, Draw
from convention77.demonstration.history import moment
from incidents.enums import IncidentState, StaffAnswer, StaffItem
from incidents.models import Incident, IncidentQuerySet
from incidents.permissions import incidents_visible_to
from incidents.services.staff import note_staff
from incidents.staff_rules import CHECKLIST, OFFERED, Said

NOTED, LEFT_OPEN = 24, 2
LATELY, NOTED_ON = 100, 5  # days; the day of the month after
COMPLAINTS = (StaffAnswer.FILED, StaffAnswer.DECLINED, StaffAnswer.FILED)
ACCIDENTS = (StaffAnswer.NOT_APPLICABLE, StaffAnswer.NOT_APPLICABLE, StaffAnswer.DECLARED)


def plan_agents(draw: Draw) -> None:
    """By the référent of each house, in the days after each month; of the latest facts that target staff yesterday."""
    landlords = dict.fromkeys(estate.landlord for estate in draw.cast.residences)
    opening, last = month_of(draw.history.opening), month_of(draw.history.day(LATELY))
    for landlord in landlords:
        referent, month = draw.cast.holder_of((landlord, REFERENT)), opening
        while month < last:
            noted_on = add_months(month, 1).replace(day=NOTED_ON)
            draw.history.add(moment(noted_on, 18, 10), referent, partial(_note_month, month))
            month = add_months(month, 1)
        draw.history.add(moment(draw.history.day(1), 18, 10), referent, _note_latest)


def _note_month(month: date, by: Actor) -> None:
    """One in four is written down later, or never."""
    known = _targeting_staff(by).started_between(start_of(month), start_of(add_months(month, 1)))
    for number, fact in enumerate(known.order_by("-started_at", "id"), start=LEFT_OPEN):
        if number % 4 != 1:
            _note(by, fact, number)


def _note_latest(by: Actor) -> None:
    lately = _targeting_staff(by).filter(started_at__gte=by.now - timedelta(days=LATELY))
    for number, fact in enumerate(lately.order_by("-started_at", "id")[:NOTED]):
        _note(by, fact, number)


def _targeting_staff(by: Actor) -> IncidentQuerySet:
    known: IncidentQuerySet = incidents_visible_to(by).filter(targets_staff=True, filed_at__lte=by.now)
    return known.exclude(state=IncidentState.SET_ASIDE)


def _note(by: Actor, fact: Incident, number: int) -> None:
    day = min(day_of(fact.started_at) + timedelta(days=1), by.today)
    occasions = OFFERED[StaffItem.OCCASION]
    answers = {
        StaffItem.WHO: Said(OFFERED[StaffItem.WHO][number % 5 == 0]),
        StaffItem.OCCASION: Said(occasions[day_of(fact.started_at).day % len(occasions)]),
        StaffItem.SUPPORT: Said(StaffAnswer.OFFERED, day),
    }
    if number >= LEFT_OPEN:
        answers |= {item: Said(StaffAnswer.TOLD, day) for item in CHECKLIST if item not in answers}
        answers[StaffItem.COMPLAINT] = Said(COMPLAINTS[number % 3], day)
        answers[StaffItem.ACCIDENT] = Said(ACCIDENTS[number % 3], day)
    note_staff(by=by, incident=fact, answers=answers)
