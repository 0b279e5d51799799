"""Steps of the graduated response: taking one, its result, withdrawing one written by mistake."""

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from files.services import serve
from incidents.attaching import pieces_seen
from incidents.attachment_rules import has_room
from incidents.forms.attachments import AddStepPiecesForm
from incidents.forms.steps import ReceiptForm, ResultForm, StepForm, WithdrawalForm
from incidents.ladder import NODE, Rung
from incidents.letter_text import RUNG
from incidents.models import Attachment, Step
from incidents.permissions import (
    CASE_FUNCTIONS,
    can_add_to_step,
    can_keep_situation,
    situations_visible_to,
    steps_visible_to,
)
from incidents.services.attachments import add_attachments
from incidents.services.steps import deposit_receipt, note_receipt_download, note_result, take_step, withdraw_step
from journal.services import record, record_each_read
from journal.verbs import Verb


@irrevocable
@page(*CASE_FUNCTIONS)
def step_new(request: ActingRequest, pk: UUID, rung: str) -> HttpResponse:
    situation = get_object_or_404(situations_visible_to(request.actor).for_display(), pk=pk)
    require(can_keep_situation(request.actor, situation))
    if rung not in Rung.values:
        raise Http404
    node = NODE[Rung(rung)]
    form = StepForm(request.POST or None, situation=situation, rung=node.rung, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: take_step(by=request.actor, situation=situation, rung=rung, **form.step())
    ):
        messages.success(request, f"La démarche « {node.rung.label} » est notée.")
        return redirect("situation_detail", pk=situation.pk)
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    letter = next((kind for kind, of in RUNG.items() if of == node.rung and not situation.is_of_place), None)
    context = {"situation": situation, "form": form, "node": node, "letter": letter}
    return render(request, "incidents/step_new.html", context)


@page(*CASE_FUNCTIONS)
def step_result(request: ActingRequest, pk: UUID) -> HttpResponse:
    step = _kept(request, pk)
    form = ResultForm(request.POST or None, step=step, actor=request.actor)
    if form.is_valid() and accepted(
        form,
        lambda: note_result(
            by=request.actor, step=step, result=form.cleaned_data["result"], on=form.cleaned_data["resulted_on"]
        ),
    ):
        messages.success(request, "Le résultat est noté.")
        return redirect("situation_detail", pk=step.situation_id)
    return _act(request, step, form, "Résultat de la démarche", "Noter le résultat")


@page(*CASE_FUNCTIONS)
def step_receipt(request: ActingRequest, pk: UUID) -> HttpResponse:
    step = _kept(request, pk)
    form = ReceiptForm(request.POST or None, request.FILES or None)
    if form.is_valid() and accepted(form, lambda: _deposit(request, step, form.cleaned_data["file"])):
        messages.success(request, "Le justificatif est déposé.")
        return redirect("situation_detail", pk=step.situation_id)
    return _act(request, step, form, "Justificatif de la démarche", "Déposer")


@page(*CASE_FUNCTIONS)
def step_receipt_download(request: ActingRequest, pk: UUID) -> HttpResponse:
    step = _kept(request, pk)
    if step.receipt is None:
        raise Http404
    response = serve(step.receipt)
    note_receipt_download(by=request.actor, step=step)
    return response


@page(*CASE_FUNCTIONS)
def step_attachments(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Photos and papers of a step beside its proof on paper, to look at and to add to."""
    steps = steps_visible_to(request.actor).select_related("situation__residence")
    step = get_object_or_404(steps, pk=pk)
    may_add = can_add_to_step(request.actor, step)
    require(request.method != "POST" or may_add)
    form = AddStepPiecesForm(request.POST or None, request.FILES or None)
    added: list[Attachment] = []
    if form.is_valid() and accepted(
        form, lambda: added.extend(add_attachments(by=request.actor, to=step, pieces=form.prepared))
    ):
        messages.success(request, form.said(len(added)))
        if not form.refused:
            return redirect("step_attachments", pk=pk)
        form.tell_refused()
    return _pieces(request, step, form, may_add=may_add)


@irrevocable
@page(*CASE_FUNCTIONS)
def step_withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    step = _kept(request, pk)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: withdraw_step(by=request.actor, step=step, why=form.cleaned_data["why"])
    ):
        messages.success(request, "La démarche est retirée ; elle reste lisible dans la chronologie.")
        return redirect("situation_detail", pk=step.situation_id)
    return _act(request, step, form, "Retirer la démarche", "Retirer")


def _deposit(request: ActingRequest, step: Step, upload: "UploadedFile[bytes]") -> None:
    deposit_receipt(by=request.actor, step=step, content=upload.read(), name=upload.name or "justificatif.pdf")


def _pieces(request: ActingRequest, step: Step, form: AddStepPiecesForm, *, may_add: bool) -> HttpResponse:
    read = [(Verb.SITUATION_READ, step.situation_id), (Verb.STEP_READ, step.pk)]
    record_each_read(by=request.actor, read=read, owner_id=step.situation.landlord_id)
    pieces = list(pieces_seen(request.actor, step))
    may_add = may_add and has_room(len(pieces))
    context = {"step": step, "situation": step.situation, "pieces": pieces, "more": form, "can_add_pieces": may_add}
    return render(request, "incidents/step_attachments.html", context)


def _kept(request: ActingRequest, pk: UUID) -> Step:
    steps = steps_visible_to(request.actor).select_related("situation__residence", "receipt")
    step = get_object_or_404(steps, pk=pk)
    require(can_keep_situation(request.actor, step.situation))
    return step


def _act(
    request: ActingRequest, step: Step, form: ReceiptForm | ResultForm | WithdrawalForm, title: str, button: str
) -> HttpResponse:
    read = [(Verb.SITUATION_READ, step.situation_id), (Verb.STEP_READ, step.pk)]
    record_each_read(by=request.actor, read=read, owner_id=step.situation.landlord_id)
    context = {"step": step, "situation": step.situation, "form": form, "title": title, "button": button}
    return render(request, "incidents/step_act.html", context)
