"""Writes on posts."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction

from correspondents.enums import POST_FUNCTIONS, Function
from correspondents.models import Post
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
