"""What waits for the own voice: accepted or declined by the person named, whatever one acts under, or nothing yet."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from acting import french
from acting.actor import Actor, acting_as, visitor
from acting.pages import irrevocable, signed_in_page
from acting.refusals import Refused
from correspondents.models import Designation
from correspondents.permissions import own_designations_to_accept
from correspondents.services.voices import accept_designation, decline_designation


@signed_in_page
@require_safe
def own_designations(request: HttpRequest) -> HttpResponse:
    by = _person(request)
    with acting_as(by):
        waiting = list(own_designations_to_accept(by))
        return render(request, "correspondents/own_designations.html", {"waiting": waiting})


@irrevocable
@signed_in_page
@require_POST
def designation_accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = _person(request)
    with acting_as(by):
        designation = _waiting(by, pk)
        try:
            accepted = accept_designation(by=by, designation=designation)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect("own_designations")
    messages.success(request, f"Vous tenez ce poste à compter du {french.day(accepted.starts_on)}.")
    return redirect("own_designations")


@irrevocable
@signed_in_page
@require_POST
def designation_decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = _person(request)
    with acting_as(by):
        decline_designation(by=by, designation=_waiting(by, pk))
    messages.success(request, "Vous avez refusé ; l’organisme en est averti.")
    return redirect("own_designations")


def _person(request: HttpRequest) -> Actor:
    return visitor(request.user.pk, timezone.now())


def _waiting(by: Actor, pk: UUID) -> Designation:
    return get_object_or_404(own_designations_to_accept(by), pk=pk)
