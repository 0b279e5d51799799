"""The signatories of the own convention: who joins, under which name."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from acting.enums import Function
from acting.pages import ActingRequest, page
from signatories.forms.convention import SignatoryForm
from signatories.permissions import can_date_leaving, convention_of, signatories_visible_to
from signatories.services import convention as services
from signatories.views.record import written


@page(Function.ADMINISTRATEUR)
def signatory_list(request: ActingRequest) -> HttpResponse:
    signatories = signatories_visible_to(request.actor)
    lines = [(signatory, can_date_leaving(request.actor, signatory)) for signatory in signatories]
    return render(request, "signatories/signatory_list.html", {"lines": lines, "today": request.actor.today})


@page(Function.ADMINISTRATEUR)
def signatory_new(request: ActingRequest) -> HttpResponse:
    form = SignatoryForm(request.POST or None, convention=convention_of(request.actor))
    return _kept(request, form, "Un signataire rejoint la convention")


@page(Function.ADMINISTRATEUR)
def signatory_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(signatories_visible_to(request.actor), pk=pk)
    form = SignatoryForm(request.POST or None, convention=convention_of(request.actor), instance=signatory)
    return _kept(request, form, "Modifier les noms d’un signataire")


def _kept(request: ActingRequest, form: SignatoryForm, title: str) -> HttpResponse:
    def write() -> None:
        services.keep_signatory(by=request.actor, row=form.save(commit=False))

    return written(request, form, write, title=title, back="signatory_list")
