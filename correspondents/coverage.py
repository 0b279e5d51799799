"""Communes where nobody is designated, by domain: the rule of « Qui est compétent ? », for all of them at once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import product
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from acting.enums import Function
from correspondents.enums import RECEIVING_FUNCTION
from correspondents.gaps import receiving_posts
from correspondents.models import Designation, Post
from signatories.enums import SignatoryKind
from signatories.models import Signatory
from territory.enums import CompetenceDomain
from territory.models import Commune, Competence


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Communes of one institution in one domain. `signatory` is None where no competence is written down, `post` where
    no post covers them; else the post is vacant."""

    domain: CompetenceDomain
    signatory: Signatory | None
    post: Post | None
    communes: tuple[Commune, ...]


def uncovered(convention_id: UUID, on: date, own: UUID | None = None) -> list[Uncovered]:
    """Of the whole convention, or of the signatory `own` alone; a landlord is competent for no commune."""
    found = Competence.objects.filter(commune__convention_id=convention_id).select_related("signatory", "commune")
    competences = list(found.filter(signatory_id=own) if own else found)
    if own and not competences:
        return []
    posts = _Posts.of(convention_id, on)
    groups: dict[tuple[CompetenceDomain, UUID | None, UUID | None], list[Commune]] = defaultdict(list)
    signatories: dict[UUID, Signatory] = {}
    for competence in competences:
        post = posts.receiving(competence)
        if post is None or post.id not in posts.filled:
            signatories[competence.signatory_id] = competence.signatory
            key = (CompetenceDomain(competence.domain), competence.signatory_id, post.id if post else None)
            groups[key].append(competence.commune)
    if own is None:
        communes = Commune.objects.filter(convention_id=convention_id)
        known = {(competence.domain, competence.commune_id) for competence in competences}
        for domain, commune in product(CompetenceDomain, communes):
            if (domain, commune.pk) not in known:
                groups[domain, None, None].append(commune)
    return [
        Uncovered(
            domain,
            signatories.get(s) if s else None,
            posts.by_id.get(p) if p else None,
            tuple(sorted(communes, key=lambda commune: commune.search_name)),
        )
        for (domain, s, p), communes in sorted(groups.items(), key=lambda item: _order(item[0]))
        if communes
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
    def of(cls, convention_id: UUID, on: date) -> "_Posts":
        """The post that names a commune comes before the one without a perimeter, as in `routing.receiving_post`."""
        perimeter = Post.communes.through.objects.filter(post=OuterRef("pk")).values("commune_id")
        answering = Designation.objects.running_on(on).who_answer().filter(post=OuterRef("pk"))
        posts = receiving_posts(convention_id, on).annotate(
            covered=ArraySubquery(perimeter), is_filled=Exists(answering)
        )
        by_id: dict[UUID, Post] = {post.id: post for post in posts.order_by("signatory__search_name", "search_label")}
        named: dict[tuple[UUID, str, str], Post] = {}
        whole: dict[tuple[UUID, str], Post] = {}
        for post in by_id.values():
            for code in vars(post)["covered"]:
                named.setdefault((post.signatory_id, post.function, code), post)
            if not vars(post)["covered"]:
                whole.setdefault((post.signatory_id, post.function), post)
        return cls(by_id, named, whole, frozenset(key for key, post in by_id.items() if vars(post)["is_filled"]))

    def receiving(self, competence: Competence) -> Post | None:
        function = str(RECEIVING_FUNCTION.get(SignatoryKind(competence.signatory.kind), Function.CORRESPONDANT))
        owner = competence.signatory_id
        return self.named.get((owner, function, competence.commune_id)) or self.whole.get((owner, function))
