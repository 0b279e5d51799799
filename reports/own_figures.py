"""A landlord's own figures: exact, live, and read through what its référent sees. Never for a delegate."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Aggregate, Case, Count, DurationField, ExpressionWrapper, F, When
from django.db.models.functions import Coalesce

from acting.actor import Actor
from acting.days import PARIS, YEAR, add_months, month_of
from incidents.enums import IncidentState
from incidents.models import Category
from incidents.models.fact import IncidentQuerySet
from incidents.permissions import incidents_visible_to
from referrals.enums import ReferralState
from referrals.models import ReferralQuerySet
from referrals.permissions import sent_referrals_visible_to
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
    """The same twelve months as the published ones, else the last twelve."""
    first = published.first if published else add_months(month_of(actor.today), -YEAR)
    start, end = _midnight(first), _midnight(add_months(first, YEAR))
    facts = incidents_visible_to(actor).exclude(state=IncidentState.SET_ASIDE).started_between(start, end)
    by_family = _by_family(facts)
    sent = _answers_to(sent_referrals_visible_to(actor).filter(sent_at__gte=start, sent_at__lt=end))
    return OwnFigures(
        first=first,
        facts=by_family.total(),
        sent=sent["sent"],
        answered=sent["answered"],
        delay=ABSENT if sent["median"] is None else f"{sent['median'].days} j",
        families=_lines(by_family, dict(published.families) if published else {}),
    )


def _lines(own: Counter[str], published: dict[str, Figure]) -> tuple[OwnLine, ...]:
    labels = [*published, *sorted(set(own) - set(published))]
    return tuple(
        OwnLine(label, own[label], published[label].text if label in published else ABSENT) for label in labels
    )


def _by_family(facts: IncidentQuerySet) -> Counter[str]:
    """Counted by category in the database, which knows no more of them than that; the labels are few."""
    counted = dict(facts.order_by().values_list("category_id").annotate(Count("pk")))
    families: Counter[str] = Counter()
    for code, label in Category.objects.values_list("code", "family_label"):
        families[label] += counted.get(code, 0)
    return +families


def _answers_to(sent: ReferralQuerySet) -> dict[str, Any]:
    """How many were sent and answered, and the lower median of the time to the first answer; a refusal with its motive
    is one. Counted where the rows are: as objects they took 26 times as long."""
    refused = Case(When(state=ReferralState.REFUSED, then=F("ended_at")))
    answered = Coalesce(F("answered_at"), refused)
    delay = ExpressionWrapper(answered - F("sent_at"), DurationField())
    return sent.order_by().aggregate(
        sent=Count("pk"), answered=Count(answered), median=LowerMedian(delay, output_field=DurationField())
    )


class LowerMedian(Aggregate):
    """Of two in the middle the smaller: half of them took no longer."""

    function = "percentile_disc"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)
