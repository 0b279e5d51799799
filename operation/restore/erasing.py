"""What was erased after the backup's moment is erased again, by the rooms whose data it is."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction

from acting.actor import acting_as, machine_actor
from correspondents.tasks import clear_sessions, forget_addresses
from files.tasks import purge_files
from incidents.tasks import erase_old_orientations, purge_attachments
from journal.verbs import Verb
from operation.erasing_again import by_hand, done_again, undoing
from operation.erasures import Erasure
from referrals.tasks import expire_referrals, forget_exceptional_readings

# An entry bears the moment at which its request began; one that was committed after the dump may say a little before.
MARGIN = timedelta(days=1)
AT_ONCE = 500
NIGHTLY = (
    clear_sessions,
    expire_referrals,
    forget_exceptional_readings,
    purge_attachments,
    erase_old_orientations,
    forget_addresses,
    purge_files,
)


def erase_again(erasures: Iterable[Erasure], *, at: datetime) -> dict[str, int]:
    """By verb how many were there again, and went. Each some hundred in a transaction."""
    actor, wanted, erased = machine_actor(at), _last_words(erasures), {}
    for verb, again in done_again().items():
        ids, count = iter(wanted.get(verb, ())), 0
        while some := list(islice(ids, AT_ONCE)):
            with transaction.atomic(), acting_as(actor):
                count += again(actor, some)
        if count:
            erased[str(verb)] = count
    return erased


def left_to_hands(erasures: Iterable[Erasure]) -> list[str]:
    """What nobody but a person can do again, in the order in which it was done."""
    reasons = by_hand()
    return [
        f"{each.at.isoformat(timespec='minutes')} {each.verb} {each.object_id or '-'}\u00a0: {reasons[Verb(each.verb)]}"
        for each in erasures
        if each.verb in reasons
    ]


def end_all_sessions() -> int:
    """A session of before would let in whoever signed out since, or whose password was changed."""
    return Session.objects.all().delete()[0]


def run_nightly() -> None:
    """What is erased by its date alone needs no register."""
    for task in NIGHTLY:
        task()


def _last_words(erasures: Iterable[Erasure]) -> dict[str, list[UUID]]:
    """Of an account that was closed and opened again, it is open."""
    words: dict[str, dict[UUID, None]] = defaultdict(dict)
    takes_back = undoing()
    for each in erasures:
        if each.object_id is None:
            continue
        if each.verb in takes_back:
            words[takes_back[Verb(each.verb)]].pop(each.object_id, None)
        else:
            words[each.verb][each.object_id] = None
    return {verb: list(ids) for verb, ids in words.items()}
