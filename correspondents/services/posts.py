"""Writes on posts. Of one signatory and function no two open posts cover the same commune or residence."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet

from acting.actor import Actor
from acting.changes import same_or_conflict, taken
from acting.enums import Function
from acting.kept import GAPS, forget
from acting.pages import ask
from acting.refusals import Refused, refuse, unfit_values
from acting.words import listed
from correspondents.enums import POST_FUNCTIONS
from correspondents.models import Post
from correspondents.naming_rules import refusals_of_perimeter, refusals_of_successor
from correspondents.permissions import align_residence_grants, can_keep_post, can_open_post
from journal.services import record
from journal.verbs import Verb
from signatories.enums import STATE_PARTNERS, SignatoryKind
from signatories.models import Signatory, Theme
from territory.models import Commune, Residence


@transaction.atomic
def create_post(
    *,
    by: Actor,
    signatory: Signatory,
    function: Function,
    label: str,
    communes: Iterable[Commune] = (),
    residences: Iterable[Residence] = (),
    themes: Iterable[Theme] = (),
    email: str = "",
    phone: str = "",
    key: UUID | None = None,
) -> Post:
    """A post with its own group and its derived grants; with a `key` that was used before, that post.

    Raises Refused: for a function that such a signatory does not have, a label that is taken, a perimeter that is not
    its own or overlaps; and Conflict when the key comes back with other words.
    """
    ask(can_open_post, by, signatory)
    if function not in POST_FUNCTIONS[SignatoryKind(signatory.kind)]:
        raise Refused(f"{signatory.name} n’a pas de poste de cette fonction.", "function")
    _lock(signatory)
    words: dict[str, Any] = {"signatory": signatory, "function": function, "label": label}
    words |= {"email": email, "phone": phone}
    chosen = list(communes), list(residences)
    given = list(themes)
    earlier = Post.objects.filter(pk=key).first() if key else None
    if earlier:
        perimeter = {"communes": set(chosen[0]), "residences": set(chosen[1]), "themes": set(given)}
        return same_or_conflict(earlier, words | perimeter)
    post = Post(**words)
    post.id = key or post.id
    _refuse_unfit(post, *chosen, given)
    _refuse_taken_label(post)
    _refuse_overlap(post, *chosen)
    post.group = Group.objects.create(name=f"poste {post.id}")
    post.save()
    _set_perimeter(post, *chosen, given)
    _record(by, Verb.POST_CREATED, post)
    return post


@transaction.atomic
def update_post(
    *,
    by: Actor,
    post: Post,
    label: str,
    communes: Iterable[Commune],
    residences: Iterable[Residence] | None = None,
    themes: Iterable[Theme] | None = None,
    email: str = "",
    phone: str = "",
) -> Post:
    """Function and signatory never change: the post's rights and referrals hang on them. Residences and themes stay
    when none are given. Raises Refused."""
    ask(can_keep_post, by, post)
    post = _taken(post)
    residences = post.residences.all() if residences is None else residences
    themes = post.themes.all() if themes is None else themes
    wanted: dict[str, Any] = {"label": label, "email": email, "phone": phone}
    chosen = list(communes), list(residences), list(themes)
    if _is_as_wanted(post, wanted, *chosen):
        return post
    for name, value in wanted.items():
        setattr(post, name, value)
    _refuse_unfit(post, *chosen)
    _refuse_taken_label(post)
    _refuse_overlap(post, *chosen[:2])
    post.save(update_fields=list(wanted))
    _set_perimeter(post, *chosen)
    _record(by, Verb.POST_CHANGED, post)
    return post


@transaction.atomic
def close_post(*, by: Actor, post: Post, taken_over_by: Post | None = None) -> Post:
    """Nobody is named there any more, nothing is sent there, nobody reads there; what it received stays with it.

    Its ground and its objets de travail go to the post that takes over, of the same signatory and function: residences,
    with their grants, and communes, for which what is sent from then on is routed there. Raises Refused.
    """
    ask(can_keep_post, by, post)
    post = _taken(post)
    if post.closed_on:
        return post
    still = post.designations.not_over_on(by.today).exclude(ends_on=by.today).select_related("user").titular_first()
    if still:
        names = listed([str(designation.person) for designation in still])
        raise Refused(f"Encore désignés à ce poste : {names}. Terminez d’abord ces désignations, puis fermez le poste.")
    post.closed_on = by.today
    if taken_over_by:
        post.taken_over_by = _hand_over(by, post, taken(Post.objects.select_related("signatory"), taken_over_by))
    post.save(update_fields=["closed_on", "taken_over_by"])
    _record(by, Verb.POST_CLOSED, post)
    return post


def _hand_over(by: Actor, post: Post, successor: Post) -> Post:
    """Both together cover what each covered: all of the territory, when one of them did."""
    refuse(refusals_of_successor(post, successor, is_own=by.signatory_id == post.signatory_id))
    mine, theirs = set(post.communes.all()), set(successor.communes.all())
    communes = mine | theirs if mine and theirs else set()
    themes = {*post.themes.all(), *successor.themes.all()}
    residences = {*post.residences.all(), *successor.residences.all()}
    _refuse_unfit(successor, communes, residences, themes)
    _set_perimeter(successor, communes, residences, themes)
    _record(by, Verb.POST_CHANGED, successor)
    return successor


@transaction.atomic
def reopen_post(*, by: Actor, post: Post) -> Post:
    """Raises Refused when another post has taken over its perimeter meanwhile."""
    ask(can_keep_post, by, post)
    post = _taken(post)
    if post.closed_on is None:
        return post
    _refuse_overlap(post, list(post.communes.all()), list(post.residences.all()))
    post.closed_on = post.taken_over_by = None
    post.save(update_fields=["closed_on", "taken_over_by"])
    _record(by, Verb.POST_REOPENED, post)
    return post


def _lock(signatory: Signatory) -> None:
    """Two people who edit posts of one signatory at once are put in line: each sees what the other has done."""
    taken(Signatory.objects.all(), signatory)


def _taken(post: Post) -> Post:
    _lock(post.signatory)
    return taken(Post.objects.select_related("signatory"), post)


def _is_as_wanted(
    post: Post, wanted: dict[str, Any], communes: list[Commune], residences: list[Residence], themes: list[Theme]
) -> bool:
    same_fields = all(getattr(post, name) == value for name, value in wanted.items())
    pairs = ((post.communes, communes), (post.residences, residences), (post.themes, themes))
    return same_fields and all(set(present.all()) == set(chosen) for present, chosen in pairs)


def _set_perimeter(
    post: Post, communes: Iterable[Commune], residences: Iterable[Residence], themes: Iterable[Theme]
) -> None:
    post.communes.set(communes)
    post.residences.set(residences)
    post.themes.set(themes)
    align_residence_grants(post)


def _refuse_unfit(
    post: Post, communes: Collection[Commune], residences: Collection[Residence], themes: Collection[Theme]
) -> None:
    """What the signatory has not: a commune out of its territory, another's residence, another convention's theme."""
    refuse(unfit_values(post, "function", "label", "email", "phone"))
    refuse(refusals_of_perimeter(post.function, has_communes=bool(communes), has_residences=bool(residences)))
    territory = set(territory_of(post.signatory).values_list("pk", flat=True))
    if unknown := [commune.name for commune in communes if commune.pk not in territory]:
        raise Refused(f"Hors du territoire de {post.signatory.name} : {listed(unknown)}.", "communes")
    if any(residence.landlord_id != post.signatory_id for residence in residences):
        raise Refused(f"Une de ces résidences n’est pas de {post.signatory.name}.", "residences")
    if any(theme.convention_id != post.signatory.convention_id for theme in themes):
        raise Refused("Un de ces objets de travail n’est pas de la convention.", "themes")


def territory_of(signatory: Signatory) -> QuerySet[Commune]:
    """A state partner's communes are those that it is competent for; a landlord may name any of the convention."""
    communes = Commune.objects.filter(convention=signatory.convention_id)
    if signatory.kind in STATE_PARTNERS and signatory.competences.exists():
        return communes.filter(competences__signatory=signatory).distinct()
    return communes


def _refuse_taken_label(post: Post) -> None:
    if Post.objects.filter(signatory=post.signatory, label=post.label).exclude(pk=post.pk).exists():
        raise Refused(
            f"Un poste de {post.signatory.name} s’appelle déjà « {post.named} ». Donnez-en un autre.", "label"
        )


def _refuse_overlap(post: Post, communes: Collection[Commune], residences: Collection[Residence]) -> None:
    others = Post.objects.still_open().filter(signatory=post.signatory, function=post.function).exclude(pk=post.pk)
    if communes or residences:
        _refuse_shared(others, "communes", communes)
        _refuse_shared(others, "residences", residences)
    elif post.function != Function.GARDIEN:
        whole = others.filter(communes=None, residences=None).first()
        if whole:
            raise Refused(
                f"Le poste « {whole.named} » couvre déjà tout le territoire. Nommez les communes de celui-ci : "
                "pour elles, il passera avant l’autre.",
                "communes",
            )


def _refuse_shared(others: QuerySet[Post], kind: str, chosen: Collection[Any]) -> None:
    """`kind` is the field of the perimeter; each post that covers some of it already is named with what it covers."""
    covered = [
        f"« {other.named} » couvre déjà {listed([place.name for place in shared])}"
        for other in others.prefetch_related(kind)
        if (shared := [place for place in getattr(other, kind).all() if place in chosen])
    ]
    if covered:
        raise Refused(f"Le poste {' ; '.join(covered)}. Retirez-le d’ici, ou d’abord de l’autre poste.", kind)


def _record(by: Actor, verb: Verb, post: Post) -> None:
    record(by=by, verb=verb, object_id=post.id, owner_id=post.signatory_id)
    forget(GAPS)
