"""The words of what was frozen: who reads them, and the triggers that keep them.

They are drawn from the disclosure, never from the landlord's live fact, and neither from the persons whom it names nor
from the contact that goes with it.
"""

from acting.enums import INBOX_FUNCTIONS
from acting.walls import FUNCTION, OWNER, POST, SIGNATORY, Function, Policy, Trigger, Wall, case_of, one_of
from referrals.asked_pieces import ASKED_IN_WORDS
from referrals.lifecycle import ENDED, LIVE
from signatories.enums import SignatoryKind

FROZEN_WORDS = (
    "$.commune.name",
    "$.precision",
    "$.facts[*].text",
    "$.facts[*].category",
    "$.place.residence",
    "$.place.address",
    "$.place.spots[*].*",
    "$.complaint.service",
    "$.complaint.pv_number",
    "$.complaint.prosecution_number",
    "$.steps[*].step",
    "$.attachments[*].caption",
    *(f"$.asked.{name}" for name in ASKED_IN_WORDS),
)
PATHS = ", ".join(f"'{path}'::jsonpath" for path in FROZEN_WORDS)
SAID = (
    f"SELECT string_agg(said #>> '{{}}', ' ') FROM unnest(ARRAY[{PATHS}]) path, jsonb_path_query(d.content, path) said"
)
NUMBERS = "SELECT string_agg(n.key, ' ') FROM referrals_disclosednumber n WHERE n.disclosure_id = d.id"


def _box(side: str) -> str:
    return f"CASE {side}.kind WHEN '{SignatoryKind.LANDLORD}' THEN r.{side}_id ELSE r.{side}_post_id END"


FRESH = f"""SELECT box, unnest(app_stems(text)), sent_at, referral_id, id FROM (
    SELECT unnest(ARRAY[{_box("sender")}, CASE WHEN {one_of("r.state", LIVE)} THEN {_box("recipient")} END]) AS box,
        r.sent_at, d.referral_id, d.id, concat_ws(' ', r.reference, s.label,
            sender.short_name, recipient.short_name, ({SAID}), ({NUMBERS})) AS text
    FROM referrals_disclosure d JOIN referrals_referral r ON r.id = d.referral_id
    JOIN referrals_subject s ON s.code = r.subject_id
    JOIN signatories_signatory sender ON sender.id = r.sender_id
    JOIN signatories_signatory recipient ON recipient.id = r.recipient_id
    WHERE d.id = ANY (disclosures)) AS frozen WHERE box IS NOT NULL"""
AS_MACHINE = """LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    former text := coalesce(current_setting('app.function', true), '');
BEGIN
    PERFORM set_config('app.function', 'machine', true);
    {done};
    PERFORM set_config('app.function', former, true);
    {returned}
END $$"""
INDEX = "RETURNS void " + AS_MACHINE.format(
    done="DELETE FROM referrals_referralword WHERE disclosure_id = ANY (disclosures);"
    f" INSERT INTO referrals_referralword (box, word, at, object_id, disclosure_id) {FRESH}",
    returned="",
)
FROZEN = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM referrals_index_words(ARRAY(SELECT id FROM changed));
    RETURN NULL;
END $$"""
NUMBERED = FROZEN.replace("SELECT id", "SELECT DISTINCT disclosure_id")
# What the recipient reads no more it finds no more, from the same moment; the sender keeps what it sent.
OVER = "RETURNS trigger " + AS_MACHINE.format(
    done="DELETE FROM referrals_referralword"
    " WHERE object_id = NEW.id AND box IN (NEW.recipient_id, NEW.recipient_post_id)",
    returned="RETURN NULL;",
)

FUNCTIONS = (
    Function("referrals_index_words(disclosures uuid[])", INDEX),
    Function("referrals_words_frozen()", FROZEN),
    Function("referrals_words_numbered()", NUMBERED),
    Function("referrals_words_over()", OVER),
)


def _followed(table: str, act: str, function: str) -> Trigger:
    rows = "OLD" if act == "DELETE" else "NEW"
    body = f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION referrals_words_{function}()"
    return Trigger(f"{table}_words_{act.lower()}", f"AFTER {act}", table, body)


TRIGGERS = (
    *(_followed("referrals_disclosure", act, "frozen") for act in ("INSERT", "UPDATE", "DELETE")),
    _followed("referrals_disclosednumber", "INSERT", "numbered"),
    Trigger(
        "referrals_referral_words_over",
        "AFTER UPDATE",
        "referrals_referral",
        f"FOR EACH ROW WHEN ({one_of('NEW.state', ENDED)} AND NOT {one_of('OLD.state', ENDED)})"
        " EXECUTE FUNCTION referrals_words_over()",
    ),
)

# Of the own box, as long as the disclosure is read.
WALLS = (
    Wall(
        "referrals_referralword",
        (
            Policy(
                "read",
                "SELECT",
                case_of(FUNCTION, {("referent",): f"box = {SIGNATORY}", INBOX_FUNCTIONS: f"box = {POST}"})
                + " AND (SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id)",
            ),
            Policy("kept", "ALL", "true", role=OWNER),
        ),
        app="SELECT",
        worker="SELECT",
    ),
)
