"""What was erased after the backup's moment is erased again, by the rooms whose data it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from acting.actor import Actor, acting_as, machine_actor
from acting.refusals import Conflict, Refused
from correspondents.tasks import clear_sessions, forget_addresses, remind_confirmations
from files.tasks import purge_files
from incidents.tasks import erase_old_orientations, purge_attachments
from journal.verbs import Verb
from operation.erasing_again import Again, by_hand, done_again, undoing
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
    remind_confirmations,  # who is not confirmed is suspended
    purge_files,
)


@dataclass
class ErasedAgain:
    """By verb how many were there again and went, and what would not go."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, UUID]] = field(default_factory=list)


def erase_again(erasures: Iterable[Erasure], *, at: datetime) -> ErasedAgain:
    """Some hundred in a transaction; where one of them will not, each by itself: it keeps no other back."""
    actor, wanted, told = machine_actor(at), _last_words(erasures), ErasedAgain()
    for verb, again in done_again().items():
        ids = iter(wanted.get(verb, ()))
        while some := list(islice(ids, AT_ONCE)):
            _erase(actor, verb, again, some, told)
    return told


def _erase(actor: Actor, verb: Verb, again: Again, ids: list[UUID], told: ErasedAgain) -> None:
    try:
        with transaction.atomic(), acting_as(actor):
            count = again(actor, ids)
    except (Refused, Conflict, PermissionDenied, DatabaseError):
        if len(ids) == 1:
            told.refused.append((str(verb), ids[0]))
        else:
            for each in ids:
                _erase(actor, verb, again, [each], told)
    else:
        told.counts += Counter({str(verb): count})  # which leaves out what is none


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
