"""What the days do to injunctions, written down by the machine: unanswered ones, and reminders before a last day.

The rule itself reads dates and waits for nobody; a reminder is given once, whatever the worker missed meanwhile.
"""

from collections.abc import Callable

import structlog
from django.db import DatabaseError, transaction

from acting.actor import Actor
from acting.changes import taken
from acting.pages import require
from acting.refusals import Conflict
from correspondents.messages import INJUNCTION_DUE_KIND
from journal.services import post_message, record
from journal.verbs import Verb
from referrals.enums import InjunctionState
from referrals.injunction_rules import InjunctionAct, days_to_remind, next_injunction_state
from referrals.models import Injunction
from referrals.services.injunctions import people_enjoined

log = structlog.get_logger(__name__)


def expire_injunctions(*, by: Actor) -> int:
    """Returns how many were left unanswered; needs the machine in the worker's role, which sees them all."""
    require(by.is_machine)
    return sum(_tried(_expire, by, injunction) for injunction in Injunction.objects.unanswered_on(by.today))


def remind_of_injunctions(*, by: Actor) -> int:
    """Tells titular and deputies of the landlord, 5, 2 and 0 days before the end of a clock. Returns how many were
    reminded of; needs the machine in the worker's role."""
    require(by.is_machine)
    return sum(_tried(_remind, by, injunction) for injunction in Injunction.objects.to_remind_on(by.today))


def _tried(act: Callable[[Actor, Injunction], bool], by: Actor, injunction: Injunction) -> bool:
    """Each on its own: one that was moved meanwhile, or that the database refuses, leaves the others."""
    try:
        with transaction.atomic():
            return act(by, injunction)
    except (Conflict, DatabaseError) as error:
        log.warning("injunction_left", injunction=str(injunction.pk), error=type(error).__name__)
        return False


def _expire(by: Actor, injunction: Injunction) -> bool:
    locked = taken(Injunction.objects.unanswered_on(by.today), injunction)
    locked.state = next_injunction_state(InjunctionAct.EXPIRE, InjunctionState(locked.state))
    locked.version += 1
    locked.save()
    record(by=by, verb=Verb.INJUNCTION_EXPIRED, object_id=locked.pk, owner_id=locked.landlord_id)
    return True


def _remind(by: Actor, injunction: Injunction) -> bool:
    locked = taken(Injunction.objects.to_remind_on(by.today), injunction)
    days = days_to_remind(locked.due_on, by.today, locked.reminded)
    if days is None:
        return False
    locked.reminded = days
    locked.save()
    for user_id in sorted(people_enjoined(locked, by.today)):
        post_message(by=by, kind=INJUNCTION_DUE_KIND, recipient_id=user_id, object_id=locked.pk)
    record(by=by, verb=Verb.INJUNCTION_REMINDED, object_id=locked.pk, owner_id=locked.landlord_id)
    return True
