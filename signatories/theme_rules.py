"""What an objet de travail must be. Forms show it, services raise it."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.text import slugify

from acting.refusals import Refusal
from signatories.models import Convention
from signatories.models.theme import NO_TRACE_AT_ALL

MOST_CONTACTS = 18


def code_of(name: str) -> str:
    return slugify(name)[:40]


def refusals_of_new_theme(convention: Convention, identifier: UUID, name: str) -> Iterator[Refusal]:
    """A name that stands for another theme of the convention is refused, withdrawn ones included."""
    if convention.themes.filter(code=code_of(name)).exclude(pk=identifier).exists():
        yield Refusal("La convention a déjà un objet de travail de ce nom : modifiez-le.", "name")


def refusals_of_theme(code: str, name: str, *, keeps_orientation: bool) -> Iterator[Refusal]:
    """Of radicalisation the portal carries no report, not even a count, under whatever name."""
    if not code_of(name):
        yield Refusal("Un nom s’écrit avec des lettres.", "name")
    if keeps_orientation and (code or code_of(name)).startswith(NO_TRACE_AT_ALL):
        text = "Sur ce sujet le portail ne garde rien, pas même un nombre."
        yield Refusal(text, "keeps_orientation")
