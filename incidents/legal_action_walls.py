"""The walls of legal actions and of the persons whom they name."""

from acting.walls import MACHINE, OWNER, POST, Function, Policy, Wall, as_machine

OF_A_SITUATION_ONE_SEES = "(SELECT true FROM incidents_situation s WHERE s.id = situation_id)"
OF_AN_OPEN_SITUATION = "(SELECT true FROM incidents_situation s WHERE s.id = situation_id AND s.ended_at IS NULL)"
# Whom it names, asked by a function: the persons ask their action.
HOLDS_NOBODY = "NOT incidents_action_holds_persons(id)"
HOLDS_PERSONS = as_machine("boolean", "SELECT EXISTS (SELECT FROM incidents_person p WHERE p.action_id = action)")
OF_A_RUNNING_ACTION = "(SELECT true FROM incidents_legalaction a WHERE a.id = action_id AND a.withdrawn_at IS NULL)"
OF_A_RUNNING_ACTION_OPEN = (
    "(SELECT true FROM incidents_legalaction a JOIN incidents_situation s ON s.id = a.situation_id"
    " WHERE a.id = action_id AND a.withdrawn_at IS NULL AND s.ended_at IS NULL)"
)

FUNCTIONS = (Function("incidents_action_holds_persons(action uuid)", HOLDS_PERSONS),)

WALLS = (
    # Stated once: that it is begun, and its withdrawal, come later, and nothing else of it changes.
    Wall(
        "incidents_legalaction",
        (
            Policy("seen", "SELECT", OF_A_SITUATION_ONE_SEES),
            Policy(
                "stated",
                "INSERT",
                f"{OF_AN_OPEN_SITUATION} AND post_id = {POST} AND app_is_now(noted_at) AND withdrawn_at IS NULL",
            ),
            Policy(
                "followed",
                "UPDATE",
                f"withdrawn_at IS NULL AND {OF_AN_OPEN_SITUATION}",
                f"{OF_AN_OPEN_SITUATION} AND (withdrawn_at IS NULL OR app_is_now(withdrawn_at) AND {HOLDS_NOBODY})",
            ),
        ),
        app="SELECT, INSERT, UPDATE (begun_on, withdrawn_at, withdrawn_why)",
        worker="SELECT",
    ),
    # While the action stands and for those who work on the case: no worker has any right on it, so that no paper, no
    # mail and no job can name anybody. Never changed; taken away by hand while the situation is open.
    Wall(
        "incidents_person",
        (
            Policy("seen", "SELECT", OF_A_RUNNING_ACTION),
            Policy("added", "INSERT", OF_A_RUNNING_ACTION_OPEN),
            Policy("removed", "DELETE", OF_A_RUNNING_ACTION_OPEN),
            Policy("kept_by_owner", "ALL", MACHINE, role=OWNER),
        ),
        app="SELECT, INSERT, DELETE",
        worker="",
        machine=False,
    ),
)
