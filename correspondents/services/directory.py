"""The directory taken away: whose people, how many, by whom."""

from collections.abc import Sequence

from acting.actor import Actor
from correspondents.models import Designation, Post
from journal.enums import Channel
from journal.services import record, record_list_read

EXPORTED = "annuaire.exporte"


def note_export(*, by: Actor, people: Sequence[Designation], form: str) -> None:
    """One entry for each signatory whose people stand in the file, with how many; one for an empty file too."""
    if not people:
        record(
            by=by,
            verb=EXPORTED,
            object_type="directory",
            object_id=None,
            owner_id=None,
            channel=Channel.EXPORT,
            reason=form,
            count=0,
        )
    owners = [designation.post.signatory_id for designation in people]
    record_list_read(
        by=by, object_type="directory", owner_ids=owners, verb=EXPORTED, channel=Channel.EXPORT, reason=form
    )


def note_card(*, by: Actor, post: Post, count: int) -> None:
    """The cards of one post, or of one person at it."""
    record(
        by=by,
        verb=EXPORTED,
        object_type="post",
        object_id=post.pk,
        owner_id=post.signatory_id,
        channel=Channel.EXPORT,
        reason="vCard",
        count=count,
    )
