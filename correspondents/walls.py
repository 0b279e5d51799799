"""The walls of people and posts: whom a page may name to somebody, and who names whom, with the rules of `permissions`.

Before anybody acts the portal must find out who comes in. A visitor is a person without a function: the own account,
the own designations with their posts, the own keys. Without any context one account is found, by the whole address that
was typed, and nothing else is.
"""

from acting.enums import ANSWERING_FUNCTIONS
from acting.enums import Function as Does
from acting.walls import (
    BY_ADMINISTRATOR,
    CONVENTION,
    FUNCTION,
    GROUP,
    READ_BY_ALL,
    SIGNATORY,
    TODAY,
    USER,
    Function,
    Policy,
    Rights,
    Wall,
    as_machine,
    case_of,
    function_in,
    setting,
)
from correspondents import account_walls, due_walls, mail_walls, naming_walls, post_walls
from correspondents.mail_walls import BESIDE_CASES, BY_NAMERS, STUCK
from correspondents.naming import POST_KEEPERS
from signatories.enums import SignatoryKind

NOBODY_YET = f"{FUNCTION} IS NULL AND {USER} IS NULL"
OF_CONVENTION = f"signatory_id IN (SELECT s.id FROM signatories_signatory s WHERE s.convention_id = {CONVENTION})"
OF_A_PARTY = (
    f"(SELECT true FROM signatories_signatory s WHERE s.id = signatory_id AND s.kind <> '{SignatoryKind.OPERATOR}')"
)

# A caretaker whom partners can name is a caretaker whom somebody can threaten. A visitor finds out where it is named.
SEES_POST = (
    f"CASE WHEN {FUNCTION} IS NULL THEN id IN (SELECT correspondents_own_posts()) ELSE {OF_CONVENTION} AND"
    f" (function <> '{Does.GARDIEN}' OR signatory_id = {SIGNATORY} OR {FUNCTION} = '{Does.ADMINISTRATEUR}') END"
)
KEEPS_POST = case_of(FUNCTION, {(Does.REFERENT,): f"signatory_id = {SIGNATORY}", (Does.ADMINISTRATEUR,): OF_CONVENTION})
NAMES_AT_POST = case_of(
    FUNCTION,
    {
        ANSWERING_FUNCTIONS: f"signatory_id = {SIGNATORY}",
        (Does.DELEGUE,): f"function <> '{Does.GARDIEN}' AND {OF_A_PARTY}",
        (Does.ADMINISTRATEUR,): "true",
    },
)
OWN_SUCCESSOR = "(taken_over_by_id IS NULL OR correspondents_is_of_house(taken_over_by_id, signatory_id))"


def of_post(rule: str, key: str = "post_id") -> str:
    """The row's post is seen by the actor, and `rule` holds."""
    return f"(SELECT true FROM correspondents_post p WHERE p.id = {key} AND {rule})"


def of_designation(rule: str, key: str) -> str:
    return f"(SELECT true FROM correspondents_designation d WHERE d.{key} AND {rule} LIMIT 1)"


# Asked once in a statement, for all its rows: a list of people read three pages of posts for each of them.
OF_A_POST_SEEN = "post_id IN (SELECT correspondents_posts_seen())"

NAMED_BY = of_post(NAMES_AT_POST)
OF_ONE_NAMED = of_post(NAMES_AT_POST, "d.post_id")
ABSENT_BY = of_designation(OF_ONE_NAMED, "id = designation_id")
ACT_OF_ONE_NAMED = of_designation(OF_ONE_NAMED, "act_file_id = files_storedfile.id")
SEES_USER = (
    f"id = {USER} OR ({NOBODY_YET} OR {BY_NAMERS}) AND email = (SELECT app_address()) OR {FUNCTION} IS NOT NULL"
    " AND id IN (SELECT correspondents_people_seen())"
    f" OR {FUNCTION} = '{Does.ADMINISTRATEUR}' AND NOT correspondents_is_named(id)"
)
ASKED_BY_THE_PERSON = f"user_id = {USER} AND {FUNCTION} IS NULL"
OWN_ADDRESS = "(SELECT true FROM correspondents_user u WHERE u.id = user_id AND u.email = account_emailaddress.email)"
OF_SOMEBODY_SEEN = "(SELECT true FROM correspondents_user u WHERE u.id = user_id)"
INVITED_BY = case_of(
    FUNCTION,
    {
        (Does.ADMINISTRATEUR,): OF_SOMEBODY_SEEN,
        (*ANSWERING_FUNCTIONS, Does.DELEGUE): of_designation(
            OF_ONE_NAMED, "user_id = correspondents_invitation.user_id"
        ),
    },
)
TOLD_BY = case_of(
    FUNCTION,
    {
        (Does.ADMINISTRATEUR,): (
            f"({BESIDE_CASES} OR {STUCK}) AND (SELECT true FROM correspondents_user u WHERE u.id = recipient_id)"
        ),
        (*ANSWERING_FUNCTIONS, Does.DELEGUE): (
            f"{BESIDE_CASES} AND {of_designation(OF_ONE_NAMED, 'user_id = recipient_id')}"
        ),
    },
)
# Whoever has come in since being named is not invited: `permissions.can_invite`.
NOT_COME_IN = (
    "(SELECT u.last_login IS NULL OR u.last_login < d.named_at FROM correspondents_user u WHERE u.id = d.user_id)"
)
OF_ONE_NOT_COME_IN = of_designation(f"{OF_ONE_NAMED} AND {NOT_COME_IN}", "user_id = correspondents_invitation.user_id")
NEVER_CAME_IN = "(SELECT u.last_login IS NULL FROM correspondents_user u WHERE u.id = user_id)"
INVITABLE = case_of(
    FUNCTION,
    {
        (Does.ADMINISTRATEUR,): f"({NEVER_CAME_IN} OR {OF_ONE_NOT_COME_IN})",
        (*ANSWERING_FUNCTIONS, Does.DELEGUE): OF_ONE_NOT_COME_IN,
    },
)
OVERSEEN = (
    f"{FUNCTION} = '{Does.ADMINISTRATEUR}' AND (signatory_id IS NULL OR (SELECT true FROM signatories_signatory s"
    f" WHERE s.id = signatory_id AND s.convention_id = {CONVENTION}))"
)
GRANT = "territory_residencegroupobjectpermission"
COVERED = (
    "(SELECT true FROM correspondents_post p JOIN correspondents_post_residences c ON c.post_id = p.id"
    f" WHERE p.group_id = {GRANT}.group_id AND p.function = '{Does.GARDIEN}'"
    f" AND c.residence_id = {GRANT}.content_object_id AND {KEEPS_POST})"
)
OF_A_POST_KEPT = f"(SELECT true FROM correspondents_post p WHERE p.group_id = {GRANT}.group_id AND {KEEPS_POST})"
ONE_PERMISSION = (
    "permission_id = (SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id"
    " WHERE p.codename = 'view_residence' AND t.app_label = 'territory')"
)
# A post's wall asks where somebody is named, and the designation's for the post: the own ones alone. Invoker's rights,
# and plpgsql, whose plan is kept for the next page.
OWN_POSTS = """RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT post_id FROM correspondents_designation WHERE user_id = app_user();
END $$"""
# Which posts one sees, and who is named at them.
POSTS_SEEN = """RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT id FROM correspondents_post;
END $$"""
PEOPLE_SEEN = """RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT user_id FROM correspondents_designation;
END $$"""
# Whether a post is of that house, one bit: the policy of posts cannot read their table, so it asks this of a successor.
IS_OF_HOUSE = as_machine(
    "boolean", "SELECT EXISTS (SELECT FROM correspondents_post WHERE id = post AND signatory_id = house)"
)
# Whether anybody ever named the person, in whatever convention.
IS_NAMED = as_machine("boolean", "SELECT EXISTS (SELECT FROM correspondents_designation WHERE user_id = person)")
# At most the account of one key: its digest is all that the visitor of the page brings.
INVITED = as_machine("uuid", "SELECT user_id FROM correspondents_invitation WHERE key_hash = digest")

# Whether another convention than this one chose the person, or typed the address before, and still names them: one bit.
NAMED_BEFORE = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM correspondents_designation d"
    " JOIN correspondents_post p ON p.id = d.post_id JOIN signatories_signatory s ON s.id = p.signatory_id"
    " WHERE d.user_id = person AND s.convention_id <> here AND (d.ends_on IS NULL OR d.ends_on >= day)"
    " AND (s.left_on IS NULL OR s.left_on >= day) AND (d.named_at IS NULL OR d.named_at < since))",
)

FUNCTIONS = (
    *naming_walls.FUNCTIONS,
    *account_walls.FUNCTIONS,
    *post_walls.FUNCTIONS,
    *mail_walls.FUNCTIONS,
    Function("correspondents_is_of_house(post uuid, house uuid)", IS_OF_HOUSE),
    setting("app_address", "address"),
    Function("correspondents_named_before(person uuid, here uuid, since timestamptz, day date)", NAMED_BEFORE),
    Function("correspondents_is_named(person uuid)", IS_NAMED),
    Function("correspondents_own_posts()", OWN_POSTS),
    Function("correspondents_posts_seen()", POSTS_SEEN),
    Function("correspondents_people_seen()", PEOPLE_SEEN),
    Function("correspondents_invited(digest text)", INVITED),
)

TRIGGERS = (*post_walls.TRIGGERS, *account_walls.TRIGGERS, *naming_walls.TRIGGERS)
# Nobody can enter a new account but by the invitation: no password opens it.
NOT_YET_ENTERED = "password LIKE '!%' AND last_login IS NULL AND is_active AND NOT is_superuser"


def _perimeter(table: str, also: str = "") -> Wall:
    return Wall(
        table,
        (
            Policy("seen", "SELECT", OF_A_POST_SEEN),
            Policy("drawn", "INSERT", of_post(KEEPS_POST) + also),
            Policy("withdrawn", "DELETE", of_post(KEEPS_POST)),
        ),
        app="SELECT, INSERT, DELETE",
        worker="SELECT",
    )


WALLS = (
    # A version that was published is never edited.
    Wall(
        "correspondents_charter",
        (READ_BY_ALL, Policy("published", "INSERT", f"{BY_ADMINISTRATOR} AND convention_id = {CONVENTION}")),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # One nameless group for each post.
    Wall(
        "auth_group",
        (READ_BY_ALL, Policy("opened", "INSERT", function_in(POST_KEEPERS))),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "correspondents_post",
        (
            Policy("seen", "SELECT", SEES_POST),
            Policy("opened", "INSERT", f"{KEEPS_POST} AND {post_walls.FIT_FUNCTION}"),
            # Whoever names somebody holds the post meanwhile, and changes nothing of it.
            Policy("changed", "UPDATE", f"{NAMES_AT_POST}", f"({KEEPS_POST}) AND {OWN_SUCCESSOR}"),
        ),
        app="SELECT, INSERT, UPDATE (label, email, phone, closed_on, taken_over_by_id)",
        worker="SELECT, UPDATE (label, reading)",
    ),
    _perimeter("correspondents_post_communes", f" AND {post_walls.OWN_TERRITORY}"),
    _perimeter("correspondents_post_residences", f" AND {post_walls.OWN_ESTATE}"),
    _perimeter("correspondents_post_themes"),
    Wall(
        "correspondents_designation",
        (
            Policy("own", "SELECT", f"user_id = {USER}"),
            Policy("seen", "SELECT", f"{FUNCTION} IS NOT NULL AND {OF_A_POST_SEEN}"),
            Policy("named", "INSERT", f"{naming_walls.PROPOSED} AND {NAMED_BY}"),
            Policy("changed", "UPDATE", NAMED_BY),
            # Held by whoever asks for a paper under it; accepted or declined by the person, as a visitor.
            Policy("held", "UPDATE", f"user_id = {USER}", naming_walls.ANSWERED_BY_THE_PERSON),
            Policy(
                "cancelled",
                "DELETE",
                f"starts_on > {TODAY} AND {NAMED_BY} AND (accepted_at IS NULL OR {naming_walls.OF_OWN_POST})",
            ),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (ends_on, ended_at, ended_from_outside, starts_on, agreed_by_id, agreed_at,"
        " accepted_at, confirmed_on, warned_on, suspended_on, named_first_name, named_last_name, named_phone)",
        worker="SELECT, UPDATE (ends_on, confirmed_on, warned_on, suspended_on, start_told_on)",
    ),
    Wall(
        "correspondents_absence",
        (
            Policy("seen", "SELECT", of_designation("true", "id = designation_id")),
            Policy("announced", "INSERT", f"{ABSENT_BY} AND {post_walls.STOOD_IN} AND {post_walls.WITHIN_A_YEAR}"),
            Policy("shortened", "UPDATE", ABSENT_BY),
            Policy("taken_back", "DELETE", ABSENT_BY),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (ends_on)",
        worker="SELECT",
    ),
    Wall(
        "correspondents_user",
        (
            Policy("seen", "SELECT", SEES_USER),
            Policy("opened", "INSERT", f"{BY_NAMERS} AND {NOT_YET_ENTERED}"),
            # Held by whoever names or invites the person; changed by the person, and by an administrator.
            Policy(
                "changed",
                "UPDATE",
                f"id = {USER} OR {BY_NAMERS}",
                f"id = {USER} OR {BY_ADMINISTRATOR}",
            ),
        ),
        app="SELECT, INSERT,"
        " UPDATE (email, password, last_login, last_chosen, first_name, last_name, phone, is_active)",
        worker="SELECT",
    ),
    Wall(
        "correspondents_invitation",
        (
            Policy("seen", "SELECT", f"user_id = {USER} OR {INVITED_BY}"),
            # Without a key: the worker draws it, for the mail that it writes.
            Policy("sent", "INSERT", f"{INVITABLE} AND key_hash IS NULL AND used_at IS NULL"),
            Policy("superseded", "UPDATE", INVITED_BY),
            Policy("accepted", "UPDATE", f"user_id = {USER}"),
        ),
        app="SELECT, INSERT, UPDATE (expires_at, used_at)",
        worker="SELECT, UPDATE (key_hash, expires_at)",
    ),
    # Written by the database, told by the machine, shown to nobody.
    Wall("correspondents_mailboxchange", (), app="", worker="SELECT, UPDATE (told_at)"),
    # As a visitor, whatever one acts under; the machine writes the mails, and erases.
    Wall(
        "correspondents_addresschange",
        (
            Policy("own", "SELECT", f"user_id = {USER}"),
            Policy(
                "asked",
                "INSERT",
                f"{ASKED_BY_THE_PERSON} AND confirmed_at IS NULL AND key_hash = '' AND {account_walls.ASKED_BY_NOW}"
                f" AND {account_walls.FROM_THE_PRESENT_ADDRESS}",
            ),
            Policy("confirmed", "UPDATE", ASKED_BY_THE_PERSON),
            Policy("asked_anew", "DELETE", f"{ASKED_BY_THE_PERSON} AND confirmed_at IS NULL"),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (confirmed_at)",
        worker="SELECT, DELETE, UPDATE (key_hash)",
    ),
    Wall(
        "correspondents_charteracceptance",
        (Policy("own", "SELECT", f"user_id = {USER}"), Policy("accepted", "INSERT", f"user_id = {USER}")),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # Derived from the residences of a gardien's post, by whoever keeps that post.
    Wall(
        GRANT,
        (
            Policy("own", "SELECT", f"group_id = {GROUP} OR {OF_A_POST_KEPT}"),
            Policy("derived", "INSERT", f"{ONE_PERMISSION} AND {COVERED}"),
            Policy("revoked", "DELETE", f"{OF_A_POST_KEPT} AND {COVERED} IS NOT TRUE"),
        ),
        app="SELECT, INSERT, DELETE",
        worker="SELECT, DELETE",
    ),
    Wall(
        "account_emailaddress",
        (
            Policy("seen", "SELECT", OF_SOMEBODY_SEEN),
            # django-allauth notes an account's own address when it first needs it.
            Policy("noted", "INSERT", f"{FUNCTION} IS NULL AND {OWN_ADDRESS}"),
            Policy("given", "INSERT", f"{BY_NAMERS} AND {OWN_ADDRESS} AND NOT correspondents_is_named(user_id)"),
            Policy("verified", "UPDATE", f"user_id = {USER}", f"user_id = {USER} AND {OWN_ADDRESS}"),
        ),
        app="SELECT, INSERT, UPDATE (verified, email)",
        worker="SELECT",
    ),
    *due_walls.WALLS,
    Wall("mfa_authenticator", (Policy("own", "ALL", f"user_id = {USER}"),), worker="SELECT"),
)

OPENED = (
    ("journal_job", Policy("overseen", "SELECT", OVERSEEN)),
    (
        "journal_job",
        Policy(
            "retried",
            "UPDATE",
            f"{OVERSEEN} AND state = 'failed'",
            f"{OVERSEEN} AND state = 'queued' AND attempts = 0 AND app_is_now(queued_at)",
        ),
    ),
    (
        "files_storedfile",
        Policy(
            "of_an_act",
            "SELECT",
            f"{BY_NAMERS} AND {ACT_OF_ONE_NAMED}",
        ),
    ),
    ("journal_message", Policy("to_people_kept", "SELECT", TOLD_BY)),
    ("journal_message", Policy("written_of_accounts", "INSERT", mail_walls.WRITTEN)),
    (
        "journal_message",
        Policy(
            "sent_again",
            "UPDATE",
            f"{FUNCTION} = '{Does.ADMINISTRATEUR}' AND state IN ('refused', 'failed')"
            " AND (SELECT true FROM correspondents_user u WHERE u.id = recipient_id)",
            "state = 'waiting' AND attempts = 0",
        ),
    ),
)

RIGHTS = (
    Rights("correspondents_user_groups", "empty: rights come from designations", app="SELECT", worker="SELECT"),
    Rights(
        "correspondents_user_user_permissions", "empty: rights come from designations", app="SELECT", worker="SELECT"
    ),
    Rights("account_emailconfirmation", "empty: addresses are given by administrators", app="SELECT", worker="SELECT"),
    Rights("auth_group_permissions", "empty: grants are rows of one object", app="SELECT", worker="SELECT"),
    Rights("auth_permission", "the names of the permissions", app="SELECT", worker="SELECT"),
    Rights("django_session", "sealed content under a random key, read before anybody is known"),
    Rights("guardian_groupobjectpermission", "empty: grants have tables of their own", app="SELECT", worker="SELECT"),
    Rights("guardian_userobjectpermission", "empty: no person has rights of its own", app="SELECT", worker="SELECT"),
)
