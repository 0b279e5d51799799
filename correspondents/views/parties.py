"""The signatories of the own convention: who joins, under which name, and who leaves with a date."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from acting.enums import Function
from acting.pages import ActingRequest, irrevocable, page, require
from correspondents.models import Designation
from signatories.forms.convention import LeavingForm
from signatories.permissions import can_date_leaving, signatories_visible_to
from signatories.services import convention as services
from signatories.views.record import written


@irrevocable
@page(Function.ADMINISTRATEUR)
def signatory_leave(request: ActingRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(signatories_visible_to(request.actor), pk=pk)
    require(can_date_leaving(request.actor, signatory))
    form = LeavingForm(request.POST or None, instance=signatory)

    def write() -> None:
        services.date_leaving(by=request.actor, row=form.save(commit=False))

    count = Designation.objects.running_on(request.actor.today).filter(post__signatory=pk).count()
    lead = f"{signatory.name} : {count} désignation{'s' if count > 1 else ''} en cours, qui prendraient fin ce jour-là."
    return written(request, form, write, title="Fin de participation", back="signatory_list", lead=lead)
