"""The one address of steering: who reads which page."""

from django.http import HttpResponse

from acting.enums import Function
from acting.pages import ActingRequest, page
from journal.services import record
from journal.verbs import Verb
from reports.figures import figures_of
from reports.models import LAST_TWELVE_MONTHS
from reports.own_figures import own_figures
from reports.views.steering import state_of_convention
from signatories.permissions import convention_of


@page(Function.DELEGUE, Function.CORRESPONDANT, Function.MAGISTRAT, Function.REFERENT)
def steering(request: ActingRequest) -> HttpResponse:
    """A référent reads the landlord's own figures beside the published ones; the others the published ones."""
    actor = request.actor
    if actor.function != Function.REFERENT:
        return state_of_convention(request)
    record(by=actor, verb=Verb.OWN_FIGURES_READ, object_id=None, owner_id=actor.signatory_id)
    published = figures_of(convention_of(actor), LAST_TWELVE_MONTHS)
    return state_of_convention(request, own=own_figures(actor, published))
