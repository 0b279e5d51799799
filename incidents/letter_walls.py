"""The walls of the holders of a lease, of letters to them, and of the papers that go with a step."""

from acting.walls import POST, SIGNATORY, Function, Policy, Wall, as_machine, function_in, only
from incidents.legal_action_walls import OF_A_SITUATION_ONE_SEES

READ_AS_CASE = f"landlord_id = {SIGNATORY} AND {function_in(('referent', 'contentieux'))}"
OF_AN_OPEN_LEASE = (
    "(SELECT true FROM incidents_situation s WHERE s.id = situation_id AND s.ended_at IS NULL AND s.kind = 'lease')"
)
ADDRESSEE_OF_IT = (
    "(SELECT true FROM incidents_addressee a WHERE a.id = addressee_id"
    " AND a.situation_id = incidents_letter.situation_id)"
)
STEP_OF_IT = (
    "(SELECT true FROM incidents_step s WHERE s.id = step_id AND s.situation_id = incidents_letter.situation_id"
    " AND s.withdrawn_at IS NULL)"
)
MAILING_OF_THE_HOUSE = "(SELECT true FROM incidents_mailing m WHERE m.id = mailing_id)"
TEMPLATE_OF_THE_HOUSE = "(SELECT true FROM incidents_lettertemplate t WHERE t.id = template_id)"
# A file that a row names is seen with it: so a row names files of its own house and kind alone. Asked by a function,
# since nothing opens the file before the row stands.
IS_OWN_FILE = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM files_storedfile f WHERE f.id = file AND f.owner_id = landlord AND f.purpose = kind)",
)
ITS_LOGO = f"(logo_id IS NULL OR incidents_is_own_file(logo_id, {SIGNATORY}, 'logo d’un modèle de lettre'))"
ITS_RECEIPT = f"(receipt_id IS NULL OR incidents_is_own_file(receipt_id, {SIGNATORY}, 'justificatif d’une démarche'))"
# The paper of a draft that is given up, the proof that another one replaces, while the situation is open.
ERASED_WITH = (
    f"{SIGNATORY} = owner_id AND {function_in(('referent', 'contentieux'))}"
    " AND ((SELECT true FROM incidents_letter l JOIN incidents_situation s ON s.id = l.situation_id"
    " WHERE l.file_id = files_storedfile.id AND l.sent_on IS NULL AND s.ended_at IS NULL LIMIT 1)"
    " OR (SELECT true FROM incidents_step t JOIN incidents_situation s ON s.id = t.situation_id"
    " WHERE t.receipt_id = files_storedfile.id AND s.ended_at IS NULL LIMIT 1))"
)

FUNCTIONS = (Function("incidents_is_own_file(file uuid, landlord uuid, kind text)", IS_OWN_FILE),)

TRIGGERS = (only("incidents_letter", "incidents_returned_only", "OLD.sent_on IS NOT NULL", "returned_on"),)

WALLS = (
    # Data of the contract: corrected and ended while the situation is open, never taken away by hand.
    Wall(
        "incidents_addressee",
        (
            Policy("seen", "SELECT", OF_A_SITUATION_ONE_SEES),
            Policy("added", "INSERT", OF_AN_OPEN_LEASE),
            Policy("corrected", "UPDATE", OF_AN_OPEN_LEASE),
        ),
        app="SELECT, INSERT, UPDATE (title, last_name, first_name, address, starts_on, ends_on)",
        worker="SELECT",
    ),
    # A new version each time: what a letter was made from stays.
    Wall(
        "incidents_lettertemplate",
        (
            Policy("seen", "SELECT", READ_AS_CASE),
            Policy(
                "written", "INSERT", f"{READ_AS_CASE} AND post_id = {POST} AND app_is_now(written_at) AND {ITS_LOGO}"
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "incidents_mailing",
        (
            Policy("seen", "SELECT", READ_AS_CASE),
            Policy("made", "INSERT", f"{READ_AS_CASE} AND post_id = {POST} AND app_is_now(made_at)"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # Its words change until it is sent, and then nothing does but the day on which it came back (by a trigger); a draft
    # may be given up; the worker keeps its paper.
    Wall(
        "incidents_letter",
        (
            Policy("seen", "SELECT", OF_A_SITUATION_ONE_SEES),
            Policy(
                "made",
                "INSERT",
                f"{OF_AN_OPEN_LEASE} AND {ADDRESSEE_OF_IT} AND sent_on IS NULL AND file_id IS NULL"
                f" AND (template_id IS NULL OR {TEMPLATE_OF_THE_HOUSE})"
                f" AND (mailing_id IS NULL OR {MAILING_OF_THE_HOUSE})"
                f" AND post_id = {POST} AND app_is_now(made_at)",
            ),
            Policy(
                "revised",
                "UPDATE",
                f"{OF_AN_OPEN_LEASE} AND (step_id IS NULL OR {STEP_OF_IT})"
                f" AND (mailing_id IS NULL OR {MAILING_OF_THE_HOUSE})",
            ),
            Policy("discarded", "DELETE", f"sent_on IS NULL AND {OF_AN_OPEN_LEASE}"),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (addressed_to, body, facts, clause, written_on, until, meets_at, step_id,"
        " mailing_id, sent_on, proof, tracking_number, returned_on)",
        worker="SELECT, UPDATE (file_id, printed)",
    ),
)

OPENED = (
    (
        "files_storedfile",
        Policy(
            "of_a_letter",
            "SELECT",
            "(SELECT true FROM incidents_letter l WHERE l.file_id = files_storedfile.id LIMIT 1)",
        ),
    ),
    (
        "files_storedfile",
        Policy(
            "of_a_step",
            "SELECT",
            "(SELECT true FROM incidents_step s WHERE s.receipt_id = files_storedfile.id LIMIT 1)",
        ),
    ),
    (
        "files_storedfile",
        Policy("erased_with_its_draft", "UPDATE", ERASED_WITH, "app_is_now(erased_at)"),
    ),
    (
        "files_storedfile",
        Policy(
            "of_a_template",
            "SELECT",
            "(SELECT true FROM incidents_lettertemplate t WHERE t.logo_id = files_storedfile.id LIMIT 1)",
        ),
    ),
)
