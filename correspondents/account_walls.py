"""Who changes what of an account, and to which address it moves, as the database knows it; `walls` builds them in."""

from acting.walls import APP, Function, only
from correspondents.own_address import LIFETIME

# Whether the person who acts has asked, within the time that a link lives, to come in with that address. Of the own
# rows alone.
HAS_ASKED_FOR = f"""RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM correspondents_addresschange
        WHERE user_id = app_user() AND email = address AND confirmed_at IS NULL
        AND asked_at > app_now() - interval '{LIFETIME.total_seconds():.0f} seconds');
END $$"""

FUNCTIONS = (Function("correspondents_has_asked_for(address text)", HAS_ASKED_FOR),)

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
    only(
        "correspondents_user",
        "correspondents_user_switched_only",
        f"current_user = '{APP}' AND OLD.id IS DISTINCT FROM app_user()",
        "is_active",
    ),
)
