"""The directory taken away: whose people, how many, by whom."""

from collections.abc import Sequence
from uuid import UUID

from acting.actor import Actor
from correspondents.models import Designation, Post
from journal.enums import Channel
from journal.services import record, record_list_read
from journal.verbs import Verb


def note_export(*, by: Actor, people: Sequence[Designation], form: str) -> None:
    """One entry for each signatory whose people stand in the file, with how many; one for an empty file too."""
    if not people:
        record(
            by=by,
            verb=Verb.DIRECTORY_EXPORTED,
            object_id=None,
            owner_id=None,
            channel=Channel.EXPORT,
            reason=form,
            count=0,
        )
    rows = [(designation.post.signatory_id, None) for designation in people]
    record_list_read(by=by, rows=rows, verb=Verb.DIRECTORY_EXPORTED, channel=Channel.EXPORT, reason=form)


def note_card(*, by: Actor, designation: Designation) -> None:
    """The card of one person, at the post of that designation."""
    _note_card(by, Verb.DESIGNATION_EXPORTED, designation.pk, designation.post)


def note_post_card(*, by: Actor, post: Post, count: int) -> None:
    """The cards of everybody at a post."""
    _note_card(by, Verb.POST_EXPORTED, post.pk, post, count)


def _note_card(by: Actor, verb: Verb, object_id: UUID, post: Post, count: int = 1) -> None:
    record(
        by=by,
        verb=verb,
        object_id=object_id,
        owner_id=post.signatory_id,
        channel=Channel.EXPORT,
        reason="vCard",
        count=count,
    )
