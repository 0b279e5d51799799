"""The tables of a quarter: of each line what its months told, what they make together, and the same of other quarters.

Nothing is counted: a line is made of cells as the page of figures shows them, and of sums of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.enums import CellKind
from reports.figures import ABSENT, SEVERAL, Cells, Figure, Figures
from reports.scorecard import THEMES, Asked, label_of, median_of, topics_of


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """A median is of twelve months and has none of its own."""

    label: str
    months: tuple[Figure, ...]
    total: Figure
    others: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarterTable:
    key: str
    title: str
    note: str
    lines: tuple[QuarterLine, ...]

    @property
    def is_published(self) -> bool:
        return any(line.total.text != ABSENT for line in self.lines)


def asked_tables(figures: Figures) -> dict[str, QuarterTable]:
    """What a steering committee asks for, by theme."""
    return {theme.key: _table(figures.cells, theme) for theme in THEMES}


def _table(cells: Cells, theme: Asked) -> QuarterTable:
    lines = [_line(cells, kind, partner, topic) for kind in theme.kinds for partner, topic in topics_of(cells, kind)]
    return QuarterTable(theme.key, theme.title, theme.note, tuple(lines))


def _line(cells: Cells, kind: CellKind, partner: str, topic: str) -> QuarterLine:
    label = label_of(kind, partner, topic)
    if kind == CellKind.LEG:
        return QuarterLine(label, (), median_of(cells, topic))
    told = tuple(cells.figure(kind, month, partner=partner, topic=topic) for month in cells.months)
    return QuarterLine(label, told, marked(cells.sum(kind, partner=partner, topic=topic), told))


def marked(total: Figure, months: Sequence[Figure]) -> Figure:
    """With the mark of a month that tells counts held before it: they may be of an earlier quarter."""
    is_marked = any(figure.text.endswith(SEVERAL) for figure in months)
    return Figure(total.text + SEVERAL * is_marked, total.value)


def family_table(figures: Figures, others: Sequence[Figures]) -> list[QuarterLine]:
    """Facts by family and month, beside what each of the other quarters tells of the family; all of them at the end."""
    totals = [dict(other.families) for other in others]
    lines = [
        QuarterLine(name, tuple(row), marked(total, row), tuple(of.get(name, Figure(ABSENT)) for of in totals))
        for name, row, total in figures.by_family()
    ]
    months = tuple(month.total for month in figures.months)
    held = [figure for line in lines for figure in line.months]
    return [
        *lines,
        QuarterLine("Ensemble", months, marked(figures.facts, held), tuple(other.facts for other in others)),
    ]
