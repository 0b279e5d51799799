"""Writes of the journal, the outbox and the jobs: always in the transaction of the act they belong to."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from acting.actor import Actor
from acting.pages import ask, require
from acting.refusals import Refused
from journal.awaited import is_awaited
from journal.enums import Channel, JobState, MessageState
from journal.jobs import dispatch_on_commit
from journal.models import Entry, Job, Message
from journal.permissions import can_resend_messages, can_retry_jobs
from journal.verbs import Verb

NOT_AWAITED = (
    "Ce que cette tâche devait faire n’est plus attendu de personne\u00a0: il a été effacé, repris ou demandé de "
    "nouveau."
)


class UnknownVerbError(TypeError):
    """A verb that is no member of the registry, not even with the same letters."""


def record(
    *,
    by: Actor,
    verb: Verb,
    object_id: UUID | None,
    owner_id: UUID | None,
    channel: Channel = Channel.PAGE,
    reason: str = "",
    count: int = 1,
) -> None:
    """Write down one act or one read. `owner_id` is the signatory whose data it is, None for technical acts."""
    entry_of(
        by=by, verb=verb, object_id=object_id, owner_id=owner_id, channel=channel, reason=reason, count=count
    ).save(force_insert=True)


def record_list_read(
    *,
    by: Actor,
    verb: Verb,
    rows: Iterable[tuple[UUID | None, UUID | None]],
    channel: Channel = Channel.LIST,
    reason: str = "",
) -> None:
    """One entry per signatory whose data stood in the list, with the number of its rows and what they showed.

    `rows` holds owner and object of each row: `[(fact.landlord_id, fact.pk) for fact in page]`; a row that is no
    single object has None. `reason` says what narrowed the list, never what was typed (`acting.lists.Page.told`).
    """
    Entry.objects.bulk_create(_of_list(by, verb, rows, channel, reason))


def record_lists_read(*, by: Actor, read: Mapping[Verb, Iterable[tuple[UUID | None, UUID | None]]]) -> None:
    """Of a list of several kinds of things: for each as `record_list_read`, by the verb of that kind."""
    entries = (_of_list(by, verb, rows, Channel.LIST, "") for verb, rows in read.items())
    Entry.objects.bulk_create([entry for of_kind in entries for entry in of_kind])


def _of_list(
    by: Actor, verb: Verb, rows: Iterable[tuple[UUID | None, UUID | None]], channel: Channel, reason: str
) -> list[Entry]:
    read: dict[UUID | None, list[UUID | None]] = {}
    for owner_id, object_id in rows:
        read.setdefault(owner_id, []).append(object_id)
    entries = []
    for owner_id, objects in read.items():
        shown = list(dict.fromkeys(each for each in objects if each))  # of one that stands twice, once
        count = len(shown) + objects.count(None)
        entry = entry_of(
            by=by, verb=verb, object_id=None, owner_id=owner_id, channel=channel, reason=reason, count=count
        )
        entry.shown = shown or None
        entries.append(entry)
    return entries


def record_each_read(*, by: Actor, read: Iterable[tuple[Verb, UUID]], owner_id: UUID | None) -> None:
    """One entry for each object that a page shows together, all of one signatory."""
    Entry.objects.bulk_create([entry_of(by=by, verb=verb, object_id=pk, owner_id=owner_id) for verb, pk in read])


def entry_of(
    *,
    by: Actor,
    verb: Verb,
    object_id: UUID | None,
    owner_id: UUID | None,
    channel: Channel = Channel.PAGE,
    reason: str = "",
    count: int = 1,
) -> Entry:
    """Not saved yet. Raises UnknownVerbError for what the registry does not hold: a code cannot be mended later."""
    if not isinstance(verb, Verb):
        raise UnknownVerbError(verb)
    return Entry(
        at=by.now,
        user_id=by.user_id,
        designation_id=by.designation_id,
        post_id=by.post_id,
        signatory_id=by.signatory_id,
        function=by.function,
        verb=verb,
        object_type=verb.thing,
        object_id=object_id,
        owner_id=owner_id,
        channel=channel,
        reason=reason,
        request_id=_request_id(),
        count=count,
    )


def _request_id() -> str | None:
    """Of the request that is being answered, or of the one that a job was asked for by."""
    return structlog.contextvars.get_contextvars().get("request_id")


def post_message(*, by: Actor, kind: str, recipient_id: UUID, object_id: UUID | None = None) -> None:
    """Put into the outbox that something waits for the person; a worker words and sends it."""
    message = Message(kind=kind, recipient_id=recipient_id, object_id=object_id, created_at=by.now, due_at=by.now)
    message.save(force_insert=True)


@transaction.atomic
def resend_messages(*, by: Actor, messages: QuerySet[Message]) -> int:
    """What did not leave waits again, with all its tries before it; returns how many."""
    ask(can_resend_messages, by)
    unsent = messages.filter(state__in=(MessageState.REFUSED, MessageState.FAILED))
    values = {"attempts": 0, "tried_at": None, "due_at": by.now, "error": "", "put_off": False}
    count = unsent.update(state=MessageState.WAITING, **values)
    if count:
        record(by=by, verb=Verb.MESSAGE_RESENT, object_id=None, owner_id=None, count=count)
    return count


@transaction.atomic
def retry_jobs(*, by: Actor, jobs: QuerySet[Job]) -> int:
    """What failed is tried three times more; returns how many. What nobody waits for any more stays as it is; Refused
    where that is all there was."""
    ask(can_retry_jobs, by)
    failed = list(jobs.filter(state=JobState.FAILED).order_by("pk").select_for_update())
    awaited = [job for job in failed if is_awaited(job.task, job.pk)]
    if failed and not awaited:
        raise Refused(NOT_AWAITED)
    values = {"attempts": 0, "progress": 0, "error": "", "cause": "", "started_at": None, "finished_at": None}
    again = Job.objects.filter(pk__in=[job.pk for job in awaited], state=JobState.FAILED)
    count = again.update(state=JobState.QUEUED, queued_at=by.now, due_at=by.now, **values)
    for job in awaited:
        dispatch_on_commit(job)
    if count:
        record(by=by, verb=Verb.JOB_RETRIED, object_id=None, owner_id=None, count=count)
    return count


def forget_jobs(*, by: Actor, jobs: QuerySet[Job]) -> int:
    """Those whose object is gone: what they were to make is waited for by nobody. Needs the machine."""
    require(by.is_machine)
    return jobs.delete()[0]


def forget_messages(*, by: Actor, messages: QuerySet[Message]) -> int:
    """Those to nobody: neither a person nor a signatory has that identifier any more. Needs the machine."""
    require(by.is_machine)
    return messages.delete()[0]


def enqueue_job(*, by: Actor, task: str, object_id: UUID) -> Job:
    """Write the job and hand it to a worker after commit; if Redis is away, the sweeper hands it on later."""
    job = Job(
        task=task,
        object_id=object_id,
        user_id=by.user_id,
        designation_id=by.designation_id,
        signatory_id=by.signatory_id,
        request_id=_request_id(),
        created_at=by.now,
        queued_at=by.now,
        due_at=by.now,
    )
    job.save(force_insert=True)
    dispatch_on_commit(job)
    return job
