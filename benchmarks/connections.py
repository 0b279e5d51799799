"""Django's default connection, led to one world after the other, in the role that is asked about.

Each world keeps its own connections open, so that two worlds are measured in turn, both warm.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from typing import Any

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.databases import url_of

WALLED = ""  # the web's role, as the settings say
NO_WALLS = "convention77_backup"  # BYPASSRLS, and reads only


@cache
def _connection_to(database: str, role: str) -> BaseDatabaseWrapper:
    former = connections[DEFAULT_DB_ALIAS]
    settings = former.settings_dict | {"NAME": database}
    if role:
        options = {name: value for name, value in former.settings_dict["OPTIONS"].items() if name != "options"}
        settings |= {"USER": role, "OPTIONS": options}  # without the "SET ROLE" of a private cluster
    return type(former)(settings, DEFAULT_DB_ALIAS)


@contextmanager
def standing_in(database: str, role: str = WALLED) -> Iterator[BaseDatabaseWrapper]:
    """Until the end of the block the portal's code works in that database."""
    former, own = connections[DEFAULT_DB_ALIAS], _connection_to(database, role)
    connections[DEFAULT_DB_ALIAS] = own
    try:
        yield own
    finally:
        connections[DEFAULT_DB_ALIAS] = former


def without_walls(database: str, statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    """One question to a world, whoever may see the answer."""
    with standing_in(database, NO_WALLS) as connection, connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def as_owner(database: str) -> Any:
    """A connection of the tables' owner, outside Django, to be closed."""
    return closing(psycopg2.connect(url_of("DATABASE_OWNER_URL", database)))
