"""Charts are drawn for the room that they have, and shares of rounded counts are told in tenths."""

from datetime import date

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser

from acting.days import months_from
from reports.charts import (
    BarChart,
    LyingBars,
    MapChart,
    Mark,
    NamedLine,
    lying_bars,
    monthly_bars,
    named_bars,
    series,
)
from reports.figures import ABSENT, Cells, Figure, Figures, MonthFigures, PartnerFigures, share_of

NOTHING = Figure(ABSENT)
FIRST = date(2025, 11, 1)
SMALLEST_TEXT, LARGEST_TEXT = 12, 17
VISIBLE_SIZES = """() => [...document.querySelectorAll("svg text")].filter(text => text.getBoundingClientRect().width)
    .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""
# Pairs of texts of one line that touch each other.
GAPS = """() => {
    const texts = [...document.querySelectorAll("svg text")];
    const boxes = texts.map(text => [text.textContent, text.getBoundingClientRect()]);
    return boxes.flatMap(([a, one]) => boxes.filter(([b, other]) => a !== b && Math.abs(one.top - other.top) < 2
        && one.left < other.left && one.right > other.left - 2).map(([b]) => [a, b])); }"""
SHOWN = "() => [...document.querySelectorAll('svg')].filter(svg => svg.clientWidth).map(svg => svg.classList[1])"


def partner(share: Figure = NOTHING, delay: Figure = NOTHING) -> PartnerFigures:
    return PartnerFigures("Ensemble", NOTHING, NOTHING, NOTHING, share, delay)


def figures(everyone: PartnerFigures, facts: Figure = NOTHING) -> Figures:
    """Two families, the second of which is held in every month; the n-th month has 5 n facts of the first."""
    months = tuple(
        MonthFigures(month, Figure(str(5 * n), 5 * n), (Figure(str(5 * n), 5 * n), Figure("reporté")))
        for n, month in enumerate(months_from(FIRST), start=1)
    )
    return Figures(
        first=FIRST, last_day=date(2026, 10, 31), published_on=date(2026, 11, 27), facts=facts, per_thousand=NOTHING,
        dwellings=NOTHING, staff=NOTHING, families=(("Voisinage", NOTHING), ("Squat", NOTHING)), months=months,
        communes=(), partners=(), everyone=everyone, posts_filled=NOTHING, posts_vacant=NOTHING, edition=1,
        withdrawn=(), late=NOTHING, small_count=4, cells=Cells({}, {}, ()),
    )  # fmt: skip


def a_map() -> MapChart:
    names = (Mark(60, 40, "Dammarie-lès-Lys"), Mark(200, 90, "Meaux"))
    return MapChart(328, 420, 2, (), (), names, (series("Meaux", 0),), (), "Deux communes.")


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (40, 51, "environ huit sur dix"),
        (40, 50, ABSENT),
        (5, 90, "environ une sur dix"),
        (0, 90, "moins d’une sur dix"),
        (90, 90, "presque toutes"),
        (95, 90, "presque toutes"),
        (None, 90, ABSENT),
    ],
)
def test_a_share_is_told_in_tenths_and_never_of_few(part: int | None, whole: int, told: str) -> None:
    assert share_of(Figure("", part), Figure("", whole)).text == told


@pytest.mark.parametrize(
    ("share", "facts", "sentence"),
    [
        (8, 1730, "1730 faits ont été déclarés en douze mois_; environ huit saisines sur dix ont reçu une réponse"),
        (1, None, "Environ une saisine sur dix a reçu une réponse"),
        (0, None, "Moins d’une saisine sur dix a reçu une réponse"),
        (10, None, "Presque toutes les saisines ont reçu une réponse"),
    ],
)
def test_the_year_in_one_sentence(share: int, facts: int | None, sentence: str) -> None:
    said = figures(partner(Figure("", share), Figure("12 j", 12)), Figure(str(facts), facts)).lead
    assert said == f"{sentence}, 12 jours après l’envoi en médiane.".replace("_", "\u00a0")


def test_a_year_of_few_says_so() -> None:
    assert figures(partner()).lead == ("Trop peu de saisines ont reçu une réponse pour publier une part ou un délai.")


def test_bars_lie_one_below_the_other_with_their_number() -> None:
    chart: LyingBars = lying_bars(figures(partner()))
    assert [mark.text for mark in chart.months][:3] == ["nov.", "déc.", "jan."]
    assert [mark.text for mark in chart.totals] == [str(5 * n) for n in range(1, 13)]
    assert len(chart.bars) == 12  # what is held is not drawn
    assert [bar.x for bar in chart.bars] == [48.0] * 12
    assert chart.bars[11].width == pytest.approx(12 * chart.bars[0].width, rel=0.1)
    assert max(bar.x + bar.width for bar in chart.bars) <= chart.width - 40


@pytest.mark.parametrize(
    ("room", "shown"), [(256, "lying"), (328, "lying"), (570, "lying"), (600, "standing"), (900, "standing")]
)
def test_no_text_of_a_chart_is_smaller_than_twelve_pixels(browser: Browser, room: int, shown: str) -> None:
    year = figures(partner())
    bars: BarChart = monthly_bars(year)
    context = {"bars": bars, "lying": lying_bars(year), "map": a_map()}
    names = ("_bars", "_bars_lying", "_map")
    drawn, lying, where = (render_to_string(f"reports/charts/{name}.html", context) for name in names)
    page = browser.new_page(viewport={"width": room, "height": 800})
    page.set_content(f'<div class="chart-room" style="width: {room}px">{drawn}{lying}</div><div>{where}</div>')
    page.add_style_tag(path=settings.BASE_DIR / "static/css/portal.css")
    assert page.evaluate(SHOWN) == [shown, "map"]
    sizes = page.evaluate(VISIBLE_SIZES)
    assert len(sizes) > len(context["map"].labels)  # type: ignore[attr-defined]
    assert min(sizes) >= SMALLEST_TEXT
    page.close()


LINES = [
    NamedLine(series("Réglés sans mise en demeure", "s1"), 8, "8"),
    NamedLine(series("Premier fait → mise en demeure", "r4"), 2, "1\u202f124 jours"),
    NamedLine(series("Autres issues", "s6"), 0, "0"),
]


def test_each_name_has_its_bar_below_and_its_number_at_the_end() -> None:
    drawn = named_bars("early", "Baux clos", LINES)
    assert [mark.text for mark in drawn.names] == [line.series.label for line in LINES]
    assert [mark.text for mark in drawn.numbers] == ["8", "1\u202f124 jours", "0"]
    assert [(bar.series.css, bar.width) for bar in drawn.bars] == [("s1", 300), ("r4", 75)]
    assert all(bar.y > name.y for bar, name in zip(drawn.bars, drawn.names, strict=False))
    assert drawn.height >= drawn.names[-1].y
    said = "Réglés sans mise en demeure 8, Premier fait → mise en demeure 1\u202f124 jours, Autres issues 0."
    assert drawn.description == said
    long = NamedLine(series("Réglés après une mise en demeure ou devant le juge", "s2"), 12, "12")
    drawn = named_bars("long", "Baux clos", [long])
    assert [mark.text for mark in drawn.names] == ["Réglés après une mise en demeure ou de…"], "not into its number"
    assert long.series.label in drawn.description
    assert named_bars("none", "Rien", [NamedLine(series("Rouge", "r4"), 0, "0")]).bars == ()


@pytest.mark.parametrize("room", [256, 296, 328, 600])
def test_no_name_of_a_bar_is_small_or_runs_into_its_number(browser: Browser, room: int) -> None:
    drawn = render_to_string("reports/charts/_named_bars.html", {"bars": named_bars("early", "Baux clos", LINES)})
    page = browser.new_page(viewport={"width": room, "height": 800})
    page.set_content(f'<div class="chart-room" style="width: {room}px">{drawn}</div>')
    page.add_style_tag(path=settings.BASE_DIR / "static/css/portal.css")
    sizes = page.evaluate(VISIBLE_SIZES)
    assert len(sizes) == 2 * len(LINES)
    assert min(sizes) >= SMALLEST_TEXT
    assert max(sizes) <= LARGEST_TEXT
    assert page.evaluate(GAPS) == []
    page.close()
