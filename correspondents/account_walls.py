"""Who changes what of an account, and to which address it moves, as the database knows it; `walls` builds them in."""

from acting.walls import APP, SIGNATORY, Function, as_machine, one_of, only, setting
from correspondents.naming import SPEAKING
from correspondents.own_address import LIFETIME

# Whether the person who acts has asked, within the time that a link lives, to come in with that address, and brings the
# key that the worker mailed to it. Of the own rows alone.
HAS_ASKED_FOR = f"""RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM correspondents_addresschange
        WHERE user_id = app_user() AND email = address AND confirmed_at IS NULL
        AND key_hash = encode(sha256(convert_to(app_address_key(), 'UTF8')), 'hex')
        AND asked_at > app_now() - interval '{LIFETIME.total_seconds():.0f} seconds');
END $$"""

# A day that lies ahead would keep what was asked open for longer than a link lives.
ASKED_BY_NOW = "asked_at <= (SELECT app_now())"

FROM_THE_PRESENT_ADDRESS = "former = (SELECT u.email FROM correspondents_user u WHERE u.id = user_id)"

# Who of a post of the own house has asked, and when, for whoever answers for the house. To which address is not said:
# what somebody typed and nobody has confirmed may be a stranger's.
MOVING = as_machine(
    "TABLE(person uuid, since timestamptz)",
    "SELECT a.user_id, a.asked_at FROM"
    " (SELECT user_id, asked_at FROM correspondents_addresschange WHERE confirmed_at IS NULL) a"
    f" WHERE a.asked_at > app_now() - interval '{LIFETIME.total_seconds():.0f} seconds'"
    f" AND {one_of('former', SPEAKING)}"
    " AND EXISTS (SELECT FROM correspondents_designation d JOIN correspondents_post p ON p.id = d.post_id"
    f" WHERE p.id = post AND p.signatory_id = {SIGNATORY} AND d.user_id = a.user_id AND d.ended_at IS NULL)",
)

FUNCTIONS = (
    setting("app_address_key", "address_key"),
    Function("correspondents_has_asked_for(address text)", HAS_ASKED_FOR),
    Function("correspondents_moving(post uuid)", MOVING),
)

# A person changes the own password, puts the own name right, and moves to an address asked for before; signing in
# notes when. An administrator closes and opens others' accounts.
TRIGGERS = (
    only(
        "correspondents_user",
        "correspondents_user_own_only",
        f"current_user = '{APP}' AND OLD.id = app_user()",
        *("password", "last_login", "last_chosen", "first_name", "last_name", "search_name", "phone"),
        *("email", "search_email"),
    ),
    only(
        "correspondents_user",
        "correspondents_user_readdressed_only",
        f"current_user = '{APP}' AND OLD.email <> NEW.email AND correspondents_has_asked_for(NEW.email) IS NOT TRUE",
        "last_login",
    ),
    # A key lives no longer than it was given, and has served once.
    only(
        "correspondents_invitation",
        "correspondents_invitation_spent_only",
        f"current_user = '{APP}' AND (NEW.expires_at > OLD.expires_at OR OLD.used_at IS NOT NULL)",
        "created_at",
    ),
    only(
        "correspondents_user",
        "correspondents_user_switched_only",
        f"current_user = '{APP}' AND OLD.id IS DISTINCT FROM app_user()",
        "is_active",
    ),
)
