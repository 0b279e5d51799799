"""The three voices of a designation as the database knows them, with the rules of `naming`; `walls` builds them in."""

from acting.enums import Function as Does
from acting.walls import APP, FUNCTION, SIGNATORY, TODAY, USER, Function, as_machine, one_of, only
from correspondents.enums import DesignationRole
from correspondents.naming import CASE_FUNCTIONS, FARTHEST_BACK, OUTSIDERS, SILENT_FOR, SPEAKING
from journal.verbs import Verb

# A proposal says who makes it. The signatory's own people agree with it at once, others do not, and the person named
# is never among those who speak before.
OF_OWN_POST = f"(SELECT true FROM correspondents_post p WHERE p.id = post_id AND p.signatory_id = {SIGNATORY})"
PROPOSED = (
    f"user_id <> {USER} AND proposed_by_id = {USER} AND proposed_as = {FUNCTION}"
    f" AND starts_on >= {TODAY} - {FARTHEST_BACK.days} AND accepted_at IS NULL AND ended_at IS NULL"
    " AND CASE WHEN agreed_at IS NULL THEN agreed_by_id IS NULL"
    f" ELSE agreed_by_id = {USER} AND starts_on >= {TODAY} AND {OF_OWN_POST} END"
)
ANSWERED_BY_THE_PERSON = f"user_id = {USER} AND {FUNCTION} IS NULL"

RUNNING = (
    "FROM correspondents_designation d"
    " JOIN correspondents_post p ON p.id = d.post_id JOIN correspondents_user u ON u.id = d.user_id"
    " WHERE d.accepted_at IS NOT NULL AND d.ended_at IS NULL AND u.is_active"
    " AND d.starts_on <= day AND (d.ends_on IS NULL OR d.ends_on >= day)"
    " AND (d.suspended_on IS NULL OR d.suspended_on > day) AND (p.closed_on IS NULL OR p.closed_on > day)"
)
# Whether the signatory has a voice of its own: what others ended leaves it one.
IS_ANSWERED = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM correspondents_designation d JOIN correspondents_post p ON p.id = d.post_id"
    f" WHERE p.signatory_id = owner AND {one_of('p.function', SPEAKING)} AND d.accepted_at IS NOT NULL"
    f" AND d.role <> '{DesignationRole.PREPARATEUR}' AND CASE"
    " WHEN d.ended_at IS NOT NULL OR d.ends_on < day THEN d.ended_from_outside"
    f" ELSE d.starts_on <= day AND (d.suspended_on IS NULL OR d.suspended_on > day - {SILENT_FOR.days}) END)",
)
# Who is told of a naming at the post: its holders, and who protects the data of its signatory.
CONCERNED = as_machine(
    "SETOF uuid",
    f"SELECT DISTINCT d.user_id {RUNNING} AND (p.id = post OR p.function = '{Does.DPO}' AND p.signatory_id ="
    " (SELECT o.signatory_id FROM correspondents_post o WHERE o.id = post))",
)
# Whether the person put the own name right within a day: whom it concerns has been told.
RENAMED_LATELY = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM journal_entry e WHERE e.object_id = person"
    f" AND e.verb = '{Verb.ACCOUNT_CORRECTED}' AND e.at > app_now() - interval '1 day')",
)
# The second voice: the signatory's own people; where nobody answers, the outsider who did not propose.
MAY_AGREE = f"""RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT CASE
        WHEN app_user() IN (named.user_id, named.proposed_by_id) THEN false
        WHEN named.agreed_by_id IS DISTINCT FROM app_user() OR named.starts_on < app_today() THEN false
        WHEN p.signatory_id = app_signatory() THEN {one_of("app_function()", SPEAKING)}
        ELSE {one_of("app_function()", OUTSIDERS)} AND {one_of("named.proposed_as", OUTSIDERS)}
            AND named.proposed_as <> app_function() AND named.act_file_id IS NOT NULL
            AND NOT correspondents_is_answered(p.signatory_id, app_today())
            AND NOT correspondents_wrote_mailbox(
                p.signatory_id, ARRAY[app_user(), named.proposed_by_id], app_today())
        END FROM correspondents_post p WHERE p.id = named.post_id);
END $$"""
# Whether the person serves another signatory already, and one of the two posts reads cases. Of the own rows alone.
SERVES_ELSEWHERE = f"""RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM correspondents_post here, correspondents_designation d
        JOIN correspondents_post p ON p.id = d.post_id
        WHERE here.id = post AND p.signatory_id <> here.signatory_id
        AND ({one_of("here.function", CASE_FUNCTIONS)} OR {one_of("p.function", CASE_FUNCTIONS)})
        AND d.user_id = app_user() AND d.accepted_at IS NOT NULL AND d.ended_at IS NULL
        AND (d.ends_on IS NULL OR d.ends_on >= app_today()));
END $$"""

FUNCTIONS = (
    Function("correspondents_concerned(post uuid, day date)", CONCERNED),
    Function("correspondents_is_answered(owner uuid, day date)", IS_ANSWERED),
    Function("correspondents_renamed_lately(person uuid)", RENAMED_LATELY),
    Function("correspondents_may_agree(named correspondents_designation)", MAY_AGREE),
    Function("correspondents_serves_elsewhere(post uuid)", SERVES_ELSEWHERE),
)

DESIGNATION = "correspondents_designation"
BY_THE_WEB = f"current_user = '{APP}'"
BY_THE_PERSON = f"{BY_THE_WEB} AND app_function() IS NULL AND OLD.user_id = app_user()"
OF_OWN_HOUSE = "correspondents_is_of_house(NEW.post_id, app_signatory()) IS TRUE"
WORDS = ("named_first_name", "named_last_name", "named_phone", "search_named")
ENDS = ("ends_on", "ended_at", "ended_from_outside")
LASTING = (*ENDS, "confirmed_on", "warned_on", "suspended_on")
VOICES = ("agreed_by_id", "agreed_at", "accepted_at", "starts_on")


def changes(*columns: str) -> str:
    """Whether any of them does: `(OLD.a, OLD.b) IS DISTINCT FROM (NEW.a, NEW.b)`."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


TRIGGERS = (
    # The third voice is the person's, and says nothing else; the own name may be put right.
    only(
        DESIGNATION,
        "correspondents_designation_accepted_only",
        f"{BY_THE_PERSON} AND NEW.accepted_at IS NOT NULL",
        *("accepted_at", "starts_on", *WORDS),
    ),
    only(
        DESIGNATION,
        "correspondents_designation_elsewhere_only",
        f"{BY_THE_PERSON} AND {changes('accepted_at')} AND correspondents_serves_elsewhere(NEW.post_id)",
        *WORDS,
    ),
    only(
        DESIGNATION,
        "correspondents_designation_declined_only",
        f"{BY_THE_PERSON} AND NEW.accepted_at IS NULL",
        *("ended_at", *WORDS),
    ),
    only(
        DESIGNATION,
        "correspondents_designation_kept_only",
        f"{BY_THE_WEB} AND app_function() IS NOT NULL",
        *(*LASTING, *WORDS, "agreed_by_id", "agreed_at", "starts_on"),
    ),
    only(
        DESIGNATION,
        "correspondents_designation_agreed_only",
        f"{BY_THE_WEB} AND {changes('agreed_at', 'agreed_by_id')}"
        " AND (OLD.agreed_at IS NOT NULL OR correspondents_may_agree(NEW) IS NOT TRUE)",
        *LASTING,
    ),
    # What is over stays over, and no voice is unsaid.
    only(
        DESIGNATION,
        "correspondents_designation_over_only",
        f"{BY_THE_WEB} AND (OLD.ended_at IS NOT NULL OR OLD.ends_on < app_today())",
        *WORDS,
    ),
    only(
        DESIGNATION,
        "correspondents_designation_said_only",
        f"{BY_THE_WEB} AND OLD.accepted_at IS NOT NULL AND {changes(*VOICES)}",
        *(*LASTING, *WORDS),
    ),
    # The first day moves to the day of a voice that comes later, and never else: nothing that is gained reaches back.
    only(
        DESIGNATION,
        "correspondents_designation_onward_only",
        f"{BY_THE_WEB} AND OLD.starts_on <> NEW.starts_on AND (NEW.starts_on <> greatest(OLD.starts_on, app_today())"
        f" OR NOT {changes('agreed_at', 'accepted_at')})",
        *(*LASTING, *WORDS),
    ),
    # An end moves earlier, to yesterday at most, and says whose it is.
    only(
        DESIGNATION,
        "correspondents_designation_shortened_only",
        f"{BY_THE_WEB} AND {changes('ends_on')} AND (NEW.ends_on < app_today() - 1"
        " OR coalesce(NEW.ends_on > OLD.ends_on, NEW.ends_on IS NULL))",
        *(*VOICES, *WORDS),
    ),
    only(
        DESIGNATION,
        "correspondents_designation_ended_only",
        f"{BY_THE_WEB} AND {changes(*ENDS)}"
        f" AND NEW.ended_from_outside <> (app_function() IS NOT NULL AND NOT {OF_OWN_HOUSE})",
        *(*VOICES, *WORDS),
    ),
    # Confirmed today, which lifts the warning and the suspension; neither is the web's to give.
    only(
        DESIGNATION,
        "correspondents_designation_confirmed_only",
        f"{BY_THE_WEB} AND {changes('confirmed_on', 'warned_on', 'suspended_on')}"
        " AND (NEW.confirmed_on, NEW.warned_on, NEW.suspended_on) IS DISTINCT FROM (app_today(), NULL, NULL)",
        *(*ENDS, *VOICES, *WORDS),
    ),
    # A house puts its own words right, and the person the own name; not outsiders, who named for it.
    only(
        DESIGNATION,
        "correspondents_designation_worded_only",
        f"{BY_THE_WEB} AND app_function() IS NOT NULL AND {changes(*WORDS[:3])} AND NOT {OF_OWN_HOUSE}"
        " AND OLD.user_id IS DISTINCT FROM app_user()",
        *(*LASTING, *VOICES),
    ),
)
