"""The wall of what a landlord keeps, with the rules of `permissions`; built in by `walls`."""

from acting.walls import DESIGNATION, FUNCTION, SIGNATORY, Policy, Wall, one_of
from referrals.move_walls import RECEIVED, SENT
from referrals.retention_rules import CLEARED

OF_HOUSE = f"landlord_id = {SIGNATORY} AND {FUNCTION} = 'referent'"
TOLD_MOTIVE = "d.content -> 'asked' ->> 'told_motive'"
# In an answer, or in what a parquet told of its own accord: read through their own walls.
TOLD_CLEARED = (
    f"(EXISTS (SELECT FROM referrals_answer a WHERE a.referral_id = r.id AND {one_of('a.outcome_motive', CLEARED)})"
    " OR EXISTS (SELECT FROM referrals_disclosure d WHERE d.referral_id = r.id"
    f" AND {one_of(TOLD_MOTIVE, CLEARED)}))"
)
DECIDED_NOW = (
    f"{OF_HOUSE} AND designation_id = {DESIGNATION} AND app_is_now(decided_at)"
    f" AND (SELECT true FROM referrals_referral r WHERE r.id = referral_id AND ({SENT} OR {RECEIVED})"
    f" AND {TOLD_CLEARED})"
)

WALLS = (
    Wall(
        "referrals_retention",
        (
            Policy("own", "SELECT", OF_HOUSE),
            Policy("decided", "INSERT", DECIDED_NOW),
            Policy("reviewed", "UPDATE", OF_HOUSE, DECIDED_NOW),
        ),
        app="SELECT, INSERT, UPDATE (civil_action, review_on, designation_id, decided_at)",
        worker="SELECT",
    ),
)
