"""What the database lets somebody answer, with the table of `outcome_table`: an outcome that the subject takes from the
recipient's kind, with its own motive and an institution of the convention; `walls` builds them in."""

from collections.abc import Mapping

from acting.walls import CONVENTION, one_of
from referrals.outcome_table import (
    OF_FORCES,
    OF_LANDLORD,
    OF_PREFECTURE,
    OF_PROSECUTION,
    TO_FORCES,
    TO_LANDLORD,
    TO_PREFECTURE,
    TO_PROSECUTION,
    Codes,
)
from referrals.outcomes import OUTCOMES, Detail
from signatories.enums import FORCES
from signatories.enums import SignatoryKind as K

ALL = tuple(outcome for outcomes in OUTCOMES.values() for outcome in outcomes)


def _takes(of_subjects: Mapping[str, Codes], of_any: Codes) -> str:
    cases = " ".join(f"WHEN '{subject}' THEN {one_of('outcome', codes)}" for subject, codes in of_subjects.items())
    return f"CASE r.subject_id {cases} ELSE {one_of('outcome', of_any)} END"


TAKES_OF_FORCES = _takes(TO_FORCES, OF_FORCES)
TAKES_OF_PROSECUTION = _takes(TO_PROSECUTION, OF_PROSECUTION)
TAKES_OF_PREFECTURE = _takes(TO_PREFECTURE, OF_PREFECTURE)
TAKES_OF_LANDLORD = _takes(TO_LANDLORD, OF_LANDLORD)
OUTCOME_TAKEN = (
    "(SELECT CASE"
    f" WHEN {one_of('s.kind', FORCES)} THEN {TAKES_OF_FORCES}"
    f" WHEN s.kind = '{K.PROSECUTION}' THEN {TAKES_OF_PROSECUTION}"
    f" WHEN s.kind = '{K.PREFECTURE}' THEN {TAKES_OF_PREFECTURE}"
    f" WHEN s.kind = '{K.LANDLORD}' THEN {TAKES_OF_LANDLORD}"
    " ELSE false END FROM signatories_signatory s WHERE s.id = r.recipient_id)"
)
KNOWN_MOTIVES = ", ".join(sorted({f"('{each.code}', '{motive}')" for each in ALL for motive, _ in each.choices}))
NAMED_KINDS = ", ".join(sorted({f"('{each.code}', '{kind}')" for each in ALL for kind in each.institutions}))
# Another one of the convention, of a kind that the outcome may name.
INSTITUTION_NAMED = (
    "(outcome_institution_id IS NULL OR outcome_institution_id <> r.recipient_id AND (SELECT true"
    " FROM signatories_signatory s WHERE s.id = outcome_institution_id"
    f" AND s.convention_id = {CONVENTION} AND (outcome, s.kind) IN ({NAMED_KINDS})))"
)
WITH_PHONE = tuple(sorted({each.code for each in ALL if each.detail == Detail.PHONE}))
ASKING_MORE = tuple(sorted({each.code for each in ALL if each.asks_more}))
