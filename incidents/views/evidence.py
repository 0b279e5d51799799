"""Evidence files of a situation: begun, arranged, completed, frozen. Their PDF is made by `reports`."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Refused
from files.services import serve
from incidents.chronology import facts_of, told_in_court
from incidents.evidence_rules import lacking, refusals_of_number
from incidents.evidence_sources import evidence_of, grouped, pieces_of, sources_left, sources_of
from incidents.forms.evidence import ArrangementForm, EvidenceForm, PaperForm, PieceForm, PiecesForm
from incidents.models import EvidenceFile, Situation
from incidents.permissions import (
    CASE_FUNCTIONS,
    can_keep_situation,
    evidence_files_visible_to,
    pieces_visible_to,
    situations_visible_to,
)
from incidents.services.evidence import (
    add_paper,
    add_pieces,
    arrange_evidence,
    begin_evidence,
    describe_piece,
    freeze_evidence,
    note_evidence_download,
)
from journal.services import record, record_each_read, record_list_read
from journal.verbs import Verb

BEGUN = "Le dossier est commencé : choisissez et ordonnez ses pièces."


@page(*CASE_FUNCTIONS)
def evidence_list(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _situation(request, pk)
    found = evidence_of(request.actor, situation)
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    rows = [(situation.landlord_id, each.pk) for each in found]
    record_list_read(by=request.actor, verb=Verb.EVIDENCE_READ, rows=rows)
    return render(request, "incidents/evidence_list.html", {"situation": situation, "dossiers": found})


@page(*CASE_FUNCTIONS)
def evidence_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _situation(request, pk)
    form = EvidenceForm(request.POST or None, actor=request.actor, initial={"title": situation.subject})
    if begun := _begin(request, situation, form):
        return redirect("evidence_detail", pk=begun.pk)
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    context = {"situation": situation, "form": form, "found": len(sources_of(request.actor, situation))}
    return render(request, "incidents/evidence_new.html", context)


@page(*CASE_FUNCTIONS)
def evidence_restart(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What is frozen stays; another dossier begins from it."""
    former = _kept(request, pk)
    form = EvidenceForm(request.POST or None, actor=request.actor, initial={"title": former.title})
    if begun := _begin(request, former.situation, form, former):
        return redirect("evidence_detail", pk=begun.pk)
    return _act(request, former, form, "Repartir de ce dossier", "Commencer le nouveau dossier")


@page(*CASE_FUNCTIONS)
def evidence_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _shown(request, _kept(request, pk))


@page(*CASE_FUNCTIONS)
@require_POST
def evidence_arrange(request: ActingRequest, pk: UUID) -> HttpResponse:
    evidence = _kept(request, pk)
    form = ArrangementForm(request.POST, evidence=evidence, pieces=pieces_of(request.actor, evidence))
    if form.is_valid() and accepted(
        form, lambda: arrange_evidence(by=request.actor, evidence=evidence, wanted=form.arrangement())
    ):
        moved = form.moved()
        messages.success(request, "Le dossier est enregistré.")
        return redirect(reverse("evidence_detail", args=[pk]) + (f"#piece-{moved}" if moved else ""))
    return _shown(request, evidence, arrangement=form)


@page(*CASE_FUNCTIONS)
@require_POST
def evidence_add(request: ActingRequest, pk: UUID) -> HttpResponse:
    evidence = _kept(request, pk)
    form = PiecesForm(request.POST, groups=grouped(sources_of(request.actor, evidence.situation)))
    if form.is_valid() and accepted(
        form, lambda: add_pieces(by=request.actor, evidence=evidence, keys=form.cleaned_data["pieces"])
    ):
        messages.success(request, "Les pièces sont ajoutées à la fin du dossier.")
        return redirect("evidence_detail", pk=pk)
    return _shown(request, evidence, adding=form)


@page(*CASE_FUNCTIONS)
def evidence_paper_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    evidence = _kept(request, pk)
    form = PaperForm(request.POST or None, request.FILES or None, actor=request.actor)
    if form.is_valid() and accepted(form, lambda: add_paper(by=request.actor, evidence=evidence, **form.paper())):
        messages.success(request, "Le papier est ajouté à la fin du dossier.")
        return redirect("evidence_detail", pk=pk)
    return _act(request, evidence, form, "Ajouter un papier", "Ajouter au dossier")


@page(*CASE_FUNCTIONS)
def piece_edit(request: ActingRequest, pk: UUID, piece: UUID) -> HttpResponse:
    evidence = _kept(request, pk)
    pieces = pieces_visible_to(request.actor).filter(evidence=evidence).select_related("evidence__situation")
    found = get_object_or_404(pieces, pk=piece)
    form = PieceForm(request.POST or None, piece=found)
    if form.is_valid() and accepted(form, lambda: describe_piece(by=request.actor, piece=found, **form.words())):
        messages.success(request, "La pièce est enregistrée.")
        return redirect(reverse("evidence_detail", args=[pk]) + f"#piece-{found.pk}")
    record(by=request.actor, verb=Verb.EVIDENCE_PIECE_READ, object_id=piece, owner_id=evidence.situation.landlord_id)
    return _act(request, evidence, form, f"Pièce n° {found.number}", "Enregistrer")


@irrevocable
@page(*CASE_FUNCTIONS)
@require_POST
def evidence_freeze(request: ActingRequest, pk: UUID) -> HttpResponse:
    evidence = _kept(request, pk)
    try:
        freeze_evidence(by=request.actor, evidence=evidence)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "Le dossier est figé : ni lui ni son PDF ne changent plus.")
    return redirect("evidence_detail", pk=pk)


@page(*CASE_FUNCTIONS)
def evidence_download(request: ActingRequest, pk: UUID) -> HttpResponse:
    evidence = _kept(request, pk)
    if evidence.file is None:
        raise Http404
    response = serve(evidence.file)
    note_evidence_download(by=request.actor, evidence=evidence)
    return response


def _situation(request: ActingRequest, pk: UUID) -> Situation:
    situation = get_object_or_404(situations_visible_to(request.actor).for_display(), pk=pk)
    require(can_keep_situation(request.actor, situation))
    return situation


def _kept(request: ActingRequest, pk: UUID) -> EvidenceFile:
    evidence = get_object_or_404(evidence_files_visible_to(request.actor).for_display(), pk=pk)
    require(can_keep_situation(request.actor, evidence.situation))
    return evidence


def _begin(
    request: ActingRequest, situation: Situation, form: EvidenceForm, former: EvidenceFile | None = None
) -> EvidenceFile | None:
    begun: list[EvidenceFile] = []

    def act() -> None:
        title = form.cleaned_data["title"]
        begun.append(begin_evidence(by=request.actor, situation=situation, title=title, key=form.key(), former=former))

    if not (form.is_valid() and accepted(form, act)):
        return None
    messages.success(request, BEGUN)
    return begun[0]


def _shown(
    request: ActingRequest,
    evidence: EvidenceFile,
    *,
    arrangement: ArrangementForm | None = None,
    adding: PiecesForm | None = None,
) -> HttpResponse:
    """Draft or frozen, on one page: what is missing first, then the pieces."""
    actor, situation = request.actor, evidence.situation
    read = [(Verb.SITUATION_READ, situation.pk), (Verb.EVIDENCE_READ, evidence.pk)]
    record_each_read(by=actor, read=read, owner_id=situation.landlord_id)
    pieces = pieces_of(actor, evidence)
    is_full = bool(list(refusals_of_number(len(pieces) + 1)))
    left = [] if evidence.frozen_at or is_full else sources_left(actor, evidence, pieces)
    context: dict[str, Any] = {
        "evidence": evidence,
        "situation": situation,
        "pieces": pieces,
        "is_full": is_full,
        "is_printed": evidence.is_printed(pieces),
        "lacking": lacking(pieces),
        "form": adding or arrangement,
        "arrangement": arrangement or ArrangementForm(evidence=evidence, pieces=pieces),
        "adding": adding or (PiecesForm(groups=grouped(left)) if left else None),
        "lines": [] if evidence.frozen_at else told_in_court(actor, situation, facts_of(actor, situation)),
    }
    return render(request, "incidents/evidence_detail.html", context)


def _act(request: ActingRequest, evidence: EvidenceFile, form: Any, title: str, button: str) -> HttpResponse:
    read = [(Verb.SITUATION_READ, evidence.situation_id), (Verb.EVIDENCE_READ, evidence.pk)]
    record_each_read(by=request.actor, read=read, owner_id=evidence.situation.landlord_id)
    context = {"evidence": evidence, "situation": evidence.situation, "form": form, "title": title, "button": button}
    return render(request, "incidents/evidence_act.html", context)
