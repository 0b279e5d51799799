"""Who is named for an objet de travail: posts with the people whose designation runs, by their work contacts."""

from dataclasses import dataclass
from itertools import groupby

from acting.actor import Actor
from correspondents.models import Designation, Post
from correspondents.permissions import directory_visible_to
from signatories.models import Theme


@dataclass(frozen=True, slots=True)
class NamedPost:
    post: Post
    people: tuple[Designation, ...]


def posts_named_for(actor: Actor, theme: Theme) -> list[NamedPost]:
    """As the directory shows them, the own institution's first; without a running designation no post is named."""
    running = directory_visible_to(actor).filter(post__themes=theme).who_answer()
    named = running.titular_first().select_related("post__signatory", "user")
    rows = sorted(
        named, key=lambda row: (row.post.signatory_id != actor.signatory_id, row.post.signatory.name, row.post.label)
    )
    return [NamedPost(post, tuple(people)) for post, people in groupby(rows, key=lambda row: row.post)]
