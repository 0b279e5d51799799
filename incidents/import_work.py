"""What a worker does with a file of the past: reads it, writes its facts, takes them away again.

By parts, each in a transaction of its own: how far it is can be seen, somebody may stop it between two of them, and a
worker that was killed goes on after the last one. Each part asks anew whether whoever asked for it still may.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from acting.fold import fold
from correspondents.actors import actor_of_designation
from files.enums import Scan
from files.services import FileHeld, read_verified
from files.tables.table import Table, Unreadable
from incidents.enums import ImportKind, ImportState
from incidents.import_columns import COLUMNS, LIMITS
from incidents.import_files import erase_files, kept_file, report_of
from incidents.import_lines import LineReader
from incidents.import_report import (
    MOST_WARNED,
    Report,
    judged,
    lines_to_mend,
    staged,
    table_of,
    told_to_mend,
    tongue_of,
)
from incidents.import_staging import drop_stage, judge, last_line, take_away, write_lines
from incidents.models import FactImport, Incident
from incidents.models.fact import IncidentQuerySet
from incidents.permissions import can_keep_import, fact_imports_visible_to
from journal.enums import Channel
from journal.jobs import JobError, set_progress
from journal.models import Job
from journal.services import record
from journal.verbs import Verb

ENDED = "Votre désignation a pris fin, ou votre compte est fermé : cet import ne peut pas continuer en votre nom."
PART = 5_000
# Of a hundred: when its lines are read, and judged beside those of the house, the rest being those to mend; when the
# lines to write are read again, and judged again, the rest being written.
READ_BY_LINES, READ_AND_JUDGED = 70, 80
STAGED, WRITTEN_FROM = 30, 40


class GivenUp(Exception):
    """Somebody has stopped it, or another job has it: this one leaves no trace."""


def run_import(job: Job) -> None:
    """Raises JobError with the reason for the requester, LeaseLostError when another worker has the job now."""
    with transaction.atomic(), acting_as(machine_actor(timezone.now())):
        fact_import = FactImport.objects.for_display().get(pk=job.object_id)
    act = {
        ImportState.READING: _read,
        ImportState.IMPORTING: _write,
        ImportState.UNDOING: _take_back,
    }.get(ImportState(fact_import.state))
    if act is None or fact_import.job_id != job.pk:
        return
    try:
        act(job, fact_import)
    except GivenUp:
        return
    finally:
        drop_stage()


def _read(job: Job, fact_import: FactImport) -> None:
    if fact_import.file.scan == Scan.INFECTED:
        _cannot_be_read(job, fact_import, FileHeld(fact_import.file).sentence)
        return
    content = _content(fact_import)
    with _as_requester(fact_import) as actor:
        tongue = tongue_of(actor, fact_import.kind)

    def tell(read: int) -> None:
        with _still(fact_import, job):
            pass
        set_progress(job, min(READ_BY_LINES, READ_BY_LINES * read // lines))

    def tell_mended(read: int) -> None:
        set_progress(job, min(99, READ_AND_JUDGED + (100 - READ_AND_JUDGED) * read // max(1, report.rows)))

    def table_anew() -> Table:
        return table_of(content, fact_import.kind, told=fact_import.columns, remembered=tongue.columns)

    try:
        table = table_anew()
        # How many a workbook has is known once it is read.
        lines = LIMITS.rows if table.is_workbook else max(1, content.count(b"\n"))
        reader = LineReader(fact_import.kind, tongue.words, tongue.categories, actor.now, named=table.titles)
        wrong, report = staged(table, reader, tell)
        with _as_requester(fact_import):
            judged(fact_import, table, tongue, wrong, report)
        set_progress(job, READ_AND_JUDGED)
        told = told_to_mend(wrong, report)
        mended = lines_to_mend(table_anew(), told, tell_mended) if told else None
        report.warned_lines = report.warned_lines[:MOST_WARNED]
    except Unreadable as error:
        _cannot_be_read(job, fact_import, str(error))
        return
    with _still(fact_import, job) as (actor, held):
        held.report = kept_file(actor, report.to_bytes(), "lecture.json", is_own_work=True)
        if mended:
            name = held.name.rpartition(".")[0] or held.name
            held.wrong = kept_file(actor, mended[0], f"a-corriger-{name[:80]}.{mended[1]}", is_own_work=True)
        held.state = ImportState.READ
        held.save(update_fields=["report", "wrong", "state"])


def _write(job: Job, fact_import: FactImport) -> None:
    """The guard of the texts was asked when the file was read, of the columns that it was read by: what was refused
    then stays out, whatever the reason, and no other column is read now. All else is judged anew: a residence may have
    gone, a fact may have come."""
    content, report = _content(fact_import), _report(fact_import)
    with _as_requester(fact_import) as actor:
        tongue = tongue_of(actor, fact_import.kind)
    withheld = frozenset(report.withheld)
    reader = LineReader(fact_import.kind, tongue.words, tongue.categories, actor.now, withheld=withheld, guarded=False)
    total = max(1, report.rows)

    def tell(read: int) -> None:
        set_progress(job, min(STAGED, STAGED * read // total))

    shown = {each.key: fold(report.columns.get(each.key, "")) for each in COLUMNS[ImportKind(fact_import.kind)]}
    staged(table_of(content, fact_import.kind, told=shown), reader, tell)
    with _as_requester(fact_import):
        judge(fact_import.landlord_id, fact_import.pk)
    set_progress(job, WRITTEN_FROM)
    last = max(1, last_line())
    for first in range(0, last + 1, PART):
        with _still(fact_import, job) as (actor, held):
            write_lines(values_of(actor, held), first, first + PART - 1)
        set_progress(job, min(99, WRITTEN_FROM + (100 - WRITTEN_FROM) * first // last))
    with _still(fact_import, job) as (actor, held):
        held.brought = held.remaining = Incident.objects.filter(fact_import=held).count()
        held.state, held.ended_at = ImportState.DONE, actor.now
        held.save(update_fields=["brought", "remaining", "state", "ended_at"])
        erase_files(actor, held)
        _record(actor, Verb.FACT_IMPORT_DONE, held, held.brought)


def _take_back(job: Job, fact_import: FactImport) -> None:
    """Facts that somebody has worked on since stay: in whose name that was done is not asked, so the machine looks."""
    with _as_requester(fact_import):
        brought = max(1, Incident.objects.filter(fact_import=fact_import).count())
    gone = 0
    while True:
        with _still(fact_import, job) as (actor, held), acting_as(machine_actor(actor.now)):
            keys = list(_untouched(held).values_list("pk", flat=True)[:PART])
            take_away(keys)
        if not keys:
            break
        gone += len(keys)
        set_progress(job, min(99, 100 * gone // brought))
    with _still(fact_import, job) as (actor, held):
        held.remaining = Incident.objects.filter(fact_import=held).count()
        held.state = ImportState.UNDONE if held.ended_at else ImportState.STOPPED
        held.ended_at = actor.now
        held.save(update_fields=["remaining", "state", "ended_at"])
        erase_files(actor, held)


def _untouched(fact_import: FactImport) -> IncidentQuerySet:
    """In no situation, and named by nothing else: no complaint, no referral or draft of one, no piece, no line."""
    facts = Incident.objects.filter(fact_import=fact_import, situation=None, informed_on=None)
    for relation in Incident._meta.related_objects:
        rows: QuerySet[Model] = QuerySet(relation.related_model)
        facts = facts.exclude(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
    return facts.order_by("pk")


def values_of(actor: Actor, held: FactImport) -> dict[str, object]:
    return {
        "landlord": str(held.landlord_id),
        "import": str(held.pk),
        "user": str(actor.user_id),
        "post": str(actor.post_id),
        "at": held.applied_at,
    }


@contextmanager
def _as_requester(fact_import: FactImport) -> Iterator[Actor]:
    """Whoever sent or confirmed it, with the rights of this moment. Raises JobError when there are none left."""
    with transaction.atomic():
        now = timezone.now()
        with acting_as(machine_actor(now)):
            actor = actor_of_designation(fact_import.designation_id, now)
        if actor is None:
            raise JobError(ENDED)
        with acting_as(actor):
            if not can_keep_import(actor, fact_import):
                raise JobError(ENDED)
            yield actor


@contextmanager
def _still(fact_import: FactImport, job: Job) -> Iterator[tuple[Actor, FactImport]]:
    """The same, with the row held: whoever stops it waits for this part, and the next one is not begun. Raises
    GivenUp."""
    with _as_requester(fact_import) as actor:
        held = fact_imports_visible_to(actor).select_for_update(of=("self",), no_key=True).filter(pk=fact_import.pk)
        row = held.filter(state=fact_import.state, job_id=job.pk).select_related("file", "report", "wrong").first()
        if row is None:
            raise GivenUp
        yield actor, row


def _content(fact_import: FactImport) -> bytes:
    with transaction.atomic(), acting_as(machine_actor(timezone.now())):
        return read_verified(fact_import.file)


def _report(fact_import: FactImport) -> Report:
    with transaction.atomic(), acting_as(machine_actor(timezone.now())):
        report = report_of(fact_import)
    if report is None:
        raise GivenUp
    return report


def _cannot_be_read(job: Job, fact_import: FactImport, sentence: str) -> None:
    with _still(fact_import, job) as (actor, held):
        held.state, held.problem, held.ended_at = ImportState.STOPPED, sentence[:600], actor.now
        held.save(update_fields=["state", "problem", "ended_at"])
        erase_files(actor, held)


def _record(actor: Actor, verb: Verb, fact_import: FactImport, count: int) -> None:
    owner_id = fact_import.landlord_id
    record(by=actor, verb=verb, object_id=fact_import.pk, owner_id=owner_id, channel=Channel.JOB, count=count)


def take_back_again(by: Actor, fact_import: FactImport) -> int:
    """After the restoration of a backup, what was undone or stopped since: returns how many facts went."""
    before = Incident.objects.filter(fact_import=fact_import).count()
    while keys := list(_untouched(fact_import).values_list("pk", flat=True)[:PART]):
        take_away(keys)
    remaining = Incident.objects.filter(fact_import=fact_import).count()
    if fact_import.state not in (ImportState.UNDONE, ImportState.STOPPED):
        undone = fact_import.ended_at is not None
        fact_import.state = ImportState.UNDONE if undone else ImportState.STOPPED
        fact_import.remaining, fact_import.ended_at = remaining, by.now
        fact_import.save(update_fields=["remaining", "state", "ended_at"])
        erase_files(by, fact_import)
        verb = Verb.FACT_IMPORT_UNDONE if undone else Verb.FACT_IMPORT_STOPPED
        record(by=by, verb=verb, object_id=fact_import.pk, owner_id=fact_import.landlord_id, count=before - remaining)
    return before - remaining
