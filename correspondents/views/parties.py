"""The signatories of the own convention: who joins, under which name, and who leaves with a date."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from correspondents.access import ActingRequest, page
from correspondents.enums import Function
from correspondents.forms.convention import LeavingForm, SignatoryForm
from correspondents.models import Designation
from correspondents.permissions import require
from correspondents.views.convention import written
from signatories.permissions import can_date_leaving, convention_of, signatories_visible_to
from signatories.services import convention as services

BACK = "signatory_list"


@page(Function.ADMINISTRATEUR)
def signatory_list(request: ActingRequest) -> HttpResponse:
    signatories = signatories_visible_to(request.actor)
    lines = [(signatory, can_date_leaving(request.actor, signatory)) for signatory in signatories]
    return render(request, "correspondents/signatory_list.html", {"lines": lines, "today": request.actor.today})


@page(Function.ADMINISTRATEUR)
def signatory_new(request: ActingRequest) -> HttpResponse:
    form = SignatoryForm(request.POST or None, convention=convention_of(request.actor))
    return _kept(request, form, "Un signataire rejoint la convention")


@page(Function.ADMINISTRATEUR)
def signatory_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(signatories_visible_to(request.actor), pk=pk)
    form = SignatoryForm(request.POST or None, convention=convention_of(request.actor), instance=signatory)
    return _kept(request, form, "Modifier les noms d’un signataire")


@page(Function.ADMINISTRATEUR)
def signatory_leave(request: ActingRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(signatories_visible_to(request.actor), pk=pk)
    require(can_date_leaving(request.actor, signatory))
    form = LeavingForm(request.POST or None, instance=signatory)

    def write() -> None:
        services.date_leaving(by=request.actor, row=form.save(commit=False))

    count = Designation.objects.running_on(request.actor.today).filter(post__signatory=pk).count()
    lead = f"{signatory.name} : {count} désignation{'s' if count > 1 else ''} en cours, qui prendraient fin ce jour-là."
    return written(request, form, write, title="Fin de participation", back=BACK, lead=lead)


def _kept(request: ActingRequest, form: SignatoryForm, title: str) -> HttpResponse:
    def write() -> None:
        services.keep_signatory(by=request.actor, row=form.save(commit=False))

    return written(request, form, write, title=title, back=BACK)
