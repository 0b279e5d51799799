"""Pieces of a fact or a step: looking at one, its bytes, its caption, what is blurred, its withdrawal."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Conflict
from files.services import FileHeld, serve
from incidents.attaching import pieces_beside
from incidents.forms.attachments import AttachmentWithdrawalForm, BlurForm, CaptionForm
from incidents.models import Attachment
from incidents.permissions import attachments_visible_to, can_change_attachment
from incidents.services.attachments import (
    blur_attachment,
    caption_attachment,
    note_attachment_read,
    withdraw_attachment,
)
from journal.services import record_each_read
from journal.verbs import Verb

READERS = (Function.GARDIEN, Function.REFERENT, Function.CONTENTIEUX)


@page(*READERS)
@require_GET
def attachment_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    piece = _standing(request, pk)
    return _detail(request, piece, CaptionForm(initial={"caption": piece.caption}))


@page(*READERS)
@require_GET
def attachment_content(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What may be shown of it; the copy without blur to whoever blurs it."""
    piece = get_object_or_404(attachments_visible_to(request.actor).standing().with_files(), pk=pk)
    is_clean = "nette" in request.GET and can_change_attachment(request.actor, piece)
    if piece.is_quarantined:
        raise Http404
    try:
        response = serve(piece.cleaned if is_clean else piece.shared_file, inline=True)
    except FileHeld as held:
        messages.warning(request, held.sentence)
        return redirect("attachment_detail", pk=pk)
    note_attachment_read(by=request.actor, attachment=piece, part="sans flou" if is_clean else "")
    return response


@page(*READERS)
@require_GET
def attachment_thumbnail(request: ActingRequest, pk: UUID) -> HttpResponse:
    piece = get_object_or_404(attachments_visible_to(request.actor).standing().with_files(), pk=pk)
    if piece.thumbnail is None or piece.is_quarantined:
        raise Http404
    response = serve(piece.thumbnail, inline=True)
    note_attachment_read(by=request.actor, attachment=piece, part="vignette")
    return response


@page(*READERS)
@require_POST
def attachment_caption(request: ActingRequest, pk: UUID) -> HttpResponse:
    piece = _standing(request, pk)
    require(can_change_attachment(request.actor, piece))
    form = CaptionForm(request.POST)
    if form.is_valid() and accepted(
        form,
        lambda: caption_attachment(
            by=request.actor, attachment=piece, caption=form.cleaned_data["caption"], overridden=form.overridden
        ),
    ):
        messages.success(request, "La légende est enregistrée.")
        return redirect("attachment_detail", pk=pk)
    return _detail(request, piece, form)


@irrevocable
@page(*READERS)
def attachment_withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    piece = _standing(request, pk)
    require(can_change_attachment(request.actor, piece))
    form = AttachmentWithdrawalForm(request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: withdraw_attachment(by=request.actor, attachment=piece, why=form.cleaned_data["why"])
    ):
        messages.success(request, "La pièce est retirée.")
        return redirect(above(request, piece)[0])
    _record_read(request, piece)
    whole_house = request.actor.function == Function.REFERENT
    context = {"piece": piece, "form": form, "above": above(request, piece), "whole_house": whole_house}
    return render(request, "incidents/attachment_withdraw.html", context)


@page(*READERS)
def attachment_blur(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Drawn on the clean copy, shown before it is done; and again from the clean copy whenever somebody likes."""
    piece = _standing(request, pk)
    require(can_change_attachment(request.actor, piece) and piece.is_image)
    form = BlurForm(request.POST or None)
    if (
        form.is_valid()
        and "preview" not in request.POST
        and accepted(form, lambda: blur_attachment(by=request.actor, attachment=piece, rectangles=form.rectangles))
    ):
        messages.success(request, "La photo est floutée. C’est cette copie qui se montre et se partage.")
        return redirect("attachment_detail", pk=pk)
    _record_read(request, piece)
    context = {"piece": piece, "form": form, "above": above(request, piece)}
    return render(request, "incidents/attachment_blur.html", context)


def is_of_fact(request: ActingRequest, piece: Attachment) -> bool:
    """Whether it is shown as a piece of a fact: a lawyer has no page of one."""
    return piece.incident is not None and request.actor.function != Function.CONTENTIEUX


def above(request: ActingRequest, piece: Attachment) -> tuple[str, str]:
    """The page that it is a piece of, and how that is called: a lawyer reads the facts of a situation there."""
    if piece.incident and is_of_fact(request, piece):
        return reverse("incident_detail", args=[piece.incident.pk]), f"Fait {piece.incident.reference}"
    situation = piece.parent.situation if piece.parent else None
    if situation is None:
        raise Http404
    return reverse("situation_detail", args=[situation.pk]), f"Situation {situation.reference}"


def _standing(request: ActingRequest, pk: UUID) -> Attachment:
    """Of a fact or a step, and not withdrawn; whoever acts on one that somebody withdrew meanwhile is told so."""
    pieces = attachments_visible_to(request.actor).filter(held_until=None).with_files()
    shown = pieces if request.method == "POST" else pieces.standing()
    piece = get_object_or_404(shown.select_related("incident", "step__situation"), pk=pk)
    if piece.withdrawn_at:
        raise Conflict("the piece was withdrawn meanwhile")
    return piece


def _record_read(request: ActingRequest, piece: Attachment) -> None:
    """The piece, and what its page says of the fact or the situation above it."""
    of_fact = [(Verb.FACT_READ, piece.incident.pk)] if piece.incident else []
    situation = piece.parent.situation if piece.parent and not is_of_fact(request, piece) else None
    of_situation = [(Verb.SITUATION_READ, situation.pk)] if situation else []
    read = [(Verb.ATTACHMENT_READ, piece.pk), *of_fact, *of_situation]
    record_each_read(by=request.actor, read=read, owner_id=piece.landlord_id)


def _detail(request: ActingRequest, piece: Attachment, form: CaptionForm) -> HttpResponse:
    actor = request.actor
    _record_read(request, piece)
    context = {
        "piece": piece,
        "form": form,
        "above": above(request, piece),
        "beside": pieces_beside(actor, piece),
        "can_change": can_change_attachment(actor, piece),
    }
    return render(request, "incidents/attachment_detail.html", context)
