"""The walls of the landlord's own case, with the rules of `incidents.permissions`."""

from acting.sight_walls import sight_of
from acting.walls import (
    FUNCTION,
    OWNER,
    POST,
    SIGNATORY,
    TODAY,
    USER,
    Function,
    Policy,
    Rights,
    Trigger,
    Wall,
    as_machine,
    case_of,
    counting,
    function_in,
    one_of,
    only,
)
from correspondents.messages import SITUATION_KIND
from incidents import attachment_walls, evidence_walls, import_walls, legal_action_walls, letter_walls, search_walls
from incidents.enums import TRIABLE, TRIAGED, IncidentState
from incidents.legal_action_walls import OF_A_SITUATION_ONE_SEES, OF_AN_OPEN_SITUATION
from incidents.letter_walls import ITS_RECEIPT, READ_AS_CASE
from journal.walls import NEW_MESSAGE

OF_LANDLORD = f"landlord_id = {SIGNATORY}"
BY_REFERENT = f"{OF_LANDLORD} AND {FUNCTION} = 'referent'"
BY_STAFF = f"{OF_LANDLORD} AND {function_in(('gardien', 'referent'))}"
# The residences of one's post, with the asker's own rights. A function, asked once in a statement: the planner takes a
# sub-select for dear, looks every fact up and sorts them where it could walk an index (3,448 buffers of a gardien's
# list instead of 460), and plans the walls of the table of grants wherever a statement names a fact. That table holds
# one permission only (`territory.walls`), so that none is looked up here.
GRANTED = """RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT content_object_id FROM territory_residencegroupobjectpermission WHERE group_id = app_group());
END $$"""
OF_RESIDENCE_GRANTED = "residence_id = ANY ((SELECT incidents_residences_granted())::uuid[])"
SEES_FACT = f"{OF_LANDLORD} AND " + case_of(
    FUNCTION,
    {
        ("referent",): "true",
        ("gardien",): f"(filed_by_id = {USER} OR {OF_RESIDENCE_GRANTED})",
        ("contentieux",): "situation_id IS NOT NULL",
    },
)
OF_A_FACT_ONE_SEES = "(SELECT true FROM incidents_incident i WHERE i.id = incident_id)"
# What is done for an agent who was targeted: the référent's alone.
OF_STAFF = f"{FUNCTION} = 'referent' AND {OF_A_FACT_ONE_SEES}"
OF_A_FACT_THAT_TARGETS_STAFF = "(SELECT true FROM incidents_incident i WHERE i.id = incident_id AND i.targets_staff)"
OPEN_RESIDENCE_OF_LANDLORD = (
    "(SELECT true FROM territory_residence r"
    " WHERE r.id = residence_id AND r.landlord_id = incidents_incident.landlord_id"
    f" AND (r.closed_on IS NULL OR r.closed_on > {TODAY}))"
)
RESIDENCE_OF_LANDLORD = (
    "(SELECT true FROM territory_residence r"
    " WHERE r.id = residence_id AND r.landlord_id = incidents_situation.landlord_id)"
)
SITUATION_OF_THE_PLACE = (
    "(SELECT true FROM incidents_situation s WHERE s.id = situation_id"
    " AND s.landlord_id = incidents_incident.landlord_id AND s.residence_id = incidents_incident.residence_id)"
)
FREE_OR_OF_THE_PLACE = f"situation_id IS NULL OR {SITUATION_OF_THE_PLACE}"
FACT_IN_A_SITUATION = (
    "(SELECT true FROM incidents_incident i WHERE i.id = incident_id"
    " AND i.landlord_id = incidents_complaint.landlord_id AND i.situation_id IS NOT NULL)"
)
OF_A_COMPLAINT_ONE_SEES = "(SELECT true FROM incidents_complaint c WHERE c.id = complaint_id)"
CORRECTED = (
    "complainant, filed_on, service, pv_number, prosecution_number, found_on, sent_on,"
    " outcome, outcome_on, outcome_from"
)
JUST_FILED = f"filed_by_id = {USER} AND filed_post_id = {POST} AND state = 'filed' AND situation_id IS NULL"
IN_PERSON = "fact_import_id IS NULL AND own_reference = ''"

COLLEAGUE = (
    "(SELECT true FROM correspondents_designation d JOIN correspondents_post p ON p.id = d.post_id"
    " WHERE d.id = assigned_to_id AND p.signatory_id = incidents_situation.landlord_id"
    " AND p.function IN ('referent', 'contentieux'))"
)
# Asked by a function: a policy that reads its own table is asked again without end.
MERGED_INTO_ANOTHER = "incidents_is_of_landlord(merged_into_id, landlord_id, residence_id)"
IS_OF_LANDLORD = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM incidents_situation s WHERE s.id = situation AND s.landlord_id = landlord"
    " AND s.residence_id = residence AND s.ended_at IS NULL)",
)
ITS_COLOUR = "colour = (SELECT s.colour FROM incidents_situation s WHERE s.id = situation_id)"

# From these a fact is still triaged, to those; once in a situation it stays in one, and ends and comes back with it.
KEEP = f"""RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.situation_id IS NULL AND {one_of("OLD.state", TRIABLE)} AND (
        NEW.situation_id IS NULL AND {one_of("NEW.state", TRIAGED)}
        OR NEW.situation_id IS NOT NULL AND NEW.state = 'attached') THEN
        RETURN NEW;
    END IF;
    IF OLD.situation_id IS NOT NULL AND NEW.situation_id IS NOT NULL AND (
        NEW.state = 'attached' OR NEW.state = 'closed' AND NEW.situation_id = OLD.situation_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'fact % is % and does not become %', OLD.id, OLD.state, NEW.state
        USING ERRCODE = 'insufficient_privilege';
END $$"""

# A situation ends now, somehow, or is open again; what was reunited stays so, and a rating is of an open one.
KEEP_SITUATION = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.merged_into_id IS NOT NULL
        OR NEW.ended_at IS DISTINCT FROM OLD.ended_at AND NOT (
            OLD.ended_at IS NULL AND app_is_now(NEW.ended_at) OR NEW.ended_at IS NULL)
        OR OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'situation % has ended, or not now', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""


def counted(rows: str, change: int) -> str:
    """The facts of a statement's transition table, as a change of their counts."""
    month = "date_trunc('month', started_at AT TIME ZONE 'Europe/Paris')::date"
    return f"SELECT landlord_id, {month}, category_id, {change} FROM {rows} WHERE state <> '{IncidentState.SET_ASIDE}'"


def count_facts(*changes: str) -> str:
    """Once for a statement, in the order of the key so that two of them cannot block each other. With the owner's
    rights: who files a fact reads no count, and nobody writes one."""
    return f"""RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO incidents_factcount AS kept (landlord_id, month, category_id, facts)
    SELECT landlord, month, category, sum(change) FROM ({" UNION ALL ".join(changes)})
        AS changed(landlord, month, category, change)
    GROUP BY landlord, month, category HAVING sum(change) <> 0 ORDER BY landlord, month, category
    ON CONFLICT (landlord_id, month, category_id) DO UPDATE SET facts = kept.facts + excluded.facts;
    RETURN NULL;
END $$"""


FUNCTIONS = (
    *(sight_of(f"incidents_{thing}") for thing in ("incident", "situation", "person", "letter")),
    Function("incidents_residences_granted()", GRANTED),
    Function("incidents_keep_incident()", KEEP),
    Function("incidents_keep_situation()", KEEP_SITUATION),
    Function("incidents_is_of_landlord(situation uuid, landlord uuid, residence uuid)", IS_OF_LANDLORD),
    *letter_walls.FUNCTIONS,
    *attachment_walls.FUNCTIONS,
    *import_walls.FUNCTIONS,
    *legal_action_walls.FUNCTIONS,
    *evidence_walls.FUNCTIONS,
    *search_walls.FUNCTIONS,
    Function("incidents_count_filed()", count_facts(counted("added", 1))),
    Function("incidents_count_moved()", count_facts(counted("added", 1), counted("former", -1))),
    Function("incidents_count_erased()", count_facts(counted("former", -1))),
)


TRIGGERS = (
    Trigger(
        "incidents_keep_incident",
        "BEFORE UPDATE",
        "incidents_incident",
        "FOR EACH ROW WHEN ((OLD.state, OLD.situation_id) IS DISTINCT FROM (NEW.state, NEW.situation_id))"
        " EXECUTE FUNCTION incidents_keep_incident()",
    ),
    Trigger(
        "incidents_keep_situation",
        "BEFORE UPDATE",
        "incidents_situation",
        "FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL OR NEW.ended_at IS NOT NULL)"
        " EXECUTE FUNCTION incidents_keep_situation()",
    ),
    only("incidents_incident", "incidents_informed_only", "app_function() = 'gardien'", "informed_on"),
    *letter_walls.TRIGGERS,
    *attachment_walls.TRIGGERS,
    *import_walls.TRIGGERS,
    *search_walls.TRIGGERS,
    only("incidents_incident", "incidents_ended_only", "app_function() = 'contentieux'", "state"),
    counting("incidents_incident", "incidents_count_filed", "INSERT", "NEW TABLE AS added"),
    counting("incidents_incident", "incidents_count_moved", "UPDATE", "NEW TABLE AS added OLD TABLE AS former"),
    counting("incidents_incident", "incidents_count_erased", "DELETE", "OLD TABLE AS former"),
)

WALLS = (
    Wall(
        "incidents_incident",
        (
            Policy("seen", "SELECT", SEES_FACT),
            Policy("filed", "INSERT", f"{BY_STAFF} AND {JUST_FILED} AND {IN_PERSON} AND {OPEN_RESIDENCE_OF_LANDLORD}"),
            import_walls.IMPORTED,
            # The référent triages, a gardien notes that somebody was told, the lawyers end it with its situation: by
            # triggers nothing else of it changes.
            Policy("changed", "UPDATE", f"{SEES_FACT} AND ({FUNCTION} = 'gardien' OR {FREE_OR_OF_THE_PLACE})"),
        ),
        app="SELECT, INSERT, UPDATE (state, situation_id, informed_on, staff_open)",
        # A worker writes what a file brings along, and takes it away again when that is undone.
        worker="SELECT, INSERT, DELETE",
    ),
    Wall(
        "incidents_factcount",
        (
            Policy("read", "SELECT", BY_REFERENT),
            Policy("counted", "ALL", "true", role=OWNER),
        ),
        app="SELECT",
        worker="SELECT",
    ),
    Wall(
        "incidents_situation",
        (
            Policy("seen", "SELECT", READ_AS_CASE),
            Policy(
                "opened",
                "INSERT",
                f"{READ_AS_CASE} AND {RESIDENCE_OF_LANDLORD} AND app_is_now(opened_at) AND ended_at IS NULL"
                " AND assigned_to_id IS NULL",
            ),
            Policy(
                "kept",
                "UPDATE",
                f"{READ_AS_CASE} AND (assigned_to_id IS NULL OR {COLLEAGUE})"
                f" AND (merged_into_id IS NULL OR {MERGED_INTO_ANOTHER})",
            ),
        ),
        app="SELECT, INSERT, UPDATE (assigned_to_id, review_on, gravity, recurrence, lifts, colour, ended_at, ending,"
        " merged_into_id)",
        worker="SELECT",
    ),
    Wall(
        "incidents_situationturn",
        (
            Policy("seen", "SELECT", OF_A_SITUATION_ONE_SEES),
            Policy(
                "said",
                "INSERT",
                f"{OF_A_SITUATION_ONE_SEES} AND post_id = {POST} AND app_is_now(at) AND (colour = '' OR {ITS_COLOUR})",
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # Written once: its result, its proof and its withdrawal come later, and nothing else of it changes.
    Wall(
        "incidents_step",
        (
            Policy("seen", "SELECT", OF_A_SITUATION_ONE_SEES),
            Policy(
                "taken",
                "INSERT",
                f"{OF_AN_OPEN_SITUATION} AND post_id = {POST} AND app_is_now(noted_at) AND receipt_id IS NULL",
            ),
            Policy(
                "followed",
                "UPDATE",
                f"{OF_AN_OPEN_SITUATION} AND (withdrawn_at IS NULL OR app_is_now(withdrawn_at)) AND {ITS_RECEIPT}",
            ),
        ),
        app="SELECT, INSERT, UPDATE (result, resulted_on, receipt_id, withdrawn_at, withdrawn_why)",
        worker="SELECT",
    ),
    *letter_walls.WALLS,
    *attachment_walls.WALLS,
    *import_walls.WALLS,
    *legal_action_walls.WALLS,
    *evidence_walls.WALLS,
    *search_walls.WALLS,
    Wall(
        "incidents_complaint",
        (
            Policy("seen", "SELECT", READ_AS_CASE),
            Policy("noted", "INSERT", f"{BY_REFERENT} AND {FACT_IN_A_SITUATION} AND app_is_now(noted_at)"),
            Policy("corrected", "UPDATE", READ_AS_CASE),
        ),
        app=f"SELECT, INSERT, UPDATE ({CORRECTED})",
        worker="SELECT",
    ),
    # What is written there, now and by the own post, stays.
    Wall(
        "incidents_complaintchange",
        (
            Policy("seen", "SELECT", OF_A_COMPLAINT_ONE_SEES),
            Policy("written", "INSERT", f"{OF_A_COMPLAINT_ONE_SEES} AND post_id = {POST} AND app_is_now(at)"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # Written by `referrals_follow` alone, for whoever sends or answers a referral about the fact.
    Wall(
        "incidents_followup",
        (
            Policy("followed", "SELECT", OF_A_FACT_ONE_SEES),
            Policy("told", "INSERT", "true", role=OWNER),
            Policy("told_once", "SELECT", "true", role=OWNER),
        ),
        app="SELECT",
        worker="SELECT",
    ),
    # Appended, now and by the own post: a correction is another row.
    Wall(
        "incidents_staffnote",
        (
            Policy("seen", "SELECT", OF_STAFF),
            Policy(
                "noted",
                "INSERT",
                f"{OF_STAFF} AND {OF_A_FACT_THAT_TARGETS_STAFF} AND post_id = {POST} AND app_is_now(noted_at)",
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "incidents_orientation",
        (
            Policy("seen", "SELECT", BY_STAFF),
            Policy("noted", "INSERT", BY_STAFF),
        ),
        app="SELECT, INSERT",
        worker="SELECT, DELETE",
    ),
)

# That an agent was targeted, by whoever has just filed it, to those who answer for the house's safety.
FILED_BY_ONESELF = f"(SELECT true FROM incidents_incident i WHERE i.id = object_id AND i.filed_by_id = {USER})"
TO_A_REFERENT_OF_THE_HOUSE = (
    "(SELECT true FROM correspondents_designation d JOIN correspondents_post p ON p.id = d.post_id"
    f" WHERE d.user_id = recipient_id AND p.signatory_id = {SIGNATORY} AND p.function = 'referent' LIMIT 1)"
)
# Whoever gives a situation of the house to a colleague tells that colleague of it.
TO_WHOM_IT_WAS_GIVEN = (
    "(SELECT true FROM incidents_situation s JOIN correspondents_designation d ON d.id = s.assigned_to_id"
    f" WHERE s.id = object_id AND s.landlord_id = {SIGNATORY} AND d.user_id = recipient_id)"
)
OPENED = (
    *letter_walls.OPENED,
    *attachment_walls.OPENED,
    *import_walls.OPENED,
    *evidence_walls.OPENED,
    (
        "journal_message",
        Policy(
            "written_of_facts",
            "INSERT",
            f"{NEW_MESSAGE} AND kind = 'agent_vise' AND {FILED_BY_ONESELF} AND {TO_A_REFERENT_OF_THE_HOUSE}",
        ),
    ),
    (
        "journal_message",
        Policy(
            "written_of_situations",
            "INSERT",
            f"{NEW_MESSAGE} AND kind = '{SITUATION_KIND}' AND {function_in(('referent', 'contentieux'))}"
            f" AND {TO_WHOM_IT_WAS_GIVEN}",
        ),
    ),
)

RIGHTS = (Rights("incidents_category", "the categories that every form offers", app="SELECT", worker="SELECT"),)
