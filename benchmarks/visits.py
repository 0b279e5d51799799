"""One visit of one page as the web serves it: in its role, in one transaction, with middleware, menu and journal."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from string import Formatter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import QueryDict
from django.test import Client
from django.urls import NoReverseMatch, reverse

from acting.actor import Actor
from benchmarks.connections import standing_in, without_walls
from benchmarks.names import in_sql, of_actor
from benchmarks.pages import OBJECTS, Page
from benchmarks.people import actor_named, browser_of

NEXT = re.compile(r'rel="next"[^>]*href="([^"]*)"')
CONTEXT, TOLD = "set_config", "SELECT current_setting"


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: Any

    @property
    def reads(self) -> bool:
        """The context alone, told to the database, reads nothing."""
        return self.sql.lstrip(" (\n").startswith(("SELECT", "WITH")) and not self.sql.startswith(TOLD)

    @property
    def tells(self) -> bool:
        """Who acts, be it with the first question: said again, it would end what holds by then."""
        return CONTEXT in self.sql


@dataclass
class Visitor:
    """Somebody before a page of a world."""

    database: str
    page: Page
    actor: Actor
    client: Client
    address: str = field(init=False)
    posted: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.posted = QueryDict(self._filled(self.page.posted)).dict() if self.page.posted else {}
        query = self._filled(self.page.query)
        try:
            self.address = reverse(self.page.url_name) + (f"?{query}" if query else "")
        except NoReverseMatch:
            self.address = reverse(self.page.url_name, args=[query])

    def visit(self) -> str:
        """Raises AssertionError where the page does not open: a redirect is quick, and measures nothing."""
        with standing_in(self.database):
            answer = self.client.post(self.address, self.posted) if self.posted else self.client.get(self.address)
        assert answer.status_code == 200, f"{self.address}: {answer.status_code}"
        return answer.content.decode()

    def deeper(self, number: int) -> "Visitor":
        """The same list at its page `number`, by the links that the pages show; at the last one where it is shorter."""
        deep = Visitor(self.database, self.page, self.actor, self.client)
        for reached in range(1, number):
            link = NEXT.search(deep.visit())
            if link is None:
                break
            query = unescape(link[1])
            numbered = re.sub(r"\bpage=\d+", f"page={number}", query)  # numbered pages can be leapt to
            deep.address = deep.address.partition("?")[0] + numbered
            if numbered != query or reached + 1 == number:
                break
        return deep

    def _filled(self, text: str) -> str:
        words = {word for _, word, _, _ in Formatter().parse(text) if word}
        return text.format(**{word: self._object(word) for word in words})

    def _object(self, word: str) -> object:
        found = without_walls(self.database, in_sql(OBJECTS[word]), of_actor(self.actor))
        assert found, f"no {word} for {self.page.name} in {self.database}"
        return found[0][0]


def visitor(database: str, page: Page) -> Visitor:
    return Visitor(database, page, actor_named(database, page.who), browser_of(database, page.who))


@contextmanager
def listening(connection: BaseDatabaseWrapper, heard: Callable[[Statement, Any], None]) -> Iterator[None]:
    """Each statement of a block is told before it runs, with a cursor of the same transaction."""

    def wrapper(execute: Any, sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        heard(Statement(sql, parameters), context["cursor"].cursor)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def statements_of(visiting: Visitor) -> list[Statement]:
    """Everything that one visit asks the database; the transaction's own BEGIN and COMMIT are not among it."""
    found: list[Statement] = []
    with standing_in(visiting.database) as connection, listening(connection, lambda said, _: found.append(said)):
        visiting.visit()
    return found


def most_repeated(statements: list[Statement]) -> int:
    """How often the commonest statement was asked: a query per row is one text as many times as there are rows."""
    return max(Counter(said.sql for said in statements if said.reads).values(), default=0)


@dataclass
class Work:
    """What one visit asks of the database: its statements, and the shared buffers that all of them touch."""

    statements: list[Statement] = field(default_factory=list)
    buffers: int = 0


def work_of(visiting: Visitor) -> Work:
    """Each statement is explained in its place, its role and its context, and then runs."""
    work = Work()

    def explain(said: Statement, cursor: Any) -> None:
        work.statements.append(said)
        explains = said.reads or (connection.in_atomic_block and said.sql.startswith(("INSERT", "UPDATE")))
        if not explains:
            return
        if connection.in_atomic_block:
            cursor.execute("SAVEPOINT explained")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {said.sql}", said.parameters)
        plan = cursor.fetchone()[0][0]["Plan"]
        work.buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        if connection.in_atomic_block:
            cursor.execute("ROLLBACK TO SAVEPOINT explained")

    with standing_in(visiting.database) as connection, listening(connection, explain):
        visiting.visit()
    return work
