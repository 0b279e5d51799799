"""Geometry of the charts: the same SVG on the screen and on paper, drawn by a template from these numbers.

Colours stand as presentation attributes for the paper; on the screen the stylesheet overrides them, light and dark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt

from acting import french
from reports.figures import Figure, Figures
from signatories.models import Convention
from territory.enums import CompetenceDomain
from territory.map import placed as placed_in
from territory.marks import Marked
from territory.models import Commune, Competence

SERIES = {"s1": "#0f4c5c", "s2": "#4f8a8b", "s3": "#d9a441", "s4": "#b4531a", "s5": "#7a4b6a", "s6": "#9aa5a0"}
SERIES_NAMES = tuple(SERIES)
RATINGS = {"r1": "#2b7549", "r2": "#7d6000", "r3": "#ad4c0a", "r4": "#a61b1b"}
OTHERS = "Autres familles"

WIDTH, HEIGHT, LEFT, FOOT, TOP = 640, 200, 36, 28, 12
MAP_WIDTH, MARGIN = 300, 14
LYING_WIDTH, LYING_LEFT, LYING_RIGHT, LYING_ROW = 280, 48, 46, 26
NAMED_WIDTH, NAMED_ROW, NAMED_LETTERS = 300, 36, 41
LABELS, LABEL_WIDTH, LABEL_HEIGHT, LETTER = 8, 120, 20, 4.3
UNKNOWN_COURT = "Juridiction non renseignée"
COURTS = ("s1", "s4", "s3", "s5")


@dataclass(frozen=True, slots=True)
class Series:
    """One entry of a legend: its label, the class of the screen and the colour of the paper."""

    label: str
    css: str
    fill: str


@dataclass(frozen=True, slots=True)
class Bar:
    """`row`: which line of the table beside the picture it draws."""

    x: float
    y: float
    width: float
    height: float
    series: Series
    row: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A text of an axis."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class BarChart:
    width: int
    height: int
    left: int
    base: float
    bars: tuple[Bar, ...]
    grid: tuple[Mark, ...]
    months: tuple[Mark, ...]
    legend: tuple[Series, ...]
    description: str


@dataclass(frozen=True, slots=True)
class LyingBars:
    """The same months where there is little width: one below the other, each with its number at the end."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    months: tuple[Mark, ...]
    totals: tuple[Mark, ...]
    description: str


@dataclass(frozen=True, slots=True)
class NamedLine:
    """What one bar says: its name and colour, how long it is, and how its number is written."""

    series: Series
    value: int
    text: str


@dataclass(frozen=True, slots=True)
class NamedBars:
    """Names too long for an axis, each above its bar; `key` tells the pictures of one page apart. `lines` are what it
    draws, for whoever draws it otherwise."""

    key: str
    title: str
    width: int
    height: int
    bars: tuple[Bar, ...]
    names: tuple[Mark, ...]
    numbers: tuple[Mark, ...]
    description: str
    lines: tuple[NamedLine, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    r: float
    series: Series


@dataclass(frozen=True, slots=True)
class Ground:
    """All communes of one court in one path, a dot where each stands: so many circles would weigh as much as the rest
    of a page."""

    series: Series
    path: str


@dataclass(frozen=True, slots=True)
class MapChart:
    """`communes`: how many there are."""

    width: int
    height: int
    communes: int
    grounds: tuple[Ground, ...]
    volumes: tuple[Dot, ...]
    labels: tuple[Mark, ...]
    legend: tuple[Series, ...]
    table: tuple[tuple[str, Figure], ...]
    description: str


def charts_of(figures: Figures, convention: Convention) -> dict[str, BarChart | LyingBars | MapChart]:
    """Those of the page of steering, by the names that its templates call them."""
    return {"bars": monthly_bars(figures), "lying": lying_bars(figures), "map": commune_map(figures, convention)}


def series(label: str, number: int | str) -> Series:
    css = number if isinstance(number, str) else SERIES_NAMES[number]
    return Series(label, css, (SERIES | RATINGS)[css])


# Facts by month and family


def monthly_bars(figures: Figures) -> BarChart:
    """The five largest families, the others together; bands and masks are not drawn."""
    stacks = [_stack([figure.drawn for figure in month.families]) for month in figures.months]
    names = [family for family, _ in figures.families]
    legend = _legend(names)
    highest = max((sum(stack) for stack in stacks), default=0)
    step = next(s for s in (5, 10, 20, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10**9) if s * 4 >= highest)
    top = step * 4  # the end of the axis: a multiple of four round steps
    scale = (HEIGHT - TOP) / top
    slot = (WIDTH - LEFT) / max(1, len(stacks))
    return BarChart(
        width=WIDTH,
        height=HEIGHT + FOOT,
        left=LEFT,
        base=HEIGHT,
        bars=tuple(bar for number, stack in enumerate(stacks) for bar in _bars(number, stack, legend, slot, scale)),
        grid=tuple(Mark(LEFT - 8, round(HEIGHT - v * scale, 1), str(v)) for v in range(0, top + 1, top // 4)),
        months=tuple(
            Mark(round(LEFT + (n + 0.5) * slot, 1), HEIGHT + 18, short_month(m.month))
            for n, m in enumerate(figures.months)
        ),
        legend=legend,
        description=_described(figures),
    )


def lying_bars(figures: Figures) -> LyingBars:
    """`monthly_bars` turned on their side, by the same legend."""
    stacks = [_stack([figure.drawn for figure in month.families]) for month in figures.months]
    legend = _legend([family for family, _ in figures.families])
    scale = (LYING_WIDTH - LYING_LEFT - LYING_RIGHT) / (max((sum(stack) for stack in stacks), default=0) or 1)
    rows = list(enumerate(figures.months))
    return LyingBars(
        width=LYING_WIDTH,
        height=LYING_ROW * len(stacks),
        bars=tuple(bar for n, stack in enumerate(stacks) for bar in _lying(n, stack, legend, scale)),
        months=tuple(Mark(0, n * LYING_ROW + 18, short_month(month.month)) for n, month in rows),
        totals=tuple(Mark(LYING_WIDTH, n * LYING_ROW + 18, month.total.text) for n, month in rows),
        description=_described(figures),
    )


def _lying(row: int, stack: Sequence[int], legend: Sequence[Series], scale: float) -> Iterable[Bar]:
    x, y = float(LYING_LEFT), row * LYING_ROW + 4
    for value, entry in zip(stack, legend, strict=True):
        if value:
            yield Bar(round(x, 1), y, round(max(value * scale - 0.8, 0.5), 1), LYING_ROW - 8, entry, row)
            x += value * scale


def _stack(values: Sequence[int]) -> list[int]:
    shown = len(SERIES) - 1
    return [*values[:shown], sum(values[shown:])] if len(values) > len(SERIES) else list(values)


def _legend(names: Sequence[str]) -> tuple[Series, ...]:
    shown = [*names[: len(SERIES) - 1], OTHERS] if len(names) > len(SERIES) else names
    return tuple(series(name, number) for number, name in enumerate(shown))


def _bars(row: int, stack: Sequence[int], legend: Sequence[Series], slot: float, scale: float) -> Iterable[Bar]:
    x, y = LEFT + (row + 0.15) * slot, float(HEIGHT)
    for value, entry in zip(stack, legend, strict=True):
        if value:
            y -= value * scale
            yield Bar(round(x, 1), round(y, 1), round(slot * 0.7, 1), round(value * scale - 0.8, 1), entry, row)


def _described(figures: Figures) -> str:
    """Reads the chart aloud: its largest and smallest month."""
    known = [month for month in figures.months if month.total.value is not None]
    if not known:
        return "Aucun mois n’a de total publié."
    most, least = max(known, key=lambda m: m.total.drawn), min(known, key=lambda m: m.total.drawn)
    highest = f"Maximum en {_name(most.month)}, {most.total.text} faits"
    return f"{highest} ; minimum en {_name(least.month)}, {least.total.text}."


def short_month(month: date) -> str:
    return french.day(month, "month-short")


def _name(month: date) -> str:
    return french.day(month, "month")


# Facts by commune


def commune_map(figures: Figures, convention: Convention) -> MapChart:
    """A dot for each commune of the convention in the colour of its court, a circle by published volume: no tiles, no
    outlines."""
    communes = list(convention.communes.all())
    courts = dict.fromkeys((commune.pk for commune in communes), UNKNOWN_COURT) | _courts(convention)
    colours = {name: series(name, COURTS[n % len(COURTS)]) for n, name in enumerate(_order(courts.values()))}
    placed = placed_in(communes, width=MAP_WIDTH, margin=MARGIN)
    published = {code: figure for code, figure in figures.communes if figure.value}
    volumes = [commune for code in published for commune in communes if commune.pk == code]
    # So that the largest circle stays readable beside its neighbours.
    radius = 15 / sqrt(max((figure.drawn for figure in published.values()), default=1))
    return MapChart(
        width=MAP_WIDTH + 2 * MARGIN,
        height=ceil(max(y for _, y in placed.values())) + MARGIN,
        communes=len(communes),
        grounds=tuple(
            Ground(
                colour,
                "".join(f"M{x:.0f} {y:.0f}h0" for c in communes if courts[c.pk] == court for x, y in [placed[c.pk]]),
            )
            for court, colour in colours.items()
        ),
        volumes=tuple(
            Dot(*placed[c.pk], round(radius * sqrt(published[c.pk].drawn), 1), colours[courts[c.pk]]) for c in volumes
        ),
        labels=_labels(volumes, placed, {c.pk: radius * sqrt(published[c.pk].drawn) for c in volumes}),
        legend=tuple(colours.values()),
        table=tuple((commune.name, published[commune.pk]) for commune in volumes),
        description=_where(volumes, published),
    )


def _courts(convention: Convention) -> dict[str, str]:
    competences = Competence.objects.filter(commune__convention=convention, domain=CompetenceDomain.PROSECUTION)
    doubtful = set(competences.filter(to_verify=True).values_list("unit", flat=True))
    units = competences.values_list("commune_id", "unit")
    return {commune: Marked(unit, unit in doubtful).text for commune, unit in units}


def _order(names: Iterable[str]) -> list[str]:
    """The court with most communes first."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def _labels(
    volumes: Sequence[Commune], placed: dict[str, tuple[float, float]], radii: dict[str, float]
) -> tuple[Mark, ...]:
    """The largest ones, above their circles, as long as their names do not overlap."""
    marks: list[Mark] = []
    for commune in volumes:
        half = len(commune.name) * LETTER  # a name stays inside the picture
        x = round(min(max(placed[commune.pk][0], half), MAP_WIDTH + 2 * MARGIN - half), 1)
        y = placed[commune.pk][1] - radii[commune.pk] - 3
        if all(abs(x - m.x) > LABEL_WIDTH or abs(y - m.y) > LABEL_HEIGHT for m in marks):
            marks.append(Mark(x, round(y, 1), commune.name))
    return tuple(marks[:LABELS])


def _where(volumes: Sequence[Commune], published: dict[str, Figure]) -> str:
    if not volumes:
        return "Aucune commune n’atteint le seuil de publication."
    listed = ", ".join(f"{commune.name} {published[commune.pk].text}" for commune in volumes[:3])
    if len(volumes) == 1:
        return f"Une seule commune est publiée\u00a0: {listed}."
    return f"{len(volumes)} communes publiées\u00a0; les plus grands volumes\u00a0: {listed}."


# A landlord's own figures


def named_bars(key: str, title: str, lines: Sequence[NamedLine]) -> NamedBars:
    """One bar under each name, as long as its number; none where there is nothing to draw."""
    longest = max((line.value for line in lines), default=0) or 1
    rows = list(enumerate(lines))
    return NamedBars(
        key=key,
        title=title,
        width=NAMED_WIDTH,
        height=NAMED_ROW * len(lines),
        bars=tuple(
            Bar(0, n * NAMED_ROW + 19, round(max(NAMED_WIDTH * line.value / longest, 2), 1), 9, line.series)
            for n, line in rows
            if line.value
        ),
        names=tuple(
            Mark(0, n * NAMED_ROW + 13, fitted(line.series.label, NAMED_LETTERS - len(line.text))) for n, line in rows
        ),
        numbers=tuple(Mark(NAMED_WIDTH, n * NAMED_ROW + 13, line.text) for n, line in rows),
        description=", ".join(f"{line.series.label} {line.text}" for line in lines) + ".",
        lines=tuple(lines),
    )


def fitted(name: str, letters: int) -> str:
    """Cut where it would run into its number: the table beside a picture says it whole."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
