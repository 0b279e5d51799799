"""The walls of the landlord's own case, with the rules of `incidents.permissions`."""

from acting.walls import FUNCTION, GROUP, OWNER, SIGNATORY, USER, Policy, Wall, function_in

OF_LANDLORD = f"landlord_id = {SIGNATORY}"
BY_REFERENT = f"{OF_LANDLORD} AND {FUNCTION} = 'referent'"
BY_STAFF = f"{OF_LANDLORD} AND {function_in(('gardien', 'referent'))}"
READ_AS_CASE = f"{OF_LANDLORD} AND {function_in(('referent', 'contentieux'))}"
RESIDENCES_GRANTED = (
    "SELECT content_object_id FROM territory_residencegroupobjectpermission g"
    f" JOIN auth_permission p ON p.id = g.permission_id WHERE g.group_id = {GROUP} AND p.codename = 'view_residence'"
)
SEES_FACT = (
    f"{BY_REFERENT} OR {OF_LANDLORD} AND {FUNCTION} = 'gardien'"
    f" AND (filed_by_id = {USER} OR residence_id IN ({RESIDENCES_GRANTED}))"
)
OWN_ESTATE = f"residence_id IN (SELECT id FROM territory_residence WHERE landlord_id = {SIGNATORY})"
OF_A_FACT_ONE_SEES = "EXISTS (SELECT FROM incidents_incident i WHERE i.id = incident_id)"

WALLS = (
    Wall(
        "incidents_incident",
        (
            Policy("seen", "SELECT", SEES_FACT),
            Policy("filed", "INSERT", f"{BY_STAFF} AND filed_by_id = {USER} AND {OWN_ESTATE}"),
            Policy("triaged", "UPDATE", BY_REFERENT),
        ),
    ),
    Wall(
        "incidents_situation",
        (
            Policy("seen", "SELECT", READ_AS_CASE),
            Policy("opened", "INSERT", BY_REFERENT),
            Policy("changed", "UPDATE", BY_REFERENT),
        ),
    ),
    Wall(
        "incidents_complaint",
        (
            Policy("seen", "SELECT", READ_AS_CASE),
            Policy("noted", "INSERT", BY_REFERENT),
            Policy("changed", "UPDATE", BY_REFERENT),
        ),
    ),
    # Written by `referrals_follow` alone, for whoever sends or answers a referral about the fact.
    Wall(
        "incidents_followup",
        (
            Policy("followed", "SELECT", OF_A_FACT_ONE_SEES),
            Policy("told", "INSERT", "true", role=OWNER),
        ),
        app="SELECT",
        worker="SELECT, DELETE",
    ),
    Wall(
        "incidents_orientation",
        (
            Policy("seen", "SELECT", BY_STAFF),
            Policy("noted", "INSERT", BY_STAFF),
        ),
    ),
)
