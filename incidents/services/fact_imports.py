"""Facts of the past: a file is sent, what it holds is read and shown, then it is written, stopped or undone.

The work on a file is a worker's (`incidents.import_work`); here is what a person decides.
"""

from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import taken
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse
from files.names import safe_name
from files.services import erase
from files.tables.table import Unreadable
from incidents.enums import IMPORT_BEFORE, IMPORT_WRITES, ImportKind, ImportState
from incidents.import_columns import COLUMNS, missing_columns
from incidents.import_files import erase_files, kept_file, report_of
from incidents.import_report import Report, table_of
from incidents.import_rules import (
    BUSY,
    refusals_of_columns,
    refusals_of_confirming,
    refusals_of_kind,
    refusals_of_undoing,
    refusals_of_words,
)
from incidents.import_words import ASKED, MEANINGS
from incidents.models import Category, FactImport, ImportMemory
from incidents.permissions import can_import_facts, can_keep_import, fact_imports_visible_to, import_memory_visible_to
from journal.enums import Channel, JobState
from journal.insertion import get_or_insert, insert_once
from journal.services import enqueue_job, record
from journal.verbs import Verb
from signatories.guard import kept
from signatories.models import Signatory
from territory.permissions import residences_visible_to

TASK = "incidents.tasks.run_fact_import"
FOLLOWED = (
    "columns",
    "state",
    "report",
    "wrong",
    "job",
    "asked_by",
    "asked_post",
    "designation_id",
    "applied_at",
    "problem",
)


@transaction.atomic
def send_fact_file(*, by: Actor, kind: ImportKind | str, name: str, content: bytes, key: UUID) -> FactImport:
    """Kept for a week, and read by a worker at once where its columns are known. Sent again, it is the one that was
    sent before. Raises Refused for what is no table."""
    ask(can_import_facts, by)
    refuse(refusals_of_kind(kind))
    _in_line(by)  # of two clicks the second finds what the first has kept
    if earlier := fact_imports_visible_to(by).select_related("file").filter(pk=key).first():
        if (earlier.kind, earlier.file.sha256) != (kind, sha256(content).hexdigest()):
            raise Conflict(f"import {key} is another file")
        return earlier
    memory = import_memory_visible_to(by).filter(kind=kind).first()
    try:
        table = table_of(content, kind, remembered=memory.columns if memory else None)
    except Unreadable as error:
        raise Refused(str(error), "file") from error
    fact_import = FactImport(
        id=key,
        landlord_id=known(by.signatory_id),
        kind=kind,
        state=ImportState.TO_MAP if missing_columns(kind, table.columns) else ImportState.READING,
        name=safe_name(name),
        file=kept_file(by, content, name),
        asked_by_id=known(by.user_id),
        asked_post_id=known(by.post_id),
        designation_id=known(by.designation_id),
        created_at=by.now,
    )
    if fact_import.state == ImportState.READING:
        fact_import.job = enqueue_job(by=by, task=TASK, object_id=key)
    fact_import, is_new = insert_once(fact_import, ("kind",))
    if is_new:
        _record(by, Verb.FACT_IMPORT_SENT, fact_import, reason=fact_import.get_kind_display())
    return fact_import


@transaction.atomic
def tell_columns(*, by: Actor, fact_import: FactImport, columns: Mapping[str, str]) -> FactImport:
    """Which column of the file holds what: by our key the folded title, "" for what is not to be read. Remembered are
    those that were pointed at: another file may have what this one has not. The file is read again. Raises Refused."""
    ask(can_keep_import, by, fact_import)
    held = _held(fact_import, ImportState.TO_MAP, ImportState.READ)
    if set(columns) - {column.key for column in COLUMNS[ImportKind(held.kind)]}:
        raise Refused("Choisissez dans la liste ce que ces colonnes contiennent.")
    pointed = {key: title for key, title in columns.items() if title}
    refuse(refusals_of_columns(held.kind, pointed))
    memory = _memory(by, held.kind)
    memory.columns = {**memory.columns, **pointed}
    memory.save(update_fields=["columns"])
    held.columns = dict(columns)
    return _read_again(by, held)


@transaction.atomic
def tell_words(*, by: Actor, fact_import: FactImport, words: Mapping[str, Mapping[str, str]]) -> FactImport:
    """What words of the landlord's files mean: by our key the folded word and our code. Remembered; the file is read
    again."""
    ask(can_keep_import, by, fact_import)
    held = _held(fact_import, ImportState.TO_MAP, ImportState.READ)
    offered = {field: {code for code, _ in meanings} for field, meanings in MEANINGS.items()}
    offered["category"] = set(Category.objects.values_list("code", flat=True))
    offered["residence"] = {str(pk) for pk in residences_visible_to(by).values_list("pk", flat=True)}
    refuse(refusals_of_words(words, {field: offered[field] for field in ASKED}))
    memory = _memory(by, held.kind)
    memory.words = {**memory.words, **{field: {**memory.words.get(field, {}), **told} for field, told in words.items()}}
    memory.save(update_fields=["words"])
    return _read_again(by, held)


@transaction.atomic
def confirm_import(*, by: Actor, fact_import: FactImport, digest: str, reviewed: bool) -> FactImport:
    """What was shown under `digest` is written by a worker. Raises Conflict when something else would be, and Refused
    while another file of the landlord is being written."""
    ask(can_keep_import, by, fact_import)
    _in_line(by)
    held = _held(fact_import, ImportState.READ)
    if held.report is None or held.report.sha256 != digest:
        raise Conflict("the file was read again since this page was shown")
    report = report_of(held) or Report()
    refuse(refusals_of_confirming(new=report.new, warned=report.warned, reviewed=reviewed))
    _refuse_while_writing(by)
    held.applied_at = by.now
    _set_to_work(by, held, ImportState.IMPORTING)
    _record(by, Verb.FACT_IMPORT_CONFIRMED, held, reason=kept(report.kinds), count=report.new)
    return held


@transaction.atomic
def stop_import(*, by: Actor, fact_import: FactImport) -> FactImport:
    """Before it is written, the file is erased. While it is, what was written is taken away again."""
    ask(can_keep_import, by, fact_import)
    _in_line(by)
    held = _held(fact_import, *IMPORT_BEFORE, ImportState.IMPORTING)
    if held.state == ImportState.IMPORTING:
        _set_to_work(by, held, ImportState.UNDOING)
    else:
        held.state, held.ended_at = ImportState.STOPPED, by.now
        held.save(update_fields=["state", "ended_at"])
        erase_files(by, held)
    _record(by, Verb.FACT_IMPORT_STOPPED, held)
    return held


@transaction.atomic
def undo_import(*, by: Actor, fact_import: FactImport) -> FactImport:
    """A worker takes away what it brought, but the facts that somebody has worked on since. Raises Refused after a
    week, and Conflict for what is not written, or is undone already."""
    ask(can_keep_import, by, fact_import)
    _in_line(by)
    held = _held(fact_import, ImportState.DONE)
    refuse(refusals_of_undoing(state=held.state, ended_at=held.ended_at, now=by.now))
    _refuse_while_writing(by)
    _set_to_work(by, held, ImportState.UNDOING)
    _record(by, Verb.FACT_IMPORT_UNDONE, held, count=held.brought)
    return held


@transaction.atomic
def try_again(*, by: Actor, fact_import: FactImport) -> FactImport:
    """A worker gave it up: once more, from where it stood. Raises Conflict while one is at it."""
    ask(can_keep_import, by, fact_import)
    held = taken(FactImport.objects.select_related("job"), fact_import)
    if held.job is None or held.job.state != JobState.FAILED:
        raise Conflict(f"import {held.pk} has not failed")
    _set_to_work(by, held, ImportState(held.state))
    return held


def _held(fact_import: FactImport, *states: ImportState) -> FactImport:
    """Raises Conflict when it is no longer in one of these states."""
    held = taken(FactImport.objects.select_related("file", "report", "wrong"), fact_import)
    if held.state not in states:
        raise Conflict(f"import {held.pk} is {held.state}")
    return held


def _memory(by: Actor, kind: str) -> ImportMemory:
    memory, _ = get_or_insert(import_memory_visible_to(by), defaults={}, landlord_id=known(by.signatory_id), kind=kind)
    return taken(ImportMemory.objects.all(), memory)


def _read_again(by: Actor, held: FactImport) -> FactImport:
    for stored in (held.report, held.wrong):
        if stored is not None:
            erase(by=by, stored=stored)
    held.report = held.wrong = None
    held.problem = ""
    return _set_to_work(by, held, ImportState.READING)


def _set_to_work(by: Actor, held: FactImport, state: ImportState) -> FactImport:
    """In the name of whoever asks for it now: who confirmed it may have left."""
    held.asked_by_id, held.asked_post_id = known(by.user_id), known(by.post_id)
    held.designation_id = known(by.designation_id)
    held.state = state
    held.job = enqueue_job(by=by, task=TASK, object_id=held.pk)
    held.save(update_fields=FOLLOWED)
    return held


def _refuse_while_writing(by: Actor) -> None:
    if fact_imports_visible_to(by).filter(state__in=IMPORT_WRITES).exists():
        raise Refused(BUSY)


def _in_line(by: Actor) -> None:
    """Two référents of one landlord, or two clicks of one, are put in line."""
    Signatory.objects.select_for_update(no_key=True).get(pk=known(by.signatory_id))


def _record(by: Actor, verb: Verb, fact_import: FactImport, reason: str = "", count: int = 1) -> None:
    record(
        by=by,
        verb=verb,
        object_id=fact_import.pk,
        owner_id=fact_import.landlord_id,
        channel=Channel.FILE,
        reason=reason[:200],
        count=count,
    )
