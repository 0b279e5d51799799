"""Writes on designations: who is named for a post, from when, until when."""

from datetime import date

from django.db import transaction

from correspondents.enums import DesignationRole
from correspondents.models import Designation, Post, User
from journal.actor import Actor
from journal.services import record


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


def _record(by: Actor, verb: str, designation: Designation) -> None:
    owner = designation.post.signatory_id
    record(by=by, verb=verb, object_type="designation", object_id=designation.id, owner_id=owner)
