"""The walls of evidence files and their pieces: frozen, nothing of them changes."""

from acting.walls import POST, SIGNATORY, Function, Policy, Wall, as_machine, function_in
from incidents.legal_action_walls import OF_A_SITUATION_ONE_SEES

PAPER, OWN_PAPER = "dossier de pièces", "pièce d’un dossier"
ITS_PAPER = f"(file_id IS NULL OR incidents_is_own_file(file_id, {SIGNATORY}, '{PAPER}'))"
# Asked by a function: a policy that reads its own table is asked again without end.
IS_FORMER = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM incidents_evidencefile e WHERE e.id = begun_from AND e.situation_id = situation)",
)
OF_ITS_SITUATION = "(made_from_id IS NULL OR incidents_is_evidence_of(made_from_id, situation_id))"
# What is said of one frozen file to whoever holds its number and its bytes, and to nobody else.
VERIFIED = as_machine(
    "TABLE(frozen_at timestamptz, pages integer)",
    "SELECT e.frozen_at, e.pages FROM incidents_evidencefile e JOIN files_storedfile f ON f.id = e.file_id"
    " WHERE e.reference = number AND f.sha256 = digest AND e.frozen_at IS NOT NULL",
)
OF_AN_EVIDENCE_FILE = "(SELECT true FROM incidents_evidencefile e WHERE e.id = evidence_id)"
OF_A_DRAFT = "(SELECT true FROM incidents_evidencefile e WHERE e.id = evidence_id AND e.frozen_at IS NULL)"
STEP_OF_IT = (
    "(step_id IS NULL OR (SELECT true FROM incidents_step s JOIN incidents_evidencefile e"
    " ON e.situation_id = s.situation_id WHERE s.id = step_id AND e.id = evidence_id))"
)
LETTER_OF_IT = (
    "(letter_id IS NULL OR (SELECT true FROM incidents_letter l JOIN incidents_evidencefile e"
    " ON e.situation_id = l.situation_id WHERE l.id = letter_id AND e.id = evidence_id AND l.sent_on IS NOT NULL))"
)
ATTACHMENT_OF_IT = (
    "(attachment_id IS NULL OR (SELECT true FROM incidents_attachment a"
    " JOIN incidents_evidencefile e ON e.id = evidence_id LEFT JOIN incidents_incident i ON i.id = a.incident_id"
    " LEFT JOIN incidents_step s ON s.id = a.step_id"
    " WHERE a.id = attachment_id AND e.situation_id IN (i.situation_id, s.situation_id)))"
)
OWN_FILES = " AND ".join(
    f"({column} IS NULL OR incidents_is_own_file({column}, {SIGNATORY}, '{OWN_PAPER}'))"
    for column in ("paper_id", "original_id")
)
# A paper of its own that is taken out of a draft, while no other dossier begun from it holds it too.
ERASED_WITH_ITS_PIECE = (
    f"{SIGNATORY} = owner_id AND {function_in(('referent', 'contentieux'))}"
    " AND (SELECT count(*) = 1 AND bool_and(e.frozen_at IS NULL) FROM incidents_piece p"
    " JOIN incidents_evidencefile e ON e.id = p.evidence_id WHERE files_storedfile.id IN (p.paper_id, p.original_id))"
)

FUNCTIONS = (
    Function("incidents_is_evidence_of(begun_from uuid, situation uuid)", IS_FORMER),
    Function("incidents_verified(number text, digest text)", VERIFIED),
)

WALLS = (
    # Its title changes until it is frozen, and then nothing does; the worker keeps its paper.
    Wall(
        "incidents_evidencefile",
        (
            Policy("seen", "SELECT", OF_A_SITUATION_ONE_SEES),
            Policy(
                "begun",
                "INSERT",
                f"{OF_A_SITUATION_ONE_SEES} AND {OF_ITS_SITUATION} AND post_id = {POST} AND app_is_now(made_at)"
                " AND file_id IS NULL AND frozen_at IS NULL",
            ),
            Policy(
                "kept",
                "UPDATE",
                f"frozen_at IS NULL AND {OF_A_SITUATION_ONE_SEES}",
                f"(frozen_at IS NULL OR app_is_now(frozen_at)) AND {ITS_PAPER}",
            ),
        ),
        app="SELECT, INSERT, UPDATE (title, frozen_at)",
        worker="SELECT, UPDATE (file_id, pages, printed)",
    ),
    Wall(
        "incidents_piece",
        (
            Policy("seen", "SELECT", OF_AN_EVIDENCE_FILE),
            Policy(
                "added",
                "INSERT",
                " AND ".join((OF_A_DRAFT, STEP_OF_IT, LETTER_OF_IT, ATTACHMENT_OF_IT, OWN_FILES)),
            ),
            Policy("arranged", "UPDATE", OF_A_DRAFT),
            Policy("taken_out", "DELETE", OF_A_DRAFT),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (position, title, holds)",
        worker="SELECT",
    ),
)

OPENED = (
    (
        "files_storedfile",
        Policy(
            "of_an_evidence_file",
            "SELECT",
            "(SELECT true FROM incidents_evidencefile e WHERE e.file_id = files_storedfile.id LIMIT 1)",
        ),
    ),
    (
        "files_storedfile",
        Policy(
            "of_an_evidence_piece",
            "SELECT",
            "(SELECT true FROM incidents_piece p WHERE files_storedfile.id IN (p.paper_id, p.original_id) LIMIT 1)",
        ),
    ),
    ("files_storedfile", Policy("erased_with_its_evidence", "UPDATE", ERASED_WITH_ITS_PIECE, "app_is_now(erased_at)")),
)
