"""The walls of what people put off, of who was told when, and of when somebody wants to be written to, with the rules
of `permissions`; built in by `walls`."""

from acting.walls import TODAY, USER, Policy, Wall, function_in
from correspondents.due_rules import DUE_FUNCTIONS, LONGEST_SNOOZE

PUT_OFF = (
    f"user_id = {USER} AND {function_in(DUE_FUNCTIONS)}"
    f" AND until > {TODAY} AND until <= {TODAY} + {LONGEST_SNOOZE.days}"
)

WALLS = (
    Wall(
        "correspondents_snooze",
        (
            Policy("own", "SELECT", f"user_id = {USER}"),
            Policy("put_off", "INSERT", PUT_OFF),
            Policy("moved", "UPDATE", f"user_id = {USER}", PUT_OFF),
            Policy("resumed", "DELETE", f"user_id = {USER}"),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (until, due_on)",
        worker="SELECT, DELETE",
    ),
    # One's own alone; the worker says that the outbox has asked it.
    Wall(
        "correspondents_mailchoice",
        (
            Policy("own", "SELECT", f"user_id = {USER}"),
            Policy("chosen", "INSERT", f"user_id = {USER}"),
            Policy("changed", "UPDATE", f"user_id = {USER}"),
        ),
        app="SELECT, INSERT, UPDATE (gathering, hour, quiet_from, quiet_until, working_days, is_new)",
        worker="SELECT, UPDATE (is_new)",
    ),
    # Written and read by the machine, shown to nobody.
    Wall("correspondents_duetelling", (), app="", worker="SELECT, INSERT, UPDATE (told_on)"),
)
