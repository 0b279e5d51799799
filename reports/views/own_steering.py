"""« Pilotage »: a landlord's own steering and a partner's own load, each on a page, as a table and on paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from acting.enums import INBOX_FUNCTIONS
from acting.pages import ActingRequest, page
from files.tables.export import figures_exported
from incidents.permissions import CASE_FUNCTIONS
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb
from reports.own_panels import HEADER, cells_of
from reports.own_told import Told, told_to
from reports.periods import OwnPeriod, own_period, own_periods
from reports.permissions import OWN_FUNCTIONS
from reports.services.papers import request_own


@page(*CASE_FUNCTIONS)
def own_steering(request: ActingRequest) -> HttpResponse:
    return render(request, "reports/own_steering.html", _read(request))


@page(*CASE_FUNCTIONS)
def own_steering_csv(request: ActingRequest) -> HttpResponse:
    return _as_file(request, told_to(request.actor, _period_read(request, Channel.EXPORT)))


@page(*INBOX_FUNCTIONS)
def own_load(request: ActingRequest) -> HttpResponse:
    return render(request, "reports/own_load.html", _read(request))


@page(*INBOX_FUNCTIONS)
def own_load_table(request: ActingRequest) -> HttpResponse:
    return _as_file(request, told_to(request.actor, _period_read(request, Channel.EXPORT)))


@page(*OWN_FUNCTIONS)
@require_POST
def own_paper(request: ActingRequest) -> HttpResponse:
    """Of the period that the button names."""
    report = request_own(by=request.actor, period=request.POST.get("periode", ""))
    return redirect("report_detail", pk=report.pk)


def _read(request: ActingRequest) -> dict[str, Any]:
    own = told_to(request.actor, _period_read(request, Channel.PAGE))
    return {"own": own, "periods": own_periods(request.actor.today)}


def _period_read(request: ActingRequest, channel: Channel) -> OwnPeriod:
    """The one that the address names; that its figures are read is written down."""
    actor = request.actor
    record(by=actor, verb=Verb.OWN_FIGURES_READ, object_id=None, owner_id=actor.signatory_id, channel=channel)
    return own_period(request.GET.get("periode", ""), actor.today)


def _as_file(request: ActingRequest, own: Told) -> HttpResponse:
    name = f"pilotage-{own.period.last}"
    return figures_exported(request, HEADER, cells_of(own.panels), sheet="Pilotage", name=name)
