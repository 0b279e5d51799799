"""The references of what the journal speaks of: those that its reader may know, and back from one to its object."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from acting.actor import Actor
from acting.enums import Function
from incidents.permissions import incidents_visible_to
from incidents.references import as_printed
from referrals.permissions import injunctions_visible_to, referrals_visible_to


def references_of(actor: Actor, objects: Iterable[UUID]) -> dict[UUID, str]:
    """Of facts, referrals and injunctions that the actor sees; for a DPO, who sees none, of those of the own house."""
    wanted = list(objects)
    if actor.function == Function.DPO:
        return dict(_asked("SELECT object, reference FROM reports_references(%s::uuid[])", wanted))
    seen = (incidents_visible_to(actor), referrals_visible_to(actor), injunctions_visible_to(actor))
    return {pk: name for rows in seen for pk, name in rows.filter(pk__in=wanted).values_list("pk", "reference")}


def object_named(actor: Actor, reference: str) -> UUID | None:
    """None for a reference that is not the actor's to know, as for one that nothing has."""
    typed = as_printed(reference)
    if actor.function == Function.DPO:
        found = [pk for pk, _ in _asked("SELECT object, reference FROM reports_referred_to(%s)", typed)]
    else:
        seen = (incidents_visible_to(actor), referrals_visible_to(actor), injunctions_visible_to(actor))
        found = [pk for rows in seen for pk in rows.filter(reference=typed).values_list("pk", flat=True)]
    return found[0] if found else None


def _asked(statement: str, given: str | list[UUID]) -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [given])
        return [(pk, reference) for pk, reference in cursor.fetchall()]
