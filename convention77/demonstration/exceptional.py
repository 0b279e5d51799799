"""What the administrator asked to read by exception: one that was approved, read and is over, and one that waits."""

from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from acting.actor import Actor, acting_as, machine_actor
from convention77.demonstration.facts import REFERENT
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from incidents.models import Incident
from journal.enums import JobState
from journal.models import Job
from journal.services import record
from journal.verbs import Verb
from referrals.models import ExceptionalAccess, ExceptionalReading
from referrals.services import exceptional

LANDLORD = "deux-morins"
OVER, WAITING = 40, 1  # asked so many days ago
REASONS = {
    OVER: "Le bailleur signale une page en erreur à l’ouverture de ce fait.",
    WAITING: "Le bailleur signale que la commune de ce fait ne s’affiche plus.",
}


def plan_exceptional(cast: Cast) -> None:
    add, on = cast.history.add, cast.history.day
    for days_ago, why in REASONS.items():
        add(moment(on(days_ago), 10, 5), cast.administrator, partial(_ask, cast, days_ago, why))
        add(moment(on(days_ago), 10, 6), machine_actor, partial(_seek, days_ago))
    day = on(OVER)
    add(moment(day, 10, 40), cast.holder_of((LANDLORD, REFERENT)), _approve)
    add(moment(day, 10, 41), machine_actor, _copy)
    add(moment(day, 10, 55), cast.administrator, _read)
    add(moment(day, 11, 41), machine_actor, lambda by: exceptional.forget_readings(by=by))


def _key(days_ago: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"accès exceptionnel {days_ago}")


def _ask(cast: Cast, days_ago: int, why: str, by: Actor) -> None:
    """About the latest fact of the landlord on that day, whose reference it gave."""
    filed = Incident.objects.filter(landlord=cast.signatories[LANDLORD], filed_at__lt=by.now)
    with acting_as(machine_actor(by.now)):
        reference = filed.order_by("-filed_at")[0].reference
    exceptional.ask_exceptional_access(by=by, reference=reference, reason=why, key=_key(days_ago))


def _seek(days_ago: int, by: Actor) -> None:
    exceptional.seek_matter(by=by, access_id=_key(days_ago))
    _settle(by)


def _approve(by: Actor) -> None:
    exceptional.approve_exceptional_access(by=by, access=ExceptionalAccess.objects.get(pk=_key(OVER)))


def _copy(by: Actor) -> None:
    exceptional.copy_matter(by=by, access_id=_key(OVER))
    _settle(by)


def _read(by: Actor) -> None:
    """As its page leaves it in the journal."""
    reading = ExceptionalReading.objects.get(pk=_key(OVER))
    owner, why = reading.owner_id, "accès exceptionnel"
    record(by=by, verb=Verb.EXCEPTIONAL_ACCESS_USED, object_id=reading.pk, owner_id=owner)
    record(by=by, verb=Verb.FACT_READ, object_id=reading.object_id, owner_id=owner, reason=why)


def _settle(by: Actor) -> None:
    """What a worker has done by then."""
    jobs = Job.objects.filter(task__in=(exceptional.SEEK, exceptional.COPY))
    jobs.exclude(state=JobState.READY).update(state=JobState.READY, progress=100, finished_at=by.now)
