"""The tables behind « Qui est compétent ? »: official files, compared and applied; one commune corrected by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from acting.actor import Actor
from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page
from acting.refusals import Refused
from signatories.permissions import convention_of, signatories_visible_to
from territory.communes import find_communes
from territory.competence_tables import corrected, pages_of_commune, present_sources
from territory.enums import ImportKind, ImportState
from territory.forms.competence import CommuneForm
from territory.forms.competence_tables import (
    ConfirmationForm,
    CorrectionForm,
    ExceptionForm,
    OfficialFileForm,
    ReasonForm,
)
from territory.models import CompetenceImport
from territory.permissions import communes_visible_to, competences_editable_by, imports_visible_to
from territory.services.competences import (
    apply_import,
    override_competence,
    read_import,
    refuse_import,
    release_competence,
    set_exception,
)

IMPORTS_SHOWN, COMMUNES_SHOWN, CHANGES_SHOWN = 50, 30, 20


@page(Function.ADMINISTRATEUR)
def overview(request: ActingRequest) -> HttpResponse:
    form = CommuneForm(request.GET or None)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    competences = competences_editable_by(request.actor)
    context = {
        "form": form,
        "query": query,
        "found": find_communes(query, communes_visible_to(request.actor))[:COMMUNES_SHOWN],
        "sources": present_sources(competences),
        "corrected": corrected(competences),
        "imports": imports_visible_to(request.actor)[:IMPORTS_SHOWN],
    }
    return render(request, "territory/competence_tables.html", context)


@page(Function.ADMINISTRATEUR)
def import_new(request: ActingRequest) -> HttpResponse:
    form = OfficialFileForm(request.POST or None, request.FILES or None)
    read: list[CompetenceImport] = []
    if form.is_valid() and accepted(form, lambda: read.append(_read(request.actor, form))):
        return redirect("competence_import", pk=read[0].pk)
    return render(request, "territory/competence_import_new.html", {"form": form})


def _read(actor: Actor, form: OfficialFileForm) -> CompetenceImport:
    given = form.cleaned_data
    return read_import(
        by=actor,
        convention=convention_of(actor),
        kind=ImportKind(given["kind"]),
        content=given["file"].read(),
        name=given["file"].name,
        source=given["source"],
        vintage=given["vintage"],
    )


@page(Function.ADMINISTRATEUR)
def import_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(imports_visible_to(request.actor), pk=pk)
    return _shown(request, found, ConfirmationForm(is_asked=False))


@irrevocable
@page(Function.ADMINISTRATEUR)
@require_POST
def import_apply(request: ActingRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(imports_visible_to(request.actor), pk=pk)
    form = ConfirmationForm(request.POST, is_asked=_needs_confirmation(found))
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        apply_import(by=request.actor, competence_import=found, confirmed=form.cleaned_data["confirmed"])
    except Refused as refused:
        messages.error(request, f"Rien n’a été changé. {refused.sentence}")
    else:
        messages.success(request, "Le fichier est appliqué. Ce qui valait avant est gardé avec ses dates.")
    return redirect("competence_import", pk=pk)


@irrevocable
@page(Function.ADMINISTRATEUR)
@require_POST
def import_refuse(request: ActingRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(imports_visible_to(request.actor), pk=pk)
    refuse_import(by=request.actor, competence_import=found)
    messages.success(request, "Le fichier est écarté. Rien n’a été changé.")
    return redirect("competence_tables")


def _needs_confirmation(found: CompetenceImport) -> bool:
    return found.state == ImportState.READ and bool(found.report["suspicions"])


def _shown(request: ActingRequest, found: CompetenceImport, form: ConfirmationForm) -> HttpResponse:
    changes = found.report["changes"]
    context = {
        "import": found,
        "report": found.report,
        "form": form,
        "first": changes[:CHANGES_SHOWN],
        "others": changes[CHANGES_SHOWN:],
        "may_apply": found.state == ImportState.READ,
        "needs_confirmation": _needs_confirmation(found),
        "is_applied": found.state == ImportState.APPLIED,
        "is_refused": found.state == ImportState.REFUSED,
    }
    return render(request, "territory/competence_import.html", context)


@page(Function.ADMINISTRATEUR)
def commune_detail(request: ActingRequest, code: str) -> HttpResponse:
    commune = get_object_or_404(communes_visible_to(request.actor), pk=code)
    competences = competences_editable_by(request.actor).filter(commune=commune)
    context = {"commune": commune, "pages": pages_of_commune(commune, competences)}
    return render(request, "territory/competence_commune.html", context)


@page(Function.ADMINISTRATEUR)
def correct(request: ActingRequest, pk: UUID) -> HttpResponse:
    competence = get_object_or_404(competences_editable_by(request.actor), pk=pk)
    form = CorrectionForm(competence, signatories_visible_to(request.actor), request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: override_competence(by=request.actor, competence=competence, **form.cleaned_data)
    ):
        messages.success(request, f"{competence.commune.name} est corrigée à la main ; les imports la laissent ainsi.")
        return redirect("competence_commune", code=competence.commune_id)
    return render(request, "territory/competence_correct.html", {"form": form, "competence": competence})


@page(Function.ADMINISTRATEUR)
def release(request: ActingRequest, pk: UUID) -> HttpResponse:
    competence = get_object_or_404(competences_editable_by(request.actor), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: release_competence(by=request.actor, competence=competence, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, "Le prochain import décidera de nouveau pour cette commune.")
        return redirect("competence_commune", code=competence.commune_id)
    return render(request, "territory/competence_release.html", {"form": form, "competence": competence})


@page(Function.ADMINISTRATEUR)
def note_exception(request: ActingRequest, pk: UUID) -> HttpResponse:
    competence = get_object_or_404(competences_editable_by(request.actor), pk=pk)
    form = ExceptionForm(competence, request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: set_exception(by=request.actor, competence=competence, **form.cleaned_data)
    ):
        messages.success(request, "L’exception est enregistrée et s’affiche sous « Qui est compétent ? ».")
        return redirect("competence_commune", code=competence.commune_id)
    return render(request, "territory/competence_exception.html", {"form": form, "competence": competence})
