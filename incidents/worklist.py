"""What waits for the référent, by hall and week, and what became of what somebody filed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from acting.actor import Actor
from acting.days import add_months, day_of, start_of
from acting.lists import Capped, counts_at_a_glance
from incidents.enums import IncidentState, PlaceType, SituationKind
from incidents.grouping import MONTHS_TOGETHER
from incidents.models import FollowUp, Incident, Situation
from incidents.permissions import follow_ups_visible_to, incidents_visible_to, situations_visible_to
from signatories.waiting import Scale

READ = 40  # facts on one page: a morning's work
OFTEN = 3  # so many at one place within the months make a situation likely


@dataclass(slots=True)
class Group:
    """New facts of one hall in one week. `since` is when the oldest was filed, `often` how many facts its kind of
    place has had within six months, these included; `situations` are open ones of the place."""

    facts: list[Incident]
    often: int = 0
    situations: list[Situation] = field(default_factory=list)

    @property
    def first(self) -> Incident:
        return self.facts[0]

    @property
    def since(self) -> datetime:
        return min(fact.filed_at for fact in self.facts)

    @property
    def place(self) -> str:
        """`"Hall, bâtiment C"` in the words of the fact."""
        label = PlaceType(self.first.place).label
        return f"{label}, {self.first.building}" if self.first.building else label

    @property
    def week(self) -> date:
        return _monday(self.first)

    @property
    def is_pressing(self) -> bool:
        return any(fact.is_pressing for fact in self.facts)

    @property
    def same_family(self) -> bool:
        """Several of one family, at one place, in one week."""
        return len(self.facts) > 1 and len({fact.category.family for fact in self.facts}) == 1

    @property
    def is_likely(self) -> bool:
        """That the facts belong together: said, never done by itself."""
        return self.often >= OFTEN or self.same_family or bool(self.situations)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What presses, then what has waited longest; `late` is how many have waited longer than the convention's scale
    calls long, `oldest` since when the oldest has."""

    groups: Sequence[Group]
    new_count: Capped
    late: Capped
    oldest: datetime | None

    @property
    def facts(self) -> list[Incident]:
        return [fact for group in self.groups for fact in group.facts]


def facts_waiting(actor: Actor, scale: Scale) -> Waiting:
    """The facts that nobody has triaged, in groups as one decides about them."""
    new = incidents_visible_to(actor).to_triage()
    facts = list(new.for_display().most_pressing_first()[:READ])
    groups = _grouped(facts)
    _tell_of_places(actor, groups)
    late = new.filter(filed_at__lt=start_of(scale.first_within(actor.today, scale.very_late_after)))
    counts = counts_at_a_glance({"new": new.most_pressing_first(), "late": late.most_pressing_first()})
    oldest = min((group.since for group in groups), default=None)
    return Waiting(groups, counts["new"], counts["late"], oldest)


def lines_about(actor: Actor, incident: Incident) -> list[FollowUp]:
    """The neutral lines about a fact, the oldest first: no path leads through the referral."""
    return list(follow_ups_visible_to(actor).filter(incident=incident))


def _grouped(facts: Sequence[Incident]) -> list[Group]:
    """In the order of the first fact of each that presses or has waited."""
    groups: dict[tuple[UUID, str, str, date], Group] = {}
    for fact in facts:
        key = (fact.residence_id, fact.place, fact.building, _monday(fact))
        groups.setdefault(key, Group([])).facts.append(fact)
    return list(groups.values())


def _tell_of_places(actor: Actor, groups: Sequence[Group]) -> None:
    """Two statements for all of them: how often something was filed there, and which situations are open."""
    residences = {group.first.residence_id for group in groups}
    since = add_months(actor.today, -MONTHS_TOGETHER)
    lately = incidents_visible_to(actor).filter(residence_id__in=residences, started_at__gte=start_of(since))
    numbers = lately.exclude(state=IncidentState.SET_ASIDE).order_by().values_list("residence_id", "place")
    often = {(residence, place): number for residence, place, number in numbers.annotate(Count("pk"))}
    open_there = situations_visible_to(actor).open().filter(residence_id__in=residences, kind=SituationKind.PLACE)
    situations = list(open_there.order_by("-opened_at"))
    for group in groups:
        first = group.first
        group.often = often.get((first.residence_id, first.place), 0)
        there = [each for each in situations if (each.residence_id, each.place) == (first.residence_id, first.place)]
        group.situations = [each for each in there if each.building in ("", first.building) or not first.building][:2]


def _monday(fact: Incident) -> date:
    day = day_of(fact.started_at)
    return day - timedelta(days=day.weekday())
