"""The page of a situation: it stands here, since it shows what was passed on beside the landlord's own case."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from acting.pages import ActingRequest, page
from incidents.permissions import CASE_FUNCTIONS, situations_visible_to
from journal.services import record, record_list_read
from journal.verbs import Verb
from referrals.situation_page import situation_context


@page(*CASE_FUNCTIONS)
def situation_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Everything in the order of its days, which prints as it is read."""
    actor = request.actor
    situation = get_object_or_404(situations_visible_to(actor).for_display(), pk=pk)
    context = situation_context(actor, situation)
    record(by=actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    facts = [(fact.landlord_id, fact.pk) for fact in context["facts"]]
    record_list_read(by=actor, verb=Verb.FACT_READ, rows=facts)
    shared = [(referral.sender_id, referral.pk) for referral in context["referrals"]]
    record_list_read(by=actor, verb=Verb.REFERRAL_READ, rows=shared)
    return render(request, "referrals/situation_detail.html", context)
