"""A landlord's own list of residences: sent, read, shown line by line, then applied or left; never by half."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Conflict
from files.models import StoredFile
from files.services import FileGoneError, read_verified
from files.tables.table import Table
from journal.services import record
from journal.verbs import Verb
from territory.forms.residences import ImportDecisionForm, ResidenceFileForm
from territory.permissions import can_keep_residences, residence_files_visible_to
from territory.residence_file import NAMES, TEMPLATE, Plan, read_list
from territory.services.residences import (
    discard_residence_file,
    import_residences,
    keep_residence_file,
    plan_residences,
)

MOST_SHOWN = 200


@page(Function.REFERENT)
def residence_template(request: ActingRequest) -> HttpResponse:
    """An example to fill in; it names no residence of anybody."""
    require(can_keep_residences(request.actor))
    content = TEMPLATE.encode("utf-8-sig")
    headers = {"Content-Disposition": 'attachment; filename="modele-residences.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@page(Function.REFERENT)
def residence_import(request: ActingRequest) -> HttpResponse:
    require(can_keep_residences(request.actor))
    form = ResidenceFileForm(request.POST, request.FILES) if request.method == "POST" else ResidenceFileForm()
    stored: list[StoredFile] = []

    def keep() -> None:
        name = form.cleaned_data["file"].name
        stored.append(keep_residence_file(by=request.actor, name=name, content=form.content))

    if form.is_valid() and accepted(form, keep):
        return redirect("residence_import_read", pk=stored[0].pk)
    kept = residence_files_visible_to(request.actor).order_by("-created_at")
    context = {"form": form, "columns": NAMES.values(), "kept": kept}
    return render(request, "territory/residence_import.html", context)


@irrevocable
@page(Function.REFERENT)
def residence_import_read(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What the list would do, as of now; with the person's decision, does it or forgets the file."""
    stored = get_object_or_404(residence_files_visible_to(request.actor), pk=pk)
    require(can_keep_residences(request.actor))
    table, form = _table(stored), ImportDecisionForm(request.POST or None)
    if not form.is_valid():
        return _shown(request, stored, table)
    if form.cleaned_data["decision"] == form.DISCARD:
        discard_residence_file(by=request.actor, stored=stored)
        messages.success(request, "Rien n’a été importé, et le fichier est effacé.")
        return redirect("residence_list")
    try:
        plan = import_residences(by=request.actor, table=table, digest=form.cleaned_data["digest"], file_id=pk)
    except Conflict:
        return _shown(request, stored, table, has_changed=True)
    messages.success(request, _done(plan))
    return redirect("residence_import_read", pk=pk) if plan.wrong else redirect("residence_list")


def _table(stored: StoredFile) -> Table:
    try:
        return read_list(read_verified(stored))
    except FileGoneError:
        raise Http404 from None


def _shown(request: ActingRequest, stored: StoredFile, table: Table, *, has_changed: bool = False) -> HttpResponse:
    plan = plan_residences(by=request.actor, table=table)
    record(by=request.actor, verb=Verb.RESIDENCE_LIST_READ, object_id=stored.pk, owner_id=stored.owner_id)
    context = {
        "stored": stored,
        "plan": plan,
        "most": MOST_SHOWN,
        "line_count": plan.line_count,
        "has_changed": has_changed,
    }
    return render(request, "territory/residence_import_read.html", context, status=409 if has_changed else 200)


def _done(plan: Plan) -> str:
    created, changed, wrong = len(plan.created), len(plan.changed), len(plan.wrong)
    done = f"Résidences créées : {created}. Modifiées : {changed}."
    return f"{done} Lignes laissées de côté : {wrong}, ci-dessous." if wrong else done
