"""The bilan annuel de la convention, from the published cells and the directory: it names no landlord's figures."""

from acting import french
from acting.actor import Actor
from journal.jobs import JobError
from reports.charts import commune_map, monthly_bars
from reports.figures import Figures, figures_of
from reports.models import LAST_TWELVE_MONTHS, Report
from reports.pdf import Draft
from reports.protection import step_of
from reports.vacancies import vacancies
from signatories.permissions import convention_of

NOT_PUBLISHED = "Aucun chiffre n’est publié pour cette période. Chaque mois est publié par un délégué, une fois arrêté."
COMMUNES_LISTED = 20


def draft_yearly(actor: Actor, report: Report) -> Draft:
    """Raises JobError, with a text for the delegate, when the period was not published."""
    convention = convention_of(actor)
    figures = figures_of(convention, report.period)
    if figures is None:
        raise JobError(NOT_PUBLISHED)
    map_chart = commune_map(figures, convention)
    context = {
        "figures": figures,
        "bars": monthly_bars(figures),
        "map": map_chart,
        "communes": map_chart.table[:COMMUNES_LISTED],
        "communes_left": max(0, len(map_chart.table) - COMMUNES_LISTED),
        "vacancies": vacancies(convention, actor.today),
        "convention": convention,
        "period": _period(figures, report.period),
        "step": step_of(figures.small_count),
        "now": actor.now,
        "report": report,
    }
    name = f"bilan-convention-{convention.department_code}-{report.period}"
    return Draft(template="reports/pdf/bilan.html", context=context, name=name, owner_id=None)


def _period(figures: Figures, period: str) -> str:
    if period != LAST_TWELVE_MONTHS:
        return f"année {period}"
    return f"{french.day(figures.first, 'month')} – {french.day(figures.last_day, 'month')}"
