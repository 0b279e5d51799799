"""Rules and rows in words: what each `X_visible_to` gives each person, written as one reads it in the tables.

incidents_visible_to
    sarah roxane | away, hall, melun
    gilles       | away, hall
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from incidents.models import CaseWord, ComplaintChange, FollowUp
from journal.models import Entry, Job, Message
from referrals.models import (
    Answer,
    DisclosedPiece,
    Disclosure,
    DisclosureSource,
    InjunctionLease,
    PreparedAnswer,
    ReferralGroupObjectPermission,
    ReferralSource,
    ReferralWord,
    ReferredIncident,
)
from signatories.models import Signatory
from territory.models import Commune, Competence
from tests.reach.house import House

Reach = dict[str, set[str]]


def table(path: Path) -> dict[str, Reach]:
    """Each rule with whom it gives what; whoever is not named has nothing. Lines that begin with # say why."""
    read: dict[str, Reach] = {}
    reach: Reach = {}
    for line in path.read_text().splitlines():
        if line.startswith("    "):
            people, _, rows = line.partition("|")
            reach |= {person: {row.strip() for row in rows.split(",")} for person in people.split()}
        elif line and not line.startswith("#"):
            reach = read.setdefault(line, {})
    return read


NAMES: dict[type[Any], Callable[[House, Any], str]] = {
    str: lambda house, row: row,
    Signatory: lambda house, row: f"{house.names[row.convention_id]} {row.code}",
    Commune: lambda house, row: f"commune of the {house.names[row.convention_id]}",
    Competence: lambda house, row: name_of(house, row.commune),
    CaseWord: lambda house, row: house.names[row.object_id],
    ReferralWord: lambda house, row: house.names[row.object_id],
    ComplaintChange: lambda house, row: house.names[row.complaint_id],
    FollowUp: lambda house, row: f"{house.names[row.incident_id]} {row.event}",
    ReferredIncident: lambda house, row: f"{house.names[row.incident_id]} in {house.names[row.referral_id]}",
    Disclosure: lambda house, row: house.names[row.referral_id],
    DisclosedPiece: lambda house, row: house.names[house.disclosures[row.disclosure_id]],
    Answer: lambda house, row: house.names[row.referral_id],
    PreparedAnswer: lambda house, row: house.names[row.referral_id],
    DisclosureSource: lambda house, row: house.names[house.disclosures[row.disclosure_id]],
    ReferralSource: lambda house, row: house.names[row.referral_id],
    InjunctionLease: lambda house, row: house.names[row.injunction_id],
    ReferralGroupObjectPermission: lambda house, row: house.names[row.content_object_id],
    Message: lambda house, row: f"{row.kind} > {house.names[row.recipient_id]}",
    Entry: lambda house, row: f"{house.names.get(row.user_id, '')} > {house.names.get(row.owner_id, '')}".strip(),
    Job: lambda house, row: house.names.get(row.user_id, ""),
}


def name_of(house: House, row: Any) -> str:
    """What hangs on a referral or a fact bears its name; a party its code, a commune its département."""
    return NAMES[type(row)](house, row) if type(row) in NAMES else house.names[row.pk]


def named(house: House, rows: Iterable[Any]) -> set[str]:
    return {name_of(house, row) for row in rows}


def written(reach: Reach) -> str:
    """As a table has it, to compare by eye when a test fails."""
    by_rows: dict[tuple[str, ...], list[str]] = {}
    for person, rows in reach.items():
        by_rows.setdefault(tuple(sorted(rows)), []).append(person)
    return "\n".join(f"    {' '.join(people)} | {', '.join(rows)}" for rows, people in by_rows.items() if rows)
