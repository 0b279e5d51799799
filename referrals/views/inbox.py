"""The work of a post that receives: several referrals acknowledged at once, who handles which, and
what one awaits of others."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from acting.words import listed
from correspondents.permissions import can_refer
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb
from referrals.forms.batches import MOST_AT_ONCE, TickedForm
from referrals.forms.handling import HandlingForm
from referrals.models import Referral
from referrals.permissions import can_handle, handlings_visible_to, referrals_visible_to
from referrals.referral_list import ReferralList
from referrals.services.batches import acknowledge_referrals
from referrals.services.handling import handle_referral
from referrals.silence import silences
from referrals.views.referrals import REFERRAL_FUNCTIONS
from signatories.permissions import convention_of
from signatories.waiting import scale_of


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
        left = listed(_as_they_are(request, batch.left), most=MOST_AT_ONCE)
        messages.warning(request, f"Rien de changé pour {left}.")
    return _back(request, form.cleaned_data["seule"])


@page(*REFERRAL_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_follow(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = get_object_or_404(referrals_visible_to(request.actor).for_display(), pk=pk)
    require(can_handle(request.actor, referral))
    handling = handlings_visible_to(request.actor).filter(referral=referral).first()
    form = HandlingForm(request.POST or None, referral=referral, handling=handling, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: handle_referral(by=request.actor, referral=referral, **form.cleaned_data)
    ):
        messages.success(request, "Le suivi est enregistré. L’expéditeur n’en voit rien.")
        return redirect("referral_detail", pk=pk)
    record(by=request.actor, verb=Verb.REFERRAL_READ, object_id=referral.pk, owner_id=referral.sender_id)
    return render(request, "referrals/referral_follow.html", {"referral": referral, "form": form})


@page(*REFERRAL_FUNCTIONS)
def referral_silence(request: ActingRequest) -> HttpResponse:
    """Of whom one awaits what, and since when."""
    rows = silences(request.actor, scale_of(convention_of(request.actor)))
    waiting = sum(row.waiting for row in rows)
    owner = request.actor.signatory_id
    record(
        by=request.actor,
        verb=Verb.REFERRAL_READ,
        object_id=None,
        owner_id=owner,
        channel=Channel.LIST,
        count=waiting,
        reason="sans réponse",
    )
    context = {"rows": rows, "waiting": waiting, "late": sum(row.late for row in rows)}
    return render(request, "referrals/referral_silence.html", context)


def _as_they_are(request: ActingRequest, left: list[Referral]) -> list[str]:
    states = [(each.reference, each.state_on(request.actor.today).label.lower()) for each in left]
    return [f"{reference} ({state})" for reference, state in states]


def _back(request: ActingRequest, row: Referral | None = None) -> HttpResponse:
    narrowed = ReferralList(request.actor, {**request.GET.dict(), "boite": "recues"}).querystring()
    return redirect(f"{reverse('referral_list')}?{narrowed}" + (f"#{row.pk}" if row else ""))
