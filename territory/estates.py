"""What the directory says of estates: who has one where, and how large. Which residences they are is walled."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from territory.models import Commune


def open_residences_in(commune: Commune, on: date) -> RawSQL:
    """Identifiers of the open residences of a commune, and of their landlords in the next one; as sub-selects."""
    return RawSQL("SELECT residence FROM territory_estate_in(%s, %s)", [commune.pk, on])


def landlords_in(commune: Commune, on: date) -> RawSQL:
    return RawSQL("SELECT landlord FROM territory_estate_in(%s, %s)", [commune.pk, on])


def estate_size(landlord_id: UUID, on: date) -> tuple[int, int]:
    """How many open residences, in how many communes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT residences, communes FROM territory_estate_of(%s, %s)", [landlord_id, on])
        residences, communes = cursor.fetchone()
        return residences, communes
