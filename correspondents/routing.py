"""« Qui est compétent ? »: from a commune to the institutions, the posts and the people, always with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from acting.enums import Function
from correspondents.enums import RECEIVING_FUNCTION
from correspondents.models import Designation, Post
from signatories.enums import SignatoryKind
from signatories.models import Signatory
from territory.enums import CompetenceDomain
from territory.marks import Marked
from territory.models import Commune, Competence
from territory.spelling import spelt

FORMER_CODE, FORMER_NAME, NEAR_NAME = "ancien code INSEE", "ancien nom", "nom proche"


@dataclass(frozen=True)
class CompetentPost:
    """A competence, the post that receives referrals for it, and who answers on that day (titular first)."""

    competence: Competence
    post: Post | None
    on: date

    @cached_property
    def people(self) -> tuple[Designation, ...]:
        """Looked for where they are read: whether a post is competent is asked more often, and needs nobody."""
        return people_answering(self.post, self.on) if self.post else ()

    @property
    def is_vacant(self) -> bool:
        return not self.people


@dataclass(frozen=True, slots=True)
class Match:
    """A commune that was found, by what, and the institutions that are competent there, by domain."""

    commune: Commune
    found_by: str
    institutions: dict[str, Marked]

    @property
    def is_former(self) -> bool:
        return self.found_by in (FORMER_CODE, FORMER_NAME)

    @property
    def is_alike(self) -> bool:
        """A slip of the keyboard was forgiven: no name is spelt as it was typed."""
        return self.found_by == NEAR_NAME


def match_of(query: str, commune: Commune) -> Match:
    competences = commune.competences.all()
    institutions = {competence.domain: competence.institution for competence in competences}
    return Match(commune, _found_by(query.strip(), commune), institutions)


def _found_by(text: str, commune: Commune) -> str:
    if text == commune.code:
        return "code INSEE"
    if text in {former.code for former in commune.former_codes.all()}:
        return FORMER_CODE
    if text in commune.postal_codes.split():
        return "code postal"
    name = spelt(text)[0]
    if name in commune.search_name:
        return "nom"
    return FORMER_NAME if any(name in former.search_name for former in commune.former_names.all()) else NEAR_NAME


def competent_posts(commune: Commune, on: date) -> list[CompetentPost]:
    """For each competence of the commune (parquet, force, préfecture): the post and its people on that day."""
    competences = commune.competences.select_related("signatory")
    by_domain = {competence.domain: competence for competence in competences}
    ordered = [by_domain[domain] for domain in CompetenceDomain.values if domain in by_domain]
    found = []
    for competence in ordered:
        function = RECEIVING_FUNCTION[SignatoryKind(competence.signatory.kind)]
        post = receiving_post(competence.signatory_id, function, commune)
        found.append(CompetentPost(competence, post, on))
    return found


def receiving_post(signatory_id: UUID, function: Function, commune: Commune) -> Post | None:
    """The open post whose perimeter names the commune; else the one without a perimeter; else none."""
    posts = Post.objects.still_open().filter(signatory_id=signatory_id, function=function).select_related("signatory")
    named = posts.filter(communes=commune).first()
    return named or posts.filter(communes=None).first()


def receiving_posts(signatories: "QuerySet[Signatory, Any]", function: Function, commune: Commune) -> list[Post]:
    """The `receiving_post` of each of them, in one query, by the signatory's name."""
    perimeter = Post.communes.through.objects.filter(post=OuterRef("pk"))
    posts = Post.objects.still_open().filter(signatory__in=signatories, function=function)
    asked = posts.annotate(names_it=Exists(perimeter.filter(commune=commune)), is_whole=~Exists(perimeter))
    receiving = asked.filter(Q(names_it=True) | Q(is_whole=True)).order_by("signatory_id", "-names_it", "search_label")
    chosen = receiving.distinct("signatory_id").values("pk")
    return list(Post.objects.filter(pk__in=chosen).select_related("signatory").order_by("signatory__search_name"))


def posts_competent_for(commune: Commune) -> "QuerySet[Post, Any]":
    """The `receiving_post` of every institution that is competent for the commune, as a sub-select of identifiers."""
    perimeter = Post.communes.through.objects.filter(post=OuterRef("pk"))
    posts = Post.objects.still_open().filter(signatory__in=commune.competences.values("signatory"))
    asked = posts.annotate(names_it=Exists(perimeter.filter(commune=commune)), is_whole=~Exists(perimeter))
    kinds = (Q(signatory__kind=kind, function=function) for kind, function in RECEIVING_FUNCTION.items())
    receiving = asked.filter(reduce(or_, kinds), Q(names_it=True) | Q(is_whole=True))
    return receiving.order_by("signatory_id", "-names_it", "search_label").distinct("signatory_id").values("pk")


def people_reading(post: Post, on: date) -> tuple[Designation, ...]:
    """Everybody who reads on that day what arrives there: who holds the post, préparateurs too; at a landlord's every
    référent of the house."""
    house = {"post__signatory": post.signatory_id, "post__function": Function.REFERENT}
    readers = Designation.objects.filter(**house if post.function == Function.REFERENT else {"post": post})
    return tuple(readers.running_on(on).titular_first().select_related("user"))


def people_answering(post: Post, on: date) -> tuple[Designation, ...]:
    """Who stands in on that day, else the titular, then deputies; whoever is absent comes last."""
    designations = Designation.objects.filter(post=post).running_on(on).who_answer().present_first_on(on)
    return tuple(designations.select_related("user"))


def posts_held(posts: Iterable[Post], on: date) -> set[UUID]:
    """Those of the posts at which somebody answers on that day, absent or not; one query."""
    answering = Designation.objects.filter(post__in=list(posts)).running_on(on).who_answer()
    return set(answering.values_list("post_id", flat=True))


def people_to_tell(post: Post, on: date) -> tuple[Designation, ...]:
    """Of those who answer the ones who are there; when all are absent, all: nothing may wait unheard."""
    answering = people_answering(post, on)
    return tuple(person for person in answering if not person.is_away) or answering
