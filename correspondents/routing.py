"""« Qui est compétent ? »: from a commune to the institutions, the posts and the people, always with the reason."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from correspondents.enums import RECEIVING_FUNCTION, Function
from correspondents.models import Designation, Post
from signatories.communes import fold
from signatories.enums import CompetenceDomain, SignatoryKind
from signatories.models import Commune, Competence

CODE = re.compile(r"^\d{5}$")


@dataclass(frozen=True, slots=True)
class CompetentPost:
    """A competence, the post that receives referrals for it, and who answers today (titular first)."""

    competence: Competence
    post: Post | None
    people: tuple[Designation, ...]

    @property
    def is_vacant(self) -> bool:
        return not self.people


def find_communes(query: str) -> QuerySet[Commune]:
    """Communes for a name, a part of a name, a postal code or an INSEE code, old codes included; exact names first."""
    text = query.strip()
    communes = Commune.objects.all()
    if not text:
        return communes.none()
    if CODE.match(text):
        found = Q(code=text) | Q(postal_codes__contains=text) | Q(former_codes__code=text)
        return communes.filter(found).distinct()
    folded = fold(text)
    exact = communes.filter(search_name=folded)
    return exact if exact.exists() else communes.filter(search_name__contains=folded)


def formerly(query: str, commune: Commune) -> bool:
    """Whether what was typed is an old code of the commune, which a page then says."""
    return commune.former_codes.filter(code=query.strip()).exists()


def competent_posts(commune: Commune, on: date) -> list[CompetentPost]:
    """For each competence of the commune (parquet, force, préfecture): the post and its people on that day."""
    competences = commune.competences.select_related("signatory")
    by_domain = {competence.domain: competence for competence in competences}
    ordered = [by_domain[domain] for domain in CompetenceDomain.values if domain in by_domain]
    return [_with_post(competence, commune, on) for competence in ordered]


def receiving_post(signatory_id: UUID, function: Function, commune: Commune) -> Post | None:
    """The post whose perimeter names the commune; else the one without a perimeter; else none."""
    posts = Post.objects.filter(signatory_id=signatory_id, function=function).select_related("signatory")
    named = posts.filter(communes=commune).first()
    return named or posts.filter(communes=None).first()


def _with_post(competence: Competence, commune: Commune, on: date) -> CompetentPost:
    function = RECEIVING_FUNCTION[SignatoryKind(competence.signatory.kind)]
    post = receiving_post(competence.signatory_id, function, commune)
    return CompetentPost(competence=competence, post=post, people=people_answering(post, on) if post else ())


def people_reading(post: Post, on: date) -> tuple[Designation, ...]:
    """Everybody who holds the post on that day, préparateurs too."""
    return tuple(post.designations.running_on(on).titular_first().select_related("user"))


def people_answering(post: Post, on: date) -> tuple[Designation, ...]:
    """Titular, then deputies, whose designation runs on that day."""
    designations = post.designations.running_on(on).who_answer().titular_first()
    return tuple(designations.select_related("user"))
