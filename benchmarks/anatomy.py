"""Where the time of a page goes: the database, the templates, and the rest (middleware, view, model objects)."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from unittest.mock import patch

from django.template.base import Template

from benchmarks.connections import standing_in
from benchmarks.pages import PAGES
from benchmarks.visits import Visitor, visitor

SHOWN = 5


@dataclass
class Anatomy:
    """Seconds of one visit."""

    database: float = 0.0
    templates: float = 0.0
    whole: float = 0.0

    @property
    def rest(self) -> float:
        return self.whole - self.database - self.templates


def slowest_pages(database: str) -> Iterator[str]:
    """One line a page: milliseconds, and the shares of database, templates and rest."""
    found = []
    for page in PAGES:
        visiting = visitor(database, page)
        visiting.visit()
        found.append((page.name, min((anatomy_of(visiting) for _ in range(3)), key=lambda one: one.whole)))
    for name, one in sorted(found, key=lambda pair: -pair[1].whole)[:SHOWN]:
        parts = {"base": one.database, "gabarits": one.templates, "reste": one.rest}
        shares = "  ".join(f"{part} {seconds / one.whole:4.0%}" for part, seconds in parts.items())
        yield f"{name:<60.60} {one.whole * 1000:8.0f} ms  {shares}\n"


def anatomy_of(visiting: Visitor) -> Anatomy:
    """Templates: the time of the outermost ones, without what the database took meanwhile."""
    found, inside = Anatomy(), Inside()
    render = Template.render

    def timed(execute: Any, *arguments: Any) -> Any:
        started = perf_counter()
        try:
            return execute(*arguments)
        finally:
            found.database += perf_counter() - started
            inside.asked += perf_counter() - started if inside.depth else 0.0

    def rendered(template: Template, context: Any) -> Any:
        started, inside.depth = perf_counter(), inside.depth + 1
        try:
            return render(template, context)
        finally:
            inside.depth -= 1
            found.templates += perf_counter() - started if not inside.depth else 0.0

    with (
        standing_in(visiting.database) as connection,
        connection.execute_wrapper(timed),
        patch.object(Template, "render", rendered),
    ):
        started = perf_counter()
        visiting.visit()
        found.whole = perf_counter() - started
    found.templates -= inside.asked
    return found


@dataclass
class Inside:
    """How deep in templates one is, and how long the database was asked from there."""

    depth: int = 0
    asked: float = 0.0
