"""Writes of the journal, the outbox and the jobs: always in the transaction of the act they belong to."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from acting.actor import Actor
from journal.enums import Channel, MessageState
from journal.jobs import dispatch_on_commit
from journal.models import Entry, Job, Message


def record(
    *,
    by: Actor,
    verb: str,
    object_type: str,
    object_id: UUID | None,
    owner_id: UUID | None,
    channel: Channel = Channel.PAGE,
    reason: str = "",
    count: int = 1,
) -> None:
    """Write down one act or one read. `owner_id` is the signatory whose data it is, None for technical acts."""
    _entry(by, verb, object_type, object_id, owner_id, channel, reason, count).save(force_insert=True)


def record_list_read(
    *,
    by: Actor,
    object_type: str,
    owner_ids: Iterable[UUID | None],
    verb: str = "liste.lecture",
    channel: Channel = Channel.LIST,
    reason: str = "",
) -> None:
    """One entry per signatory whose data stood in the list, with the number of its rows.

    `owner_ids` holds one value per row shown: `[incident.landlord_id for incident in page]`.
    """
    rows = Counter(owner_ids)
    Entry.objects.bulk_create(
        [_entry(by, verb, object_type, None, owner_id, channel, reason, count) for owner_id, count in rows.items()]
    )


def post_message(*, by: Actor, kind: str, recipient_id: UUID, object_id: UUID | None = None) -> None:
    """Put into the outbox that something waits for the person; a worker words and sends it."""
    message = Message(kind=kind, recipient_id=recipient_id, object_id=object_id, created_at=by.now, due_at=by.now)
    message.save(force_insert=True)


@transaction.atomic
def resend_messages(*, by: Actor, messages: QuerySet[Message]) -> int:
    """What did not leave waits again, with all its tries before it; returns how many."""
    unsent = messages.filter(state__in=(MessageState.REFUSED, MessageState.FAILED))
    values = {"attempts": 0, "tried_at": None, "due_at": by.now, "error": ""}
    count = unsent.update(state=MessageState.WAITING, **values)
    if count:
        record(by=by, verb="message.renvoye", object_type="message", object_id=None, owner_id=None, count=count)
    return count


def enqueue_job(*, by: Actor, task: str, object_id: UUID) -> Job:
    """Write the job and hand it to a worker after commit; if Redis is away, the sweeper hands it on later."""
    job = Job(
        task=task,
        object_id=object_id,
        user_id=by.user_id,
        designation_id=by.designation_id,
        signatory_id=by.signatory_id,
        created_at=by.now,
        queued_at=by.now,
        due_at=by.now,
    )
    job.save(force_insert=True)
    dispatch_on_commit(job)
    return job


def _entry(
    by: Actor,
    verb: str,
    object_type: str,
    object_id: UUID | None,
    owner_id: UUID | None,
    channel: Channel,
    reason: str,
    count: int,
) -> Entry:
    return Entry(
        at=by.now,
        user_id=by.user_id,
        designation_id=by.designation_id,
        post_id=by.post_id,
        signatory_id=by.signatory_id,
        function=by.function,
        verb=verb,
        object_type=object_type,
        object_id=object_id,
        owner_id=owner_id,
        channel=channel,
        reason=reason,
        request_id=structlog.contextvars.get_contextvars().get("request_id"),
        count=count,
    )
