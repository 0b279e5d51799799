"""« Publications »: the months of the convention as its delegates look at them, publish and withdraw them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from acting.enums import Function
from acting.forms import accepted
from acting.lists import Listing
from acting.pages import ActingRequest, irrevocable, page, require
from reports.forms import MonthWithdrawalForm
from reports.models import Publication
from reports.permissions import can_publish, publications_visible_to
from reports.previews import history_of, preview_of
from reports.protection import step_of
from reports.services.publications import publish_months, reopen_publication, withdraw_publication
from signatories.permissions import convention_of

BY_MONTH = ("-month", "-id")


@page(Function.DELEGUE)
def publication_list(request: ActingRequest) -> HttpResponse:
    publications = publications_visible_to(request.actor)
    context = {
        "page_obj": Listing(publications, BY_MONTH, request.GET).page(),
        "querystring": "",
        "waiting": publications.prepared().count(),
        "convention": convention_of(request.actor),
    }
    return render(request, "reports/publication_list.html", context)


@page(Function.DELEGUE)
def publication_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    publication = _publication(request, pk)
    earlier = publications_visible_to(request.actor).prepared().filter(edition=1, month__lt=publication.month)
    context = {
        "publication": publication,
        "preview": preview_of(publication),
        "history": history_of(publication),
        "earlier": earlier.count(),
        "may_publish": can_publish(request.actor, publication),
    }
    return render(request, "reports/publication_detail.html", context)


@irrevocable
@page(Function.DELEGUE)
@require_POST
def publication_publish(request: ActingRequest, pk: UUID) -> HttpResponse:
    publication = _publication(request, pk)
    require(can_publish(request.actor, publication))
    published = publish_months(by=request.actor, publication=publication)
    messages.success(request, "Le mois est publié." if len(published) == 1 else f"{len(published)} mois sont publiés.")
    return redirect("publication_detail", pk=pk)


@irrevocable
@page(Function.DELEGUE)
def publication_withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    publication = _publication(request, pk)
    require(can_publish(request.actor, publication))
    if request.method != "POST" and not publication.is_published:
        return redirect("publication_detail", pk=pk)
    form = MonthWithdrawalForm(request.POST or None)
    if form.is_valid() and accepted(form, lambda: _withdraw(request, publication, form)):
        messages.success(request, "Le mois est retiré.")
        return redirect("publication_detail", pk=pk)
    return render(request, "reports/publication_withdraw.html", {"form": form, "publication": publication})


@page(Function.DELEGUE)
@require_POST
def publication_reopen(request: ActingRequest, pk: UUID) -> HttpResponse:
    publication = _publication(request, pk)
    require(can_publish(request.actor, publication))
    reopen_publication(by=request.actor, publication=publication)
    messages.success(request, "Une nouvelle édition est prête à être relue.")
    return redirect("publication_detail", pk=pk)


@page(Function.DELEGUE, Function.CORRESPONDANT, Function.MAGISTRAT, Function.REFERENT)
def figures_method(request: ActingRequest) -> HttpResponse:
    """How the figures are protected, for whoever reads them."""
    convention = convention_of(request.actor)
    context = {"convention": convention, "step": step_of(convention.small_count)}
    return render(request, "reports/figures_method.html", context)


def _withdraw(request: ActingRequest, publication: Publication, form: MonthWithdrawalForm) -> None:
    reason = form.cleaned_data["reason"]
    withdraw_publication(by=request.actor, publication=publication, reason=reason, overridden=form.overridden)


def _publication(request: ActingRequest, pk: UUID) -> Publication:
    return get_object_or_404(publications_visible_to(request.actor), pk=pk)
