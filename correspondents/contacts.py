"""The directory as it leaves the portal: cards for address books, a table for spreadsheets."""

from collections.abc import Iterable

from acting.actor import Actor
from correspondents.models import Designation, Post
from correspondents.vcard import Card, vcards
from files.tables.writer import csv_table, xlsx_table

HEADER = (
    "Organisme",
    "Nature",
    "Poste",
    "Fonction",
    "Rôle",
    "Nom",
    "Prénom",
    "Téléphone du service",
    "Adresse du service",
    "Téléphone professionnel",
    "Adresse professionnelle",
    "Objets de travail",
    "Désigné depuis le",
)


def csv_of(people: Iterable[Designation]) -> str:
    return csv_table(HEADER, map(row_of, people))


def xlsx_of(people: Iterable[Designation]) -> bytes:
    return xlsx_table(HEADER, map(row_of, people), sheet="Annuaire")


def row_of(designation: Designation) -> tuple[str, ...]:
    """What a line of the table says, in the order of HEADER."""
    post, person = designation.post, designation.person
    return (
        post.signatory.name,
        post.signatory.get_kind_display(),
        post.named,
        designation.function.label,
        designation.get_role_display(),
        person.last_name,
        person.first_name,
        post.phone,
        post.email,
        person.phone,
        person.email,
        ", ".join(theme.name for theme in post.themes.all()),
        f"{designation.starts_on:%d/%m/%Y}",
    )


def vcards_of(by: Actor, people: Iterable[Designation], version: str, service: Post | None = None) -> str:
    """The people's cards; before them that of the service, when it can be reached itself."""
    reachable = [service] if service and (service.phone or service.email) else []
    cards = [*(_service_card(by, post) for post in reachable), *(_person_card(by, each) for each in people)]
    return vcards(cards, version)


def _person_card(by: Actor, designation: Designation) -> Card:
    """The service's contact first: it stays when the person goes."""
    post, person = designation.post, designation.person
    return Card(
        uid=designation.pk,
        revised_at=by.now,
        organisation=post.signatory.name,
        post=post.named,
        first_name=person.first_name,
        last_name=person.last_name,
        title=designation.function.label,
        role=designation.get_role_display(),
        phones=_given(post.phone, person.phone),
        emails=_given(post.email, person.email),
        categories=tuple(theme.name for theme in post.themes.all()),
    )


def _service_card(by: Actor, post: Post) -> Card:
    return Card(
        uid=post.pk,
        revised_at=by.now,
        organisation=post.signatory.name,
        post=post.named,
        phones=_given(post.phone),
        emails=_given(post.email),
        categories=tuple(theme.name for theme in post.themes.all()),
    )


def _given(*values: str) -> tuple[str, ...]:
    """Without what is empty or said twice."""
    return tuple(dict.fromkeys(value for value in values if value))
