"""« Passation »: what is open at one's post."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from acting.enums import ANSWERING_FUNCTIONS
from acting.pages import page
from correspondents.middleware import DesignatedRequest
from journal.services import record_list_read
from journal.verbs import Verb
from referrals.handover import handover_of
from referrals.referral_list import rows_of


@page(*ANSWERING_FUNCTIONS)
@require_safe
def handover(request: DesignatedRequest) -> HttpResponse:
    """For titular and deputy of the post; who has not begun yet, or has left, finds nothing here."""
    found = handover_of(request.actor)
    rows = [(referral.sender_id, referral.pk) for referral in found.referrals]
    record_list_read(by=request.actor, verb=Verb.REFERRAL_READ, rows=rows)
    context = {
        "post": request.designation.post,
        "leaving": found.leaving,
        "arriving": found.arriving,
        "received": rows_of(request.actor, found.received),
        "sent": [row for row in rows_of(request.actor, found.sent) if row.referral.sent_at],
        "drafts": [row for row in rows_of(request.actor, found.sent) if not row.referral.sent_at],
        "goes_on": bool(found.received.after or found.sent.after),
    }
    return render(request, "referrals/handover.html", context)
