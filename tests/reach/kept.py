"""The house made once: a database that holds it, another with the walls lowered, and its people and rows, pickled.

Each module of tests works in a copy. A run over the widenings makes one house for all of them (`tests.widenings`).
"""

import os
import pickle
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.test import override_settings

from acting.walls import APP, WORKER, declared
from tests.databases import CLONE, cloned_database, create_database, drop_database, run_as_owner
from tests.reach.house import House, make_house

GIVEN = "KEPT_HOUSE"  # of the environment: a file that `write` wrote


@dataclass(frozen=True)
class KeptHouse:
    database: str
    lowered: str
    private: Path
    pickled: bytes

    def house(self) -> House:
        """The rows as Python knew them: a copy, since tests change what they hold."""
        house: House = pickle.loads(self.pickled)
        return house

    def write(self, path: Path) -> None:
        path.write_bytes(pickle.dumps(self))


@contextmanager
def keeping_house(folder: Path) -> Iterator[KeptHouse]:
    """Nobody is told and no job is begun: there is no worker beside the tests."""
    if given := os.environ.get(GIVEN):
        yield pickle.loads(Path(given).read_bytes())
        return
    names = [f"{CLONE}{os.getpid()}_{uuid.uuid4().hex[:8]}" for _ in range(2)]
    with cloned_database() as unfinished, override_settings(PRIVATE_ROOT=folder):
        with transaction.atomic():
            pickled = pickle.dumps(make_house())
            connection.run_on_commit.clear()
        connection.close()
        for name in names:
            create_database(name, unfinished)
    database, lowered = names
    try:
        lower_walls(lowered)
        yield KeptHouse(database, lowered, folder, pickled)
    finally:
        for name in names:
            drop_database(name)


def lower_walls(database: str) -> None:
    """Policies and triggers let everybody read and write everything: what is refused or hidden there was refused or
    hidden by Python. The journal's chain stays."""
    tables = [wall.table for wall in declared().walls]
    triggers = [each for each in declared().triggers if not each.table.startswith("journal_")]
    run_as_owner(
        "; ".join(
            [
                *(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in tables),
                f"GRANT ALL ON {', '.join(tables)} TO {APP}, {WORKER}",
                *(f"ALTER TABLE {each.table} DISABLE TRIGGER {each.name}" for each in triggers),
            ]
        ),
        database=database,
    )
