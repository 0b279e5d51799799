"""What a sheet begins with in the fields of a request, where the facts and the register of accesses say it."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from acting.actor import Actor
from acting.words import listed
from incidents.models import Incident
from referrals.asked_pieces import PIECES, WEEK
from referrals.matter import Matter
from signatories.models import Signatory
from territory.permissions import accesses_visible_to

NO_ACCESS = "Aucun accès n’est inscrit comme remis à votre service."
HOUR, DAY = 60, 24 * 60  # minutes


def prefilled(actor: Actor, matter: Matter, recipient: Signatory) -> dict[str, Any]:
    """Nature, days, hours and first day of the facts; what the recipient holds to enter with."""
    begun = {"access": _access(actor, matter, recipient), "complaint_number": matter.number}
    if not matter.incidents:
        return begun
    moments = [timezone.localtime(fact.started_at) for fact in matter.incidents]
    first, last = hours_around([moment.hour * HOUR + moment.minute for moment in moments])
    seen = {moment.weekday() for moment in moments}
    return begun | {
        "nature": _nature(matter.incidents),
        "days": [day for number, day in enumerate(WEEK) if number in seen],
        "hours_from": first,
        "hours_to": last,
        "since": min(moments).date().isoformat(),
    }


def hours_around(minutes: Sequence[int]) -> tuple[str, str]:
    """The shortest stretch of whole hours around these minutes of the day, over midnight where that is shorter:
    `[22 h 40, 1 h 10]` gives `("22:00", "02:00")`."""
    marks = sorted(set(minutes))
    gaps = [(after - before) % DAY or DAY for before, after in zip(marks, [*marks[1:], marks[0]], strict=True)]
    widest = gaps.index(max(gaps))
    begins = marks[(widest + 1) % len(marks)] // HOUR * HOUR
    ends = (marks[widest] // HOUR + 1) * HOUR % DAY
    if begins == ends:
        return "00:00", "23:59"
    return _written(begins), _written(ends)


def _written(minutes: int) -> str:
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def _nature(incidents: Sequence[Incident]) -> str:
    labels = list(dict.fromkeys(fact.category.label for fact in incidents))
    longest = PIECES["nature"].longest
    return listed(labels, most=3)[:longest].strip()


def _access(actor: Actor, matter: Matter, recipient: Signatory) -> str:
    """What of the register the service holds today; never its notes, where a code might stand all the same."""
    held = accesses_visible_to(actor).given().filter(residence=matter.residence, holder=recipient)
    kinds = [each.get_kind_display() for each in held.what_is_held_first() if not each.is_overdue_on(actor.today)]
    said = f"Remis à votre service : {listed(list(dict.fromkeys(kinds)), most=3).lower()}." if kinds else NO_ACCESS
    return said[: PIECES["access"].longest]
