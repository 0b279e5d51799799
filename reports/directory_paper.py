"""The directory on paper, as its requester sees it on the day: by institution, with contents. It is out of date as soon
as anybody in it comes, goes or changes number."""

from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from acting.actor import Actor
from correspondents.contacts import csv_of
from correspondents.directory import Narrowing, find_people
from correspondents.models import Designation
from reports.models import Report
from reports.pdf import Draft
from signatories.models import Signatory
from signatories.permissions import convention_of


@dataclass(frozen=True, slots=True)
class Institution:
    signatory: Signatory
    people: list[Designation]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The institutions of one kind."""

    title: str
    institutions: list[Institution]


def draft_directory(actor: Actor, report: Report) -> Draft:
    people = _people(actor)
    context = {
        "chapters": _chapters(people),
        "convention": convention_of(actor),
        "count": len(people),
        "signatory": Signatory.objects.get(pk=report.signatory_id),
        "now": actor.now,
        "report": report,
    }
    name = f"annuaire-{actor.today}"
    return Draft(
        template="reports/pdf/directory.html",
        context=context,
        name=name,
        owner_id=actor.signatory_id,
        fingerprint=_fingerprint_of(people),
    )


def directory_fingerprint(actor: Actor) -> str:
    """SHA-256 of all that a directory printed now would say of people."""
    return _fingerprint_of(_people(actor))


def _people(actor: Actor) -> list[Designation]:
    return find_people(actor, "", Narrowing()).everybody(actor)


def _fingerprint_of(people: list[Designation]) -> str:
    return sha256(csv_of(people).encode()).hexdigest()


def _chapters(people: list[Designation]) -> list[Chapter]:
    """The list comes in the order of kinds and institutions."""
    chapters: dict[str, list[Institution]] = {}
    for signatory, held in groupby(people, key=lambda designation: designation.post.signatory):
        chapters.setdefault(signatory.get_kind_display(), []).append(Institution(signatory, list(held)))
    return [Chapter(title, institutions) for title, institutions in chapters.items()]
