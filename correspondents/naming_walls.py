"""The three voices of a designation as the database knows them, with the rules of `naming`; `walls` builds them in."""

from acting.enums import Function as Does
from acting.walls import APP, FUNCTION, SIGNATORY, TODAY, USER, Function, as_machine, one_of, only
from correspondents.enums import DesignationRole
from correspondents.naming import CASE_FUNCTIONS, FARTHEST_BACK, OUTSIDERS, SPEAKING

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
# Whether somebody of the signatory can agree on that day.
IS_ANSWERED = as_machine(
    "boolean",
    f"SELECT EXISTS (SELECT {RUNNING} AND p.signatory_id = owner AND {one_of('p.function', SPEAKING)}"
    f" AND d.role <> '{DesignationRole.PREPARATEUR}')",
)
# Who is told of a naming at the post: its holders, and who protects the data of its signatory.
CONCERNED = as_machine(
    "SETOF uuid",
    f"SELECT DISTINCT d.user_id {RUNNING} AND (p.id = post OR p.function = '{Does.DPO}' AND p.signatory_id ="
    " (SELECT o.signatory_id FROM correspondents_post o WHERE o.id = post))",
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
        END FROM correspondents_post p WHERE p.id = named.post_id);
END $$"""
# Of a post that reads cases: whether its person serves another signatory already. Of the own rows alone.
SERVES_ELSEWHERE = f"""RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM correspondents_post here, correspondents_designation d
        JOIN correspondents_post p ON p.id = d.post_id
        WHERE here.id = post AND {one_of("here.function", CASE_FUNCTIONS)} AND p.signatory_id <> here.signatory_id
        AND d.user_id = app_user() AND d.accepted_at IS NOT NULL AND d.ended_at IS NULL
        AND (d.ends_on IS NULL OR d.ends_on >= app_today()));
END $$"""

FUNCTIONS = (
    Function("correspondents_concerned(post uuid, day date)", CONCERNED),
    Function("correspondents_is_answered(owner uuid, day date)", IS_ANSWERED),
    Function("correspondents_may_agree(named correspondents_designation)", MAY_AGREE),
    Function("correspondents_serves_elsewhere(post uuid)", SERVES_ELSEWHERE),
)

DESIGNATION = "correspondents_designation"
BY_THE_PERSON = f"current_user = '{APP}' AND app_function() IS NULL AND OLD.user_id = app_user()"
WORDS = ("named_first_name", "named_last_name", "named_phone", "search_named")
LASTING = ("ends_on", "ended_at", "confirmed_on", "warned_on", "suspended_on")
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
        f"{BY_THE_PERSON} AND NEW.accepted_at IS DISTINCT FROM OLD.accepted_at"
        " AND correspondents_serves_elsewhere(NEW.post_id)",
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
        f"current_user = '{APP}' AND app_function() IS NOT NULL",
        *(*LASTING, *WORDS, "agreed_by_id", "agreed_at", "starts_on"),
    ),
    only(
        DESIGNATION,
        "correspondents_designation_agreed_only",
        f"current_user = '{APP}' AND (OLD.agreed_at, OLD.agreed_by_id) IS DISTINCT FROM (NEW.agreed_at,"
        " NEW.agreed_by_id) AND (OLD.agreed_at IS NOT NULL OR correspondents_may_agree(NEW) IS NOT TRUE)",
        *LASTING,
    ),
    # What somebody gains never reaches back, and what was ended on the spot stays so.
    only(
        DESIGNATION,
        "correspondents_designation_onward_only",
        f"current_user = '{APP}' AND (NEW.starts_on < OLD.starts_on OR OLD.ended_at IS NOT NULL)",
        "replaces_id",
    ),
)
