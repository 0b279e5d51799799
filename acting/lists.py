"""The one list of rows: its state is its address, its pages are positions in an order, its counts have an end.

A page costs the same wherever it lies and however many rows there are. Four tricks, each with its place here:

* **keyset** (`Listing._beyond`): a page begins after the last row of the one before, found by the index; no row is
  counted off (page 4,000 of 200,000 facts: 0.05 ms instead of 16).
* **keys first** (`Listing._found`): 25 primary keys by one index, then those rows with their joins and with the count,
  in one statement (15–19 times less for a page).
* **one value after the other** (`Along`, `Spread`): an order that no index has, such as that of the residences' names,
  is walked value by value, each by an index (`?tri=lieu` of 200,000 facts: 0.2 ms instead of 9.5 s).
* **capped** (`Capped`): nobody reads the difference between 61,204 and 61,205 (0.1 ms instead of 11), nor of facts and
  people whether they are 700 or 800 (400 buffers of a page for the count of 1,001 facts, 40 for 101).
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import F, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from acting import french
from acting.keys import Along, Source, Spread, Sql, any_of, compiled, count_of, field_at, first_keys, order_of, united

M = TypeVar("M", bound=Model)

AFTER, BEFORE = "apres", "avant"
MANY = 100
TOTAL, ALONG, KEY = "list_total", "list_along", "list_key_"  # what each row of a page brings with it


@dataclass(frozen=True, slots=True)
class Capped:
    """How many, counted no further than `most`; `beyond` says it in words."""

    number: int
    most: int = MANY
    beyond: str = ""

    def __str__(self) -> str:
        return (self.beyond or f"plus de {french.number(self.most)}") if self.has_more else str(self.number)

    def __bool__(self) -> bool:
        return self.number > 0

    @property
    def has_more(self) -> bool:
        return self.number > self.most


MOST_AT_A_GLANCE = 99


def counts_at_a_glance(wanted: Mapping[str, QuerySet[Any]]) -> dict[str, Capped]:
    """What stands beside an entry of the menu or on a tab, where a hundred is many; all in one statement.

    The rows come in the order of an index, which the count then walks to its end.
    """
    counts = [count_of([compiled(rows.values_list("pk")[: MOST_AT_A_GLANCE + 1])]) for rows in wanted.values()]
    if not counts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql for sql, _ in counts)}", [each for _, given in counts for each in given])
        numbers = cursor.fetchone()
    return {name: Capped(number, MOST_AT_A_GLANCE, "99+") for name, number in zip(wanted, numbers, strict=True)}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: the values of a row by which the list is in order; `place` is that of its value `Along`."""

    place: int
    values: tuple[Any, ...]
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """`before` and `after` are positions for the address, "" where the list begins or ends; `total` says "plus de 25"
    of more than a page, unless the list is counted."""

    rows: list[M]
    total: Capped
    before: str
    after: str

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def told(self, narrowed_by: Sequence[str] = ()) -> str:
        """How the journal tells of it: by what the list was narrowed, and whether this is its beginning."""
        return " ; ".join([*([", ".join(narrowed_by)] if narrowed_by else []), *(["suite"] if self.before else [])])


class Listing(Generic[M]):
    """`rows` as they are shown, with their joins; `keys` name columns as `order_by` does, the last one the primary key.

    An index should begin with what the rows are narrowed by and go on with the keys, in one direction or the other.
    NULLs stand where PostgreSQL puts them: last, or first in a descending column. `sources` say which rows there are,
    in parts that one index each walks; then `rows` need say only how one is shown, and no rule is asked twice. `asked`
    is the address, in which a broken position means the first page.
    What a key costs to compute for a row is not spent again where they are `apart`, found in a statement before it.
    `counted` are the keys of the index that counts them, where the page says more than that there are others, up to
    `most`.
    """

    def __init__(
        self,
        rows: QuerySet[M],
        keys: Sequence[str],
        asked: Mapping[str, str] | None = None,
        *,
        size: int = 25,
        along: Along | None = None,
        sources: Sequence[Source] | None = None,
        counted: Sequence[str] = (),
        most: int = MANY,
        apart: bool = False,
    ) -> None:
        self.rows, self.keys, self.asked, self.size, self.along = rows, tuple(keys), asked or {}, size, along
        self.sources = (Source(rows),) if sources is None else tuple(sources)
        self.counted, self.most, self.apart = counted, most, apart
        self.columns = tuple(key.removeprefix("-") for key in keys)

    def page(self) -> Page[M]:
        position = self._position()
        found = self._found(position, self.size + 1)
        if position and not found:  # what lay beyond is gone: the list begins again
            position, found = None, self._found(None, self.size + 1)
        more, shown = len(found) > self.size, found[: self.size]
        backwards = position is not None and position.backwards
        if backwards:
            shown.reverse()
        begun, goes_on = (more, True) if backwards else (position is not None, more)
        return Page(
            rows=shown,
            total=Capped(self._total(shown, goes_beyond=begun or goes_on), self.most if self.counted else self.size),
            before=self._written(shown[0]) if begun and shown else "",
            after=self._written(shown[-1]) if goes_on and shown else "",
        )

    def _total(self, shown: list[M], *, goes_beyond: bool) -> int:
        """Without a count: all of them, or more than a page."""
        if self.counted and shown:
            return int(getattr(shown[0], TOTAL))
        return self.size + 1 if goes_beyond else len(shown)

    def every(self, chunk: int = 500) -> Iterator[M]:
        """The same rows in the same order, to the last one, for a file."""
        for rows in self.parts(chunk):
            yield from rows

    def parts(self, chunk: int = 500) -> Iterator[list[M]]:
        """The same, some at a time, as the pages are: what a line says besides is then looked up for many at once."""
        position: Position | None = None
        while found := self._found(position, chunk):
            position = Position(self._place(found[-1]), self._values(found[-1]))
            yield found

    # The statement

    def _found(self, position: Position | None, most: int) -> list[M]:
        """Keys first: those of the page, then their rows with the joins and the count."""
        backwards = position is not None and position.backwards
        keys = tuple(map(_turned, self.keys)) if backwards else self.keys
        wanted = self._wanted(keys, position, most)
        if wanted is None:
            return []
        if self.apart:
            return self._found_apart(wanted)
        wanted = (f"SELECT k{len(keys) - 1} FROM ({wanted[0]}) wanted", wanted[1])
        brought: dict[str, Any] = {f"{KEY}{number}": F(column) for number, column in enumerate(self.columns)}
        if self.along:
            brought[ALONG] = F(self.along.column)
        if self.counted:
            parts = [first_keys(each, Q(), self.counted, self.most + 1, sort=False) for each in self._walked()]
            brought[TOTAL] = RawSQL(*count_of(parts))
        rows = self.rows.filter(any_of(wanted)).annotate(**brought)
        return list(rows.order_by(*self._in_place(backwards), *keys))

    def _walked(self) -> list[Source]:
        """The sources with the values that the list goes along: these may be all that narrows them."""
        along = Spread(*self.along) if self.along else None
        return [each._replace(spread=each.spread or along) for each in self.sources]

    def _found_apart(self, wanted: Sql) -> list[M]:
        """Each row with its keys; for lists that are not counted."""
        with connection.cursor() as cursor:
            cursor.execute(*wanted)
            found = cursor.fetchall()
        rows = self.rows.in_bulk([each[-1] for each in found])
        shown = [(rows[values[-1]], values) for _, *values in found if values[-1] in rows]
        for row, values in shown:
            vars(row).update({f"{KEY}{number}": value for number, value in enumerate(values)})
        return [row for row, _ in shown]

    def _in_place(self, backwards: bool) -> list[Any]:
        if self.along is None:
            return []
        field = field_at(self.rows, self.along.column)
        values = Value(list(self.along.values), output_field=ArrayField(getattr(field, "target_field", field)))
        place = Func(values, F(self.along.column), function="array_position")
        return [place.desc() if backwards else place.asc()]

    def _wanted(self, keys: Sequence[str], position: Position | None, most: int) -> Sql | None:
        """Place and keys of the page's rows, in order; None when there are none to look for."""
        if position is None:
            walks = [self._onward(self.along, keys, most, 0)] if self.along else [self._walk(keys, Q(), most)]
        else:
            here = Q(**{self.along.column: self.along.values[position.place]}) if self.along else Q()
            walks = [self._walk(keys, here & beyond, most, position.place) for beyond in self._beyond(keys, position)]
            if self.along:
                walks.append(self._onward(self.along, keys, most, position.place + 1, position.backwards))
        found = [walk for walk in walks if walk]
        if not found:
            return None
        sql, parameters = united(found, "UNION ALL")
        order = ", ".join([f"place {'DESC' if position and position.backwards else 'ASC'}", *order_of(keys)])
        return f"SELECT * FROM ({sql}) walks ORDER BY {order} LIMIT {most}", parameters

    def _walk(self, keys: Sequence[str], condition: Q, most: int, place: int = 0) -> Sql | None:
        """The first rows under a condition, from all sources, as (place, k0, k1, …)."""
        walks = [first_keys(source, condition, keys, most) for source in self.sources]
        found = [walk for walk in walks if walk]
        if not found:
            return None
        sql, parameters = united(found, "UNION")  # a row in several parts is listed once
        return f"SELECT {place}::bigint AS place, walk.* FROM ({sql}) walk", parameters

    def _onward(self, along: Along, keys: Sequence[str], most: int, first: int, backwards: bool = False) -> Sql | None:
        """The values from the one at `first` on, or those before it, each asked for its first rows until they suffice.

        LATERAL, so that the walk ends with the page: the values that lie beyond are never looked at.
        """
        left = along.values[: first - 1][::-1] if backwards else along.values[first:]
        inner = self._walk(keys, Q(**{along.column: RawSQL("along.value", ())}), most)
        if not left or inner is None:
            return None
        table, given = Along(along.column, left).as_table("along", self.rows)
        place = f"{first - 1} - along.place" if backwards else f"{first - 1} + along.place"
        columns = ", ".join(f"inside.k{number}" for number in range(len(keys)))
        order = ", ".join(["along.place", *order_of(keys, "inside.")])
        sql = f"SELECT {place} AS place, {columns} FROM {table} CROSS JOIN LATERAL ({inner[0]}) inside"
        return f"{sql} ORDER BY {order} LIMIT {most}", [*given, *inner[1]]

    def _beyond(self, keys: Sequence[str], position: Position) -> Iterator[Q]:
        """Rows after a position, as conditions that each one range of the index answers; together they are all of them.

        For `(a, b, id)` after (1, 2, 3): a = 1 and (b, id) after (2, 3); a > 1.
        """
        named = list(zip(keys, position.values, strict=True))
        *leading, (last, value), (own, identity) = [("", None), *named] if len(named) == 1 else named
        same = Q()
        for key, former in leading:
            yield from (same & past for past in self._past(key, former))
            same &= _equals(key, former)
        tie = _past_value(own, identity)
        if not last:
            yield tie
            return
        if value is not None:  # one range of the index, which begins among the ties
            column, sign = last.removeprefix("-"), "lte" if last.startswith("-") else "gte"
            yield same & Q(**{f"{column}__{sign}": value}) & (_past_value(last, value) | _equals(last, value) & tie)
            yield from (same & past for past in self._past(last, value)[1:])
        else:
            yield same & _equals(last, None) & tie
            yield from (same & past for past in self._past(last, None))

    def _past(self, key: str, value: Any) -> list[Q]:
        """After a value of one column; the NULLs, which come first or last, are a range of their own."""
        column, descends = key.removeprefix("-"), key.startswith("-")
        if value is None:
            return [Q(**{f"{column}__isnull": False})] if descends else []
        nulls = [Q(**{f"{column}__isnull": True})] if not descends and self._is_nullable(column) else []
        return [_past_value(key, value), *nulls]

    def _is_nullable(self, column: str) -> bool:
        """What is annotated for an order is never NULL."""
        try:
            return bool(field_at(self.rows, column).null)
        except FieldDoesNotExist:
            return False

    # The position

    def _written(self, row: M) -> str:
        """Encrypted: what a list is in order of may be a name or a number, and neither stands in an address."""
        names = [self.along.column, *self.keys] if self.along else list(self.keys)
        along = [getattr(row, ALONG)] if self.along else []
        return _secret().encrypt(json.dumps([names, [*along, *self._values(row)]], default=str).encode()).decode()

    def _position(self) -> Position | None:
        """None for the first page, and for whatever is no position of this list."""
        backwards = BEFORE in self.asked
        try:
            token = self.asked.get(BEFORE if backwards else AFTER, "").encode()
            names, values = json.loads(_secret().decrypt(token))
        except InvalidToken:
            return None
        if names != ([self.along.column, *self.keys] if self.along else list(self.keys)):
            return None
        if not self.along:
            return Position(0, tuple(map(self._read, self.columns, values)), backwards)
        value, places = str(values.pop(0)), list(map(str, self.along.values))
        if value not in places:
            return None
        return Position(places.index(value), tuple(map(self._read, self.columns, values)), backwards)

    def _read(self, column: str, value: Any) -> Any:
        try:
            return field_at(self.rows, column).to_python(value)
        except FieldDoesNotExist:
            return value

    def _values(self, row: M) -> tuple[Any, ...]:
        return tuple(getattr(row, f"{KEY}{number}") for number in range(len(self.columns)))

    def _place(self, row: M) -> int:
        return list(map(str, self.along.values)).index(str(getattr(row, ALONG))) if self.along else 0


def _turned(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"


def _equals(key: str, value: Any) -> Q:
    column = key.removeprefix("-")
    return Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})


def _past_value(key: str, value: Any) -> Q:
    return Q(**{f"{key.removeprefix('-')}__{'lt' if key.startswith('-') else 'gt'}": value})


def _secret() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"{__name__} {settings.SECRET_KEY}".encode()).digest()))
