"""A landlord’s own figures: exact, live, added up from the counts that its référent reads. Never for a delegate."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from acting.actor import Actor
from acting.days import YEAR, add_months, month_of
from incidents.models import Category
from incidents.permissions import fact_counts_visible_to
from referrals.permissions import delay_counts_visible_to
from reports.figures import ABSENT, Figure, Figures


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One family or one partner: the landlord's own number beside the published one."""

    label: str
    own: int
    published: str


@dataclass(frozen=True, slots=True)
class OwnFigures:
    first: date
    facts: int
    sent: int
    answered: int
    delay: str
    families: tuple[OwnLine, ...]


def own_figures(actor: Actor, published: Figures | None) -> OwnFigures:
    """The same twelve months as the published ones, else the last twelve; added up from the counts of each month."""
    first = published.first if published else add_months(month_of(actor.today), -YEAR)
    end = add_months(first, YEAR)
    by_family = _by_family(actor, first, end)
    delays = _delays(actor, first, end)
    answered = Counter({days: sent for days, sent in delays.items() if days is not None})
    median = lower_median(answered)
    return OwnFigures(
        first=first,
        facts=by_family.total(),
        sent=delays.total(),
        answered=answered.total(),
        delay=ABSENT if median is None else f"{median} j",
        families=_lines(by_family, dict(published.families) if published else {}),
    )


def _lines(own: Counter[str], published: dict[str, Figure]) -> tuple[OwnLine, ...]:
    labels = [*published, *sorted(set(own) - set(published))]
    return tuple(
        OwnLine(label, own[label], published[label].text if label in published else ABSENT) for label in labels
    )


def _by_family(actor: Actor, first: date, end: date) -> Counter[str]:
    months = fact_counts_visible_to(actor).filter(month__gte=first, month__lt=end)
    counted = dict(months.values_list("category_id").annotate(Sum("facts")))
    families: Counter[str] = Counter()
    for code, label in Category.objects.values_list("code", "family_label"):
        families[label] += counted.get(code, 0)
    return +families


def _delays(actor: Actor, first: date, end: date) -> Counter[int | None]:
    """How many were answered after so many whole days; under None those without an answer."""
    months = delay_counts_visible_to(actor).filter(month__gte=first, month__lt=end)
    return Counter(dict(months.values_list("days").annotate(Sum("referrals"))))


def lower_median(answered: Counter[int]) -> int | None:
    """Of two in the middle the smaller: half of them took no longer."""
    reached = 0
    for days, referrals in sorted(answered.items()):
        reached += referrals
        if 2 * reached >= answered.total() > 0:
            return days
    return None
