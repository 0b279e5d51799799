"""A referral once sent stays what was sent, its end is the end; and policies as narrow as the rules of the portal."""

from django.db import migrations

FUNCTION = "(SELECT app_function())"
INBOX = f"{FUNCTION} IN ('correspondant', 'magistrat', 'preparateur')"
ANSWERING = f"{FUNCTION} IN ('correspondant', 'magistrat', 'referent')"
SENT = f"({FUNCTION} = 'referent' AND sender_id = (SELECT app_signatory()) OR {INBOX} AND sender_post_id = (SELECT app_post()))"
RECEIVED = (
    f"(sent_at IS NOT NULL AND ({FUNCTION} = 'referent' AND recipient_id = (SELECT app_signatory())"
    f" OR {INBOX} AND recipient_post_id = (SELECT app_post())))"
)
LIVE = "state IN ('sent', 'acknowledged', 'in_progress', 'answered') AND until >= (SELECT app_today())"
RECEIVED_REFERRALS = f"SELECT id FROM incidents_referral WHERE {RECEIVED}"
OF_STAFF = "landlord_id = (SELECT app_signatory()) AND (SELECT app_function()) IN ('gardien', 'referent') AND filed_by_id = (SELECT app_user())"
OWN_ESTATE = "residence_id IN (SELECT id FROM signatories_residence WHERE landlord_id = (SELECT app_signatory()))"

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
GUARD = f"""
CREATE FUNCTION incidents_keep_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('closed', 'refused', 'withdrawn', 'expired') THEN
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
END $$;

CREATE TRIGGER incidents_keep_referral BEFORE UPDATE ON incidents_referral
    FOR EACH ROW EXECUTE FUNCTION incidents_keep_referral();
"""
NO_GUARD = """
DROP TRIGGER incidents_keep_referral ON incidents_referral;
DROP FUNCTION incidents_keep_referral();
"""


def moved(rule: str) -> str:
    return f"ALTER POLICY moved ON incidents_referral USING ({rule}) WITH CHECK ({rule});"


def checked(name: str, table: str, rule: str) -> str:
    return f"ALTER POLICY {name} ON {table} WITH CHECK ({rule});"


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0004_subject_rules"),
    ]

    operations = [
        migrations.RunSQL(GUARD, NO_GUARD),
        migrations.RunSQL(moved(f"{ANSWERING} AND ({SENT} OR {RECEIVED})"), moved(f"{SENT} OR {RECEIVED}")),
        migrations.RunSQL(
            checked("given", "incidents_answer", f"{ANSWERING} AND referral_id IN ({RECEIVED_REFERRALS} AND {LIVE})"),
            checked("given", "incidents_answer", f"referral_id IN ({RECEIVED_REFERRALS})"),
        ),
        migrations.RunSQL(
            checked("filed", "incidents_incident", f"{OF_STAFF} AND {OWN_ESTATE}"),
            checked("filed", "incidents_incident", OF_STAFF),
        ),
    ]
