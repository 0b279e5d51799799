"""The walls of the landlord's own case, with the rules of `incidents.permissions`."""

from acting.walls import (
    FUNCTION,
    GROUP,
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
    case_of,
    function_in,
    one_of,
)
from incidents.enums import IncidentState

OF_LANDLORD = f"landlord_id = {SIGNATORY}"
BY_REFERENT = f"{OF_LANDLORD} AND {FUNCTION} = 'referent'"
BY_STAFF = f"{OF_LANDLORD} AND {function_in(('gardien', 'referent'))}"
READ_AS_CASE = f"{OF_LANDLORD} AND {function_in(('referent', 'contentieux'))}"
# The table of grants holds one permission only (`territory.walls`), so that none is looked up here.
OF_RESIDENCE_GRANTED = (
    "(SELECT true FROM territory_residencegroupobjectpermission g"
    f" WHERE g.content_object_id = residence_id AND g.group_id = {GROUP})"
)
SEES_FACT = f"{OF_LANDLORD} AND " + case_of(
    FUNCTION,
    {("referent",): "true", ("gardien",): f"(filed_by_id = {USER} OR {OF_RESIDENCE_GRANTED})"},
)
OF_A_FACT_ONE_SEES = "(SELECT true FROM incidents_incident i WHERE i.id = incident_id)"
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
FACT_OF_THE_SITUATION = (
    "(SELECT true FROM incidents_incident i WHERE i.id = incident_id"
    " AND i.landlord_id = incidents_complaint.landlord_id AND i.situation_id = incidents_complaint.situation_id)"
)
JUST_FILED = f"filed_by_id = {USER} AND filed_post_id = {POST} AND state = 'filed' AND situation_id IS NULL"

# From these a fact is still triaged, to those; once in a situation it stays there.
TRIABLE = (IncidentState.FILED, IncidentState.LEFT_APART, IncidentState.SET_ASIDE)
TRIAGED = (IncidentState.LEFT_APART, IncidentState.SET_ASIDE)
KEEP = f"""RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.situation_id IS NULL AND {one_of("OLD.state", TRIABLE)} AND (
        NEW.situation_id IS NULL AND {one_of("NEW.state", TRIAGED)}
        OR NEW.situation_id IS NOT NULL AND NEW.state = 'attached') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'fact % is % and does not become %', OLD.id, OLD.state, NEW.state
        USING ERRCODE = 'insufficient_privilege';
END $$"""

FUNCTIONS = (Function("incidents_keep_incident()", KEEP),)

TRIGGERS = (
    Trigger(
        "incidents_keep_incident",
        "BEFORE UPDATE",
        "incidents_incident",
        "FOR EACH ROW WHEN ((OLD.state, OLD.situation_id) IS DISTINCT FROM (NEW.state, NEW.situation_id))"
        " EXECUTE FUNCTION incidents_keep_incident()",
    ),
)

WALLS = (
    Wall(
        "incidents_incident",
        (
            Policy("seen", "SELECT", SEES_FACT),
            Policy("filed", "INSERT", f"{BY_STAFF} AND {JUST_FILED} AND {OPEN_RESIDENCE_OF_LANDLORD}"),
            Policy(
                "triaged",
                "UPDATE",
                BY_REFERENT,
                f"{BY_REFERENT} AND (situation_id IS NULL OR {SITUATION_OF_THE_PLACE})",
            ),
        ),
        app="SELECT, INSERT, UPDATE (state, situation_id)",
        worker="SELECT",
    ),
    Wall(
        "incidents_situation",
        (
            Policy("seen", "SELECT", READ_AS_CASE),
            Policy("opened", "INSERT", f"{BY_REFERENT} AND {RESIDENCE_OF_LANDLORD}"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "incidents_complaint",
        (
            Policy("seen", "SELECT", READ_AS_CASE),
            Policy("noted", "INSERT", f"{BY_REFERENT} AND {FACT_OF_THE_SITUATION}"),
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
        ),
        app="SELECT",
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

RIGHTS = (Rights("incidents_category", "the categories that every form offers", app="SELECT", worker="SELECT"),)
