"""A landlord's own figures: exact, live, and read through what its référent sees. Never for a delegate."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median_low

from acting.actor import Actor
from acting.days import PARIS, YEAR, add_months, month_of
from incidents.enums import IncidentState
from incidents.permissions import incidents_visible_to
from referrals.enums import ReferralState
from referrals.models import Referral
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
    by_family = Counter(facts.values_list("category__family_label", flat=True))
    sent = list(sent_referrals_visible_to(actor).filter(sent_at__gte=start, sent_at__lt=end))
    delays = [days for referral in sent if (days := _days(referral)) is not None]
    return OwnFigures(
        first=first,
        facts=by_family.total(),
        sent=len(sent),
        answered=len(delays),
        delay=f"{median_low(delays)} j" if delays else ABSENT,
        families=_lines(by_family, dict(published.families) if published else {}),
    )


def _lines(own: Counter[str], published: dict[str, Figure]) -> tuple[OwnLine, ...]:
    labels = [*published, *sorted(set(own) - set(published))]
    return tuple(
        OwnLine(label, own[label], published[label].text if label in published else ABSENT) for label in labels
    )


def _days(referral: Referral) -> int | None:
    """Days to the first answer, a refusal with its motive included; None without one."""
    refused = referral.ended_at if referral.state == ReferralState.REFUSED else None
    answered = referral.answered_at or refused
    return (answered - referral.sent_at).days if answered and referral.sent_at else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)
