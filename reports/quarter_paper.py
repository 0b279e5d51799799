"""The tableau de bord of a quarter, on four pages: published cells, and the decisions that every correspondent reads.

Its sums are those of what its three months told. Medians are of twelve months, and as the last of the three tells them.
"""

from collections.abc import Sequence
from typing import Any

from acting.actor import Actor
from journal.jobs import JobError
from reports.charts import commune_map, lying_bars, monthly_bars, series
from reports.figures import ABSENT, Figure, Figures, figures_of_quarter
from reports.models import Report
from reports.pdf import Draft
from reports.periods import Quarter
from reports.protection import step_of
from reports.quarter_tables import asked_tables, family_table
from reports.review_charts import Rows, answer_rows, lying
from reports.review_sentences import WITHIN_ROUNDING, compared, largest_family, of_quarter
from reports.scorecard import scorecard_of
from signatories.permissions import convention_of

NOT_WHOLE = "Un mois de ce trimestre n’est pas publié, ou a été retiré\u00a0: son tableau de bord n’est pas fait."
COMMUNES_LISTED = 12
ROUNDED = "arrondis"  # where a whole sentence would not fit
SHADES = ("s1", "s2", "s3")


def draft_quarter(actor: Actor, report: Report) -> Draft:
    """Raises JobError, with a text for the delegate, when one of its months is published no more."""
    convention, quarter = convention_of(actor), Quarter.of_code(report.period)
    figures = figures_of_quarter(convention, quarter)
    if figures is None:
        raise JobError(NOT_WHOLE)
    before, year_before = (figures_of_quarter(convention, each) for each in (quarter.before, quarter.year_before))
    others = [(each, of) for each, of in ((quarter.before, before), (quarter.year_before, year_before)) if of]
    step, map_chart = step_of(figures.small_count), commune_map(figures, convention)
    tables = asked_tables(figures)
    context = {
        "convention": convention,
        "quarter": quarter,
        "figures": figures,
        "lead": of_quarter(figures, before),
        "largest_family": largest_family(figures),
        "before": before,
        "year_before": year_before,
        "compared": _beside(figures, before, year_before, step),
        "others": [each for each, _ in others],
        "sizes": _sizes(quarter, figures, others),
        "bars": lying_bars(figures),
        "legend": monthly_bars(figures).legend,
        "families": family_table(figures, [of for _, of in others]),
        "map": map_chart,
        "communes": map_chart.table[:COMMUNES_LISTED],
        "communes_left": max(0, len(map_chart.table) - COMMUNES_LISTED),
        "answers": answer_rows(figures),
        "asked": tables,
        "not_told": [table.title for table in tables.values() if not table.is_published],
        "decisions": scorecard_of(actor, figures).by_key["meetings"],
        "step": step,
        "now": actor.now,
        "report": report,
    }
    name = f"tableau-de-bord-{convention.department_code}-{quarter.code}"
    return Draft(template="reports/pdf/quarter.html", context=context, name=name, owner_id=None)


def _beside(figures: Figures, before: Figures | None, year_before: Figures | None, step: int) -> list[dict[str, Any]]:
    """Each figure of the quarter, and how far it is from the same one of those other quarters that are published."""
    pairs = zip(compared(figures, before, step), compared(figures, year_before, step), strict=True)
    return [
        {
            "label": first.label,
            "now": first.now,
            "others": [
                (line.before, ROUNDED if line.change == WITHIN_ROUNDING else line.change or ABSENT)
                for line, of in ((first, before), (second, year_before))
                if of
            ],
        }
        for first, second in pairs
    ]


def _sizes(quarter: Quarter, figures: Figures, others: Sequence[tuple[Quarter, Figures]]) -> Rows:
    """The three counts that make a quarter's size, beside those of the other quarters."""
    shown = [(quarter, figures), *others]
    shades = [series(each.label, SHADES[number]) for number, (each, _) in enumerate(shown)]

    def line(of: Sequence[Figure]) -> list[Any]:
        return list(zip(shades, of, strict=True))

    return lying(
        "sizes",
        "Faits, saisines et réponses, par trimestre",
        [
            ("Faits déclarés", line([of.facts for _, of in shown])),
            ("Saisines envoyées", line([of.everyone.sent for _, of in shown])),
            ("Réponses", line([of.everyone.answered for _, of in shown])),
        ],
    )
