"""The walls of the record of a convention: everybody who works with it reads it, and partly the public; who keeps which
part of it writes that part, in the own convention, with the rules of `permissions`."""

from acting.enums import ANSWERING_FUNCTIONS, MEETING_FUNCTIONS
from acting.enums import Function as Does
from acting.search_walls import FUNCTIONS as OF_SEARCH
from acting.walls import (
    APP,
    BY_ADMINISTRATOR,
    CONVENTION,
    FUNCTION,
    KIND,
    READ_BY_ALL,
    SIGNATORY,
    USER,
    Policy,
    Wall,
    case_of,
    function_in,
    one_of,
    only,
)
from signatories.enums import SignatoryKind
from signatories.portal_settings import BY_NAME

HERE = f"convention_id = {CONVENTION}"
OWN_HERE = f"user_id = {USER} AND {HERE}"
KEPT_HERE = f"{BY_ADMINISTRATOR} AND {HERE}"
# Of the own signatory nobody dates the leaving: a portal without its operator would have nobody left to open it again.
STAYS_OR_IS_ANOTHER = f"(left_on IS NULL OR id <> {SIGNATORY})"
OF_OWN_THEME = f"(SELECT true FROM signatories_theme t WHERE t.id = theme_id AND t.convention_id = {CONVENTION})"
BY_EDITOR = case_of(
    FUNCTION,
    {(Does.DELEGUE, Does.ADMINISTRATEUR): "true", (Does.CORRESPONDANT,): f"{KIND} = '{SignatoryKind.PREFECTURE}'"},
)
OF_OWN_MEETING = f"(SELECT true FROM signatories_meeting m WHERE m.id = meeting_id AND m.convention_id = {CONVENTION})"


def of_a_party(key: str) -> str:
    return f"(SELECT true FROM signatories_signatory s WHERE s.id = {key} AND s.convention_id = {CONVENTION})"


OWED = f"{function_in(MEETING_FUNCTIONS)} AND owner_id = {SIGNATORY}"
# The twin of BY_EDITOR for a trigger, which asks for each row that is changed.
NO_EDITOR = (
    f"current_user = '{APP}' AND NOT ({one_of('app_function()', (Does.DELEGUE, Does.ADMINISTRATEUR))}"
    f" OR app_function() = '{Does.CORRESPONDANT}' AND app_signatory_kind() = '{SignatoryKind.PREFECTURE}')"
)

FUNCTIONS = OF_SEARCH

TRIGGERS = (
    only(
        "signatories_signatory",
        "signatories_signatory_named_only",
        f"current_user = '{APP}'",
        *("name", "short_name", "search_name", "in_phrase", "mailbox", "is_signing_party", "left_on"),
    ),
    only("signatories_decision", "signatories_decision_followed_only", NO_EDITOR, "follow_up", "done_on"),
)


def _kept_here(table: str, app: str) -> Wall:
    """What the convention's administrators write; `app` says which commands their pages have."""
    commands = [command for command in ("INSERT", "UPDATE", "DELETE") if command in app]
    kept = (Policy(f"kept_by_{command.lower()}", command, KEPT_HERE) for command in commands)
    return Wall(table, (READ_BY_ALL, *kept), app=app, worker="SELECT")


WALLS = (
    # The settings and the term; what was signed, where and when, nobody changes.
    Wall(
        "signatories_convention",
        (READ_BY_ALL, Policy("set", "UPDATE", f"{BY_ADMINISTRATOR} AND id = {CONVENTION}")),
        app=f"SELECT, UPDATE ({', '.join((*BY_NAME, 'term_ends_on', 'renewal'))})",
        worker="SELECT",
    ),
    Wall(
        "signatories_signatory",
        (
            READ_BY_ALL,
            Policy("joined", "INSERT", KEPT_HERE),
            Policy("changed", "UPDATE", KEPT_HERE, f"{KEPT_HERE} AND {STAYS_OR_IS_ANOTHER}"),
            # Held, and not changed, by whoever draws the perimeters of the own posts or reads a list of residences.
            Policy("held", "UPDATE", f"{function_in(ANSWERING_FUNCTIONS)} AND id = {SIGNATORY}", "false"),
        ),
        app="SELECT, INSERT, UPDATE",
        worker="SELECT",
    ),
    # Whose it is, and nobody else; no job reads it, and that of whoever left goes unread.
    Wall(
        "signatories_savedfilter",
        (
            Policy("own", "SELECT", OWN_HERE),
            Policy("saved", "INSERT", OWN_HERE),
            Policy("renamed", "UPDATE", OWN_HERE),
            Policy("removed", "DELETE", OWN_HERE),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (name)",
        worker="SELECT (id, user_id, convention_id), DELETE",
    ),
    _kept_here("signatories_article", "SELECT, INSERT, UPDATE, DELETE"),
    _kept_here("signatories_document", "SELECT, INSERT, UPDATE (removed_at)"),
    Wall(
        "signatories_settingchange",
        (
            READ_BY_ALL,
            Policy(
                "noted",
                "INSERT",
                f"{KEPT_HERE} AND user_id = {USER} AND signatory_id = {SIGNATORY} AND function = {FUNCTION}",
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    _kept_here("signatories_processing", "SELECT, INSERT, UPDATE, DELETE"),
    _kept_here(
        "signatories_theme",
        "SELECT, INSERT, UPDATE (name, summary, circuit, sources, keeps_orientation, position, withdrawn_on)",
    ),
    Wall(
        "signatories_themecontact",
        (
            READ_BY_ALL,
            Policy("listed", "INSERT", f"{BY_ADMINISTRATOR} AND {OF_OWN_THEME}"),
            Policy("taken_off", "DELETE", f"{BY_ADMINISTRATOR} AND {OF_OWN_THEME}"),
        ),
        app="SELECT, INSERT, DELETE",
        worker="SELECT",
    ),
    Wall(
        "signatories_meeting",
        (
            READ_BY_ALL,
            Policy("called", "INSERT", f"{BY_EDITOR} AND {HERE}"),
            Policy("changed", "UPDATE", f"{BY_EDITOR} AND {HERE}"),
        ),
        app="SELECT, INSERT,"
        " UPDATE (kind, title, starts_at, place, agenda, minutes, minutes_file_id, is_cancelled, revision)",
        worker="SELECT",
    ),
    Wall(
        "signatories_attendance",
        (
            READ_BY_ALL,
            Policy("noted", "INSERT", f"{BY_EDITOR} AND {OF_OWN_MEETING} AND {of_a_party('signatory_id')}"),
            Policy("noted_again", "DELETE", f"{BY_EDITOR} AND {OF_OWN_MEETING}"),
        ),
        app="SELECT, INSERT, DELETE",
        worker="SELECT",
    ),
    Wall(
        "signatories_decision",
        (
            READ_BY_ALL,
            Policy("taken", "INSERT", f"{BY_EDITOR} AND {OF_OWN_MEETING} AND {of_a_party('owner_id')}"),
            Policy("changed", "UPDATE", f"{BY_EDITOR} AND {OF_OWN_MEETING} AND {of_a_party('owner_id')}"),
            Policy("followed", "UPDATE", f"{OWED} AND {OF_OWN_MEETING}"),
        ),
        app="SELECT, INSERT, UPDATE (text, owner_id, owner_function, due_on, done_on, follow_up)",
        worker="SELECT",
    ),
)

OPENED = (
    (
        "files_storedfile",
        Policy(
            "of_a_document",
            "SELECT",
            "(SELECT true FROM signatories_document d WHERE d.file_id = files_storedfile.id LIMIT 1)"
            " OR (SELECT true FROM signatories_meeting m WHERE m.minutes_file_id = files_storedfile.id LIMIT 1)",
        ),
    ),
)
