"""The wall of the private files' names and paths: a file is seen with the object that it belongs to.

Whose object that is the upper apps say: each opens the files of its own tables.
"""

from acting.enums import Function as Does
from acting.walls import FUNCTION, SIGNATORY, USER, WORKER, Policy, Wall

OF_REFERENT = f"{FUNCTION} = '{Does.REFERENT}' AND owner_id = {SIGNATORY}"
ERASED_BY = f"({OF_REFERENT} OR {FUNCTION} = '{Does.ADMINISTRATEUR}' AND owner_id IS NULL)"

WALLS = (
    Wall(
        "files_storedfile",
        (
            Policy("of_a_list", "SELECT", f"{OF_REFERENT} AND purpose = 'liste de résidences'"),
            Policy("kept", "INSERT", f"{USER} IS NOT NULL AND {FUNCTION} IS NOT NULL AND erased_at IS NULL"),
            Policy("erased", "UPDATE", ERASED_BY),
            # A worker that saw no row would take every file for an orphan.
            Policy("kept_by_worker", "ALL", "true", role=WORKER),
        ),
        app="SELECT, INSERT, UPDATE (name, path, erased_at)",
    ),
)
