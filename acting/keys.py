"""In SQL, the few keys that a statement finds first, by one index or by one for each of some values."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Field, Func, Q, QuerySet, Subquery, Value
from django.db.models.expressions import BaseExpression, RawSQL

Sql = tuple[str, list[Any]]


class Values(NamedTuple):
    """Values of a column, in an order of their own."""

    column: str
    values: Sequence[Any]

    def as_table(self, name: str, rows: QuerySet[Any]) -> Sql:
        """In SQL: `name(value, place)`."""
        kind = field_at(rows, self.column).db_type(connection)
        return f"unnest(%s::{kind}[]) WITH ORDINALITY AS {name}(value, place)", [list(self.values)]


class Along(Values):
    """The list goes through the values one after the other; inside each of them its keys are the order."""


class Spread(Values):
    """Rows that have one of the values, each value walked by its own index, all of them mixed by the keys."""


class Source(NamedTuple):
    """A part of the rows that one index walks; a row may be in several parts."""

    rows: Any  # a QuerySet, of the class that knows the model's verbs
    spread: Spread | None = None


def first_keys(source: Source, condition: Q, keys: Sequence[str], most: int, *, sort: bool = True) -> Sql | None:
    """The first rows of one source, as (k0, k1, …); unless `sort`, of several values whichever are met first."""
    columns = [key.removeprefix("-") for key in keys]
    named = ", ".join(f"k{number}" for number in range(len(keys)))
    rows = source.rows.filter(condition)
    if source.spread is None:
        found = compiled(rows.order_by(*keys).values_list(*columns)[:most])
        return (f"SELECT * FROM ({found[0]}) first ({named})", found[1]) if found else None
    each = rows.filter(**{source.spread.column: RawSQL("spread.value", ())})
    found = compiled(each.order_by(*keys).values_list(*columns)[:most])
    if not found or not source.spread.values:
        return None
    table, given = source.spread.as_table("spread", source.rows)
    order = f"ORDER BY {', '.join(order_of(keys))}" if sort else ""
    return (
        f"SELECT {named} FROM {table} CROSS JOIN LATERAL ({found[0]}) first ({named}) {order} LIMIT {most}",
        [*given, *found[1]],
    )


def is_any_of(keys: QuerySet[Any], most: int) -> Func:
    """That the row's key is one of a few, found first and in the statement of the rows; of one column."""
    sql, parameters = compiled(keys[:most]) or ("SELECT NULL::uuid", [])
    return any_of((sql, parameters))


def any_of(found: Sql) -> Func:
    """`id = ANY (ARRAY (…))`, whose keys are found first: an `IN` is a join, and the planner began it with one of the
    small tables beside (15 categories × 25 keys), or took a few keys for thousands and walked the whole of a box."""
    return key_among(RawSQL(f"ARRAY({found[0]})", found[1]))


def key_among(keys: BaseExpression) -> Func:
    """`id = ANY (keys)`, of an expression that is an array."""
    return Func(F("pk"), keys, template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField())


def whether(rows: "QuerySet[Any]") -> Subquery:
    """True where there is such a row, else nothing, asked of each row: an EXISTS may be joined, and the planner then
    begins with all that somebody may see. `rows` name the outer row by OuterRef."""
    return Subquery(rows.order_by().values_list(Value(value=True))[:1], output_field=BooleanField())


def count_of(parts: Sequence[Sql | None]) -> Sql:
    """An expression: how many there are of what was limited already."""
    found = [part for part in parts if part]
    if not found:
        return "0", []
    sql, parameters = united(found, "UNION")
    return f"(SELECT count(*) FROM ({sql}) counted)", parameters


def united(parts: Sequence[Sql], union: str) -> Sql:
    return f" {union} ".join(f"({sql})" for sql, _ in parts), [each for _, given in parts for each in given]


def compiled(rows: QuerySet[Any]) -> Sql | None:
    """None for a set that is empty whatever the database holds."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, list(parameters)


def field_at(rows: QuerySet[Any], path: str) -> "Field[Any, Any]":
    """Raises FieldDoesNotExist for an annotation."""
    *relations, name = path.split("__")
    model: Any = rows.model
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    field: Field[Any, Any] = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return field


def order_of(keys: Sequence[str], of: str = "") -> list[str]:
    return [f"{of}k{number} {'DESC' if key.startswith('-') else 'ASC'}" for number, key in enumerate(keys)]
