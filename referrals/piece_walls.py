"""The wall of the copies that were frozen with a disclosure, and of their files; built in by `walls`."""

from acting.enums import ANSWERING_FUNCTIONS
from acting.walls import SIGNATORY, Function, Policy, Wall, as_machine, function_in
from referrals.move_walls import SENT
from referrals.piece_copies import PURPOSE

# A file that a row names is seen with it: so it names copies of its own house, of what the content says, and none that
# another row has. `wanted` is the fingerprint that the content gives, or "" for the small picture.
IS_FREE_COPY = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM files_storedfile f WHERE f.id = file AND f.owner_id = house"
    f" AND f.purpose = '{PURPOSE}'"
    " AND wanted IN ('', f.sha256)) AND NOT EXISTS (SELECT FROM referrals_disclosedpiece p WHERE p.id <> piece"
    " AND file IN (p.file_id, p.thumbnail_id))",
)
WANTED = "d.content -> 'attachments' -> (referrals_disclosedpiece.number - 1) ->> 'sha256'"
OF_OWN_DISCLOSURE_NOW = (
    "(SELECT true FROM referrals_disclosure d JOIN referrals_referral r ON r.id = d.referral_id"
    f" WHERE d.id = disclosure_id AND {SENT} AND app_is_now(d.disclosed_at)"
    f" AND referrals_is_free_copy(referrals_disclosedpiece.id, file_id, {SIGNATORY}, {WANTED}))"
)
ITS_PICTURE = f"(thumbnail_id IS NULL OR referrals_is_free_copy(id, thumbnail_id, {SIGNATORY}, ''))"

FUNCTIONS = (Function("referrals_is_free_copy(piece uuid, file uuid, house uuid, wanted text)", IS_FREE_COPY),)

WALLS = (
    Wall(
        "referrals_disclosedpiece",
        (
            Policy("read", "SELECT", "(SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id)"),
            Policy(
                "frozen",
                "INSERT",
                f"{function_in(ANSWERING_FUNCTIONS)} AND {OF_OWN_DISCLOSURE_NOW} AND {ITS_PICTURE}",
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
)

OPENED = (
    (
        "files_storedfile",
        Policy(
            "of_a_disclosed_piece",
            "SELECT",
            "(SELECT true FROM referrals_disclosedpiece p WHERE files_storedfile.id IN (p.file_id, p.thumbnail_id)"
            " LIMIT 1)",
        ),
    ),
)
