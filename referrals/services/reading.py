"""Telling the senders of what waits at a post that nobody reads it any more, that others do, or that it is read again.

Whatever ended the reading: a post closed, a signatory that left, a designation over or suspended, an account closed.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from acting.actor import Actor
from acting.pages import require
from correspondents.enums import Reading
from correspondents.messages import READ_AGAIN_KIND, READ_ELSEWHERE_KIND, UNREAD_KIND
from correspondents.models import Post, reading_on
from correspondents.routing import people_reading, people_to_tell
from journal.services import post_message
from referrals.models import Referral

KINDS = {Reading.NOBODY: UNREAD_KIND, Reading.ELSEWHERE: READ_ELSEWHERE_KIND, Reading.HELD: READ_AGAIN_KIND}


@transaction.atomic
def tell_of_reading(*, by: Actor) -> int:
    """Each change once: what was told last stands in the post, written with the messages. Returns how many posts."""
    require(by.is_machine)
    changed = Post.objects.annotate(now_read=reading_on(by.today)).exclude(now_read=F("reading")).order_by("pk")
    posts = list(changed.select_for_update(of=("self",), no_key=True))
    told = {(KINDS[Reading(vars(post)["now_read"])], person) for post in posts for person in _waiting(by, post)}
    for kind, person in sorted(told):
        post_message(by=by, kind=kind, recipient_id=person)
    for post in posts:
        post.reading = vars(post)["now_read"]
        post.save(update_fields=["reading"])
    return len(posts)


def _waiting(by: Actor, post: Post) -> set[UUID]:
    """Whoever answers for the posts that sent there and wait; where nobody does, whoever reads their list."""
    senders = Referral.objects.waiting_on(by.today).filter(recipient_post=post).values("sender_post")
    waiting = Post.objects.filter(pk__in=senders)
    return {
        designation.user_id
        for sender in waiting
        for designation in people_to_tell(sender, by.today) or people_reading(sender, by.today)
    }
