"""What the record of a convention must be: articles, processings, parties, term. Forms show it, services raise it."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from acting import french
from acting.refusals import Refusal
from signatories.enums import SignatoryKind
from signatories.models import Article, Convention, Processing, Signatory


def refusals_of_article(row: Article) -> Iterator[Refusal]:
    if _is_held(row, number=row.number):
        yield Refusal(f"L’article {row.number} existe déjà : modifiez-le, ou donnez un autre numéro.", "number")


def refusals_of_processing(row: Processing) -> Iterator[Refusal]:
    if row.is_verified and not (row.controllers or row.joint_controllers):
        yield Refusal("Sans responsable nommé, rien n’est encore vérifié.", "is_verified")


def refusals_of_term(signed_on: date, ends_on: date | None) -> Iterator[Refusal]:
    if ends_on and ends_on <= signed_on:
        yield Refusal(f"L’échéance vient après la signature, le {french.day(signed_on)}.", "term_ends_on")


def refusals_of_party(row: Signatory) -> Iterator[Refusal]:
    """The operator of the portal is no party that joins; nobody is one before the signature."""
    if row.name and _is_held(row, name__iexact=row.name):
        yield Refusal("Un signataire porte déjà ce nom dans cette convention.", "name")
    if row._state.adding and row.kind == SignatoryKind.OPERATOR:  # noqa: SLF001 (only Django knows which row is new)
        yield Refusal("L’exploitant du portail n’entre pas dans la convention.", "kind")
    if row.joined_on and row.joined_on < row.convention.signed_on:
        signed_on = french.day(row.convention.signed_on)
        yield Refusal(f"La convention a été signée le {signed_on} : nul n’y est partie avant.", "joined_on")


def refusals_of_leaving(joined_on: date, left_on: date | None) -> Iterator[Refusal]:
    if left_on and left_on < joined_on:
        since = french.day(joined_on)
        yield Refusal(f"Ce signataire est partie depuis le {since} : choisissez un jour d’après.", "left_on")


def _is_held(row: Article | Signatory, **values: Any) -> bool:
    """Whether another row of the convention has these values already."""
    same: UUID = row.pk
    convention: Convention = row.convention
    return type(row)._default_manager.filter(convention=convention, **values).exclude(pk=same).exists()  # noqa: SLF001
