"""The directory as it leaves the portal: cards for address books, a table for spreadsheets."""

from collections.abc import Iterable

from acting.actor import Actor
from correspondents.models import Designation, Post
from correspondents.vcard import Card, vcards
from files.tables.writer import csv_table

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


def row_of(designation: Designation) -> tuple[str, ...]:
    """What a line of the table says, in the order of HEADER."""
    post, user = designation.post, designation.user
    return (
        post.signatory.name,
        post.signatory.get_kind_display(),
        post.label,
        designation.function.label,
        designation.get_role_display(),
        user.last_name,
        user.first_name,
        post.phone,
        post.email,
        user.phone,
        user.email,
        ", ".join(theme.name for theme in post.themes.all()),
        f"{designation.starts_on:%d/%m/%Y}",
    )


def vcards_of(by: Actor, people: Iterable[Designation], service: Post | None = None) -> str:
    """The people's cards; before them that of the service, when it can be reached itself."""
    reachable = [service] if service and (service.phone or service.email) else []
    return vcards([*(_service_card(by, post) for post in reachable), *(_person_card(by, each) for each in people)])


def _person_card(by: Actor, designation: Designation) -> Card:
    """The service's contact first: it stays when the person goes."""
    post, user = designation.post, designation.user
    return Card(
        uid=designation.pk,
        revised_at=by.now,
        organisation=post.signatory.name,
        post=post.label,
        first_name=user.first_name,
        last_name=user.last_name,
        title=designation.function.label,
        role=designation.get_role_display(),
        phones=_given(post.phone, user.phone),
        emails=_given(post.email, user.email),
        categories=tuple(theme.name for theme in post.themes.all()),
    )


def _service_card(by: Actor, post: Post) -> Card:
    return Card(
        uid=post.pk,
        revised_at=by.now,
        organisation=post.signatory.name,
        post=post.label,
        phones=_given(post.phone),
        emails=_given(post.email),
        categories=tuple(theme.name for theme in post.themes.all()),
    )


def _given(*values: str) -> tuple[str, ...]:
    """Without what is empty or said twice."""
    return tuple(dict.fromkeys(value for value in values if value))
