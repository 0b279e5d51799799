"""The references of what the journal speaks of: those that its reader may know, and back from one to its object."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from acting.actor import Actor
from acting.enums import Function
from incidents.permissions import incidents_visible_to, situations_visible_to
from incidents.references import as_printed
from referrals.permissions import injunctions_visible_to, referrals_visible_to


def references_of(actor: Actor, objects: Iterable[UUID]) -> dict[UUID, str]:
    """Of what the actor sees that has one; for a DPO, who sees none of it, of what is the own house's."""
    wanted = list(objects)
    if actor.function == Function.DPO:
        return dict(_asked("SELECT object, reference FROM reports_references(%s::uuid[])", wanted))
    facts, *others = (rows.filter(pk__in=wanted).order_by().values_list("pk", "reference") for rows in _seen_by(actor))
    return dict(facts.union(*others, all=True)) if wanted else {}


def object_named(actor: Actor, reference: str) -> UUID | None:
    """None for a reference that is not the actor's to know, as for one that nothing has."""
    typed = as_printed(reference)
    if actor.function == Function.DPO:
        found = [pk for pk, _ in _asked("SELECT object, reference FROM reports_referred_to(%s)", typed)]
    else:
        found = [pk for rows in _seen_by(actor) for pk in rows.filter(reference=typed).values_list("pk", flat=True)]
    return found[0] if found else None


def _seen_by(actor: Actor) -> tuple[QuerySet[Any], ...]:
    cases = (incidents_visible_to(actor), situations_visible_to(actor))
    return (*cases, referrals_visible_to(actor), injunctions_visible_to(actor))


def _asked(statement: str, given: str | list[UUID]) -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [given])
        return [(pk, reference) for pk, reference in cursor.fetchall()]
