"""The walls of the pieces of a fact or a step, and of their files."""

from acting.walls import FUNCTION, NOW, POST, SIGNATORY, USER, Function, Policy, Trigger, Wall, as_machine, case_of

IS_OF_HOUSE = f"landlord_id = {SIGNATORY}"
# Like the fact or the step that it belongs to; what is held, its author's alone and until its hour.
SEEN = (
    f"{IS_OF_HOUSE} AND CASE"
    " WHEN incident_id IS NOT NULL THEN (SELECT true FROM incidents_incident i WHERE i.id = incident_id)"
    " WHEN step_id IS NOT NULL THEN (SELECT true FROM incidents_step s WHERE s.id = step_id)"
    f" ELSE deposited_by_id = {USER} AND held_until > {NOW} END"
)
OWN_HELD = f"{IS_OF_HOUSE} AND held_until IS NOT NULL AND deposited_by_id = {USER}"
# Pieces come and change while their fact or step is still followed. A gardien sees no step, a lawyer adds to no fact.
OPEN_THERE = (
    "CASE"
    f" WHEN incident_id IS NOT NULL THEN {FUNCTION} IN ('gardien', 'referent')"
    " AND (SELECT true FROM incidents_incident i WHERE i.id = incident_id AND i.state <> 'closed'"
    " AND i.landlord_id = incidents_attachment.landlord_id)"
    " WHEN step_id IS NOT NULL THEN (SELECT true FROM incidents_step s JOIN incidents_situation t"
    " ON t.id = s.situation_id WHERE s.id = step_id AND s.withdrawn_at IS NULL AND t.ended_at IS NULL)"
    f" ELSE {FUNCTION} IN ('gardien', 'referent')"
    f" AND held_until BETWEEN {NOW} AND {NOW} + interval '24 hours' END"
)
MAY_CHANGE = case_of(
    FUNCTION,
    {
        ("referent",): "true",
        ("gardien",): f"deposited_by_id = {USER}",
        ("contentieux",): "incident_id IS NULL",
    },
)
# A file that a row names is seen with it: so it names new ones of its own house, and none of another row.
IS_FREE = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM files_storedfile f WHERE f.id = file AND f.owner_id = landlord"
    " AND f.purpose = 'pièce jointe') AND NOT EXISTS (SELECT FROM incidents_attachment a WHERE a.id <> piece"
    " AND file IN (a.original_id, a.cleaned_id, a.thumbnail_id, a.blurred_id))",
)
ITS_FILES = " AND ".join(
    f"({column} IS NULL OR incidents_is_free_file(id, {column}, landlord_id))"
    for column in ("original_id", "cleaned_id", "thumbnail_id", "blurred_id")
)
# What is held comes to a fact or a step, and stays there; what was withdrawn changes no more.
KEEP = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR NEW.withdrawn_at IS NOT NULL AND NOT app_is_now(NEW.withdrawn_at)
        OR (NEW.incident_id, NEW.step_id, NEW.held_until)
            IS DISTINCT FROM (OLD.incident_id, OLD.step_id, OLD.held_until)
            AND (OLD.held_until IS NULL OR NEW.held_until IS NOT NULL) THEN
        RAISE EXCEPTION 'piece % stays where it is, as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""

FUNCTIONS = (
    Function("incidents_is_free_file(piece uuid, file uuid, landlord uuid)", IS_FREE),
    Function("incidents_keep_attachment()", KEEP),
)

TRIGGERS = (
    Trigger(
        "incidents_keep_attachment",
        "BEFORE UPDATE",
        "incidents_attachment",
        "FOR EACH ROW EXECUTE FUNCTION incidents_keep_attachment()",
    ),
)

WALLS = (
    Wall(
        "incidents_attachment",
        (
            Policy("seen", "SELECT", SEEN),
            Policy(
                "deposited",
                "INSERT",
                f"{IS_OF_HOUSE} AND deposited_by_id = {USER} AND deposited_post_id = {POST}"
                f" AND app_is_now(deposited_at) AND withdrawn_at IS NULL AND blurred_id IS NULL"
                f" AND {OPEN_THERE} AND {ITS_FILES}",
            ),
            Policy("changed", "UPDATE", f"{SEEN} AND {MAY_CHANGE}", f"{IS_OF_HOUSE} AND {OPEN_THERE} AND {ITS_FILES}"),
            Policy("discarded", "DELETE", OWN_HELD),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (incident_id, step_id, held_until, position, caption, thumbnail_id,"
        " blurred_id, withdrawn_at, withdrawn_why)",
        worker="SELECT, DELETE",
    ),
)

OF_A_PIECE = (
    "(SELECT true FROM incidents_attachment a WHERE files_storedfile.id"
    " IN (a.original_id, a.cleaned_id, a.thumbnail_id, a.blurred_id) LIMIT 1)"
)
# The copies that blurring replaces; all of what its author no longer holds.
ERASED_WITH = (
    f"owner_id = {SIGNATORY} AND (SELECT true FROM incidents_attachment a"
    " WHERE files_storedfile.id IN (a.thumbnail_id, a.blurred_id) AND a.withdrawn_at IS NULL AND a.held_until IS NULL"
    f" AND {MAY_CHANGE}"
    " OR files_storedfile.id IN (a.original_id, a.cleaned_id, a.thumbnail_id, a.blurred_id)"
    f" AND a.held_until IS NOT NULL AND a.deposited_by_id = {USER} LIMIT 1)"
)
OPENED = (
    ("files_storedfile", Policy("of_a_piece", "SELECT", OF_A_PIECE)),
    ("files_storedfile", Policy("erased_with_its_piece", "UPDATE", ERASED_WITH, "app_is_now(erased_at)")),
)
