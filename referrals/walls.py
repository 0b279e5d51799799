"""The walls of what crosses between signatories, with the rules of `permissions` and `lifecycle`."""

from acting.enums import ANSWERING_FUNCTIONS, INBOX_FUNCTIONS
from acting.enums import Function as Does
from acting.walls import (
    BY_ADMINISTRATOR,
    CONVENTION,
    DESIGNATION,
    FUNCTION,
    GROUP,
    KIND,
    OWNER,
    POST,
    READ_BY_ALL,
    SIGNATORY,
    TODAY,
    WORKER,
    Function,
    Policy,
    Rights,
    Trigger,
    Wall,
    as_machine,
    case_of,
    function_in,
    one_of,
    setting,
)
from incidents.enums import IncidentState
from referrals import delay_walls
from referrals.enums import ReferralState
from referrals.lifecycle import ENDED, LIVE, MOVES, WAITING, Act, Side
from referrals.models import DueRank, Referral
from signatories.enums import STATE_PARTNERS

BY_WHO_ANSWERS = function_in(ANSWERING_FUNCTIONS)
SENT = case_of(
    FUNCTION,
    {("referent",): f"sender_id = {SIGNATORY}", INBOX_FUNCTIONS: f"sender_post_id = {POST}"},
)
RECEIVED = "sent_at IS NOT NULL AND " + case_of(
    FUNCTION,
    {("referent",): f"recipient_id = {SIGNATORY}", INBOX_FUNCTIONS: f"recipient_post_id = {POST}"},
)
RUNNING = f"until >= {TODAY}"
IS_LIVE = one_of("state", LIVE)
# The table of grants holds one permission only (the policy "derived" below), so that none is looked up here.
GRANTED = (
    "(SELECT true FROM referrals_referralgroupobjectpermission g"
    f" WHERE g.content_object_id = r.id AND g.group_id = {GROUP})"
)
READABLE = case_of(FUNCTION, {("referent",): "true", INBOX_FUNCTIONS: GRANTED})
DRAFT_OF_ONESELF = (
    f"{BY_WHO_ANSWERS} AND sender_id = {SIGNATORY} AND sender_post_id = {POST}"
    f" AND sender_designation_id = {DESIGNATION} AND state = 'draft' AND sent_at IS NULL"
    " AND (SELECT true FROM correspondents_post p WHERE p.id = recipient_post_id AND p.signatory_id = recipient_id)"
)


def of_referral(rule: str = "true", key: str = "referral_id") -> str:
    """The row's referral is seen by the actor, and `rule` holds. Scalar: never hashed, never the whole visible set."""
    return f"(SELECT true FROM referrals_referral r WHERE r.id = {key} AND {rule})"


# What each act may change beside the state and the version: the services write nothing else.
CHANGED: dict[Act, tuple[str, ...]] = {
    Act.SEND: ("sent_at", "recipient_designation_id"),
    Act.COMPLETE: ("field_sets",),
    Act.WITHDRAW: ("ended_at",),
    Act.CLOSE: ("ended_at",),
    Act.ACKNOWLEDGE: ("acknowledged_at",),
    Act.START: ("acknowledged_at",),
    Act.ANSWER: ("acknowledged_at", "answered_at"),
    Act.REFUSE: ("refusal_motive", "ended_at"),
    Act.EXPIRE: ("ended_at",),
}
# The acts of the sender that a projection goes with.
DISCLOSING = (Act.SEND, Act.COMPLETE)
COMPUTED = tuple(str(field.column) for field in Referral._meta.concrete_fields if field.generated)


def _array(values: tuple[str, ...]) -> str:
    return f"'{{{','.join(values)}}}'::text[]"


MOVES_IN_SQL = ",\n        ".join(
    f"('{act}', '{move.side}', '{before}', '{after}', {_array(('state', 'version', *CHANGED[act], *COMPUTED))})"
    for act, move in MOVES.items()
    for before, after in move.to.items()
)

# Invoker's rights, for every role: the table of moves, the side that makes the move, and what it leaves alone. Sending
# and completing open the referral for one more projection, until it is added or the transaction ends.
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
        IF OLD.recipient_post_id = app_post() OR doing = 'referent' AND OLD.recipient_id = app_signatory() THEN
            sides := sides || '{Side.RECIPIENT}'::text;
        END IF;
    ELSIF doing = 'machine' AND current_user = '{WORKER}' THEN
        sides := sides || '{Side.CLOCK}'::text;
    END IF;
    SELECT act INTO made FROM (VALUES
        {MOVES_IN_SQL}
    ) AS move(act, side, was, becomes, changed)
        WHERE NEW.version = OLD.version + 1 AND NEW.field_sets @> OLD.field_sets
        AND side = ANY (sides) AND was = OLD.state AND becomes = NEW.state
        AND CASE WHEN side = '{Side.CLOCK}' THEN OLD.until < app_today()
            ELSE OLD.until >= app_today() OR act = '{Act.WITHDRAW}' AND OLD.state = '{ReferralState.DRAFT}' END
        AND to_jsonb(NEW) - changed = to_jsonb(OLD) - changed;
    IF FOUND THEN
        PERFORM set_config('app.opened', CASE WHEN {one_of("made", DISCLOSING)} THEN OLD.id::text ELSE '' END, true);
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'referral % is % and does not become %: no such move here', OLD.id, OLD.state, NEW.state
        USING ERRCODE = 'insufficient_privilege';
END $$"""

# Invoker's rights: who adds is the sender, who sees every projection of the referral, and has just moved it.
NUMBER = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.referral_id IS DISTINCT FROM referrals_opened() THEN
        RAISE EXCEPTION 'referral % was neither sent nor completed for this projection', NEW.referral_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.opened', '', true);
    IF NEW.number = (SELECT count(*) + 1 FROM referrals_disclosure WHERE referral_id = NEW.referral_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'projection % of referral % does not follow the last one', NEW.number, NEW.referral_id
        USING ERRCODE = 'insufficient_privilege';
END $$"""

# With the owner's rights, since the one who answers sees no fact: the line is written, and nothing is told back. The
# referral is still looked up as the acting person: who sent it tells that it was passed on, who answered that.
FOLLOW = f"""RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO incidents_followup (id, incident_id, event, at)
    SELECT gen_random_uuid(), incident_id, told, moment FROM referrals_referredincident
    WHERE referral_id = referral AND EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral
        AND (told = 'passed_on' AND r.state = '{ReferralState.SENT}' AND {SENT}
            OR told = 'answered' AND r.state = '{ReferralState.ANSWERED}' AND {RECEIVED}))
$$"""

# What hangs on a house, or on one of its posts: numbers alone, for the house's own people who keep its posts, whatever
# rows they see. An administrator counts no cases. The facts to sort are the house's; of one post they are told when it
# is the last one of a référent.
KEEPS_HOUSE = f"({one_of('former', ANSWERING_FUNCTIONS)} AND house = app_signatory())"
NO_OTHER_REFERENT = (
    f"(SELECT p.function = '{Does.REFERENT}' AND NOT EXISTS (SELECT FROM correspondents_post o WHERE o.id <> p.id"
    " AND o.signatory_id = house AND o.function = p.function AND o.closed_on IS NULL)"
    " FROM correspondents_post p WHERE p.id = post)"
)


def _counted_at(side: str) -> str:
    waits = f"r.due_rank = {DueRank.WAITING.value} AND r.until >= app_today()"
    of = f"r.{side}_id = house AND (post IS NULL OR r.{side}_post_id = post)"
    return f"(SELECT count(*) FROM referrals_referral r WHERE {of} AND {waits})"


HANGING = as_machine(
    "TABLE(received bigint, sent bigint, facts bigint)",
    f"SELECT {_counted_at('recipient')}, {_counted_at('sender')},"
    f" CASE WHEN post IS NULL OR {NO_OTHER_REFERENT} THEN (SELECT count(*) FROM incidents_incident i"
    f" WHERE i.landlord_id = house AND i.state = '{IncidentState.FILED}') ELSE 0 END"
    f" WHERE {KEEPS_HOUSE} AND (post IS NULL OR EXISTS (SELECT FROM correspondents_post p"
    " WHERE p.id = post AND p.signatory_id = house))",
)

# What a partner drew on stays readable when a competence moves; the residence's wall asks for it here.
DRAWN_ON = as_machine(
    "SETOF uuid", "SELECT residence_id FROM referrals_referralsource WHERE owner_post_id = app_post()"
)

FUNCTIONS = (
    *delay_walls.FUNCTIONS,
    setting("referrals_opened", "opened", "uuid"),
    Function("referrals_drawn_on()", DRAWN_ON),
    Function("referrals_hanging(house uuid, post uuid)", HANGING),
    Function("referrals_keep_referral()", KEEP),
    Function("referrals_number_disclosure()", NUMBER),
    Function("referrals_follow(referral uuid, told text, moment timestamptz)", FOLLOW),
)

TRIGGERS = (
    *delay_walls.TRIGGERS,
    Trigger(
        "referrals_keep_referral",
        "BEFORE UPDATE",
        "referrals_referral",
        "FOR EACH ROW EXECUTE FUNCTION referrals_keep_referral()",
    ),
    Trigger(
        "referrals_number_disclosure",
        "BEFORE INSERT",
        "referrals_disclosure",
        "FOR EACH ROW EXECUTE FUNCTION referrals_number_disclosure()",
    ),
)

FACT_OF_SENDER = (
    "(SELECT true FROM incidents_incident i WHERE i.id = incident_id AND i.landlord_id = (SELECT app_signatory()))"
)
IN_DRAFT = of_referral(f"{SENT} AND r.state = '{ReferralState.DRAFT}'")
BEING_COMPLETED = "referral_id = (SELECT referrals_opened())"
OPEN_TO_SENDER = of_referral(f"{SENT} AND {one_of('r.state', WAITING)} AND {RUNNING}")
OWN_SOURCE = f"owner_id = {SIGNATORY} AND " + case_of(
    FUNCTION, {("referent",): "true", INBOX_FUNCTIONS: f"owner_post_id = {POST}"}
)
OF_OWN_DISCLOSURE = (
    f"(SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id AND {of_referral(SENT, key='d.referral_id')})"
)
SOURCE_SEEN = (
    f"owner_post_id = {POST}"
    " AND (SELECT true FROM territory_residence s WHERE s.id = residence_id AND s.commune_id = commune_id)"
    " AND (situation_id IS NULL OR (SELECT true FROM incidents_situation s WHERE s.id = situation_id))"
    " AND (complaint_id IS NULL OR (SELECT true FROM incidents_complaint c WHERE c.id = complaint_id))"
)
POST_OF_RECIPIENT = (
    "(SELECT true FROM correspondents_post p WHERE p.id = r.recipient_post_id"
    " AND p.group_id = referrals_referralgroupobjectpermission.group_id)"
)
RULE_KEPT = (
    f"{BY_ADMINISTRATOR} AND (SELECT true FROM referrals_subjectrule r"
    f" WHERE r.id = subjectrule_id AND r.convention_id = {CONVENTION})"
)
KEPT_HERE = f"{BY_ADMINISTRATOR} AND convention_id = {CONVENTION}"
ONE_PERMISSION = (
    "permission_id = (SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id"
    " WHERE p.codename = 'view_referral' AND t.app_label = 'referrals')"
)

WALLS = (
    Wall(
        "referrals_referral",
        (
            Policy("sent", "SELECT", SENT),
            Policy("received", "SELECT", RECEIVED),
            Policy("prepared", "INSERT", DRAFT_OF_ONESELF),
            Policy("moved", "UPDATE", f"{BY_WHO_ANSWERS} AND ({SENT} OR {RECEIVED})"),
        ),
        app="SELECT, INSERT, UPDATE",
        worker="SELECT, UPDATE",
    ),
    Wall(
        "referrals_delaycount",
        (
            Policy("read", "SELECT", f"sender_id = {SIGNATORY} AND {FUNCTION} = 'referent'"),
            Policy("counted", "ALL", "true", role=OWNER),
        ),
        app="SELECT",
        worker="SELECT",
    ),
    Wall(
        "referrals_referralsource",
        (
            Policy("kept", "SELECT", OWN_SOURCE),
            Policy("drawn_on", "INSERT", f"{BY_WHO_ANSWERS} AND {OWN_SOURCE} AND {SOURCE_SEEN} AND {IN_DRAFT}"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "referrals_referredincident",
        (
            Policy("followed", "SELECT", "(SELECT true FROM incidents_incident i WHERE i.id = incident_id)"),
            Policy(
                "noted",
                "INSERT",
                f"{FACT_OF_SENDER} AND {BY_WHO_ANSWERS} AND ({IN_DRAFT} OR {BEING_COMPLETED} AND {OPEN_TO_SENDER})",
            ),
            Policy("told", "SELECT", of_referral(), role=OWNER),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "referrals_disclosure",
        (
            # What one sent is kept; what one received is read while it lives. One policy: two are planned twice.
            Policy(
                "read",
                "SELECT",
                of_referral(f"({SENT} OR {RECEIVED} AND {one_of('state', LIVE)} AND {RUNNING} AND {READABLE})"),
            ),
            Policy("frozen", "INSERT", f"{BY_WHO_ANSWERS} AND {OPEN_TO_SENDER}"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # The sender's own, only with a disclosure of what it sent itself; never changed.
    Wall(
        "referrals_disclosuresource",
        (
            Policy("kept", "SELECT", OWN_SOURCE),
            Policy("noted", "INSERT", f"{BY_WHO_ANSWERS} AND {OWN_SOURCE} AND {OF_OWN_DISCLOSURE}"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "referrals_disclosednumber",
        (
            Policy("read", "SELECT", "(SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id)"),
            Policy("noted", "INSERT", f"{BY_WHO_ANSWERS} AND {OF_OWN_DISCLOSURE}"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "referrals_answer",
        (
            Policy("read", "SELECT", of_referral()),
            Policy(
                "given",
                "INSERT",
                f"{BY_WHO_ANSWERS} AND designation_id = {DESIGNATION}"
                " AND " + of_referral(f"{RECEIVED} AND state = '{ReferralState.ANSWERED}' AND {RUNNING}"),
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "referrals_referralgroupobjectpermission",
        (
            Policy("own", "SELECT", f"group_id = {GROUP} OR {of_referral(key='content_object_id')}"),
            Policy(
                "derived",
                "INSERT",
                f"{BY_WHO_ANSWERS} AND {ONE_PERMISSION} AND "
                + of_referral(
                    f"{SENT} AND r.state = '{ReferralState.SENT}' AND {POST_OF_RECIPIENT}", "content_object_id"
                ),
            ),
            Policy("revoked", "DELETE", of_referral(one_of("r.state", ENDED), "content_object_id")),
        ),
        app="SELECT, INSERT, DELETE",
        worker="SELECT, DELETE",
    ),
    # A convention's own lines of the table of subjects, and the texts that they rest on.
    Wall(
        "referrals_subjectrule",
        (
            READ_BY_ALL,
            Policy("decided", "INSERT", KEPT_HERE),
            Policy("changed", "UPDATE", KEPT_HERE),
            Policy("restored", "DELETE", KEPT_HERE),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (sender_kinds, recipient_kinds, minimum, usual, needs_precision)",
        worker="SELECT",
    ),
    Wall(
        "referrals_subjectrule_bases",
        (READ_BY_ALL, Policy("cited", "INSERT", RULE_KEPT), Policy("cited_no_more", "DELETE", RULE_KEPT)),
        app="SELECT, INSERT, DELETE",
        worker="SELECT",
    ),
)

OPENED = (
    (
        "territory_residence",
        Policy("drawn_on", "SELECT", case_of(KIND, {STATE_PARTNERS: "id IN (SELECT referrals_drawn_on())"})),
    ),
)

RIGHTS = (
    Rights("referrals_legalbasis", "the texts that screens and papers cite, public", app="SELECT", worker="SELECT"),
    Rights(
        "referrals_subject", "what may be asked, of whom: shown in every share sheet", app="SELECT", worker="SELECT"
    ),
    Rights("referrals_subject_bases", "which texts a subject rests on", app="SELECT", worker="SELECT"),
)
