"""« Pilotage »: a landlord's own steering, on a page and as a table."""

from django.http import HttpResponse
from django.shortcuts import render

from acting.pages import ActingRequest, page
from files.tables.writer import CSV_TYPE, csv_table
from incidents.permissions import CASE_FUNCTIONS
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb
from reports.own_panels import HEADER, lead, panels, table_of
from reports.own_steering import OwnSteering
from reports.own_steering import own_steering as counted
from reports.periods import own_period, own_periods


@page(*CASE_FUNCTIONS)
def own_steering(request: ActingRequest) -> HttpResponse:
    own = _read(request, Channel.PAGE)
    context = {"own": own, "lead": lead(own), "panels": panels(own), "periods": own_periods(request.actor.today)}
    return render(request, "reports/own_steering.html", context)


@page(*CASE_FUNCTIONS)
def own_steering_csv(request: ActingRequest) -> HttpResponse:
    own = _read(request, Channel.EXPORT)
    response = HttpResponse(csv_table(HEADER, table_of(own)), content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="pilotage-{own.period.last}.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _read(request: ActingRequest, channel: Channel) -> OwnSteering:
    """Of the period that the address names, and written down."""
    actor = request.actor
    record(by=actor, verb=Verb.OWN_FIGURES_READ, object_id=None, owner_id=actor.signatory_id, channel=channel)
    return counted(actor, own_period(request.GET.get("periode", ""), actor.today))
