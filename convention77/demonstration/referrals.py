"""Which referral is about what, and when it was sent: drawn until a fitting fact is found."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from acting.days import PARIS
from convention77.demonstration import apart
from convention77.demonstration.courses import (
    ABOUT,
    AGES,
    FROM_PARTNERS,
    PACES,
    PATIENCE,
    STEPS,
    TO_PARTNERS,
    WITH_COMPLAINT,
    PostKey,
    Weights,
)
from convention77.demonstration.estates import Estate
from convention77.demonstration.facts import REFERENT, Draw, Fact
from convention77.demonstration.progress import Course
from convention77.demonstration.territory import Territory

NAMED = ("deux-morins", "val-de-brie")  # the landlords of the demonstration accounts have the most to show
ATTEMPTS = 500


def plan_referrals(draw: Draw, territory: Territory, facts: list[Fact]) -> list[Course]:
    courses = [*_to_partners(draw, territory, facts), *_from_partners(draw, territory)]
    courses += list(_apart(draw, territory, facts, courses))
    # By kind of recipient, so that the median of each is what it should be, whatever the day.
    counts: Counter[str] = Counter()
    for course in courses:
        if "answer" in STEPS[course.fate] and course.fate not in apart.ANSWERS:
            course.pace = PACES[counts[course.kind] % len(PACES)]
            counts[course.kind] += 1
    for course in courses:
        course.plan()
    return courses


def _to_partners(draw: Draw, territory: Territory, facts: list[Fact]) -> Iterator[Course]:
    for recipient, subjects, fates in TO_PARTNERS:
        within = [fact for fact in facts if territory.covers(recipient, fact.estate)]
        for fate in _each(fates):
            subject, sent_on, fact = _fitting(draw, subjects, fate, within)
            fact.is_reserved = True
            sender = (fact.estate.landlord, REFERENT)
            yield Course(draw, territory, sender, recipient, subject, fate, fact.estate, sent_on, fact)


def _from_partners(draw: Draw, territory: Territory) -> Iterator[Course]:
    for sender, subjects, fates in FROM_PARTNERS:
        estates = {estate: _interest(estate) for estate in draw.cast.residences if territory.covers(sender, estate)}
        for fate in _each(fates):
            estate = draw.one(estates)
            recipient = (estate.landlord, REFERENT)
            yield Course(draw, territory, sender, recipient, draw.one(subjects), fate, estate, _sent_on(draw, fate))


def _apart(draw: Draw, territory: Territory, facts: list[Fact], courses: list[Course]) -> Iterator[Course]:
    """Those that each show one thing, of one landlord, after all others were drawn."""
    house = (apart.LANDLORD, REFERENT)
    for each in apart.TO_PARTNERS:
        own = (fact for fact in facts if fact.estate.landlord == apart.LANDLORD)
        within = [fact for fact in own if territory.covers(each.partner, fact.estate)]
        subject, sent_on, fact = _fitting(draw, {each.subject: 1}, each.fate, within)
        fact.is_reserved = True
        yield Course(draw, territory, house, each.partner, subject, each.fate, fact.estate, sent_on, fact)
    estates = [estate for estate in draw.cast.residences if estate.landlord == apart.LANDLORD]
    for each in apart.FROM_PARTNERS:
        there = [estate for estate in estates if territory.covers(each.partner, estate)]
        there = [estate for estate in there if each.commune in ("", estate.commune)]
        estate, sent_on = draw.random.choice(there), _sent_on(draw, each.fate)
        yield Course(draw, territory, each.partner, house, each.subject, each.fate, estate, sent_on)
    asked = [each for each in courses if each.sender == house and each.subject in WITH_COMPLAINT]
    for each in apart.TOLD_BY_NUMBER:
        sent_on = _sent_on(draw, each.fate)
        about = _asked_before(asked, each.partner, sent_on)
        asked.remove(about)
        estate = about.estate
        yield Course(draw, territory, each.partner, house, each.subject, each.fate, estate, sent_on, about=about)


def _asked_before(asked: list[Course], partner: PostKey, day: date) -> Course:
    """The latest question to that partner about a complaint. Raises LookupError when there is none."""
    earlier = [each for each in asked if each.recipient == partner and each.sent_on < day]
    if not earlier:
        raise LookupError(f"nothing was asked of {partner} before {day}")
    return max(earlier, key=lambda each: each.sent_on)


def _each(fates: Weights) -> Iterator[str]:
    for fate, count in fates.items():
        yield from [fate] * count


def _fitting(draw: Draw, subjects: Weights, fate: str, facts: list[Fact]) -> tuple[str, date, Fact]:
    """A subject, a day and a fact that go together; the longer it is sought, the older the fact may be.

    Raises LookupError when chance finds none.
    """
    for attempt in range(ATTEMPTS):
        subject, sent_on = draw.one(subjects), _sent_on(draw, fate)
        fitting = {fact: _interest(fact.estate) for fact in facts if _fits(fact, subject, sent_on, attempt // 4)}
        if fitting:
            return subject, sent_on, draw.one(fitting)
    raise LookupError(f"no fact for {fate} among {len(facts)}")


def _fits(fact: Fact, subject: str, sent_on: date, slack: int) -> bool:
    least, most = PATIENCE if subject in WITH_COMPLAINT else (1, 15)
    waited = (sent_on - fact.filed_at.astimezone(PARIS).date()).days
    return not fact.is_reserved and fact.category in ABOUT[subject] and least <= waited <= most + slack


def _sent_on(draw: Draw, fate: str) -> date:
    """A working day: the Friday before, when it would have been a Saturday or a Sunday."""
    day = draw.history.day(draw.random.randint(*AGES[fate]))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _interest(estate: Estate) -> int:
    return 3 if estate.landlord in NAMED else 1
