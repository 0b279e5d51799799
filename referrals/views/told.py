"""What a parquet told by a number, noted by the landlord on its own complaint."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from acting.enums import Function
from acting.pages import ActingRequest, page
from acting.refusals import Refused
from incidents.permissions import complaints_visible_to
from referrals.permissions import received_referrals_visible_to
from referrals.services.told import note_told_outcome


@page(Function.REFERENT)
@require_POST
def referral_note_outcome(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = get_object_or_404(received_referrals_visible_to(request.actor), pk=pk)
    try:
        named = UUID(request.POST.get("complaint", ""))
    except ValueError:
        raise Http404 from None
    complaint = get_object_or_404(complaints_visible_to(request.actor), pk=named)
    try:
        note_told_outcome(by=request.actor, referral=referral, complaint=complaint)
        messages.success(request, "Suite notée sur la plainte.")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("referral_detail", pk=pk)
