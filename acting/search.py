"""Words looked up: what is asked, how a word is forgiven, and the newest things that have all of them.

A table of words has one row for each stem of a thing, with its owner and its day, kept by triggers. It is searched by
`=` and by ranges: behind the second wall an index serves no other comparison. A typo is forgiven from the side of the
question, whose spellings one letter away are tried; so nobody's finds depend on the words of others.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from string import ascii_lowercase
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.dateparse import parse_datetime

from acting.fold import fold
from acting.keys import compiled, whether

LONGEST, MOST_TERMS = 120, 8
SHORTEST_FORGIVEN, SHORTEST_BEGUN = 5, 3  # characters of a word, of a stem: with fewer everything is alike
MOST_BEGUN = 20  # words that begin as one was typed
AROUND = 70  # characters on either side of the first word found
WORD = re.compile(r"\w+")
Key = tuple[datetime, UUID]
Parts = list[tuple[str, bool]]


class Term(NamedTuple):
    """A word as it was typed, folded; its stem; and the stems of what is spelt alike, where those are looked for."""

    word: str
    stem: str
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sought:
    """`terms`: what was typed, all to be found; `loosely`: words alike will do. `after`: the last find of the page
    before, of one kind of thing."""

    text: str
    terms: tuple[Term, ...]
    size: int
    loosely: bool = False
    after: Key | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """`line` says what it is, `text` is where the words stand; `key` is its place in the order. Of case data, whose
    it is: `owner_id`."""

    url: str
    title: str
    line: str
    text: str
    object_id: UUID
    owner_id: UUID | None = None
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Found:
    hits: Sequence[Hit] = ()
    has_more: bool = False

    @property
    def after(self) -> str:
        """Where the next page begins, as a form carries it."""
        key = self.hits[-1].key if self.has_more and self.hits else None
        return f"{key[0].isoformat()} {key[1]}" if key else ""


def position(carried: str) -> Key | None:
    """None for what no page of ours carries."""
    moment, _, key = carried.rpartition(" ")
    try:
        at, found = parse_datetime(moment), UUID(key)
    except ValueError:
        return None
    return (at, found) if at and at.tzinfo else None


def terms_of(text: str) -> tuple[Term, ...]:
    """The longest words first; () when nothing of the text says anything."""
    asked = "SELECT word, app_stem(word) FROM app_words(%s) AS word"
    found = [Term(*row) for row in _asked_of_database(asked, [text.replace("\0", "")[:LONGEST]])]
    return tuple(sorted(found, key=lambda term: (-len(term.word), term.word))[:MOST_TERMS])


def forgiving(terms: Iterable[Term]) -> tuple[Term, ...]:
    """With the stems of all words that are one letter away. Numbers and short words are taken as they are."""
    asked = "SELECT DISTINCT app_stem(word) FROM unnest(%s::text[]) AS word"
    return tuple(
        term._replace(near=frozenset(stem for (stem,) in _asked_of_database(asked, [sorted(spellings(term.word))])))
        for term in terms
    )


def spellings(word: str) -> set[str]:
    """The word, and what is one letter away from it: left out, put in, replaced, two changed over."""
    near = {word}
    if len(word) < SHORTEST_FORGIVEN or not word.isalpha():
        return near
    for place in range(len(word) + 1):
        begun, rest = word[:place], word[place:]
        near.update(begun + letter + rest for letter in ascii_lowercase)
        if rest:
            near.add(begun + rest[1:])
            near.update(begun + letter + rest[1:] for letter in ascii_lowercase)
        if len(rest) > 1:
            near.add(begun + rest[1] + rest[0] + rest[2:])
    return near


def is_meant(term: Term, stem: str) -> bool:
    """By a word of this stem: it is the same, or spelt alike or begun so where that will do."""
    begun = bool(term.near) and len(term.stem) >= SHORTEST_BEGUN and stem.startswith(term.stem)
    return stem == term.stem or stem in term.near or begun


def newest_by_words(words: "QuerySet[Any]", sought: Sought) -> list[Key]:
    """Of a table of words narrowed to one owner and one kind: the newest things with all of them, one more than a page.

    The word with the fewest spellings there leads: its rows are walked by the index of their days.
    """
    meant = [_words_there(words, term) if sought.loosely else [term.stem] for term in sought.terms]
    if not meant or not all(meant):
        return []
    lead, *others = sorted(meant, key=lambda each: _weight(words, each))
    rows = words.filter(_before(sought.after, "object_id"))
    for other in others:  # of each row: joined, all rows of the other word would be read (126 × as much)
        rows = rows.filter(Q(whether(words.filter(object_id=OuterRef("object_id"), word__in=other))))
    keys: set[Key] = set()
    for word in lead:
        found = rows.filter(word=word).order_by("-at", "-object_id").values_list("at", "object_id")
        keys.update(found[: sought.size + 1])
    return sorted(keys, reverse=True)[: sought.size + 1]


def newest_among(things: "QuerySet[Any]", words: "QuerySet[Any]", sought: Sought, at: str, most: int) -> list[Key]:
    """Of somebody's own newest things: those with all of the words, one more than a page. For whoever sees some of an
    owner's things only, of whom no index has the words."""
    newest = list(things.filter(_before(sought.after, "pk", at)).order_by(f"-{at}", "-pk").values_list(at, "pk")[:most])
    keys = [key for _, key in newest]
    meant = [[term.stem] for term in sought.terms]
    if sought.loosely:
        known = list(words.filter(object_id__in=keys).values_list("word", flat=True).distinct())
        meant = [[stem for stem in known if is_meant(term, stem)] for term in sought.terms]
    if not meant or not all(meant):
        return []
    kept = set(keys)
    for each in meant:
        kept &= set(words.filter(object_id__in=kept, word__in=each).values_list("object_id", flat=True))
    return [key for key in newest if key[1] in kept][: sought.size + 1]


def page_of(keys: Sequence[Key], sought: Sought, hits: Callable[[list[UUID]], Mapping[UUID, Hit]]) -> Found:
    """The page, in the order of its keys; `hits` reads the things by their keys, as far as the actor sees them."""
    shown = keys[: sought.size]
    found = hits([key for _, key in shown])
    return Found([replace(found[key[1]], key=key) for key in shown if key[1] in found], len(keys) > sought.size)


def marked(texts: Sequence[str], terms: Sequence[Term]) -> list[Parts]:
    """Of each text, in parts, what stands around the first word that is meant: the words, and whether they are."""
    said = sorted({fold(word) for text in texts for word in WORD.findall(text)} - {""})
    stems = dict(_asked_of_database("SELECT word, app_stem(word) FROM unnest(%s::text[]) AS word", [said]))
    meant = {word for word, stem in stems.items() if any(is_meant(term, stem) for term in terms)}
    return [_around(text, meant) for text in texts]


def _around(text: str, meant: set[str]) -> Parts:
    places = [each.span() for each in WORD.finditer(text) if fold(each.group()) in meant]
    first = places[0][0] if places else 0
    start = text.rfind(" ", 0, max(first - AROUND, 0)) + 1 if first > AROUND else 0
    stop = text.find(" ", first + AROUND)
    stop = len(text) if stop < 0 else stop
    parts: Parts = [("… ", False)] if start else []
    for begin, end in (place for place in places if place[1] <= stop):
        parts += [(text[start:begin], False), (text[begin:end], True)]
        start = end
    return [*parts, (text[start:stop] + (" …" if stop < len(text) else ""), False)]


def _before(after: Key | None, key: str, at: str = "at") -> Q:
    if after is None:
        return Q()
    return Q(**{f"{at}__lt": after[0]}) | Q(**{at: after[0], f"{key}__lt": after[1]})


def _words_there(words: "QuerySet[Any]", term: Term) -> list[str]:
    """Which stems spelt alike, and which that begin with the term's, there are at all."""
    begun = _begun_there(words, term.stem) if len(term.stem) >= SHORTEST_BEGUN else []
    return sorted({*_spelt_there(words, term), *begun})


def _spelt_there(words: "QuerySet[Any]", term: Term) -> list[str]:
    """Each asked for by the index, all in one statement."""
    one = compiled(words.filter(word=RawSQL("wanted.word", ())).order_by().values("pk")[:1])
    if one is None:
        return []
    statement = f"SELECT wanted.word FROM unnest(%s::text[]) AS wanted(word) CROSS JOIN LATERAL ({one[0]}) AS found"
    return [word for (word,) in _asked_of_database(statement, [sorted(term.near), *one[1]])]


def _begun_there(words: "QuerySet[Any]", stem: str) -> list[str]:
    """One after the other, each found by the index beyond the one before."""
    found: list[str] = []
    while len(found) < MOST_BEGUN:
        beyond = words.filter(word__gt=found[-1]) if found else words.filter(word__gte=stem)
        word = beyond.filter(word__lt=stem + "~").order_by("word").values_list("word", flat=True).first()
        if word is None:
            break
        found.append(word)
    return found


def _weight(words: "QuerySet[Any]", some: Sequence[str]) -> int:
    return words.filter(word__in=some).order_by().values("pk")[:500].count()


def _asked_of_database(sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
