"""The counts of how long answers took, kept by the database in the transaction of each change of a referral."""

from acting.walls import Function, counting
from referrals.enums import ReferralState


def counted(rows: str, change: int) -> str:
    """The referrals of a statement's transition table, as a change of their counts."""
    month = "date_trunc('month', sent_at AT TIME ZONE 'Europe/Paris')::date"
    answered = f"coalesce(answered_at, CASE WHEN state = '{ReferralState.REFUSED}' THEN ended_at END)"
    days = f"floor(extract(epoch FROM {answered} - sent_at) / 86400)::integer"
    return f"SELECT sender_id, {month}, {days}, {change} FROM {rows} WHERE sent_at IS NOT NULL"


def count_delays(*changes: str) -> str:
    """As `incidents.walls.count_facts`."""
    return f"""RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO referrals_delaycount AS kept (sender_id, month, days, referrals)
    SELECT sender, month, days, sum(change) FROM ({" UNION ALL ".join(changes)}) AS changed(sender, month, days, change)
    GROUP BY sender, month, days HAVING sum(change) <> 0 ORDER BY sender, month, days
    ON CONFLICT (sender_id, month, days) DO UPDATE SET referrals = kept.referrals + excluded.referrals;
    RETURN NULL;
END $$"""


FUNCTIONS = (
    Function("referrals_count_prepared()", count_delays(counted("added", 1))),
    Function("referrals_count_moved()", count_delays(counted("added", 1), counted("former", -1))),
    Function("referrals_count_erased()", count_delays(counted("former", -1))),
)

TRIGGERS = (
    counting("referrals_referral", "referrals_count_prepared", "INSERT", "NEW TABLE AS added"),
    counting("referrals_referral", "referrals_count_moved", "UPDATE", "NEW TABLE AS added OLD TABLE AS former"),
    counting("referrals_referral", "referrals_count_erased", "DELETE", "OLD TABLE AS former"),
)
