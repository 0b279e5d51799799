"""Which mails of accounts and designations somebody may cause, to whom, and who sees that one waits or was refused;
`walls` builds them in."""

from acting.enums import Function as Does
from acting.walls import FUNCTION, NOW, TODAY, USER, Function, as_machine, case_of, function_in, one_of
from correspondents.messages import (
    ABSENCE_KIND,
    ADDRESS_CHANGED_KIND,
    ADDRESS_KINDS,
    ENDED_KIND,
    INVITATION_ENDED_KIND,
    INVITATION_KIND,
    KEPT_FROM_ADMINISTRATORS,
    MAILBOX_KIND,
    NAMING_KIND,
    RESET_KIND,
    TO_ACCEPT_KIND,
    kinds_beside_cases,
)
from correspondents.naming import SPEAKING
from correspondents.oversight import LATE_MINUTES, SETTLED
from journal.walls import NEW_MESSAGE

BY_NAMERS = function_in(SPEAKING)

# What is told of cases its recipient reads and the machine: how many referrals there are, whose and when, is nobody
# else's to count. The same as `permissions.messages_visible_to`: an administrator sees which of them did not leave.
BESIDE_CASES = one_of("kind", kinds_beside_cases())
STUCK = (
    f"NOT {one_of('kind', KEPT_FROM_ADMINISTRATORS)} AND ({one_of('state', SETTLED)} OR state = 'waiting'"
    f" AND CASE WHEN put_off THEN due_at < {NOW} - interval '{LATE_MINUTES} minutes'"
    f" ELSE due_at > created_at OR created_at < {NOW} - interval '{LATE_MINUTES} minutes' END)"
)


def _about(table: str, rule: str) -> str:
    return f"(SELECT true FROM {table} a WHERE a.id = object_id AND {rule})"


OF_ONE_INVITED = _about("correspondents_invitation", "a.user_id = recipient_id")
OF_ONE_DESIGNATED = _about("correspondents_designation", "a.user_id = recipient_id")
OF_ONE_AWAY_OR_STANDING_IN = _about(
    "correspondents_absence",
    "recipient_id IN (SELECT d.user_id FROM correspondents_designation d"
    " WHERE d.id IN (a.designation_id, a.stand_in_id))",
)
OF_OWN_CHANGE = f"recipient_id = {USER} AND {_about('correspondents_addresschange', f'a.user_id = {USER}')}"
TO_THE_CONCERNED = _about(
    "correspondents_designation", f"recipient_id IN (SELECT correspondents_concerned(a.post_id, {TODAY}))"
)
TO_THE_MAILBOX = _about(
    "correspondents_designation",
    "(SELECT true FROM correspondents_post p WHERE p.id = a.post_id AND p.signatory_id = recipient_id)",
)
# A key and a word to whoever has no way in are mails that make somebody click: each hangs on its row. A new password is
# asked for by whoever, for an address that may be nobody's.
WRITTEN = f"{NEW_MESSAGE} AND " + case_of(
    "kind",
    {
        (RESET_KIND,): f"{FUNCTION} IS NULL AND object_id IS NULL",
        tuple(sorted(ADDRESS_KINDS)): f"{FUNCTION} IS NULL AND {OF_OWN_CHANGE}",
        (INVITATION_KIND,): f"{BY_NAMERS} AND {OF_ONE_INVITED}",
        (INVITATION_ENDED_KIND, TO_ACCEPT_KIND, ENDED_KIND): f"{BY_NAMERS} AND {OF_ONE_DESIGNATED}",
        (ABSENCE_KIND,): f"{BY_NAMERS} AND {OF_ONE_AWAY_OR_STANDING_IN}",
        (NAMING_KIND,): TO_THE_CONCERNED,
        (MAILBOX_KIND,): TO_THE_MAILBOX,
    },
)

# Whose address refused the last mail, and since when: of which kind and about what is not said. Of the people named in
# the own convention, gardiens of the own house alone.
REFUSING = as_machine(
    "TABLE(person uuid, since timestamptz)",
    "SELECT m.recipient_id, max(m.created_at) FROM journal_message m WHERE m.recipient_id = ANY (people)"
    f" AND m.state = 'refused' AND NOT {one_of('m.kind', sorted(ADDRESS_KINDS))}"
    " AND NOT EXISTS (SELECT FROM journal_message t WHERE t.recipient_id = m.recipient_id AND t.state = 'sent'"
    f" AND NOT {one_of('t.kind', sorted(ADDRESS_KINDS))} AND t.created_at > m.created_at)"
    " AND NOT EXISTS (SELECT FROM journal_message t WHERE t.recipient_id = m.recipient_id"
    f" AND t.kind = '{ADDRESS_CHANGED_KIND}' AND t.created_at > m.tried_at)"
    f" AND (former = 'machine' OR {one_of('former', SPEAKING)} AND EXISTS ("
    "SELECT FROM correspondents_designation d JOIN correspondents_post p ON p.id = d.post_id"
    " JOIN signatories_signatory s ON s.id = p.signatory_id"
    " WHERE d.user_id = m.recipient_id AND s.convention_id = app_convention()"
    f" AND (p.function <> '{Does.GARDIEN}' OR s.id = app_signatory() OR former = '{Does.ADMINISTRATEUR}')))"
    " GROUP BY m.recipient_id",
)

FUNCTIONS = (Function("correspondents_refusing(people uuid[])", REFUSING),)
