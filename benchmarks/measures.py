"""All measures, in groups: equality first, then pages, limits, guardian, walls, writes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from acting.actor import Actor, acting_as
from acting.lists import counts_at_a_glance
from benchmarks.connections import standing_in
from benchmarks.imports import imports
from benchmarks.limits import LIMITS, Replay, read_ideally
from benchmarks.pages import PAGES, SEARCHES, Page
from benchmarks.people import PEOPLE, actor_named
from benchmarks.shortcut import shortcuts
from benchmarks.table import Result, at_most, compared
from benchmarks.timing import in_turn
from benchmarks.visibility import equalities
from benchmarks.visits import Visitor, most_repeated, visitor, work_of
from benchmarks.worlds import World
from benchmarks.writes import writes
from convention77.menu import ENTRIES

GROWTH, DEEPER, WALLS = at_most(1.2), at_most(1.15), at_most(1.15)
QUERIES, REPEATED, BUFFERS, SEARCHED = 8, 3, 500, 20_000
DEEP = {"small": 10, "large": 100}


@dataclass(frozen=True)
class Bench:
    """The worlds, the smallest first, and the ideal copy of the largest."""

    worlds: Sequence[World]
    ideal: str

    @property
    def small(self) -> str:
        return self.worlds[0].name

    @property
    def large(self) -> str:
        return self.worlds[-1].name


def visible(bench: Bench) -> Iterator[Result]:
    for world in bench.worlds:
        yield from equalities(world.name, world.facts)


def pages(bench: Bench) -> Iterator[Result]:
    """Each page in the smallest and in the largest world, in turn; of a list that goes on, a deep page of both."""
    for page in PAGES:
        yield from _page(bench, page)


def _page(bench: Bench, page: Page) -> Iterator[Result]:
    small, large = visitor(bench.small, page), visitor(bench.large, page)
    visits = [small, large]
    if page.pages_on:
        visits += [small.deeper(DEEP["small"]), large.deeper(DEEP["large"])]
    times = in_turn(*(one.visit for one in visits))
    yield compared(f"{page.name}, croissance{_unlike(small, large)}", times[1], times[0], GROWTH)
    if page.pages_on:
        yield compared(f"{page.name}, page profonde, croissance", times[3], times[2], GROWTH)
        yield compared(f"{page.name}, page {DEEP['large']} ÷ page 1", times[3], times[1], DEEPER)
    if page.is_list:
        yield from _work(page, large)


def searches(bench: Bench) -> Iterator[Result]:
    """What is found differs from world to world: growth is held to less than a factor, and the work is told."""
    for page in SEARCHES:
        small, large = visitor(bench.small, page), visitor(bench.large, page)
        times = in_turn(small.visit, large.visit)
        yield compared(f"{page.name}, croissance", times[1], times[0], at_most(3))
        work = work_of(large)
        yield compared(f"{page.name}, tampons lus", work.buffers, SEARCHED, at_most(1))


def _unlike(small: Visitor, large: Visitor) -> str:
    """Where the small world cannot fill the page: what grows then is the page, and a reader has to know it."""
    rows = [one.visit().count("<tr") for one in (small, large)]
    return "" if rows[0] == rows[1] else f" ({rows[0]} → {rows[1]} lignes)"


def _work(page: Page, large: Visitor) -> Iterator[Result]:
    work = work_of(large)
    yield compared(f"{page.name}, requêtes", len(work.statements), QUERIES, at_most(1))
    yield compared(f"{page.name}, même requête répétée", most_repeated(work.statements), REPEATED, at_most(1))
    yield compared(f"{page.name}, tampons lus", work.buffers, BUFFERS, at_most(1))


def counters(bench: Bench) -> Iterator[Result]:
    """The numbers beside the menu's entries, which stand on every page."""
    for who, (_, function, _) in PEOPLE.items():
        counts = [count for entry in ENTRIES for of, count in entry.count.items() if of == function]
        if counts:
            worlds = (bench.small, bench.large)
            small, large = in_turn(*(partial(_count, world, actor_named(world, who), counts) for world in worlds))
            yield compared(f"compteurs du menu, {who}, croissance", large, small, GROWTH)


def _count(database: str, actor: Actor, counts: Sequence[Callable[[Actor], QuerySet[Any]]]) -> None:
    with standing_in(database), transaction.atomic(), acting_as(actor):
        counts_at_a_glance({str(number): count(actor) for number, count in enumerate(counts)})


def ideal_limits(bench: Bench) -> Iterator[Result]:
    for limit in LIMITS:
        visiting = visitor(bench.large, limit.page)
        ours, ideal = in_turn(
            Replay.of(visiting, cases_only=True).walled, partial(read_ideally, limit, visiting, bench.ideal)
        )
        yield compared(f"{limit.page.name}, SQL ÷ SQL idéal sans murs", ours, ideal, at_most(2))


def walls(bench: Bench) -> Iterator[Result]:
    for page in (
        page for page in PAGES if page.pages_on or page.url_name in ("incident_detail", "referral_detail", "steering")
    ):
        replay = Replay.of(visitor(bench.large, page))
        walled, unwalled = in_turn(replay.walled, replay.unwalled)
        yield compared(f"{page.name}, murs ÷ sans murs", walled, unwalled, WALLS)


GROUPS: dict[str, Callable[[Bench], Iterator[Result]]] = {
    "visible": visible,
    "pages": pages,
    "recherche": searches,
    "menu": counters,
    "limites": ideal_limits,
    "guardian": lambda bench: shortcuts(bench.large),
    "murs": walls,
    "écritures": lambda bench: writes(bench.large, bench.ideal),
    "import": lambda bench: imports(bench.large, bench.worlds[-1].facts),
}


def results(bench: Bench, groups: Sequence[str]) -> Iterator[Result]:
    for name in groups:
        yield from GROUPS[name](bench)
