"""The directory on paper, as its requester sees it on the day: by institution, with contents. It is out of date as soon
as anybody in it comes, goes or changes number."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from acting import french
from acting.actor import Actor
from correspondents.contacts import csv_of
from correspondents.directory import Narrowing, find_people
from correspondents.models import Designation
from reports.models import Report
from reports.pdf import Draft
from reports.register import Cell, Register, RegisterRow, cell
from signatories.models import Signatory
from signatories.permissions import convention_of

TAKEN_CARE_OF = (
    "Coordonnées professionnelles, remises pour l’exécution de la convention. Les désignations changent : avant "
    "d’écrire, vérifiez sur le portail. Détruisez l’exemplaire périmé."
)
MOST_WITH_CONTENTS = 300  # people: with more of them the paper is a register, which has an outline and no contents


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
    signatory = Signatory.objects.get(pk=report.signatory_id)
    context = {
        "chapters": _chapters(people),
        "convention": convention_of(actor),
        "count": len(people),
        "signatory": signatory,
        "now": actor.now,
        "report": report,
    }
    register = None
    if len(people) > MOST_WITH_CONTENTS:
        context["requested_by"] = Designation.objects.select_related("post__signatory").get(pk=report.designation_id)
        register = register_of(people, signatory, actor)
    return Draft(
        template="reports/pdf/register.html" if register else "reports/pdf/directory.html",
        context=context,
        name=f"annuaire-{actor.today}",
        owner_id=actor.signatory_id,
        fingerprint=_fingerprint_of(people),
        register=register,
    )


def register_of(people: Sequence[Designation], signatory: Signatory, actor: Actor) -> Register:
    """The same people in the same order; the institutions lead on from the outline of the file."""
    return Register(
        key="directory",
        title="Annuaire des correspondants",
        scope=f"remis à {signatory.name}, au {french.day(actor.today)}",
        notes=(TAKEN_CARE_OF,),
        columns=("Personne", "Poste", "Téléphone", "Adresse électronique"),
        rows=[RegisterRow(each.post.signatory.name, _cells(each)) for each in people],
        empty="Personne n’est désigné.",
    )


def _cells(designation: Designation) -> tuple[Cell, ...]:
    post, person = designation.post, designation.person
    function = post.get_function_display()
    themes = [theme.name for theme in post.themes.all()]
    return (
        cell(person, designation.get_role_display()),
        cell(post.named, function if post.label != function else "", *themes),
        cell(_unbroken(post.phone), "service" if post.phone else "", _unbroken(person.phone)),
        cell(post.email, "service" if post.email else "", person.email),
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


def _unbroken(number: str) -> str:
    return number.replace(" ", french.NO_BREAK)
