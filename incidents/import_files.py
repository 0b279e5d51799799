"""The files of an import: what was sent, what was read in it, and the lines to mend. Kept for a week at most."""

from datetime import timedelta

from acting.actor import Actor, known
from acting.refusals import Refused
from files.models import StoredFile
from files.services import FileGoneError, erase, read_verified, store_bytes
from incidents.enums import ImportState
from incidents.import_columns import LIMITS
from incidents.import_report import Report
from incidents.models import FactImport

FACT_FILE = "import de faits"
KEEP_FILES = timedelta(days=7)


def kept_file(by: Actor, content: bytes, name: str, *, is_own_work: bool = False) -> StoredFile:
    """Raises Refused for what is too heavy; the lines to mend may be heavier than the file, by what they are told."""
    if len(content) > LIMITS.size and not is_own_work:
        raise Refused(LIMITS.too_heavy, "file")
    return store_bytes(
        by=by,
        content=content,
        name=name,
        content_type="application/octet-stream",
        owner_id=known(by.signatory_id),
        purpose=FACT_FILE,
        purge_on=by.today + KEEP_FILES,
        is_own_work=is_own_work,
    )


def report_of(fact_import: FactImport) -> Report | None:
    """None before the file is read, and once its report is erased."""
    try:
        return Report.from_bytes(read_verified(fact_import.report)) if fact_import.report else None
    except FileGoneError:
        return None


def erase_files(by: Actor, fact_import: FactImport) -> None:
    """What was sent, and what was read in it; the wrong lines of what was written stay to be fetched until their
    date."""
    erased = [fact_import.file, fact_import.report]
    if fact_import.state == ImportState.STOPPED:
        erased.append(fact_import.wrong)
    for stored in erased:
        if stored is not None:
            erase(by=by, stored=stored)
