"""Facts of the past: a file sent, what its columns and words are, what it would bring along; then written or undone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from acting.enums import Function
from acting.forms import accepted
from acting.lists import Listing
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Conflict
from files.services import FileGoneError, read_verified, serve
from files.tables.table import Table
from files.tables.writer import CSV_TYPE, csv_table
from incidents.enums import IMPORT_RUNS, ImportKind, ImportState
from incidents.forms.fact_imports import ColumnsForm, ConfirmForm, FactFileForm, WordsForm
from incidents.import_columns import COLUMNS, EXAMPLES, missing_columns
from incidents.import_files import report_of
from incidents.import_report import Report, passages_to_review, table_of
from incidents.import_rules import refusals_of_undoing, trouble_of
from incidents.models import FactImport
from incidents.permissions import (
    can_import_facts,
    fact_imports_visible_to,
    import_memory_visible_to,
    incidents_visible_to,
)
from incidents.services.fact_imports import (
    confirm_import,
    send_fact_file,
    stop_import,
    tell_columns,
    tell_words,
    try_again,
    undo_import,
)
from journal.enums import Channel, JobState
from journal.services import record, record_list_read
from journal.verbs import Verb
from signatories.permissions import convention_of

MOST_REMAINING = 100


@page(Function.REFERENT)
def fact_import_list(request: ActingRequest) -> HttpResponse:
    """A file to send, and what became of those that were."""
    require(can_import_facts(request.actor))
    is_sent = request.method == "POST"
    typed, files = (request.POST, request.FILES) if is_sent else (None, None)
    form = FactFileForm(typed, files, actor=request.actor)
    sent: list[FactImport] = []
    if is_sent and form.is_valid() and accepted(form, lambda: sent.append(_send(request, form))):
        return redirect("fact_import_detail", pk=sent[0].pk)
    imports = fact_imports_visible_to(request.actor).select_related("job", "asked_post")
    page_obj = Listing(imports, ("-created_at", "-id"), request.GET).page()
    rows = [(each.landlord_id, each.pk) for each in page_obj]
    record_list_read(by=request.actor, verb=Verb.FACT_IMPORT_READ, rows=rows)
    context = {"form": form, "page_obj": page_obj, "querystring": "", "kinds": ImportKind.choices}
    return render(request, "incidents/fact_import_list.html", context)


@page(Function.REFERENT)
def fact_import_template(request: ActingRequest, kind: str) -> HttpResponse:
    """An example to fill in; it names no residence of anybody."""
    require(can_import_facts(request.actor))
    if kind not in ImportKind.values:
        raise Http404
    header = [column.title for column in COLUMNS[ImportKind(kind)]]
    content = csv_table(header, [line.split(";") for line in EXAMPLES[ImportKind(kind)]])
    headers = {"Content-Disposition": f'attachment; filename="modele-{kind}.csv"'}
    return HttpResponse(content, content_type=CSV_TYPE, headers=headers)


@page(Function.REFERENT)
def fact_import_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    fact_import = _found(request, pk)
    return _shown(request, fact_import, ConfirmForm(initial={"digest": _digest(fact_import)}))


@page(Function.REFERENT)
def fact_import_progress(request: ActingRequest, pk: UUID) -> HttpResponse:
    """How far the worker is; the whole page is shown again once it is done."""
    fact_import = _found(request, pk)
    response = render(request, "incidents/_fact_import_progress.html", _state_of(fact_import))
    if request.htmx and fact_import.state not in IMPORT_RUNS:
        response.headers["HX-Refresh"] = "true"
    return response


@page(Function.REFERENT)
def fact_import_columns(request: ActingRequest, pk: UUID) -> HttpResponse:
    fact_import = _found(request, pk)
    table = _table(request, fact_import)
    form = ColumnsForm(request.POST or None, kind=fact_import.kind, table=table)
    if form.is_valid() and accepted(
        form, lambda: tell_columns(by=request.actor, fact_import=fact_import, columns=form.columns())
    ):
        return redirect("fact_import_detail", pk=pk)
    _note_read(request, fact_import)
    missing = missing_columns(fact_import.kind, table.columns)
    context = {"fact_import": fact_import, "form": form, "missing": [each.title for each in missing]}
    return render(request, "incidents/fact_import_columns.html", context)


@page(Function.REFERENT)
def fact_import_words(request: ActingRequest, pk: UUID) -> HttpResponse:
    fact_import = _found(request, pk)
    report = report_of(fact_import) or Report()
    form = WordsForm(request.POST or None, actor=request.actor, report=report, digest=_digest(fact_import))
    if form.is_valid() and accepted(form, lambda: _tell_words(request, fact_import, form)):
        return redirect("fact_import_detail", pk=pk)
    _note_read(request, fact_import)
    return render(request, "incidents/fact_import_words.html", {"fact_import": fact_import, "form": form})


@page(Function.REFERENT)
@require_POST
def fact_import_confirm(request: ActingRequest, pk: UUID) -> HttpResponse:
    fact_import = _found(request, pk)
    form = ConfirmForm(request.POST)
    if form.is_valid() and accepted(form, lambda: _confirm(request, fact_import, form)):
        return redirect("fact_import_detail", pk=pk)
    return _shown(request, fact_import, form)


@page(Function.REFERENT)
@require_POST
def fact_import_stop(request: ActingRequest, pk: UUID) -> HttpResponse:
    held = stop_import(by=request.actor, fact_import=_found(request, pk))
    if held.state == ImportState.UNDOING:
        return redirect("fact_import_detail", pk=pk)
    messages.success(request, "Rien n’a été importé, et le fichier est effacé.")
    return redirect("fact_import_list")


@page(Function.REFERENT)
@require_POST
def fact_import_retry(request: ActingRequest, pk: UUID) -> HttpResponse:
    try_again(by=request.actor, fact_import=_found(request, pk))
    return redirect("fact_import_detail", pk=pk)


@irrevocable
@page(Function.REFERENT)
@require_POST
def fact_import_undo(request: ActingRequest, pk: UUID) -> HttpResponse:
    fact_import = _found(request, pk)
    form = ConfirmForm({"digest": "-"})
    if form.is_valid() and accepted(form, lambda: undo_import(by=request.actor, fact_import=fact_import)):
        return redirect("fact_import_detail", pk=pk)
    return _shown(request, fact_import, form)


@page(Function.REFERENT)
def fact_import_wrong(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The lines that are no facts, to be mended and sent again."""
    fact_import = _found(request, pk)
    if fact_import.wrong is None or fact_import.wrong.erased_at:
        raise Http404
    _note_read(request, fact_import, Channel.FILE)
    return serve(fact_import.wrong)


def _found(request: ActingRequest, pk: UUID) -> FactImport:
    return get_object_or_404(fact_imports_visible_to(request.actor).for_display(), pk=pk)


def _send(request: ActingRequest, form: FactFileForm) -> FactImport:
    upload = form.cleaned_data["file"]
    return send_fact_file(
        by=request.actor, kind=form.cleaned_data["kind"], name=upload.name, content=upload.read(), key=form.key()
    )


def _tell_words(request: ActingRequest, fact_import: FactImport, form: WordsForm) -> None:
    if not form.is_of_what_was_shown:
        raise Conflict("the file was read again since this page was shown")
    tell_words(by=request.actor, fact_import=fact_import, words=form.words())


def _confirm(request: ActingRequest, fact_import: FactImport, form: ConfirmForm) -> None:
    confirm_import(
        by=request.actor,
        fact_import=fact_import,
        digest=form.cleaned_data["digest"],
        reviewed=form.cleaned_data["reviewed"],
    )


def _shown(request: ActingRequest, fact_import: FactImport, form: ConfirmForm) -> HttpResponse:
    _note_read(request, fact_import)
    actor, report = request.actor, report_of(fact_import)
    left = incidents_visible_to(actor).filter(fact_import=fact_import).for_display().newest_first()
    was_undone = fact_import.state in (ImportState.UNDONE, ImportState.STOPPED) and fact_import.remaining
    remaining = list(left[:MOST_REMAINING]) if was_undone else []
    if remaining:
        record_list_read(by=actor, verb=Verb.FACT_READ, rows=[(fact.landlord_id, fact.pk) for fact in remaining])
    refused = refusals_of_undoing(state=fact_import.state, ended_at=fact_import.ended_at, now=actor.now)
    context: dict[str, Any] = {
        "form": form,
        "report": report if fact_import.state == ImportState.READ else None,
        "passages": passages_to_review(report) if report else [],
        "is_read": fact_import.state == ImportState.READ,
        "is_gone": fact_import.state == ImportState.READ and report is None,
        "remaining": remaining,
        "may_undo": not list(refused),
        "keep_months": convention_of(actor).keep_incident_months,
        "has_wrong": bool(fact_import.wrong and not fact_import.wrong.erased_at),
    }
    return render(request, "incidents/fact_import_detail.html", context | _state_of(fact_import))


def _state_of(fact_import: FactImport) -> dict[str, Any]:
    job = fact_import.job
    failed = fact_import.state in IMPORT_RUNS and job is not None and job.state == JobState.FAILED
    return {
        "fact_import": fact_import,
        "failed": failed,
        "trouble": trouble_of(fact_import.state, job.error, job.cause) if job else "",
        "running": fact_import.state in IMPORT_RUNS and not failed,
        "may_stop": fact_import.is_untouched or fact_import.state == ImportState.IMPORTING,
    }


def _digest(fact_import: FactImport) -> str:
    return fact_import.report.sha256 if fact_import.report else ""


def _table(request: ActingRequest, fact_import: FactImport) -> Table:
    memory = import_memory_visible_to(request.actor).filter(kind=fact_import.kind).first()
    try:
        content = read_verified(fact_import.file)
    except FileGoneError:
        raise Http404 from None
    remembered = memory.columns if memory else None
    return table_of(content, fact_import.kind, told=fact_import.columns, remembered=remembered)


def _note_read(request: ActingRequest, fact_import: FactImport, channel: Channel = Channel.PAGE) -> None:
    owner = fact_import.landlord_id
    record(by=request.actor, verb=Verb.FACT_IMPORT_READ, object_id=fact_import.pk, owner_id=owner, channel=channel)
