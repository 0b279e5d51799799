"""The page of the one box: what was found of each kind, and the words around."""

from dataclasses import dataclass, field, replace
from typing import Any

from acting.actor import Actor
from acting.search import LONGEST, Found, Hit, Parts, Sought, Term, forgiving, marked, position, terms_of
from correspondents.search_sources import SearchSource, sources_for

IN_OVERVIEW, ON_PAGE = 5, 25


@dataclass(frozen=True, slots=True)
class Row:
    hit: Hit
    parts: Parts


@dataclass(slots=True)
class Group:
    """What was found of one kind."""

    source: SearchSource
    found: Found
    rows: list[Row] = field(default_factory=list)


class Search:
    """`kind` narrows to one kind, whose page begins after `after`; `alike`: words spelt alike are asked for too.

    Where nothing has the words as they are, those spelt alike are looked for, and the page says so.
    """

    def __init__(self, actor: Actor, text: str, *, kind: str = "", after: str = "", alike: bool = False) -> None:
        self.actor, self.text = actor, text.replace("\0", "").strip()[:LONGEST]
        self.sources = sources_for(actor)
        self.kind = kind if kind in {source.kind for source in self.sources} else ""
        terms = terms_of(self.text) if self.text else ()
        terms = forgiving(terms) if alike else terms
        size = ON_PAGE if self.kind else IN_OVERVIEW
        sought = Sought(self.text, terms, size, loosely=alike, after=position(after) if self.kind else None)
        self.is_continued = sought.after is not None
        self.groups = self._groups(sought) if terms else []
        if not alike and terms and not any(group.found.hits for group in self.groups if not group.source.forgives):
            forgiven = {group.source.kind: group for group in self.groups if group.source.forgives}
            sought = replace(sought, terms=forgiving(terms), loosely=True)
            self.groups = self._groups(sought, forgiven)
        self.is_loose = sought.loosely
        self._mark(sought.terms)

    def _groups(self, sought: Sought, known: "dict[str, Group] | None" = None) -> list[Group]:
        wanted = [source for source in self.sources if self.kind in ("", source.kind)]
        known = known or {}
        return [known.get(each.kind) or Group(each, each.search(self.actor, sought)) for each in wanted]

    def _mark(self, terms: tuple[Term, ...]) -> None:
        self.groups = [group for group in self.groups if group.found.hits]
        hits = [(group, hit) for group in self.groups for hit in group.found.hits]
        if hits:
            parts = marked([hit.text for _, hit in hits], terms)
            for (group, hit), each in zip(hits, parts, strict=True):
                group.rows.append(Row(hit, each))

    @property
    def is_asked(self) -> bool:
        return bool(self.text)

    def kinds(self) -> list[dict[str, Any]]:
        return [{"kind": each.kind, "label": each.label, "current": each.kind == self.kind} for each in self.sources]
