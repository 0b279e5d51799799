"""The walls of the files of the past, of what their words mean, and of the facts that they bring along."""

from acting.enums import Function as Does
from acting.walls import (
    DESIGNATION,
    POST,
    SIGNATORY,
    USER,
    WORKER,
    Function,
    Policy,
    Trigger,
    Wall,
    as_machine,
    one_of,
)
from incidents.enums import IMPORT_BEFORE, IMPORT_RUNS, ImportState

BY_REFERENT = f"landlord_id = {SIGNATORY} AND (SELECT app_function()) = 'referent'"
OF_ONESELF = f"asked_by_id = {USER} AND asked_post_id = {POST} AND designation_id = {DESIGNATION}"
ITS_FILE = f"incidents_is_own_file(file_id, {SIGNATORY}, 'import de faits')"
ITS_PAPERS = " AND ".join(
    f"({column} IS NULL OR incidents_is_own_file({column}, {SIGNATORY}, 'import de faits'))"
    for column in ("report_id", "wrong_id")
)
BEGUN = ", ".join(f"'{state}'" for state in IMPORT_BEFORE)
# Of a file that the person has confirmed and that is being written, one at a time of a landlord: at a residence of the
# house, closed ones too, in a state that waits for nobody. Asked once in a statement, whatever it writes.
OF_A_RUNNING_IMPORT = (
    "(fact_import_id, filed_at) = (SELECT m.id, m.applied_at FROM incidents_factimport m"
    f" WHERE m.landlord_id = {SIGNATORY} AND m.asked_by_id = {USER} AND m.state = '{ImportState.IMPORTING}')"
)
RESIDENCE_OF_THE_HOUSE = f"residence_id IN (SELECT r.id FROM territory_residence r WHERE r.landlord_id = {SIGNATORY})"
IMPORTED = Policy(
    "imported",
    "INSERT",
    f"{BY_REFERENT} AND filed_by_id = {USER} AND filed_post_id = {POST} AND state IN ('left_apart', 'set_aside')"
    f" AND situation_id IS NULL AND own_reference <> '' AND {OF_A_RUNNING_IMPORT} AND {RESIDENCE_OF_THE_HOUSE}",
    role=WORKER,
)

# Whoever sets it to work takes it over in the own name, and nobody else's; it is confirmed now, or was before.
KEEP = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.asked_by_id, NEW.asked_post_id, NEW.designation_id)
            IS DISTINCT FROM (OLD.asked_by_id, OLD.asked_post_id, OLD.designation_id)
        AND (NEW.asked_by_id, NEW.asked_post_id, NEW.designation_id)
            IS DISTINCT FROM (app_user(), app_post(), app_designation())
        OR NEW.applied_at IS DISTINCT FROM OLD.applied_at AND NOT app_is_now(NEW.applied_at) THEN
        RAISE EXCEPTION 'import % is taken over in the own name, and now', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""

# Whether a job's file is still to be read or written, and by that job: for whoever tries again what failed.
AWAITS = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM incidents_factimport m WHERE m.job_id = job"
    f" AND {one_of('m.state', IMPORT_RUNS)} AND former = '{Does.ADMINISTRATEUR}')",
)

FUNCTIONS = (
    Function("incidents_keep_fact_import()", KEEP),
    Function("incidents_awaits_import(job uuid)", AWAITS),
)

TRIGGERS = (
    Trigger(
        "incidents_keep_fact_import",
        "BEFORE UPDATE",
        "incidents_factimport",
        "FOR EACH ROW EXECUTE FUNCTION incidents_keep_fact_import()",
    ),
)

WALLS = (
    # Who has sent it is known for good by the journal; who confirms it takes it over.
    Wall(
        "incidents_factimport",
        (
            Policy("seen", "SELECT", BY_REFERENT),
            Policy(
                "sent",
                "INSERT",
                f"{BY_REFERENT} AND {OF_ONESELF} AND {ITS_FILE} AND app_is_now(created_at) AND applied_at IS NULL"
                f" AND state IN ({BEGUN}) AND report_id IS NULL AND wrong_id IS NULL",
            ),
            Policy("followed", "UPDATE", BY_REFERENT, ITS_PAPERS),
        ),
        app="SELECT, INSERT, UPDATE (columns, state, report_id, wrong_id, job_id, asked_by_id, asked_post_id,"
        " designation_id, applied_at, ended_at, problem)",
        worker="SELECT, UPDATE (state, report_id, wrong_id, ended_at, brought, remaining, problem)",
    ),
    Wall(
        "incidents_importmemory",
        (
            Policy("seen", "SELECT", BY_REFERENT),
            Policy("told", "INSERT", BY_REFERENT),
            Policy("told_again", "UPDATE", BY_REFERENT),
        ),
        app="SELECT, INSERT, UPDATE (columns, words)",
        worker="SELECT",
    ),
)

OF_AN_IMPORT = f"owner_id = {SIGNATORY} AND purpose = 'import de faits' AND (SELECT app_function()) = 'referent'"
# A colleague sees how far it is, and that a worker gave it up: whoever may try again has to know that it failed.
OF_A_JOB = f"id IN (SELECT m.job_id FROM incidents_factimport m WHERE m.{BY_REFERENT})"
OPENED = (
    ("journal_job", Policy("of_a_fact_import", "SELECT", OF_A_JOB)),
    ("files_storedfile", Policy("of_a_fact_import", "SELECT", OF_AN_IMPORT)),
    (
        "files_storedfile",
        Policy("erased_of_a_fact_import", "UPDATE", OF_AN_IMPORT, "app_is_now(erased_at)"),
    ),
)
