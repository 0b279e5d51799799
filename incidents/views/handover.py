"""« Passation »: what is open at one's post."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from correspondents.access import ActingRequest, page
from correspondents.enums import ANSWERING_FUNCTIONS
from incidents.handover import handover_of
from incidents.referral_list import rows_of
from journal.services import record_list_read


@page(*ANSWERING_FUNCTIONS)
@require_safe
def handover(request: ActingRequest) -> HttpResponse:
    """For titular and deputy of the post; who has not begun yet, or has left, finds nothing here."""
    found = handover_of(request.actor)
    owners = [referral.sender_id for referral in found.referrals]
    record_list_read(by=request.actor, object_type="saisine", owner_ids=owners)
    context = {
        "post": request.designation.post,
        "leaving": found.leaving,
        "arriving": found.arriving,
        "received": rows_of(request.actor, found.received),
        "sent": rows_of(request.actor, found.sent),
        "drafts": rows_of(request.actor, found.drafts),
    }
    return render(request, "incidents/handover.html", context)
