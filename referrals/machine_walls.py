"""What is asked with the machine's eyes, and answered in numbers or keys alone; built in by `walls`."""

from acting.enums import ANSWERING_FUNCTIONS
from acting.enums import Function as Does
from acting.walls import Function, as_machine, one_of
from incidents.enums import IncidentState
from referrals.models import DueRank

# What hangs on a house, or on one of its posts: numbers alone, for the house's own people who keep its posts, whatever
# rows they see. An administrator counts no cases. The facts to sort are the house's; of one post they are told when it
# is the last one of a référent.
KEEPS_HOUSE = f"({one_of('former', ANSWERING_FUNCTIONS)} AND house = app_signatory())"
NO_OTHER_REFERENT = (
    f"(SELECT p.function = '{Does.REFERENT}' AND NOT EXISTS (SELECT FROM correspondents_post o WHERE o.id <> p.id"
    " AND o.signatory_id = house AND o.function = p.function AND o.closed_on IS NULL)"
    " FROM correspondents_post p WHERE p.id = post)"
)


def _counted_at(side: str) -> str:
    waits = f"r.due_rank = {DueRank.WAITING.value} AND r.until >= app_today()"
    of = f"r.{side}_id = house AND (post IS NULL OR r.{side}_post_id = post)"
    return f"(SELECT count(*) FROM referrals_referral r WHERE {of} AND {waits})"


HANGING = as_machine(
    "TABLE(received bigint, sent bigint, facts bigint)",
    f"SELECT {_counted_at('recipient')}, {_counted_at('sender')},"
    f" CASE WHEN post IS NULL OR {NO_OTHER_REFERENT} THEN (SELECT count(*) FROM incidents_incident i"
    f" WHERE i.landlord_id = house AND i.state = '{IncidentState.FILED}') ELSE 0 END"
    f" WHERE {KEEPS_HOUSE} AND (post IS NULL OR EXISTS (SELECT FROM correspondents_post p"
    " WHERE p.id = post AND p.signatory_id = house))",
)

# What a partner drew on stays readable when a competence moves; the residence's wall asks for it here.
DRAWN_ON = as_machine(
    "SETOF uuid",
    "SELECT residence_id FROM referrals_referralsource WHERE owner_post_id = app_post() AND residence_id IS NOT NULL",
)

FUNCTIONS = (
    Function("referrals_drawn_on()", DRAWN_ON),
    Function("referrals_hanging(house uuid, post uuid)", HANGING),
)
