"""The one address of steering: who reads which page."""

from django.http import HttpResponse

from acting.enums import Function
from acting.pages import ActingRequest, page
from journal.services import record
from journal.verbs import Verb
from reports.own_figures import own_figures
from reports.views.steering import READERS, state_of_convention


@page(*READERS)
def steering(request: ActingRequest) -> HttpResponse:
    """A référent reads the landlord's own figures beside the published ones; the others the published ones."""
    actor = request.actor
    if actor.function != Function.REFERENT:
        return state_of_convention(request)
    record(by=actor, verb=Verb.OWN_FIGURES_READ, object_id=None, owner_id=actor.signatory_id)
    return state_of_convention(request, own=lambda published: own_figures(actor, published))
