"""What a landlord keeps of a referral once it was told that nobody was found guilty."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from journal.services import record
from journal.verbs import Verb
from referrals.clearings import cleared_at
from referrals.forms.retention import RetentionForm
from referrals.permissions import can_decide_retention, referrals_visible_to, retentions_visible_to
from referrals.services.retention import decide_retention

MARKED = "Votre décision est notée. Le portail n’efface encore rien lui-même."


@page(Function.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_retention(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = get_object_or_404(referrals_visible_to(request.actor).for_display(), pk=pk)
    require(can_decide_retention(request.actor, referral))
    if cleared_at(request.actor, referral) is None:
        raise Http404
    retention = retentions_visible_to(request.actor).filter(referral=referral).first()
    typed = request.POST if request.method == "POST" else None
    form = RetentionForm(typed, retention=retention, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: decide_retention(by=request.actor, referral=referral, **form.cleaned_data)
    ):
        messages.success(request, MARKED)
        return redirect("referral_detail", pk=pk)
    record(by=request.actor, verb=Verb.REFERRAL_READ, object_id=referral.pk, owner_id=referral.sender_id)
    return render(request, "referrals/referral_retention.html", {"referral": referral, "form": form})
