"""Pictures of a bilan: each says its number beside its shape, so that it is read in grey and aloud.

The geometry is drawn by a template, as in `charts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from acting import french
from reports.charts import Bar, Mark, NamedBars, Series, fitted, series, short_month
from reports.figures import Figure, Figures, PartnerFigures

WIDTH = 640
ROW, GAP, NAME, END = 15, 16, 236, 60
LINE, LONGEST_NAME, LETTER, NUMBER = 22, 50, 6.8, 70
SMALL_WIDTH, SMALL_HEIGHT, SMALL_FOOT, SMALL_HEAD = 200, 62, 14, 16
ACTS = (series("Saisines envoyées", "s1"), series("Accusés de réception", "s2"), series("Réponses", "s3"))


@dataclass(frozen=True, slots=True)
class Rows:
    """Bars lying under one another: a name on the left, a number at the end of each."""

    key: str
    title: str
    width: int
    height: int
    left: float
    bars: tuple[Bar, ...]
    names: tuple[Mark, ...]
    numbers: tuple[Mark, ...]
    legend: tuple[Series, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Small:
    """One family in its twelve months, on its own scale, which its longest bar says."""

    key: str
    title: str
    width: int
    height: int
    base: int
    bars: tuple[Bar, ...]
    first: str
    last: str
    total: str
    highest: Mark | None
    description: str


def lying(key: str, title: str, lines: Sequence[tuple[str, Sequence[tuple[Series, Figure]]]]) -> Rows:
    """Each line has as many bars as it has figures; one that is not told has no bar, and says why in words."""
    longest = max((figure.drawn for _, line in lines for _, figure in line), default=0) or 1
    scale = (WIDTH - NAME - END) / longest
    bars: list[Bar] = []
    names: list[Mark] = []
    numbers: list[Mark] = []
    y = 4
    for name, line in lines:
        names.append(Mark(NAME - 10, y + ROW * len(line) // 2 + 4, name))
        for entry, figure in line:
            width = round(max(figure.drawn * scale, 1.5), 1)
            if figure.known:
                bars.append(Bar(NAME, y + 1, width, ROW - 3, entry))
            numbers.append(Mark(NAME + (width if figure.known else 0) + 6, y + 11, figure.text))
            y += ROW
        y += GAP
    described = "\u00a0; ".join(f"{name}\u00a0: {', '.join(figure.text for _, figure in line)}" for name, line in lines)
    legend = tuple(dict.fromkeys(entry for _, line in lines for entry, _ in line))
    return Rows(
        key, title, WIDTH, y - GAP + 6, NAME, tuple(bars), tuple(names), tuple(numbers), legend, f"{described}."
    )


def family_rows(figures: Figures) -> Rows:
    one = series("Faits déclarés", "s1")
    return lying("families", "Faits déclarés par famille", [(name, [(one, total)]) for name, total in figures.families])


def answer_rows(figures: Figures) -> Rows:
    lines: Sequence[PartnerFigures] = figures.partners
    title = "Saisines envoyées, accusés de réception et réponses, par destinataire"
    return lying(
        "answers",
        title,
        [
            (_short(line.label), list(zip(ACTS, (line.sent, line.acknowledged, line.answered), strict=True)))
            for line in lines
        ],
    )


def delay_rows(figures: Figures) -> Rows:
    one = series("Délai médian de la première réponse", "s1")
    lines = [(_short(line.label), [(one, line.delay)]) for line in (*figures.partners, figures.everyone)]
    return lying("delays", "Délai médian de la première réponse, en jours", lines)


def small_multiples(figures: Figures) -> list[Small]:
    """One for each family that has a month to draw, the largest first."""
    found = []
    for number, (name, row, total) in enumerate(figures.by_family()):
        highest = max((figure.drawn for figure in row), default=0)
        if highest:
            found.append(_small(f"small-{number}", name, figures, row, total, highest))
    return found


def _small(key: str, name: str, figures: Figures, row: Sequence[Figure], total: Figure, highest: int) -> Small:
    slot = SMALL_WIDTH / len(row)
    scale = (SMALL_HEIGHT - SMALL_HEAD) / highest
    entry = series(name, "s1")
    at = next(n for n, figure in enumerate(row) if figure.drawn == highest)
    months = [month.month for month in figures.months]
    return Small(
        key=key,
        title=name,
        width=SMALL_WIDTH,
        height=SMALL_HEIGHT + SMALL_FOOT,
        base=SMALL_HEIGHT,
        bars=tuple(
            Bar(
                round(n * slot + 1.5, 1),
                round(SMALL_HEIGHT - figure.drawn * scale, 1),
                round(slot - 3, 1),
                round(figure.drawn * scale, 1),
                entry,
            )
            for n, figure in enumerate(row)
            if figure.drawn
        ),
        first=short_month(months[0]),
        last=short_month(months[-1]),
        total=total.text,
        highest=Mark(round(min(max((at + 0.5) * slot, 8), SMALL_WIDTH - 8), 1), SMALL_HEAD - 4, row[at].text),
        description=f"{name}\u00a0: total {total.text}, maximum {row[at].text} en {french.day(months[at], 'month')}.",
    )


def _short(label: str) -> str:
    """What stands before a comma: the rest is said in the table."""
    return label.partition(",")[0]


def named_rows(bars: NamedBars) -> Rows:
    """The same lines for paper, each name beside its bar; one that finds no room is cut, and its table says it all."""
    longest = max((line.value for line in bars.lines), default=0) or 1
    left = min(LONGEST_NAME, max(map(len, _names(bars)), default=0)) * LETTER + 16
    scale = (WIDTH - left - NUMBER) / longest
    drawn = [
        (number * LINE, line, round(max(line.value * scale, 1.5), 1) if line.value else 0)
        for number, line in enumerate(bars.lines)
    ]
    return Rows(
        key=bars.key,
        title=bars.title,
        width=WIDTH,
        height=LINE * len(drawn) + 2,
        left=left,
        bars=tuple(Bar(left, y + 4, width, LINE - 8, line.series) for y, line, width in drawn if width),
        names=tuple(Mark(left - 8, y + 15, name) for (y, _, _), name in zip(drawn, _names(bars), strict=True)),
        numbers=tuple(Mark(left + width + 6, y + 15, line.text) for y, line, width in drawn),
        legend=(),
        description=bars.description,
    )


def _names(bars: NamedBars) -> list[str]:
    names = [line.series.label for line in bars.lines]
    return [fitted(name, LONGEST_NAME) for name in names]
