"""What is done from the inbox, without opening a referral: several acknowledged at once."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from acting.pages import ActingRequest, page, require
from acting.words import listed
from correspondents.permissions import can_refer
from referrals.forms.batches import MOST_AT_ONCE, TickedForm
from referrals.models import Referral
from referrals.referral_list import ReferralList
from referrals.services.batches import acknowledge_referrals
from referrals.views.referrals import REFERRAL_FUNCTIONS


@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_acknowledge_many(request: ActingRequest) -> HttpResponse:
    """Back to the list as it was narrowed, at the row whose own button was pressed."""
    form = TickedForm(request.POST, actor=request.actor)
    if form.names_unseen:
        raise Http404
    require(can_refer(request.actor))
    if not form.is_valid():
        messages.error(request, form.sentence)
        return _back(request)
    batch = acknowledge_referrals(by=request.actor, referrals=form.cleaned_data["chosen"])
    if batch.done:
        several = f"{len(batch.done)} accusés de réception donnés."
        messages.success(request, several if len(batch.done) > 1 else "Accusé de réception donné.")
    if batch.left:
        messages.warning(
            request, f"Rien de changé pour {listed(_as_they_are(request, batch.left), most=MOST_AT_ONCE)}."
        )
    return _back(request, form.cleaned_data["seule"])


def _as_they_are(request: ActingRequest, left: list[Referral]) -> list[str]:
    states = [(each.reference, each.state_on(request.actor.today).label.lower()) for each in left]
    return [f"{reference} ({state})" for reference, state in states]


def _back(request: ActingRequest, row: Referral | None = None) -> HttpResponse:
    narrowed = ReferralList(request.actor, {**request.GET.dict(), "boite": "recues"}).querystring()
    return redirect(f"{reverse('referral_list')}?{narrowed}" + (f"#{row.pk}" if row else ""))
