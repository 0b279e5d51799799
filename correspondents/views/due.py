"""« À faire »: the days that are due to whoever reads, each with the way to where one acts, and putting one off."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from acting import french
from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from correspondents.due_list import DueRow, due_page, find_due
from correspondents.due_rules import DUE_FUNCTIONS
from correspondents.forms.due import SnoozeForm
from correspondents.permissions import can_watch_dates
from correspondents.services.due import resume_due, snooze_due
from journal.services import record_lists_read
from journal.verbs import Verb
from signatories.enums import SignatoryKind


@page(*DUE_FUNCTIONS)
def due_list(request: ActingRequest) -> HttpResponse:
    require(can_watch_dates(request.actor))
    shown = due_page(request.actor)
    _note_read(request, shown.rows)
    is_landlord = request.actor.signatory_kind == SignatoryKind.LANDLORD
    context = {"shown": shown, "today": request.actor.today, "is_landlord": is_landlord}
    return render(request, "correspondents/due_list.html", context)


@page(*DUE_FUNCTIONS)
def due_snooze(request: ActingRequest, pk: UUID, kind: str) -> HttpResponse:
    row = _watched(request, kind, pk)
    require(row.may_be_put_off)
    form = SnoozeForm(request.POST or None, row=row, actor=request.actor)
    if form.is_valid() and accepted(form, lambda: snooze_due(by=request.actor, due=row.due, until=form.chosen())):
        messages.success(request, f"C’est reporté au {french.day(form.chosen(), 'weekday')}, pour vous seul.")
        return redirect("due_list")
    _note_read(request, [row])
    return render(request, "correspondents/due_snooze.html", {"row": row, "form": form})


@page(*DUE_FUNCTIONS)
@require_POST
def due_resume(request: ActingRequest, pk: UUID, kind: str) -> HttpResponse:
    resume_due(by=request.actor, due=_watched(request, kind, pk).due)
    messages.success(request, "C’est remis dans la liste.")
    return redirect("due_list")


def _watched(request: ActingRequest, kind: str, pk: UUID) -> DueRow:
    row = find_due(request.actor, kind, pk)
    if row is None:
        raise Http404
    return row


def _note_read(request: ActingRequest, rows: list[DueRow]) -> None:
    """As lists are: what each kind of thing showed, by the verb of that kind."""
    read: dict[Verb, list[tuple[UUID | None, UUID | None]]] = {}
    for row in rows:
        read.setdefault(row.due.read, []).append((row.due.owner_id, row.due.object_id))
    record_lists_read(by=request.actor, read=read)
