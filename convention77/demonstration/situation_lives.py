"""What becomes of situations: most places are rated, some followed by somebody, and most are over after some months."""

from datetime import timedelta
from functools import partial
from random import Random

from acting.actor import Actor, known
from convention77.demonstration.facts import REFERENT, Draw, Fact
from incidents.enums import Ending, Recurrence
from incidents.models import Situation
from incidents.permissions import colleagues_of, situations_visible_to
from incidents.rating import Colour
from incidents.services.situations import close_situation, keep_situation, rate_situation

RATED, CALMED, FOLLOWED, OVER = 0.7, 0.5, 0.3, 0.8
LATEST = 45  # days that a situation waits at most to be looked at again
GRAVITY = {
    "violence": 4,
    "agent-physique": 4,
    "incendie": 4,
    "stupefiants": 3,
    "menace": 3,
    "agent-verbal": 3,
    "vol": 3,
    "squat": 3,
    "degradation": 2,
    "occupation": 2,
}
LIFTS = {"agent-physique": ("agent", "Agent agressé pendant son service."), "menace": ("threat", "Menaces répétées.")}
OFTEN = {each: number for number, each in enumerate(Recurrence, start=1)}


def plan_lives(draw: Draw, facts: list[Fact]) -> None:
    """Of the facts that are taken by a referral or a situation of their own; by the référent of the house."""
    for fact in facts:
        if not fact.is_reserved or fact.triaged_at is None:
            continue
        chance, referent = draw.random.random, draw.cast.holder_of((fact.estate.landlord, REFERENT))
        after = fact.triaged_at + timedelta(days=draw.random.randint(1, 4), minutes=draw.random.randint(1, 300))
        if chance() < RATED:
            draw.history.add(after, referent, partial(_rate, fact))
            # Drawn from the fact: no other draw is moved by it.
            own = Random(fact.incident.submission.int)  # noqa: S311 - the same chance every time, no secret
            if own.random() < CALMED:
                draw.history.add(after + timedelta(days=own.randint(25, 60)), referent, partial(_calm, fact))
        if chance() < FOLLOWED:
            review = draw.random.randint(20, 90)
            draw.history.add(after + timedelta(minutes=5), referent, partial(_follow, draw, fact, review))
        if chance() < OVER:
            ending = Ending.SETTLED if chance() < 0.85 else Ending.WITHDRAWN
            draw.history.add(
                after + timedelta(days=draw.random.randint(40, 160)), referent, partial(_end, fact, ending)
            )


def _situation(fact: Fact, by: Actor) -> Situation | None:
    """None where nothing came of it, or where it is over."""
    return situations_visible_to(by).open().filter(incidents=fact.incident.pk).first()


def _rate(fact: Fact, by: Actor) -> None:
    if situation := _situation(fact, by):
        lift, reason = LIFTS.get(fact.category, ("", ""))
        rate_situation(
            by=by,
            situation=situation,
            gravity=GRAVITY.get(fact.category, 1),
            recurrence=OFTEN[Recurrence(fact.incident.recurrence)],
            lifts=[lift] if lift else [],
            reason=reason,
        )


def _calm(fact: Fact, by: Actor) -> None:
    """Green again, where it was orange and is still followed; the few red ones stay what they are."""
    situation = _situation(fact, by)
    if situation and situation.colour == Colour.ORANGE:
        rate_situation(by=by, situation=situation, gravity=1, recurrence=1)


def _follow(draw: Draw, fact: Fact, days: int, by: Actor) -> None:
    """A day that has long passed by now was kept: what is still open then waits for no other."""
    if situation := _situation(fact, by):
        own = colleagues_of(by).get(pk=known(by.designation_id))
        review_on = by.today + timedelta(days=days)
        is_late = review_on < draw.history.day(LATEST)
        keep_situation(by=by, situation=situation, assigned_to=own, review_on=None if is_late else review_on)


def _end(fact: Fact, ending: Ending, by: Actor) -> None:
    if situation := _situation(fact, by):
        close_situation(by=by, situation=situation, ending=ending)
