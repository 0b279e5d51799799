"""Writes on accounts, posts and designations."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction

from correspondents.enums import POST_FUNCTIONS, DesignationRole, Function
from correspondents.models import Designation, Post, User
from correspondents.permissions import align_residence_grants
from journal.actor import Actor
from journal.services import record
from signatories.enums import SignatoryKind
from signatories.models import Commune, Residence, Signatory


class UnfitFunction(ValueError):
    """That kind of signatory has no such function."""


@transaction.atomic
def create_post(
    *,
    by: Actor,
    signatory: Signatory,
    function: Function,
    label: str,
    communes: Iterable[Commune] = (),
    residences: Iterable[Residence] = (),
) -> Post:
    """A post with its own group and its derived grants. Raises UnfitFunction."""
    if function not in POST_FUNCTIONS[SignatoryKind(signatory.kind)]:
        raise UnfitFunction(f"{signatory.kind} has no {function}")
    post = Post(signatory=signatory, function=function, label=label)
    post.group = Group.objects.create(name=f"poste {post.id}")
    post.save()
    post.communes.set(communes)
    post.residences.set(residences)
    align_residence_grants(post)
    record(by=by, verb="poste.cree", object_type="post", object_id=post.id, owner_id=signatory.id)
    return post


@transaction.atomic
def designate(
    *,
    by: Actor,
    post: Post,
    user: User,
    role: DesignationRole = DesignationRole.TITULAIRE,
    starts_on: date,
    ends_on: date | None = None,
    act_reference: str = "",
) -> Designation:
    """Names a person for a post. Raises IntegrityError when the post has a titular on one of these days."""
    designation = Designation.objects.create(
        post=post, user=user, role=role, starts_on=starts_on, ends_on=ends_on, act_reference=act_reference
    )
    _record(by, "designation.ouverte", designation)
    return designation


@transaction.atomic
def end_designation(*, by: Actor, designation: Designation, ends_on: date) -> Designation:
    """The designation's last day is `ends_on`; from the day after, the person has nothing any more."""
    designation.ends_on = ends_on
    designation.save(update_fields=["ends_on"])
    _record(by, "designation.terminee", designation)
    return designation


@transaction.atomic
def switch_account(*, by: Actor, user: User, is_active: bool) -> User:
    """Opens or closes an account. Closing ends its sessions too, so that reopening revives none of them.

    An account that is in that state already is left alone: a second click closes nothing a second time.
    """
    changed = User.objects.exclude(is_active=is_active).filter(pk=user.pk).update(is_active=is_active)
    user.is_active = is_active
    if not changed:
        return user
    if not is_active:
        _end_sessions(user)
    verb = "compte.rouvert" if is_active else "compte.ferme"
    record(by=by, verb=verb, object_type="user", object_id=user.id, owner_id=None)
    return user


def _end_sessions(user: User) -> None:
    """A session names its person inside its sealed content only, so each one is opened."""
    sessions = Session.objects.all().iterator()
    theirs = [session.pk for session in sessions if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _record(by: Actor, verb: str, designation: Designation) -> None:
    owner = designation.post.signatory_id
    record(by=by, verb=verb, object_type="designation", object_id=designation.id, owner_id=owner)
