"""What is read beside a residence: who is competent, who looks after it, what the forces hold."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from acting.actor import Actor, known
from acting.enums import Function
from correspondents.models import Designation, Post
from correspondents.routing import people_answering, receiving_post
from territory.models import Residence


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a partner of the territory calls at the landlord's."""

    post: Post
    people: tuple[Designation, ...]


def gardien_posts(actor: Actor) -> QuerySet[Post]:
    """The open posts of the actor's own landlord among which a residence is shared out."""
    posts = Post.objects.still_open().filter(signatory_id=known(actor.signatory_id), function=Function.GARDIEN)
    return posts.order_by("search_label")


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
