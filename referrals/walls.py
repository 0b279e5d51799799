"""The walls of what crosses between signatories, with the rules of `permissions` and `lifecycle`."""

from acting.enums import ANSWERING_FUNCTIONS, INBOX_FUNCTIONS
from acting.walls import (
    FUNCTION,
    GROUP,
    OWNER,
    POST,
    SIGNATORY,
    TODAY,
    Function,
    Policy,
    Trigger,
    Wall,
    function_in,
    one_of,
)
from referrals.lifecycle import ENDED, LIVE

BY_REFERENT = f"{FUNCTION} = 'referent'"
BY_PARTNER = function_in(INBOX_FUNCTIONS)
BY_WHO_ANSWERS = function_in(ANSWERING_FUNCTIONS)
SENT = f"({BY_REFERENT} AND sender_id = {SIGNATORY} OR {BY_PARTNER} AND sender_post_id = {POST})"
RECEIVED = (
    f"(sent_at IS NOT NULL AND ({BY_REFERENT} AND recipient_id = {SIGNATORY}"
    f" OR {BY_PARTNER} AND recipient_post_id = {POST}))"
)
RUNNING = f"{one_of('state', LIVE)} AND until >= {TODAY}"
REFERRALS_GRANTED = (
    "SELECT content_object_id FROM referrals_referralgroupobjectpermission g"
    f" JOIN auth_permission p ON p.id = g.permission_id WHERE g.group_id = {GROUP} AND p.codename = 'view_referral'"
)
READABLE = f"(id IN ({REFERRALS_GRANTED}) OR {BY_REFERENT} AND recipient_id = {SIGNATORY})"

OWN_SOURCE = f"owner_id = {SIGNATORY} AND ({BY_REFERENT} OR {BY_PARTNER} AND owner_post_id = {POST})"


def of_referral(rule: str = "true", key: str = "referral_id") -> str:
    """The row's referral is seen by the actor, and `rule` holds. Correlated: never the whole visible set."""
    return f"EXISTS (SELECT FROM referrals_referral r WHERE r.id = {key} AND {rule})"


OF_OWN_DISCLOSURE = f"EXISTS (SELECT FROM referrals_disclosure d WHERE d.id = disclosure_id AND {of_referral(SENT)})"

FIXED = (
    "id",
    "sender_id",
    "sender_post_id",
    "sender_designation_id",
    "recipient_id",
    "recipient_post_id",
    "recipient_designation_id",
    "subject_id",
    "basis_id",
    "until",
    "reference",
    "created_at",
    "sent_at",
    "submission",
)

# Invoker's rights, for every role: the worker, too, only writes down an end.
KEEP = f"""RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {one_of("OLD.state", ENDED)} THEN
        RAISE EXCEPTION 'referral % has ended', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.sent_at IS NULL THEN RETURN NEW; END IF;
    IF ROW({", ".join(f"NEW.{name}" for name in FIXED)})
        IS DISTINCT FROM ROW({", ".join(f"OLD.{name}" for name in FIXED)}) OR NEW.state = 'draft' THEN
        RAISE EXCEPTION 'referral % was sent and stays as it was', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.field_sets IS DISTINCT FROM OLD.field_sets AND NOT coalesce(
        NEW.field_sets @> OLD.field_sets AND (
            app_function() = 'referent' AND OLD.sender_id = app_signatory()
            OR app_function() IN ('correspondant', 'magistrat') AND OLD.sender_post_id = app_post()), false) THEN
        RAISE EXCEPTION 'only its sender adds to referral %', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""

# With the owner's rights, since the one who answers sees no fact: the line is written, and nothing is told back. The
# referral is still looked up as the acting person, who must see it.
FOLLOW = """RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO incidents_followup (id, incident_id, event, at)
    SELECT gen_random_uuid(), incident_id, told, moment FROM referrals_referredincident WHERE referral_id = referral
$$"""

FUNCTIONS = (
    Function("referrals_keep_referral()", KEEP),
    Function("referrals_follow(referral uuid, told text, moment timestamptz)", FOLLOW),
)

TRIGGERS = (
    Trigger(
        "referrals_keep_referral",
        "BEFORE UPDATE",
        "referrals_referral",
        "FOR EACH ROW EXECUTE FUNCTION referrals_keep_referral()",
    ),
)

WALLS = (
    Wall(
        "referrals_referral",
        (
            Policy("sent", "SELECT", SENT),
            Policy("received", "SELECT", RECEIVED),
            Policy("prepared", "INSERT", SENT),
            Policy("moved", "UPDATE", f"{BY_WHO_ANSWERS} AND ({SENT} OR {RECEIVED})"),
        ),
    ),
    Wall(
        "referrals_referralsource",
        (Policy("kept", "ALL", OWN_SOURCE),),
    ),
    Wall(
        "referrals_referredincident",
        (
            Policy("followed", "SELECT", "EXISTS (SELECT FROM incidents_incident i WHERE i.id = incident_id)"),
            Policy(
                "noted",
                "INSERT",
                f"EXISTS (SELECT FROM incidents_incident i WHERE i.id = incident_id) AND {of_referral(SENT)}",
            ),
            Policy("told", "SELECT", of_referral(), role=OWNER),
        ),
    ),
    Wall(
        "referrals_disclosure",
        (
            Policy("kept", "SELECT", of_referral(SENT)),
            Policy("read", "SELECT", of_referral(f"{RECEIVED} AND {RUNNING} AND {READABLE}")),
            Policy("frozen", "INSERT", of_referral(SENT)),
        ),
    ),
    # The sender's own, and only with a disclosure of what it sent itself; never changed.
    Wall(
        "referrals_disclosuresource",
        (
            Policy("kept", "SELECT", OWN_SOURCE),
            Policy("noted", "INSERT", f"{OWN_SOURCE} AND {OF_OWN_DISCLOSURE}"),
        ),
        app="SELECT, INSERT",
    ),
    Wall(
        "referrals_disclosednumber",
        (
            Policy("read", "SELECT", "(SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id)"),
            Policy(
                "noted",
                "INSERT",
                "(SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id"
                f" AND {of_referral(SENT, key='d.referral_id')})",
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT, INSERT, DELETE",
    ),
    Wall(
        "referrals_answer",
        (
            Policy("read", "SELECT", of_referral()),
            Policy("given", "INSERT", f"{BY_WHO_ANSWERS} AND {of_referral(f'{RECEIVED} AND {RUNNING}')}"),
        ),
    ),
    Wall(
        "referrals_referralgroupobjectpermission",
        (
            Policy("own", "SELECT", f"group_id = {GROUP} OR {of_referral(key='content_object_id')}"),
            Policy("granted", "INSERT", of_referral(SENT, key="content_object_id")),
            Policy("revoked", "DELETE", of_referral(key="content_object_id")),
        ),
    ),
)
