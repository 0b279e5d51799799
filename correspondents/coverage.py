"""Communes where nobody is designated, by domain: the rule of « Qui est compétent ? », for all of them at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from django.db.models import F

from acting.enums import Function
from correspondents.enums import RECEIVING_FUNCTION
from correspondents.gaps import RECEIVING, Directory
from correspondents.models import Post
from signatories.enums import SignatoryKind
from territory.enums import CompetenceDomain
from territory.models import Commune


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Communes of one institution in one domain. `institution` is empty where no competence is written down, `post`
    None where no post covers them; else the post is vacant."""

    domain: CompetenceDomain
    institution: str
    post: Post | None
    communes: tuple[Commune, ...]


def communes_competent(convention_id: UUID) -> list[Commune]:
    """Each once for each domain, with the institution that is competent there: `domain`, `holder`, its kind and name; a
    commune that has none once, with nothing. All that the list of gaps and its map ask of the ground."""
    of = {"domain": "domain", "holder": "signatory_id", "kind": "signatory__kind", "holder_name": "signatory__name"}
    held = {name: F(f"competences__{column}") for name, column in of.items()}
    return list(Commune.objects.filter(convention_id=convention_id).annotate(**held).order_by("search_name"))


def uncovered(directory: Directory, communes: Iterable[Commune], own: UUID | None = None) -> list[Uncovered]:
    """Of the whole convention, or of the signatory `own` alone; a landlord is competent for no commune. Communes as
    `communes_competent`; the posts as they were read."""
    posts = _Posts.of(directory)
    groups: dict[tuple[CompetenceDomain, UUID | None, UUID | None], list[Commune]] = defaultdict(list)
    names: dict[UUID | None, str] = {}
    known: set[tuple[str, str]] = set()
    for commune in communes:
        held = vars(commune)
        known.add((held["domain"], commune.pk))
        if held["domain"] and own in (None, held["holder"]):
            post = posts.receiving(held["holder"], held["kind"], commune.pk)
            if post is None or post.id not in posts.filled:
                names[held["holder"]] = held["holder_name"]
                key = (CompetenceDomain(held["domain"]), held["holder"], post.id if post else None)
                groups[key].append(commune)
    if own is None:
        for domain, commune in product(CompetenceDomain, {each.pk: each for each in communes}.values()):
            if (domain, commune.pk) not in known:
                groups[domain, None, None].append(commune)
    return [
        Uncovered(
            domain,
            names.get(s, ""),
            posts.by_id.get(p) if p else None,
            tuple(sorted(some, key=lambda commune: commune.search_name)),
        )
        for (domain, s, p), some in sorted(groups.items(), key=lambda item: _order(item[0]))
    ]


def _order(key: tuple[CompetenceDomain, UUID | None, UUID | None]) -> tuple[int, str, str]:
    return list(CompetenceDomain).index(key[0]), str(key[1]), str(key[2])


@dataclass(frozen=True, slots=True)
class _Posts:
    by_id: dict[UUID, Post]
    named: dict[tuple[UUID, str, str], Post]
    whole: dict[tuple[UUID, str], Post]
    filled: frozenset[UUID]

    @classmethod
    def of(cls, directory: Directory) -> "_Posts":
        """The post that names a commune comes before the one without a perimeter, as in `routing.receiving_post`."""
        by_id = {post.id: post for post in directory.posts if post.function in RECEIVING}
        named: dict[tuple[UUID, str, str], Post] = {}
        whole: dict[tuple[UUID, str], Post] = {}
        for post in by_id.values():
            for code in vars(post)["covers"]:
                named.setdefault((post.signatory_id, post.function, code), post)
            if not vars(post)["covers"]:
                whole.setdefault((post.signatory_id, post.function), post)
        return cls(by_id, named, whole, frozenset(post.id for post in by_id.values() if directory.answering_at(post)))

    def receiving(self, owner: UUID, kind: str, commune: str) -> Post | None:
        function = str(RECEIVING_FUNCTION.get(SignatoryKind(kind), Function.CORRESPONDANT))
        return self.named.get((owner, function, commune)) or self.whole.get((owner, function))
