"""The walls of posts and absences: what a post may cover, when it is closed, how long somebody is away."""

from acting.enums import Function as Does
from acting.walls import APP, TODAY, Function, Trigger, as_machine, one_of, only
from correspondents.absence_rules import ANNOUNCED_BACK, LONGEST
from correspondents.enums import POST_FUNCTIONS
from correspondents.naming import MAILBOX_RESTS
from signatories.enums import STATE_PARTNERS

FUNCTIONS_OF_KINDS = ", ".join(
    f"('{kind}', '{function}')" for kind, functions in POST_FUNCTIONS.items() for function in functions
)
FIT_FUNCTION = (
    "(SELECT true FROM signatories_signatory s"
    f" WHERE s.id = signatory_id AND (s.kind, function) IN ({FUNCTIONS_OF_KINDS}))"
)
OWN_ESTATE = (
    "(SELECT true FROM territory_residence r JOIN correspondents_post p ON p.signatory_id = r.landlord_id"
    f" WHERE r.id = residence_id AND p.id = post_id AND p.function = '{Does.GARDIEN}')"
)
# As `territory_of`: a state partner's communes are those that it is competent for, when it is for any.
OWN_TERRITORY = (
    "(SELECT true FROM correspondents_post p JOIN signatories_signatory s ON s.id = p.signatory_id"
    " JOIN territory_commune c ON c.code = commune_id AND c.convention_id = s.convention_id WHERE p.id = post_id"
    f" AND ({one_of('s.kind', STATE_PARTNERS)} IS FALSE"
    " OR NOT EXISTS (SELECT FROM territory_competence t WHERE t.signatory_id = s.id)"
    " OR EXISTS (SELECT FROM territory_competence t WHERE t.signatory_id = s.id AND t.commune_id = c.code)))"
)

STOOD_IN = (
    "(stand_in_id IS NULL OR (SELECT true FROM correspondents_designation d JOIN correspondents_designation s"
    " ON s.post_id = d.post_id AND s.id <> d.id WHERE d.id = designation_id AND s.id = stand_in_id))"
)
WITHIN_A_YEAR = f"starts_on >= {TODAY} - {ANNOUNCED_BACK.days} AND ends_on <= starts_on + {LONGEST.days}"

# "À vérifier" follows from the competences that a perimeter rests on, whoever changes which of the two.
MARK = """RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    former text := coalesce(current_setting('app.function', true), '');
BEGIN
    PERFORM set_config('app.function', 'machine', true);
    UPDATE correspondents_post p SET to_verify = NOT p.to_verify WHERE p.to_verify <> EXISTS (
        SELECT FROM correspondents_post_communes m JOIN territory_competence c ON c.commune_id = m.commune_id
        WHERE m.post_id = p.id AND c.signatory_id = p.signatory_id AND c.to_verify);
    PERFORM set_config('app.function', former, true);
    RETURN NULL;
END $$"""
MARKING = "FOR EACH STATEMENT EXECUTE FUNCTION correspondents_mark_posts()"

# Whether anybody is still named there from the next day on.
IS_HELD = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM correspondents_designation d"
    " WHERE d.post_id = post AND d.ended_at IS NULL AND (d.ends_on IS NULL OR d.ends_on > day))",
)

# Whoever writes a signatory's official mailbox: the page, SQL, an installation. Told by `tell_of_mailboxes`.
NOTE_MAILBOX = """RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    former text := coalesce(current_setting('app.function', true), '');
    before text := CASE TG_OP WHEN 'UPDATE' THEN OLD.mailbox ELSE '' END;
BEGIN
    IF NEW.mailbox <> before THEN
        PERFORM set_config('app.function', 'machine', true);
        INSERT INTO correspondents_mailboxchange (id, signatory_id, former, changed_by, changed_at)
            VALUES (gen_random_uuid(), NEW.id, before, app_user(), coalesce(app_now(), now()));
        PERFORM set_config('app.function', former, true);
    END IF;
    RETURN NULL;
END $$"""
# Whether one of these people wrote it lately.
WROTE_MAILBOX = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM correspondents_mailboxchange m WHERE m.signatory_id = owner"
    f" AND m.changed_by = ANY (voices) AND m.changed_at > day - {MAILBOX_RESTS.days})",
)

FUNCTIONS = (
    Function("correspondents_note_mailbox()", NOTE_MAILBOX),
    Function("correspondents_wrote_mailbox(owner uuid, voices uuid[], day date)", WROTE_MAILBOX),
    Function("correspondents_mark_posts()", MARK),
    Function("correspondents_is_held(post uuid, day date)", IS_HELD),
)

TRIGGERS = (
    Trigger(
        "correspondents_mailbox_noted",
        "AFTER INSERT OR UPDATE",
        "signatories_signatory",
        "FOR EACH ROW EXECUTE FUNCTION correspondents_note_mailbox()",
    ),
    only(
        "correspondents_post",
        "correspondents_post_closed_only",
        f"current_user = '{APP}' AND NEW.closed_on IS DISTINCT FROM OLD.closed_on AND NEW.closed_on IS NOT NULL"
        " AND (NEW.closed_on <> app_today() OR correspondents_is_held(NEW.id, app_today()))",
        "label",
    ),
    only(
        "correspondents_absence",
        "correspondents_absence_shortened_only",
        f"current_user = '{APP}' AND NEW.ends_on > OLD.ends_on",
        "stand_in_id",
    ),
    Trigger("correspondents_mark_by_competence", "AFTER INSERT OR UPDATE OR DELETE", "territory_competence", MARKING),
    Trigger("correspondents_mark_by_perimeter", "AFTER INSERT OR DELETE", "correspondents_post_communes", MARKING),
)
