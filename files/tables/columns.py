"""The columns of a table: known by name, never by rank, whatever the case and accents of the header."""

from collections.abc import Sequence
from dataclasses import dataclass

from acting.fold import fold
from files.tables.table import Unreadable


@dataclass(frozen=True, slots=True)
class Column:
    """`title` is how we write it; `also` are other headers it goes by, folded; `words`, when given, must all stand in
    a header that nobody knew of yet."""

    key: str
    title: str
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    required: bool = True


def columns_of(header: Sequence[str], wanted: Sequence[Column]) -> dict[str, int]:
    """Key → place. Raises Unreadable for a missing or a doubled column."""
    columns = places_of(header, wanted)
    titles = [fold(title) for title in header]
    doubled = [header[place] for place in columns.values() if titles.count(titles[place]) > 1]
    if doubled:
        raise Unreadable(f"Deux colonnes se nomment « {doubled[0]} ». Gardez-en une.")
    missing = [column.title for column in wanted if column.required and column.key not in columns]
    if missing:
        raise missing_column(header, *missing)
    return columns


def places_of(header: Sequence[str], wanted: Sequence[Column]) -> dict[str, int]:
    """Exact names first, in their order, then a header that holds all the words."""
    titles = [fold(title) for title in header]
    places: dict[str, int] = {}
    for column in wanted:
        free = [place for place in range(len(titles)) if place not in places.values()]
        exact = [place for name in (fold(column.title), *column.also) for place in free if titles[place] == name]
        near = [place for place in free if column.words and set(column.words) <= set(titles[place].split())]
        if exact or near:
            places[column.key] = (exact or near)[0]
    return places


def missing_column(header: Sequence[str], *titles: str) -> Unreadable:
    read = ", ".join(title for title in header if title)[:400]
    return Unreadable(
        f"Colonne introuvable : « {' », « '.join(titles)} ». La première ligne doit nommer les colonnes ; "
        f"celles du fichier sont : {read}."
    )
