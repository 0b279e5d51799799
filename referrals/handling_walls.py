"""The wall of who handles what at a post, with the rules of `permissions`; built in by `walls`."""

from acting.enums import INBOX_FUNCTIONS
from acting.enums import Function as Does
from acting.walls import DESIGNATION, FUNCTION, POST, TODAY, Policy, Wall, case_of, one_of
from referrals.lifecycle import LIVE
from referrals.move_walls import RECEIVED

RUNNING = f"r.until >= {TODAY}"
# Of the actor's own post, and what was shared is read there: the wall of disclosures says by whom.
AT_POST = (
    f"post_id = {POST} AND "
    + case_of(FUNCTION, {(Does.REFERENT.value, *INBOX_FUNCTIONS): "true"})
    + f" AND (SELECT true FROM referrals_referral r WHERE r.id = referral_id AND {RECEIVED}"
    f" AND {one_of('r.state', LIVE)} AND {RUNNING} AND r.recipient_post_id = post_id)"
    " AND EXISTS (SELECT FROM referrals_disclosure d WHERE d.referral_id = referrals_handling.referral_id)"
)
BY_ONESELF = f"noted_by_id = {DESIGNATION} AND app_is_now(noted_at)"
OF_COLLEAGUE = (
    "(assigned_to_id IS NULL OR (SELECT true FROM correspondents_designation d"
    " WHERE d.id = assigned_to_id AND d.post_id = referrals_handling.post_id))"
)

WALLS = (
    Wall(
        "referrals_handling",
        (
            Policy("read", "SELECT", AT_POST),
            Policy("noted", "INSERT", f"{AT_POST} AND {BY_ONESELF} AND {OF_COLLEAGUE}"),
            Policy("changed", "UPDATE", AT_POST, f"{AT_POST} AND {BY_ONESELF} AND {OF_COLLEAGUE}"),
        ),
        app="SELECT, INSERT, UPDATE (assigned_to_id, review_on, noted_by_id, noted_at)",
        worker="SELECT",
    ),
)
