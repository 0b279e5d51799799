"""A landlord’s own steering: exact and live, for its référent and its lawyers. Never for a delegate.

Everything is counted by the database, in at most nine statements, through what the actor may see. A situation that was
reunited with another counts there; a step that was withdrawn counts nowhere.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import TruncDate

from acting.actor import Actor, known
from acting.days import PARIS
from acting.medians import LowerMedian
from incidents.enums import Complainant, Ending, IncidentState, SituationKind, StaffAnswer, StaffItem, Turn
from incidents.ladder import NODES, Rung
from incidents.models import SituationQuerySet
from incidents.models.situation import Rank
from incidents.permissions import (
    can_triage,
    complaints_visible_to,
    incidents_visible_to,
    situation_turns_visible_to,
    situations_visible_to,
    staff_notes_visible_to,
    steps_visible_to,
)
from incidents.rating import Colour
from reports.periods import OwnPeriod
from territory.permissions import residences_visible_to

FEWEST_FOR_A_SHARE = 5
GRAVE = (Colour.ORANGE, Colour.RED)
# A notice, and what follows from one: mediation and an officer's finding may come before it as well.
FROM_THE_NOTICE = (Rung.FORMAL_NOTICE, Rung.REHOUSING, Rung.WRIT, Rung.JUDGMENT, Rung.ORDER, Rung.FORCE, Rung.EVICTION)
FURTHEST = Case(*(When(rung=node.rung, then=number) for number, node in enumerate(NODES)))


@dataclass(frozen=True, slots=True)
class Delay:
    """`days` is None where nothing went from the one to the other."""

    days: int | None
    situations: int


@dataclass(frozen=True, slots=True)
class Damage:
    euros: int
    facts: int
    dwellings: int

    @property
    def per_dwelling(self) -> float | None:
        return self.euros / self.dwellings if self.dwellings else None


@dataclass(frozen=True, slots=True)
class Targeted:
    """Facts that target an agent or a contractor, by occasion ("" where it is not noted) and kind of place; `filed` are
    those of which a complaint was lodged."""

    facts: Counter[tuple[str, str]]
    filed: Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OwnSteering:
    """`colours`, `rungs` and `noticed` (leases with a notice, or what follows one) are of today, with "" for what is
    not rated and what no step was taken in; the rest is of the period. `damage` and
    `targeted` are None for whoever does not see all facts of the house."""

    period: OwnPeriod
    colours: Counter[str]
    rungs: Counter[str]
    noticed: int
    opened: Counter[str]
    ended: Counter[tuple[str, str]]
    settled_before_notice: int
    settled_after_being_grave: int
    back_to_green: int
    to_notice: Delay
    to_writ: Delay
    to_judgment: Delay
    damage: Damage | None
    targeted: Targeted | None

    @property
    def leases_ended(self) -> int:
        return sum(count for (kind, _), count in self.ended.items() if kind == SituationKind.LEASE)

    @property
    def share_before_notice(self) -> int | None:
        """In hundredths of the leases that ended; None while so few have."""
        if self.leases_ended < FEWEST_FOR_A_SHARE:
            return None
        return round(100 * self.settled_before_notice / self.leases_ended)

    @property
    def calmed(self) -> int:
        return self.back_to_green + self.settled_after_being_grave


def own_steering(actor: Actor, period: OwnPeriod) -> OwnSteering:
    ended = _ended(actor, period)
    settled = [(line, count) for line, count in ended.items() if line[1] == Ending.SETTLED]
    delays = _delays(actor, period)
    rungs = _rungs(actor)
    by_rung: Counter[str] = Counter()
    for (rung, _), count in rungs.items():
        by_rung[rung] += count
    by_ending: Counter[tuple[str, str]] = Counter()
    for (kind, ending, _, _), count in ended.items():
        by_ending[kind, ending] += count
    return OwnSteering(
        period=period,
        colours=_colours(actor),
        rungs=by_rung,
        noticed=sum(count for (_, noticed), count in rungs.items() if noticed),
        opened=_opened(actor, period),
        ended=by_ending,
        settled_before_notice=sum(n for (kind, _, late, _), n in settled if kind == SituationKind.LEASE and not late),
        settled_after_being_grave=sum(n for (kind, _, _, grave), n in settled if kind == SituationKind.PLACE and grave),
        back_to_green=_back_to_green(actor, period),
        to_notice=delays[0],
        to_writ=delays[1],
        to_judgment=delays[2],
        damage=_damage(actor, period) if can_triage(actor) else None,
        targeted=_targeted(actor, period) if can_triage(actor) else None,
    )


def _colours(actor: Actor) -> Counter[str]:
    places = situations_visible_to(actor).open().filter(kind=SituationKind.PLACE)
    return Counter(dict(places.values_list("colour").annotate(Count("pk"))))


def _rungs(actor: Actor) -> Counter[tuple[str, bool]]:
    """By the furthest step that stands, in the order of the ladder, and whether there was a notice or what follows one;
    the gathering of facts is none yet."""
    taken = steps_visible_to(actor).standing().exclude(rung=Rung.GATHERING).filter(situation=OuterRef("pk"))
    leases = situations_visible_to(actor).open().filter(kind=SituationKind.LEASE)
    furthest = Subquery(taken.order_by(FURTHEST.desc()).values("rung")[:1])
    told = leases.annotate(furthest=furthest, noticed=Exists(taken.filter(rung__in=FROM_THE_NOTICE)))
    counted = told.values_list("furthest", "noticed").annotate(count=Count("pk"))
    return Counter({(rung or "", noticed): count for rung, noticed, count in counted})


def _opened(actor: Actor, period: OwnPeriod) -> Counter[str]:
    opened = _standing(actor).filter(opened_at__gte=period.begins, opened_at__lt=period.ends)
    return Counter(dict(opened.values_list("kind").annotate(Count("pk"))))


def _ended(actor: Actor, period: OwnPeriod) -> Counter[tuple[str, str, bool, bool]]:
    """By kind and ending, whether there was a notice or what follows one, and whether the place was ever grave."""
    ended = _standing(actor).filter(ended_at__gte=period.begins, ended_at__lt=period.ends)
    late = steps_visible_to(actor).standing().filter(situation=OuterRef("pk"), rung__in=FROM_THE_NOTICE)
    told = ended.annotate(late=Exists(late), grave=Exists(_rated_grave(actor)))
    counted = told.values_list("kind", "ending", "late", "grave").annotate(count=Count("pk"))
    return Counter({(kind, ending, late, grave): count for kind, ending, late, grave, count in counted})


def _back_to_green(actor: Actor, period: OwnPeriod) -> int:
    """Open places that are green, were orange or red once, and became green in the period: they were not when it
    began, or were something else in it. Rated green again counts nothing."""
    ratings = situation_turns_visible_to(actor).filter(situation=OuterRef("pk"), turn=Turn.RATED)
    coloured = ratings.filter(at__lt=period.begins).order_by("-at", "-id").values("colour")[:1]
    since = Exists(ratings.exclude(colour=Colour.GREEN).filter(at__gte=period.begins))
    green = situations_visible_to(actor).open().filter(Exists(_rated_grave(actor)), rank=Rank.GREEN)
    told = green.annotate(before=Subquery(coloured))
    return told.filter(since | ~Q(before=Colour.GREEN) & Q(before__isnull=False)).count()


def _delays(actor: Actor, period: OwnPeriod) -> list[Delay]:
    """From the first of one to the first of the next, of the leases where the next was taken in the period."""
    steps = steps_visible_to(actor).standing().filter(situation=OuterRef("pk"))
    facts = incidents_visible_to(actor).filter(situation=OuterRef("pk")).order_by("started_at")
    legs = (("fact", Rung.FORMAL_NOTICE), (Rung.FORMAL_NOTICE, Rung.WRIT), (Rung.WRIT, Rung.JUDGMENT))
    moved = Exists(steps.filter(rung__in=[end for _, end in legs], done_on__gte=period.first, done_on__lte=period.last))
    days = {f"on_{end}": Subquery(steps.filter(rung=end).order_by("done_on").values("done_on")[:1]) for _, end in legs}
    first_fact = Subquery(facts.values(day=TruncDate("started_at", tzinfo=PARIS))[:1])
    leases = _standing(actor).filter(moved, kind=SituationKind.LEASE).annotate(on_fact=first_fact, **days)
    asked: dict[str, Any] = {}
    for start, end in legs:
        in_order = Q(**{f"on_{start}__lte": F(f"on_{end}")})
        arrived = Q(**{f"on_{end}__range": (period.first, period.last)})
        took = ExpressionWrapper(F(f"on_{end}") - F(f"on_{start}"), DurationField())
        asked[f"median_{end}"] = LowerMedian(took, filter=in_order & arrived, output_field=DurationField())
        asked[f"count_{end}"] = Count("pk", filter=in_order & arrived)
    found = leases.aggregate(**asked)
    return [Delay(_whole_days(found[f"median_{end}"]), found[f"count_{end}"]) for _, end in legs]


def _damage(actor: Actor, period: OwnPeriod) -> Damage:
    """Of facts that started in the period and were not set aside, over the dwellings that were open in it."""
    facts = incidents_visible_to(actor).started_between(period.begins, period.ends)
    told = facts.filter(damage_euros__isnull=False).exclude(state=IncidentState.SET_ASIDE)
    summed = told.aggregate(euros=Sum("damage_euros", default=0), facts=Count("pk"))
    residences = residences_visible_to(actor).filter(landlord_id=known(actor.signatory_id)).open_on(period.first)
    dwellings = residences.aggregate(dwellings=Sum("dwellings", default=0))["dwellings"]
    return Damage(summed["euros"], summed["facts"], dwellings)


def _standing(actor: Actor) -> SituationQuerySet:
    return situations_visible_to(actor).exclude(ending=Ending.MERGED)


def _rated_grave(actor: Actor) -> Any:
    return situation_turns_visible_to(actor).filter(situation=OuterRef("pk"), colour__in=GRAVE)


def _whole_days(took: timedelta | None) -> int | None:
    return None if took is None else took.days


def _targeted(actor: Actor, period: OwnPeriod) -> Targeted:
    """Of facts that started in the period and were not set aside. A complaint was lodged where the checklist says so,
    or where one of the agent is noted of the fact."""
    facts = incidents_visible_to(actor).started_between(period.begins, period.ends)
    told = facts.filter(targets_staff=True).exclude(state=IncidentState.SET_ASIDE)
    notes = staff_notes_visible_to(actor).filter(incident=OuterRef("pk")).newest_first()
    answer = {
        item: Subquery(notes.filter(item=item).values("answer")[:1])
        for item in (StaffItem.OCCASION, StaffItem.COMPLAINT)
    }
    noted = complaints_visible_to(actor).filter(incident=OuterRef("pk"), complainant=Complainant.AGENT)
    asked = told.annotate(occasion=answer[StaffItem.OCCASION], said=answer[StaffItem.COMPLAINT], noted=Exists(noted))
    filed = Count("pk", filter=Q(said=StaffAnswer.FILED) | Q(noted=True))
    rows = asked.order_by().values_list("occasion", "place").annotate(facts=Count("pk"), filed=filed)
    counted: dict[str, Counter[tuple[str, str]]] = {"facts": Counter(), "filed": Counter()}
    for occasion, place, number, lodged in rows:
        counted["facts"][occasion or "", place] += number
        counted["filed"][occasion or "", place] += lodged
    return Targeted(**counted)
