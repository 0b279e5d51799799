"""« État de la convention »: one page from the published cells, for delegates and the State's partners."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from acting.enums import Function
from acting.pages import ActingRequest
from reports.charts import commune_map, lying_bars, monthly_bars
from reports.figures import figures_of
from reports.models import LAST_TWELVE_MONTHS
from reports.vacancies import vacancies
from signatories.permissions import convention_of


def state_of_convention(request: ActingRequest, *, own: Any = None) -> HttpResponse:
    """`own` is a landlord's block of exact figures, which this module does not look into."""
    convention = convention_of(request.actor)
    figures = figures_of(convention, LAST_TWELVE_MONTHS)
    is_delegate = request.actor.function == Function.DELEGUE
    context = {
        "figures": figures,
        "bars": monthly_bars(figures) if figures else None,
        "lying": lying_bars(figures) if figures else None,
        "map": commune_map(figures, convention) if figures else None,
        "vacancies": vacancies(convention, request.actor.today) if is_delegate else [],
        "is_delegate": is_delegate,
        "own": own,
    }
    return render(request, "reports/steering.html", context)
