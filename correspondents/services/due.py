"""Writes about days that are due: put off by a person, and told by the machine, in one mail a day."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, acting_as, known
from acting.changes import taken, write_changes
from acting.pages import ask, require
from acting.refusals import refuse
from acting.working_days import is_working_day
from correspondents.actors import actor_for
from correspondents.due_list import due_news
from correspondents.due_rules import DUE_FUNCTIONS, Due, refusals_of_snooze
from correspondents.messages import DUE_KIND
from correspondents.models import Designation, DueTelling, Snooze
from correspondents.permissions import can_watch_dates, snoozes_visible_to
from correspondents.routing import people_to_tell
from journal.insertion import get_or_insert
from journal.services import post_message, record
from journal.verbs import Verb

FORGOTTEN_AFTER = timedelta(days=30)  # a snooze that has lapsed


@transaction.atomic
def snooze_due(*, by: Actor, due: Due, until: date) -> Snooze:
    """Off the person's own list until that day; a colleague's stays as it is. Raises Refused."""
    ask(can_watch_dates, by)
    refuse(refusals_of_snooze(due, until, by.today))
    own = {"user_id": known(by.user_id), "kind": due.kind, "object_id": due.object_id}
    said = {"until": until, "due_on": due.due_on}
    row, is_new = get_or_insert(snoozes_visible_to(by), defaults=said, **own)
    if write_changes(taken(snoozes_visible_to(by), row), said) or is_new:
        _record(by, Verb.DUE_SNOOZED, due)
    return row


@transaction.atomic
def resume_due(*, by: Actor, due: Due) -> None:
    """Back in the list; nothing where it is there already."""
    ask(can_watch_dates, by)
    deleted, _ = snoozes_visible_to(by).filter(kind=due.kind, object_id=due.object_id).delete()
    if deleted:
        _record(by, Verb.DUE_RESUMED, due)


def people_with_days(*, by: Actor) -> list[UUID]:
    """Whom to ask about today, on a working day: who answers for a function that has days to watch, and has not been
    told today. Needs the machine."""
    require(by.is_machine)
    if not is_working_day(by.today):
        return []
    told = DueTelling.objects.filter(told_on__gte=by.today).values("user")
    running = Designation.objects.running_on(by.today).who_answer().filter(post__function__in=DUE_FUNCTIONS)
    return sorted(set(running.exclude(user__in=told).values_list("user_id", flat=True)))


@transaction.atomic
def tell_of_days(*, by: Actor, person: UUID) -> bool:
    """One mail for all that has newly come to its day, under whatever designation; False where there is none, or where
    another worker has just told. Needs the machine."""
    require(by.is_machine)
    telling, _ = get_or_insert(DueTelling.objects.all(), defaults={"told_on": None}, user_id=person)
    locked = taken(DueTelling.objects.all(), telling)
    if locked.told_on and locked.told_on >= by.today:
        return False
    told = [(each, news) for each in _to_be_told(by, person) if (news := _news(by, each, locked.told_on))]
    if not told:
        return False
    write_changes(locked, {"told_on": by.today})
    post_message(by=by, kind=DUE_KIND, recipient_id=person)
    for designation, news in told:
        owner = designation.post.signatory_id
        record(by=by, verb=Verb.DUE_TOLD, object_id=None, owner_id=owner, count=len(news))
        for due in news:
            if due.told:
                _record(by, due.told, due)
    return True


def forget_snoozes(*, by: Actor) -> int:
    """Those that lapsed a month ago: whoever could be told of them has been. Needs the machine."""
    require(by.is_machine)
    return Snooze.objects.filter(until__lt=by.today - FORGOTTEN_AFTER).delete()[0]


def _to_be_told(by: Actor, person: UUID) -> list[Designation]:
    """The person's designations, but those at a post where others are there while the person is away."""
    running = Designation.objects.running_on(by.today).who_answer().select_related("post__signatory", "user")
    found = running.filter(user=person, post__function__in=DUE_FUNCTIONS).order_by("pk")
    return [each for each in found if each in people_to_tell(each.post, by.today)]


def _news(by: Actor, designation: Designation, told_on: date | None) -> list[Due]:
    """Read as the person, by the person's rights of today."""
    actor = actor_for(designation, by.now)
    with acting_as(actor):
        return due_news(actor, told_on)


def _record(by: Actor, verb: Verb, due: Due) -> None:
    record(by=by, verb=verb, object_id=due.object_id, owner_id=due.owner_id, reason=due.kind)
