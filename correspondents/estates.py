"""What is read beside a residence: who is competent, who looks after it, what the forces hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from correspondents.enums import Function
from correspondents.models import Designation, Post
from correspondents.routing import people_answering, receiving_post
from journal.actor import Actor, known
from signatories.models import Residence, ResidenceAccess
from signatories.permissions import accesses_visible_to, residences_visible_to


@dataclass(frozen=True, slots=True)
class AccessLine:
    """`leads_on` is false for the holder of an access to a residence that is outside its territory meanwhile."""

    access: ResidenceAccess
    is_overdue: bool
    is_given: bool
    leads_on: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a partner of the territory calls at the landlord's."""

    post: Post
    people: tuple[Designation, ...]


def gardien_posts(actor: Actor) -> QuerySet[Post]:
    """The open posts of the actor's own landlord among which a residence is shared out."""
    posts = Post.objects.still_open().filter(signatory_id=known(actor.signatory_id), function=Function.GARDIEN)
    return posts.order_by("label")


def posts_covering(actor: Actor, residence: Residence) -> list[Post]:
    """With `holders`: who holds the post today. For the own landlord only: nobody else learns a gardien's name."""
    running = Designation.objects.running_on(actor.today).titular_first().select_related("user")
    holders = Prefetch("designations", queryset=running, to_attr="holders")
    return list(gardien_posts(actor).filter(residences=residence).prefetch_related(holders))


def is_covered(residence: Residence) -> bool:
    return Post.objects.still_open().filter(residences=residence, function=Function.GARDIEN).exists()


def landlord_contact(residence: Residence, on: date) -> Contact | None:
    post = receiving_post(residence.landlord_id, Function.REFERENT, residence.commune)
    return Contact(post, people_answering(post, on)) if post else None


def access_lines(actor: Actor, accesses: Iterable[ResidenceAccess]) -> list[AccessLine]:
    listed = list(accesses)
    wanted = {access.residence_id for access in listed}
    visible = set(residences_visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    return [
        AccessLine(
            access,
            is_overdue=access.is_overdue_on(actor.today),
            is_given=access.returned_on is None,
            leads_on=access.residence_id in visible,
        )
        for access in listed
    ]


def accesses_of(actor: Actor, residence: Residence) -> list[AccessLine]:
    """What is held first, the latest first."""
    accesses = accesses_visible_to(actor).filter(residence=residence).what_is_held_first()
    return access_lines(actor, accesses)
