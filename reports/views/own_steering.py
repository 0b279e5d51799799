"""« Pilotage »: a landlord's own steering and a partner's own load, each on a page and as a table."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render

from acting.enums import INBOX_FUNCTIONS
from acting.pages import ActingRequest, page
from files.tables.export import figures_exported
from incidents.permissions import CASE_FUNCTIONS
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb
from reports.own_load import own_load as load_counted
from reports.own_load_panels import load_lead, load_panels
from reports.own_panels import HEADER, Panel, cells_of, lead, panels
from reports.own_steering import own_steering as counted
from reports.periods import OwnPeriod, own_period, own_periods
from signatories.permissions import convention_of
from signatories.waiting import scale_of


@page(*CASE_FUNCTIONS)
def own_steering(request: ActingRequest) -> HttpResponse:
    own = counted(request.actor, _period_read(request, Channel.PAGE))
    context = {"own": own, "lead": lead(own), "panels": panels(own), "periods": own_periods(request.actor.today)}
    return render(request, "reports/own_steering.html", context)


@page(*CASE_FUNCTIONS)
def own_steering_csv(request: ActingRequest) -> HttpResponse:
    own = counted(request.actor, _period_read(request, Channel.EXPORT))
    return _as_file(request, own.period, panels(own))


@page(*INBOX_FUNCTIONS)
def own_load(request: ActingRequest) -> HttpResponse:
    actor = request.actor
    own = load_counted(actor, _period_read(request, Channel.PAGE))
    context = {"own": own, "lead": load_lead(own), "periods": own_periods(actor.today)}
    context["panels"] = load_panels(own, actor.signatory_kind, scale_of(convention_of(actor)), actor.today)
    return render(request, "reports/own_load.html", context)


@page(*INBOX_FUNCTIONS)
def own_load_table(request: ActingRequest) -> HttpResponse:
    actor = request.actor
    own = load_counted(actor, _period_read(request, Channel.EXPORT))
    scale = scale_of(convention_of(actor))
    return _as_file(request, own.period, load_panels(own, actor.signatory_kind, scale, actor.today))


def _period_read(request: ActingRequest, channel: Channel) -> OwnPeriod:
    """The one that the address names; that its figures are read is written down."""
    actor = request.actor
    record(by=actor, verb=Verb.OWN_FIGURES_READ, object_id=None, owner_id=actor.signatory_id, channel=channel)
    return own_period(request.GET.get("periode", ""), actor.today)


def _as_file(request: ActingRequest, period: OwnPeriod, shown: Iterable[Panel]) -> HttpResponse:
    return figures_exported(request, HEADER, cells_of(shown), sheet="Pilotage", name=f"pilotage-{period.last}")
