"""Some three thousand facts over two years, drawn residence by residence and written in bulk, with their entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from math import sqrt
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from acting.days import PARIS
from convention77.demonstration.estates import Estate
from convention77.demonstration.history import History, Note, moment
from convention77.demonstration.institutions import Cast
from convention77.demonstration.rates import (
    BY_REFERENT,
    CAME,
    DAYS,
    PER_THOUSAND_DWELLINGS,
    PROFILES,
    RECURRENCES,
    SET_ASIDE,
    UNTRIAGED_DAYS,
    WORKING_HOURS,
    Profile,
)
from convention77.demonstration.texts import AFTERWARDS, PLACES, draw_text, templates
from incidents.enums import IncidentState, PlaceType, PoliceCalled
from incidents.filing_rules import presses
from incidents.models import Category, Incident
from incidents.references import new_incident_reference
from journal.verbs import Verb

REFERENT = "Référent sûreté"
MOTIVES = ("Double d’un fait déjà déclaré", "Hors du patrimoine", "Relève de la propreté, transmis au prestataire")
BUILDINGS = ("", "A", "B", "C", "D", "Entrée 2", "Entrée 4", "Hall 1", "Hall 3", "Tour Nord")
SHARES = {code: profile.share for code, profile in PROFILES.items()}

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Fact:
    """A fact as filed. A reserved one waits in the state it was filed in: a service takes it further."""

    estate: Estate
    incident: Incident
    author: str
    triaged_at: datetime | None = None
    is_reserved: bool = False

    @property
    def category(self) -> str:
        return self.incident.category_id

    @property
    def filed_at(self) -> datetime:
        return self.incident.filed_at


@dataclass(frozen=True, slots=True)
class Draw:
    """Everything by chance, from one seed."""

    random: Random
    history: History
    cast: Cast

    def one(self, weights: Mapping[T, float]) -> T:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def working_hour(self, day: date) -> datetime:
        return moment(day, self.random.choice((9, 10, 11, 14, 15, 16)), self.random.randrange(0, 60))

    def somebody(self, post: tuple[str, str], at: datetime) -> str:
        """Mostly the titular; the deputy stands in now and then."""
        on_duty = self.cast.on_duty(post, at.astimezone(PARIS).date())
        return self.random.choices(on_duty, [4, *[1] * (len(on_duty) - 1)])[0]

    def facts(self) -> list[Fact]:
        """Of all residences, in the order in which they were filed."""
        counts = {estate: self._how_many(estate) for estate in self.cast.residences}
        drawn = [self._fact(estate) for estate, count in counts.items() for _ in range(count)]
        return sorted(drawn, key=lambda fact: fact.filed_at)

    def _how_many(self, estate: Estate) -> int:
        rate = self.random.uniform(*PER_THOUSAND_DWELLINGS[estate.priority])
        expected = estate.dwellings * rate / 1000 * DAYS / 365
        return max(0, round(self.random.gauss(expected, sqrt(expected))))

    def _fact(self, estate: Estate) -> Fact:
        category = self.one(SHARES)
        started_at, filed_at = self._when(PROFILES[category])
        post = (estate.landlord, REFERENT) if self.random.random() < BY_REFERENT else estate.post
        author = self.somebody(post, filed_at)
        incident = Incident(
            landlord=self.cast.signatories[estate.landlord],
            residence=self.cast.residences[estate],
            category_id=category,
            started_at=started_at,
            filed_at=filed_at,
            filed_by=self.cast.users[author],
            filed_post=self.cast.posts[post],
            submission=UUID(int=self.random.getrandbits(128), version=4),
            **self._told(category, started_at),
        )
        return Fact(estate, incident, author, self._triaged_at(filed_at))

    def _when(self, profile: Profile) -> tuple[datetime, datetime]:
        """Started and filed, both before today; a day is kept as often as its month weighs."""
        while True:
            day = self.history.day(self.random.randint(1, DAYS))
            kept = self.random.random() < profile.months[day.month - 1] / max(profile.months)
            closed = profile.hours is WORKING_HOURS and day.weekday() > 4
            started_at = moment(day, self.one(profile.hours), 5 * self.random.randrange(12))
            filed_at = self._filed_at(started_at)
            if kept and not closed and filed_at < self.history.end:
                return started_at, filed_at

    def _filed_at(self, started_at: datetime) -> datetime:
        """On the spot by day; what happened at night is found and filed in the morning."""
        soon = started_at + timedelta(minutes=self.random.randint(8, 75))
        if 7 <= started_at.hour < 18:
            return soon
        day = started_at.date() + timedelta(days=0 if started_at.hour < 7 else 1)
        return moment(day, self.random.randint(7, 9), self.random.randrange(60))

    def _told(self, category: str, started_at: datetime) -> dict[str, Any]:
        profile = PROFILES[category]
        places, template = self.random.choice(templates()[category])
        place = PLACES[self.random.choice(places)]
        recurrence = self.random.choices(RECURRENCES, profile.recurrence)[0]
        called = self.random.random() < profile.called
        return {
            "place": place,
            "building": "" if place in (PlaceType.SURROUNDINGS, PlaceType.CAR_PARK) else self.random.choice(BUILDINGS),
            "facts": self._text(template, started_at),
            "recurrence": recurrence,
            "damage_euros": self._damage(profile),
            "police_called": self.one(CAME) if called else PoliceCalled.NO,
        }

    def _text(self, template: str, started_at: datetime) -> str:
        hour = f"{started_at.hour} h {started_at.minute:02d}" if started_at.minute else f"{started_at.hour} h"
        if self.random.random() < 0.45:
            template = f"{template} {self.random.choice(templates()[AFTERWARDS])[1]}"
        return draw_text(template, hour, self.random)

    def _damage(self, profile: Profile) -> int | None:
        """Known for about half of what was broken; small sums far more often than large ones."""
        if profile.damage is None or self.random.random() < 0.45:
            return None
        least, most = profile.damage
        amount: float = least + (most - least) * self.random.random() ** 2.5
        return 10 * round(amount / 10)

    def _triaged_at(self, filed_at: datetime) -> datetime | None:
        day = filed_at.astimezone(PARIS).date() + timedelta(days=self.random.randint(1, 6))
        at = self.working_hour(day)
        recent = filed_at >= moment(self.history.day(UNTRIAGED_DAYS), 0)
        return None if at >= self.history.end or (recent and self.random.random() < 0.7) else at


def write_facts(draw: Draw, facts: Iterable[Fact]) -> None:
    """The rows at once, triaged already; the entries wait for their place in the history."""
    facts = list(facts)
    # Of three thousand drawn by chance two are alike once in 150 times; rows written at once get no second draw.
    references: set[str] = set()
    while len(references) < len(facts):
        references.add(new_incident_reference())
    categories = {category.code: category for category in Category.objects.all()}
    for fact, reference in zip(facts, references, strict=True):
        fact.incident.reference = reference
        category = categories[fact.category]
        fact.incident.targets_staff = category.targets_staff
        fact.incident.is_pressing = presses(targets_staff=category.targets_staff, is_violence=category.is_violence)
        _note(draw, fact)
    Incident.objects.bulk_create(fact.incident for fact in facts)


def _note(draw: Draw, fact: Fact) -> None:
    incident, author = fact.incident, partial(draw.cast.actor, fact.author)
    draw.history.note(Note(fact.filed_at, author, Verb.FACT_FILED, incident.id, incident.landlord_id))
    if fact.triaged_at is None or fact.is_reserved:
        return
    aside = draw.random.random() < SET_ASIDE
    incident.state = IncidentState.SET_ASIDE if aside else IncidentState.LEFT_APART
    verb, reason = (Verb.FACT_SET_ASIDE, draw.random.choice(MOTIVES)) if aside else (Verb.FACT_LEFT_APART, "")
    referent = draw.cast.holder_of((fact.estate.landlord, REFERENT))
    draw.history.note(Note(fact.triaged_at, referent, verb, incident.id, incident.landlord_id, reason))
