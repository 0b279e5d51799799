"""« État de la convention »: one page from the published cells, for delegates and the State's partners."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from acting.actor import Actor
from acting.enums import Function
from acting.pages import ActingRequest, page
from files.tables.export import figures_exported
from reports.charts import charts_of
from reports.figures import Figures, figures_before, figures_of, labelled_periods, waiting_months
from reports.figures_table import HEADER, rows_of
from reports.models import LAST_TWELVE_MONTHS
from reports.protection import step_of
from reports.review_sentences import compared
from reports.scorecard import ladder_bars, scorecard_of
from reports.vacancies import vacancies
from signatories.models import Convention
from signatories.permissions import convention_of

READERS = (Function.DELEGUE, Function.CORRESPONDANT, Function.MAGISTRAT, Function.REFERENT)


def state_of_convention(
    request: ActingRequest, *, own: Callable[[Figures | None], Any] = lambda _: None
) -> HttpResponse:
    """`own` gives a landlord's block of exact figures beside those published, and this module does not look into it.
    A period that is none is the last twelve months."""
    convention = convention_of(request.actor)
    periods = labelled_periods(convention)
    period, figures = _asked(request, convention, periods)
    context: dict[str, Any] = {"figures": figures, "own": own(figures), "periods": periods, "period": period}
    if figures:
        context |= charts_of(figures, convention) | _beside(request.actor, convention, figures)
    if request.actor.function == Function.DELEGUE:
        vacant = vacancies(convention, request.actor.today)
        context |= {"is_delegate": True, "vacancies": vacant, "waiting": waiting_months(convention)}
    return render(request, "reports/steering.html", context)


def _beside(actor: Actor, convention: Convention, figures: Figures) -> dict[str, Any]:
    """The period before, where it may be compared, and what committees ask for."""
    former, scorecard = figures_before(convention, figures.first), scorecard_of(actor, figures)
    lines = compared(figures, former, step_of(figures.small_count))
    return {"former": former, "compared": lines, "scorecard": scorecard, "ladder": ladder_bars(scorecard)}


@page(*READERS)
def steering_table(request: ActingRequest) -> HttpResponse:
    """The published figures of the page, for a spreadsheet: `format` of the address is a workbook, else CSV."""
    convention = convention_of(request.actor)
    period, figures = _asked(request, convention, labelled_periods(convention))
    if figures is None:
        messages.error(request, "Aucun chiffre n’est encore publié\u00a0: il n’y a rien à exporter.")
        return redirect("steering")
    communes = dict(convention.communes.values_list("pk", "name"))
    rows = rows_of(figures, communes, scorecard_of(request.actor, figures))
    name = f"etat-de-la-convention-{period}"
    return figures_exported(request, HEADER, rows, sheet="Chiffres publiés", name=name)


def _asked(request: ActingRequest, convention: Convention, periods: dict[str, str]) -> tuple[str, Figures | None]:
    """The period that the address names, and its figures; one that is none is the last twelve months."""
    asked = request.GET.get("periode", "")
    period = asked if asked in periods else LAST_TWELVE_MONTHS
    return period, figures_of(convention, period)
