"""The moves of a referral as the database knows them, with the table of `lifecycle`: whose each one is, what it
changes, and what may be added with it; `walls` builds them in."""

from acting.enums import ANSWERING_FUNCTIONS, INBOX_FUNCTIONS
from acting.walls import APP, FUNCTION, OWNER, POST, SIGNATORY, WORKER, Function, Trigger, case_of, one_of, setting
from correspondents.enums import ANSWERING_ROLES
from referrals.enums import ReferralState, RefusalMotive
from referrals.field_sets import field_sets
from referrals.lifecycle import MOVES, Act, Side
from referrals.models import Referral

SENT = case_of(
    FUNCTION,
    {("referent",): f"sender_id = {SIGNATORY}", INBOX_FUNCTIONS: f"sender_post_id = {POST}"},
)
RECEIVED = "sent_at IS NOT NULL AND " + case_of(
    FUNCTION,
    {("referent",): f"recipient_id = {SIGNATORY}", INBOX_FUNCTIONS: f"recipient_post_id = {POST}"},
)


# What each act may change beside the state and the version: the services write nothing else.
CHANGED: dict[Act, tuple[str, ...]] = {
    Act.SEND: ("sent_at", "recipient_designation_id"),
    Act.COMPLETE: ("field_sets", "reopened_at"),
    Act.RENEW: ("until", "renewed_at"),
    Act.RENAME: ("named_readers",),
    Act.WITHDRAW: ("ended_at",),
    Act.CLOSE: ("ended_at",),
    Act.ACKNOWLEDGE: ("acknowledged_at",),
    Act.START: ("acknowledged_at",),
    Act.ANSWER: ("acknowledged_at", "answered_at", "asks_more", "planned_on"),
    Act.REFUSE: ("refusal_motive", "ended_at"),
    Act.EXPIRE: ("ended_at",),
}
# The acts that bring a row with them: a projection, an answer.
ADDING = (Act.SEND, Act.COMPLETE, Act.ANSWER)
MOMENTS = ("sent_at", "acknowledged_at", "answered_at", "reopened_at", "renewed_at", "ended_at")
COMPUTED = tuple(str(field.column) for field in Referral._meta.concrete_fields if field.generated)


def _array(values: tuple[str, ...]) -> str:
    return f"'{{{','.join(values)}}}'::text[]"


KNOWN_SETS = _array(tuple(field_sets()))
LAST_DAY = "app_today() + (SELECT c.share_days_max FROM signatories_convention c WHERE c.id = app_convention())"
# What changes of them is now; the clock alone writes down later what a last day has ended.
MADE_NOW = " AND ".join(f"(NEW.{each} IS NOT DISTINCT FROM OLD.{each} OR app_is_now(NEW.{each}))" for each in MOMENTS)
# What was answered is completed where that was asked for, and says since when it waits again; what waits says nothing.
COMPLETED_AS_ASKED = (
    f"CASE WHEN OLD.state = '{ReferralState.ANSWERED}' THEN OLD.asks_more"
    " AND NEW.reopened_at IS DISTINCT FROM OLD.reopened_at"
    " ELSE NEW.reopened_at IS NOT DISTINCT FROM OLD.reopened_at END"
)
# Later, and no later than the convention says on that day. Past names open nothing: whoever acts has a running one.
RENEWED = f"NEW.until > OLD.until AND NEW.until <= {LAST_DAY} AND NEW.renewed_at IS DISTINCT FROM OLD.renewed_at"
WHO_ANSWERS = one_of("d.role", ANSWERING_ROLES)


def named_at_post(row: str) -> str:
    """Whom the referral names are titular or deputies of its recipient's post."""
    return (
        f"NOT EXISTS (SELECT FROM unnest({row}.named_readers) named WHERE NOT EXISTS (SELECT FROM"
        f" correspondents_designation d WHERE d.id = named AND d.post_id = {row}.recipient_post_id AND {WHO_ANSWERS}))"
    )


# From some to others: nobody opens a reserved one to the whole post, nor takes from a post what it was given.
RENAMED = (
    "OLD.named_readers <> '{}' AND NEW.named_readers <> '{}' AND NEW.named_readers <> OLD.named_readers"
    f" AND {named_at_post('NEW')}"
)
MOVES_IN_SQL = ",\n        ".join(
    f"('{act}', '{move.side}', '{before}', '{after}', {_array(('state', 'version', *CHANGED[act], *COMPUTED))})"
    for act, move in MOVES.items()
    for before, after in move.to.items()
)

# Invoker's rights, for every role: the table of moves, the side that makes the move, and what it leaves alone. Sending
# and completing open the referral for one more projection, answering for one answer, until it is added or the
# transaction ends. The owner as the machine ends what is live before its last day: a restoration, of what had ended.
KEEP = f"""RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    doing text := app_function();
    sides text[] := ARRAY[]::text[];
    made text;
BEGIN
    IF {one_of("doing", ANSWERING_FUNCTIONS)} THEN
        IF OLD.sender_post_id = app_post() OR doing = 'referent' AND OLD.sender_id = app_signatory() THEN
            sides := sides || '{Side.SENDER}'::text;
        END IF;
        IF (OLD.recipient_post_id = app_post() OR doing = 'referent' AND OLD.recipient_id = app_signatory())
            AND (OLD.named_readers = '{{}}' OR app_designation() = ANY (OLD.named_readers)) THEN
            sides := sides || '{Side.RECIPIENT}'::text;
        END IF;
    ELSIF doing = 'machine' AND current_user IN ('{WORKER}', '{OWNER}') THEN
        sides := sides || '{Side.CLOCK}'::text;
    END IF;
    SELECT act INTO made FROM (VALUES
        {MOVES_IN_SQL}
    ) AS move(act, side, was, becomes, changed)
        WHERE NEW.version = OLD.version + 1 AND NEW.field_sets @> OLD.field_sets
        AND NEW.field_sets::text[] <@ {KNOWN_SETS} AND (side = '{Side.CLOCK}' OR {MADE_NOW})
        AND (act <> '{Act.SEND}' OR NEW.until <= {LAST_DAY})
        AND (act <> '{Act.COMPLETE}' OR {COMPLETED_AS_ASKED})
        AND (act <> '{Act.RENEW}' OR {RENEWED})
        AND (act <> '{Act.RENAME}' OR {RENAMED})
        AND (act <> '{Act.REFUSE}' OR {one_of("NEW.refusal_motive", RefusalMotive.values)})
        AND side = ANY (sides) AND was = OLD.state AND becomes = NEW.state
        AND CASE WHEN side = '{Side.CLOCK}' THEN OLD.until < app_today() OR current_user = '{OWNER}'
            ELSE OLD.until >= app_today() OR act = '{Act.WITHDRAW}' AND OLD.state = '{ReferralState.DRAFT}' END
        AND to_jsonb(NEW) - changed = to_jsonb(OLD) - changed;
    IF FOUND THEN
        PERFORM set_config('app.opened', CASE WHEN {one_of("made", ADDING)} THEN OLD.id::text ELSE '' END, true);
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'referral % is % and does not become %: no such move here', OLD.id, OLD.state, NEW.state
        USING ERRCODE = 'insufficient_privilege';
END $$"""

# Once for each move, whoever adds.
TAKE = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.referral_id IS DISTINCT FROM referrals_opened() THEN
        RAISE EXCEPTION 'referral % was not moved for this row of %', NEW.referral_id, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.opened', '', true);
    RETURN NEW;
END $$"""

# Invoker's rights: who adds is the sender, who sees every projection of the referral.
NUMBER = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number = (SELECT count(*) + 1 FROM referrals_disclosure WHERE referral_id = NEW.referral_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'projection % of referral % does not follow the last one', NEW.number, NEW.referral_id
        USING ERRCODE = 'insufficient_privilege';
END $$"""

# With the owner's rights, since the one who answers sees no fact: the line is written, and nothing is told back. The
# referral is still looked up as the acting person: who sent it tells that it was passed on, who answered that. Of a
# moment at which that happened, once.
FOLLOW = f"""RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO incidents_followup (id, incident_id, event, at)
    SELECT gen_random_uuid(), f.incident_id, told, moment FROM referrals_referredincident f
    WHERE f.referral_id = referral AND EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral
        AND (told = 'passed_on' AND r.state = '{ReferralState.SENT}' AND r.sent_at = moment AND {SENT}
            OR told = 'answered' AND r.state = '{ReferralState.ANSWERED}' AND {RECEIVED} AND EXISTS (
                SELECT FROM referrals_answer a WHERE a.referral_id = referral AND a.answered_at = moment)))
        AND NOT EXISTS (SELECT FROM incidents_followup l
            WHERE l.incident_id = f.incident_id AND l.event = told AND l.at = moment)
$$"""

FUNCTIONS = (
    setting("referrals_opened", "opened", "uuid"),
    Function("referrals_keep_referral()", KEEP),
    Function("referrals_take_opening()", TAKE),
    Function("referrals_number_disclosure()", NUMBER),
    Function("referrals_follow(referral uuid, told text, moment timestamptz)", FOLLOW),
)

TRIGGERS = (
    Trigger(
        "referrals_keep_referral",
        "BEFORE UPDATE",
        "referrals_referral",
        "FOR EACH ROW EXECUTE FUNCTION referrals_keep_referral()",
    ),
    Trigger(
        "referrals_open_disclosure",
        "BEFORE INSERT",
        "referrals_disclosure",
        "FOR EACH ROW EXECUTE FUNCTION referrals_take_opening()",
    ),
    Trigger(
        "referrals_number_disclosure",
        "BEFORE INSERT",
        "referrals_disclosure",
        "FOR EACH ROW EXECUTE FUNCTION referrals_number_disclosure()",
    ),
    # An installation writes down what was answered elsewhere.
    Trigger(
        "referrals_open_answer",
        "BEFORE INSERT",
        "referrals_answer",
        f"FOR EACH ROW WHEN (current_user = '{APP}') EXECUTE FUNCTION referrals_take_opening()",
    ),
)
