"""Who is named for an objet de travail: posts with the people whose designation runs, by their work contacts."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from correspondents.enums import Function
from correspondents.models import Designation, Post
from journal.actor import Actor
from signatories.models import Theme


@dataclass(frozen=True, slots=True)
class NamedPost:
    post: Post
    people: tuple[Designation, ...]


def posts_named_for(actor: Actor, theme: Theme) -> list[NamedPost]:
    """Open posts of the theme's convention, the own institution's first; without a running designation none is named.

    A gardien is named to the own landlord only: whom partners can name somebody can threaten.
    """
    running = Designation.objects.running_on(actor.today).filter(
        Q(post__closed_on=None) | Q(post__closed_on__gt=actor.today),
        ~Q(post__function=Function.GARDIEN) | Q(post__signatory_id=actor.signatory_id),
        post__themes=theme,
        post__signatory__convention_id=theme.convention_id,
    )
    named = running.who_answer().titular_first().select_related("post__signatory", "user")
    rows = sorted(named, key=lambda row: _own_first(actor, row.post))
    return [NamedPost(post, tuple(people)) for post, people in groupby(rows, key=lambda row: row.post)]


def _own_first(actor: Actor, post: Post) -> tuple[bool, str, str]:
    return post.signatory_id != actor.signatory_id, post.signatory.name, post.label
