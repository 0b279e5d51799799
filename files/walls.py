"""The wall of the private files' names and paths: a file is seen with the object that it belongs to.

Whose object that is the upper apps say: each opens the files of its own tables.
"""

from acting.enums import Function as Does
from acting.walls import FUNCTION, SIGNATORY, USER, WORKER, Policy, Wall, one_of
from files.enums import Scan

OWN_LIST = f"{FUNCTION} = '{Does.REFERENT}' AND owner_id = {SIGNATORY} AND purpose = 'liste de résidences'"
# A list that was read or given up, a document taken out of the record; an act of designation is a proof that stays.
ERASED_BY = f"({OWN_LIST} OR {FUNCTION} = '{Does.ADMINISTRATEUR}' AND owner_id IS NULL)"
# What the antivirus said is the worker's to write.
UNSCANNED = one_of("scan", (Scan.NOT_SCANNED, Scan.WAITING))

WALLS = (
    Wall(
        "files_storedfile",
        (
            Policy("of_a_list", "SELECT", OWN_LIST),
            Policy(
                "kept",
                "INSERT",
                f"{USER} IS NOT NULL AND {FUNCTION} IS NOT NULL AND erased_at IS NULL AND {UNSCANNED}",
            ),
            # Of what is kept nothing changes; what is erased keeps no name and no path, which the table asks for.
            Policy("erased", "UPDATE", ERASED_BY, f"{ERASED_BY} AND app_is_now(erased_at)"),
            # A worker that saw no row would take every file for an orphan.
            Policy("kept_by_worker", "ALL", "true", role=WORKER),
        ),
        app="SELECT, INSERT, UPDATE (name, path, erased_at)",
    ),
)
