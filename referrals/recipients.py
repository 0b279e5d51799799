"""Who can be referred to, and why: the competent institutions of a place, its landlord, or those of a commune."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Designation, Post
from correspondents.permissions import posts_receiving_in
from correspondents.routing import (
    CompetentPost,
    competent_posts,
    people_answering,
    receiving_post,
    receiving_posts,
)
from referrals.permissions import landlords_open_to
from referrals.subject_table import SubjectLine, subject_table
from signatories.enums import SignatoryKind
from signatories.models import Signatory
from signatories.models.convention import SignatoryQuerySet
from signatories.permissions import convention_of
from territory.estates import landlords_in
from territory.models import Commune, Residence

# What a partner of the State asks a landlord without a residence; after it comes "ou pour interroger tous…".
ASKED_WITHOUT_RESIDENCE: Mapping[str, str] = {
    SignatoryKind.PROSECUTION: "une plainte retrouvée par son numéro",
    SignatoryKind.POLICE: "un contact d’astreinte",
    SignatoryKind.GENDARMERIE: "un contact d’astreinte",
    SignatoryKind.PREFECTURE: "un point d’étape",
}


@dataclass(frozen=True)
class Candidate:
    """An institution, the post that receives for it (None: a gap), and the reason that the sender reads."""

    signatory: Signatory
    post: Post | None
    on: date
    reason: str

    @cached_property
    def people(self) -> tuple[Designation, ...]:
        """Looked for where they are read: a rule asks for the post alone."""
        return people_answering(self.post, self.on) if self.post else ()

    @property
    def key(self) -> str:
        return str(self.post.pk) if self.post else ""

    @property
    def hint(self) -> str:
        """Who answers there, and why this one."""
        return f"{self.answering} {self.reason}"

    @property
    def answering(self) -> str:
        if self.post is None:
            return "Aucun poste n’est ouvert ici : le délégué en est informé par l’annuaire."
        if not self.people:
            return "Personne n’est désigné à ce poste aujourd’hui : la saisine y attendra."
        deputy = ", suppléance désignée" if len(self.people) > 1 else ""
        return f"{self.post.named}{deputy}."


def candidates_for(actor: Actor, residence: Residence) -> list[Candidate]:
    """A landlord's: parquet, force, préfecture of the commune. A partner's: the landlord of the residence.

    Never somebody of another convention, even where a commune is served from another département.
    """
    if actor.signatory_kind == SignatoryKind.LANDLORD:
        found, convention = competent_posts(residence.commune, actor.today), residence.landlord.convention_id
        return [_competent(each, residence) for each in found if each.competence.signatory.convention_id == convention]
    return [_landlord_of(residence, actor)]


def candidates_about(actor: Actor, residence: Residence | None, commune: Commune) -> list[Candidate]:
    """About a residence, or, where a partner names none, any landlord of its convention: a complaint outlives an
    estate that was sold, and its number is all that a parquet has."""
    if residence:
        return candidates_for(actor, residence)
    return [_addressed(post, commune, actor) for post in _posts_of(actor, landlords_open_to(actor), commune)]


def candidates_in(actor: Actor, commune: Commune) -> list[Candidate]:
    """The landlords that have an estate in the commune today, which is no secret of the directory."""
    there = landlords_open_to(actor).filter(pk__in=landlords_in(commune, actor.today))
    return [_addressed(post, commune, actor) for post in _posts_of(actor, there, commune)]


def ticked_among(actor: Actor, offered: Sequence[Candidate], keys: Collection[str]) -> list[Candidate]:
    """Whom somebody ticked: those that are offered, then those that are not, or no more, so that it is said of each."""
    ticked = [each for each in offered if each.key in keys]
    others = posts_receiving_in(actor).filter(pk__in=set(keys) - {each.key for each in ticked})
    return ticked + [Candidate(post.signatory, post, actor.today, "") for post in others.select_related("signatory")]


def subjects_between(actor: Actor, candidate: Candidate) -> list[SubjectLine]:
    """What this kind of sender may ask of, or tell, this kind of recipient, by the table of the convention."""
    table = subject_table(convention_of(actor))
    return [line for line in table if line.goes(actor.signatory_kind, candidate.signatory.kind)]


def _competent(found: CompetentPost, residence: Residence) -> Candidate:
    competence, commune = found.competence, residence.commune
    reason = (
        f"{commune.name} ({commune.code}) → {competence.named} → {competence.signatory.short_name}. "
        f"Source : {competence.source}, {competence.vintage}."
    )
    if competence.exception:
        reason = f"{reason} Exception : {competence.exception}"
    return Candidate(competence.signatory, found.post, found.on, reason)


def _posts_of(actor: Actor, landlords: SignatoryQuerySet, commune: Commune) -> list[Post]:
    return receiving_posts(landlords, Function.REFERENT, commune)


def _addressed(post: Post, commune: Commune, actor: Actor) -> Candidate:
    return Candidate(post.signatory, post, actor.today, f"{post.signatory.name}, pour {commune.name} ({commune.code}).")


def _landlord_of(residence: Residence, actor: Actor) -> Candidate:
    post = receiving_post(residence.landlord_id, Function.REFERENT, residence.commune)
    reason = f"{residence.name}, à {residence.commune.name}, appartient à {residence.landlord.name}."
    return Candidate(residence.landlord, post, actor.today, reason)
