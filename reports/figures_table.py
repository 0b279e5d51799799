"""The page of published figures as one table, for a spreadsheet: each cell as the page shows it, and no other."""

from collections.abc import Iterator, Mapping

from acting import french
from reports.enums import CellKind
from reports.figures import Figure, Figures
from reports.scorecard import Scorecard

HEADER = ("Tableau", "Ligne", "Mesure", "Valeur")
MONTHS, COMMUNES, PARTNERS = "Faits par mois et par famille", "Faits par commune", "Réponses des partenaires"

Row = tuple[str, str, str, str]


def rows_of(figures: Figures, communes: Mapping[str, str], scorecard: Scorecard) -> Iterator[Row]:
    """`communes`: names by INSEE code."""
    yield "Période", "Du", "", french.day(figures.first)
    yield "Période", "Au", "", french.day(figures.last_day)
    yield "Période", "Publiés le", "", french.day(figures.published_on)
    for month in figures.withdrawn:
        yield "Période", "Mois retiré, hors des totaux", "", french.day(month, "month")
    for kind, figure in (
        (CellKind.FACTS, figures.facts),
        (CellKind.LATE, figures.late),
        (CellKind.STAFF, figures.staff),
        (CellKind.DWELLINGS, figures.dwellings),
    ):
        yield "Ensemble", "Douze mois", kind.label, _cell(figure)
    yield "Ensemble", "Douze mois", "Faits pour 1 000 logements déclarants", _cell(figures.per_thousand)
    yield "Ensemble", "À la préparation du dernier mois", CellKind.POSTS_FILLED.label, _cell(figures.posts_filled)
    yield "Ensemble", "À la préparation du dernier mois", CellKind.POSTS_VACANT.label, _cell(figures.posts_vacant)
    yield from _by_month(figures)
    for code, figure in figures.communes:
        yield COMMUNES, communes.get(code, code), CellKind.FACTS.label, _cell(figure)
    yield from _by_partner(figures)
    for theme in scorecard.themes:
        for line in theme.lines if theme.is_published else ():
            yield theme.title, line.label, "Douze mois", _cell(line.year)
            yield theme.title, line.label, "Dernier mois", _cell(line.month)
            if line.target:
                yield theme.title, line.label, "Cible", line.target


def _by_month(figures: Figures) -> Iterator[Row]:
    names = [name for name, _ in figures.families]
    for month in figures.months:
        line = french.day(month.month, "month")
        for name, figure in zip(names, month.families, strict=True):
            yield MONTHS, line, name, _cell(figure)
        yield MONTHS, line, "Ensemble", _cell(month.total)
    for name, figure in figures.families:
        yield MONTHS, "Douze mois", name, _cell(figure)


def _by_partner(figures: Figures) -> Iterator[Row]:
    for line in (*figures.partners, figures.everyone):
        yield PARTNERS, line.label, CellKind.SENT.label, _cell(line.sent)
        yield PARTNERS, line.label, CellKind.ACKNOWLEDGED.label, _cell(line.acknowledged)
        yield PARTNERS, line.label, CellKind.ANSWERED.label, _cell(line.answered)
        yield PARTNERS, line.label, "Part répondue", _cell(line.share)
        yield PARTNERS, line.label, CellKind.DELAY.label, _cell(line.delay)


def _cell(figure: Figure) -> str:
    """Without the thin spaces of thousands, which a spreadsheet takes for a text."""
    return figure.text.replace(french.THIN, "")
