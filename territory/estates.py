"""What the directory says of estates: who has one where, and how large. Which residences they are is walled."""

from datetime import date
from uuid import UUID

from django.db import connection

from territory.models import Commune


def estate_in(commune: Commune, on: date) -> dict[UUID, UUID]:
    """Identifiers of the open residences of a commune, each with its landlord's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT residence, landlord FROM territory_estate_in(%s, %s)", [commune.pk, on])
        return dict(cursor.fetchall())


def estate_size(landlord_id: UUID, on: date) -> tuple[int, int]:
    """How many open residences, in how many communes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT residences, communes FROM territory_estate_of(%s, %s)", [landlord_id, on])
        residences, communes = cursor.fetchone()
        return residences, communes
