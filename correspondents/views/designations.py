"""Who is named at a post: named, ended, replaced, away for a while."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acting import french
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Refused
from correspondents.forms.designations import (
    AbsenceForm,
    BackForm,
    CancelForm,
    DesignationForm,
    EndForm,
    ReplacementForm,
)
from correspondents.models import Designation
from correspondents.permissions import DESIGNATING_FUNCTIONS, can_agree, designations_kept_by, only_voice, posts_kept_by
from correspondents.services import absences
from correspondents.services import designations as services
from correspondents.services.voices import agree_to_designation
from files.services import serve
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb

PROPOSED = "La désignation est proposée. Elle s’ouvre quand le signataire et la personne ont donné leur accord."
FOLLOWED = "La suite est proposée ; avec l’accord du signataire, la désignation précédente prend fin la veille."
STOPPED = "La désignation a pris fin : la personne n’a plus rien à ce poste dès maintenant."


@irrevocable
@page(*DESIGNATING_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def designation_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    post = get_object_or_404(posts_kept_by(request.actor).select_related("signatory"), pk=pk)
    form = DesignationForm(request.actor, post, request.POST or None, request.FILES or None)
    if form.is_valid() and accepted(form, lambda: services.designate(by=request.actor, post=post, **form.given())):
        messages.success(request, PROPOSED)
        return redirect("post_manage", pk=pk)
    return render(request, "correspondents/designation_form.html", {"form": form, "post": post})


@irrevocable
@page(*DESIGNATING_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def designation_replace(request: ActingRequest, pk: UUID) -> HttpResponse:
    former = _designation(request, pk)
    form = ReplacementForm(request.actor, former, request.POST or None, request.FILES or None)
    if form.is_valid() and accepted(
        form, lambda: services.replace_designation(by=request.actor, designation=former, **form.given())
    ):
        messages.success(request, FOLLOWED)
        return redirect("post_manage", pk=former.post_id)
    return render(request, "correspondents/designation_replace.html", {"form": form, "former": former})


@irrevocable
@page(*DESIGNATING_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def designation_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    designation = _designation(request, pk)
    form = EndForm(request.actor, designation, request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: services.end_designation(by=request.actor, designation=designation, **form.cleaned_data)
    ):
        messages.success(request, f"La désignation prend fin le {french.day(form.cleaned_data['ends_on'])}.")
        return redirect("post_manage", pk=designation.post_id)
    context = {
        "form": form,
        "designation": designation,
        "is_to_come": designation.starts_on > request.actor.today,
        "only_voice": only_voice(request.actor, designation.post.signatory),
    }
    return render(request, "correspondents/designation_end.html", context)


@irrevocable
@page(*DESIGNATING_FUNCTIONS)
@require_POST
def designation_agree(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The signatory's voice, or where nobody answers the second outsider's."""
    designation = _designation(request, pk)
    require(can_agree(request.actor, designation))
    return _done(request, designation, agree_to_designation, "Accord donné : la personne est invitée à accepter.")


@irrevocable
@page(*DESIGNATING_FUNCTIONS)
@require_POST
def designation_stop(request: ActingRequest, pk: UUID) -> HttpResponse:
    """« Mettre fin maintenant »."""
    return _done(request, _designation(request, pk), services.end_designation_now, STOPPED)


def _done(request: ActingRequest, designation: Designation, act: Callable[..., object], said: str) -> HttpResponse:
    try:
        act(by=request.actor, designation=designation)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, said)
    return redirect("post_manage", pk=designation.post_id)


@irrevocable
@page(*DESIGNATING_FUNCTIONS)
@require_POST
def designation_cancel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A designation to come that will not be. One that is gone already is left at that."""
    post = get_object_or_404(posts_kept_by(request.actor), pk=pk)
    form = CancelForm(request.POST)
    coming = post.designations.filter(pk=form.cleaned_data["designation"]).first() if form.is_valid() else None
    if coming is None or accepted(form, lambda: services.cancel_designation(by=request.actor, designation=coming)):
        messages.success(request, "La désignation à venir est annulée.")
    else:
        messages.error(request, str(form.non_field_errors()[0]))
    return redirect("post_manage", pk=pk)


@page(*DESIGNATING_FUNCTIONS)
@require_safe
def designation_act(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The PDF of the act: read by those who keep the designation, nobody else."""
    designation = _designation(request, pk)
    if designation.act_file is None:
        raise Http404
    owner = designation.post.signatory_id
    record(
        by=request.actor,
        verb=Verb.DESIGNATION_ACT_DOWNLOADED,
        object_id=pk,
        owner_id=owner,
        channel=Channel.FILE,
    )
    return serve(designation.act_file)


@page(*DESIGNATING_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def absence_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    designation = _designation(request, pk)
    form = AbsenceForm(request.actor, designation, request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: absences.announce_absence(by=request.actor, designation=designation, **form.given())
    ):
        messages.success(request, "L’absence est annoncée ; les saisines nouvelles vont d’abord au remplaçant.")
        return redirect("post_manage", pk=designation.post_id)
    return render(request, "correspondents/absence_form.html", {"form": form, "designation": designation})


@page(*DESIGNATING_FUNCTIONS)
@require_POST
def absence_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Back earlier than announced. One that has ended already is left as it is."""
    designation = _designation(request, pk)
    form = BackForm(request.POST)
    absence = designation.absences.filter(pk=form.cleaned_data["absence"]).first() if form.is_valid() else None
    if absence:
        absences.end_absence(by=request.actor, absence=absence)
    messages.success(request, "L’absence est terminée.")
    return redirect("post_manage", pk=designation.post_id)


def _designation(request: ActingRequest, pk: UUID) -> Designation:
    return get_object_or_404(designations_kept_by(request.actor), pk=pk)
