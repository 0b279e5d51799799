"""What the days do to injunctions, written down by the machine. The rule itself reads dates and waits for nobody; of
days that approach the days that are due tell (`injunction_due`)."""

import structlog
from django.db import DatabaseError, transaction

from acting.actor import Actor
from acting.changes import taken
from acting.pages import require
from acting.refusals import Conflict
from journal.services import record
from journal.verbs import Verb
from referrals.enums import InjunctionState
from referrals.injunction_rules import InjunctionAct, next_injunction_state
from referrals.models import Injunction

log = structlog.get_logger(__name__)


def expire_injunctions(*, by: Actor) -> int:
    """Returns how many were left unanswered; needs the machine in the worker's role, which sees them all."""
    require(by.is_machine)
    return sum(_expired(by, injunction) for injunction in Injunction.objects.unanswered_on(by.today))


def _expired(by: Actor, injunction: Injunction) -> bool:
    """Each on its own: one that was moved meanwhile, or that the database refuses, leaves the others."""
    try:
        with transaction.atomic():
            locked = taken(Injunction.objects.unanswered_on(by.today), injunction)
            locked.state = next_injunction_state(InjunctionAct.EXPIRE, InjunctionState(locked.state))
            locked.version += 1
            locked.save()
            record(by=by, verb=Verb.INJUNCTION_EXPIRED, object_id=locked.pk, owner_id=locked.landlord_id)
    except (Conflict, DatabaseError) as error:
        log.warning("injunction_left", injunction=str(injunction.pk), error=type(error).__name__)
        return False
    return True
