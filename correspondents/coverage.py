"""Communes where nobody is designated, by domain: the rule of « Qui est compétent ? », for all of them at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from acting.enums import Function
from correspondents.enums import RECEIVING_FUNCTION
from correspondents.gaps import receiving_posts
from correspondents.models import Designation, Post
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory
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


def uncovered(convention: Convention, on: date, own: UUID | None = None) -> list[Uncovered]:
    """Of the whole convention, or of the signatory `own` alone."""
    posts = _Posts.of(convention, on)
    competences = Competence.objects.filter(commune__convention=convention).select_related("signatory", "commune")
    if own:
        competences = competences.filter(signatory_id=own)
    groups: dict[tuple[CompetenceDomain, UUID | None, UUID | None], list[Commune]] = defaultdict(list)
    signatories: dict[UUID, Signatory] = {}
    for competence in competences:
        post = posts.receiving(competence)
        if post is None or post.id not in posts.filled:
            signatories[competence.signatory_id] = competence.signatory
            key = (CompetenceDomain(competence.domain), competence.signatory_id, post.id if post else None)
            groups[key].append(competence.commune)
    if own is None:
        for domain in CompetenceDomain:
            unknown = convention.communes.exclude(competences__domain=domain)
            groups[domain, None, None] += list(unknown)
    return [
        Uncovered(domain, signatories.get(s) if s else None, posts.by_id.get(p) if p else None, _sorted(communes))
        for (domain, s, p), communes in sorted(groups.items(), key=lambda item: _order(item[0]))
        if communes
    ]


def _sorted(communes: Iterable[Commune]) -> tuple[Commune, ...]:
    return tuple(sorted(communes, key=lambda commune: commune.search_name))


def _order(key: tuple[CompetenceDomain, UUID | None, UUID | None]) -> tuple[int, str, str]:
    return list(CompetenceDomain).index(key[0]), str(key[1]), str(key[2])


@dataclass(frozen=True, slots=True)
class _Posts:
    by_id: dict[UUID, Post]
    named: dict[tuple[UUID, str, str], Post]
    whole: dict[tuple[UUID, str], Post]
    filled: frozenset[UUID]

    @classmethod
    def of(cls, convention: Convention, on: date) -> "_Posts":
        """The post that names a commune comes before the one without a perimeter, as in `routing.receiving_post`."""
        posts = receiving_posts(convention, on)
        by_id = {post.id: post for post in posts.order_by("signatory__name", "label")}
        named: dict[tuple[UUID, str, str], Post] = {}
        rows = Post.communes.through.objects.filter(post__in=list(by_id)).values_list("post_id", "commune_id")
        with_perimeter = set()
        for post_id, code in rows:
            post = by_id[post_id]
            with_perimeter.add(post_id)
            named.setdefault((post.signatory_id, post.function, code), post)
        whole: dict[tuple[UUID, str], Post] = {}
        for post in by_id.values():
            if post.id not in with_perimeter:
                whole.setdefault((post.signatory_id, post.function), post)
        return cls(by_id, named, whole, _filled(posts, on))

    def receiving(self, competence: Competence) -> Post | None:
        function = str(RECEIVING_FUNCTION.get(SignatoryKind(competence.signatory.kind), Function.CORRESPONDANT))
        owner = competence.signatory_id
        return self.named.get((owner, function, competence.commune_id)) or self.whole.get((owner, function))


def _filled(posts: QuerySet[Post], on: date) -> frozenset[UUID]:
    answering = Designation.objects.running_on(on).who_answer().filter(post__in=posts)
    return frozenset(answering.values_list("post_id", flat=True))
