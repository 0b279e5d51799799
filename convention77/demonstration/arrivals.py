"""How people came in: the charter they accepted, when they last signed in; and what is missing on purpose.

Each kind of gap is there once or more, so that the delegate's page has something to show: vacant posts, missing
deputies and communes without correspondent are in `people`, what is unconfirmed in `confirmations`, the rest here.
"""

from datetime import timedelta
from functools import partial
from pathlib import Path

from acting.actor import Actor
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from convention77.demonstration.people import ADMINISTRATION
from correspondents.models import Charter, User
from correspondents.services import end_designation
from correspondents.services.arrival import accept_charter, publish_charter
from journal.enums import MessageState
from journal.models import Message
from signatories.permissions import convention_of
from signatories.services.convention import change_settings

CHARTER = Path(__file__).parent / "charter.txt"
SILENT = "correspondant@police-chessy.example"  # has never come
ENDS_SOON = "correspondant@police-pontault.example"
UNREACHABLE = "correspondant@police-coulommiers.example"
ENDING_IN = 12
SETTINGS: dict[str, int | None] = {
    "answer_target_days": 10,
    "social_dwellings": 90_962,
    "answered_target": 7,
    "outcomes_target": 5,
    "decisions_target": 8,
    "coverage_target": 8,
    "makes_quarterly": False,
}
QUARTERLY: dict[str, int | None] = {"makes_quarterly": True}  # as of late: what was made before would long be erased


def plan_arrivals(cast: Cast) -> None:
    """Everybody accepts the charter on the evening of the first day, but who never came."""
    history = cast.history
    history.add(moment(history.opening, 8, 1), cast.administrator, partial(_publish, cast))
    history.add(moment(history.opening, 8, 30), cast.administrator, partial(_set, SETTINGS))
    history.add(moment(history.day(20), 9), cast.administrator, partial(_set, QUARTERLY))
    for plan in (ADMINISTRATION, *cast.plans.values()):
        for holder in plan.holders:
            if holder.email != SILENT:
                evening = moment(history.day(holder.since), 20)
                history.add(evening, partial(cast.actor, holder.email), _accept)
    history.add(moment(history.day(5), 10), cast.administrator, partial(_announce_end, cast))


def _set(values: dict[str, int | None], by: Actor) -> None:
    change_settings(by=by, convention=convention_of(by), values=values)


def settle_arrivals(cast: Cast) -> None:
    """What two years leave in the accounts, and the gaps that no act of the history makes."""
    # Each person's last visit: in these days, or on the last day of the designation.
    holders = [holder for plan in (ADMINISTRATION, *cast.plans.values()) for holder in plan.holders]
    came = [(number, holder) for number, holder in enumerate(holders) if holder.email != SILENT]
    for number, holder in came:
        days_ago = max(1 + number % 6, holder.until or 0)
        cast.users[holder.email].last_login = moment(cast.history.day(days_ago), 8, number % 60)
    User.objects.bulk_update([cast.users[holder.email] for _, holder in came], ["last_login"])
    evening = moment(cast.history.day(1), 18)
    Message.objects.create(
        kind="referral_waiting",
        recipient_id=cast.users[UNREACHABLE].id,
        created_at=evening,
        tried_at=evening,
        due_at=evening,
        state=MessageState.REFUSED,
        attempts=1,
        error="SMTPRecipientsRefused 550",
    )


def _publish(cast: Cast, by: Actor) -> None:
    convention = next(iter(cast.signatories.values())).convention
    publish_charter(
        by=by, convention=convention, version=1, text=CHARTER.read_text(encoding="utf-8").strip(), in_force_on=by.today
    )


def _accept(by: Actor) -> None:
    accept_charter(by=by, charter=Charter.objects.get(convention__signatories=by.signatory_id, version=1))


def _announce_end(cast: Cast, by: Actor) -> None:
    ends_on = cast.history.today + timedelta(days=ENDING_IN)
    end_designation(by=by, designation=cast.designations[ENDS_SOON], ends_on=ends_on)
