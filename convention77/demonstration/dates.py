"""Situations that somebody wants to see again: late, today, within the week, and later, in each house."""

from datetime import timedelta
from functools import partial

from acting.actor import Actor
from convention77.demonstration.facts import REFERENT, Draw
from convention77.demonstration.history import History, moment
from incidents.permissions import situations_visible_to
from incidents.services.situations import keep_situation

SET_DAYS_AGO = 9
REVIEWS = (-3, 0, 2, 5, 12, 20)  # days from today


def plan_dates(draw: Draw) -> None:
    """By the référent of each house, of the situations that are open by then and have no date."""
    landlords = dict.fromkeys(estate.landlord for estate in draw.cast.residences)
    for landlord in landlords:
        referent = draw.cast.holder_of((landlord, REFERENT))
        draw.history.add(moment(draw.history.day(SET_DAYS_AGO), 18), referent, partial(_set, draw.history))


def _set(history: History, by: Actor) -> None:
    latest = situations_visible_to(by).open().filter(review_on=None).order_by("-opened_at", "id")
    for situation, days in zip(latest[: len(REVIEWS)], REVIEWS, strict=False):
        review_on = history.today + timedelta(days=days)
        keep_situation(by=by, situation=situation, assigned_to=situation.assigned_to, review_on=review_on)
