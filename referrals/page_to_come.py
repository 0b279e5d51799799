"""The recipient's page as it would be if a sharing were sent now: drawn by the templates of the page itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from acting.actor import Actor, known
from correspondents.models import Designation
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.projection import Content, digest, place_in_words
from referrals.readers import people_answering_it, people_reading_it
from referrals.sharing import Sharing


@dataclass(frozen=True)
class PageToCome:
    """`referral` is no row: it is what the row would say."""

    referral: Referral
    content: Content
    people: tuple[Designation, ...]
    also: tuple[str, ...] = ()
    state = ReferralState.SENT

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that the recipient would read. The sheet carries it, and the button of a
        draft, so that what is sent is what was seen. Of those who are asked the same, that they are ticked."""
        referral = self.referral
        return digest(
            {
                "content": self.content,
                "recipient": str(referral.recipient_post_id),
                "subject": referral.subject_id,
                "basis": referral.basis_id,
                "condition_stated": referral.condition_stated,
                "until": str(referral.until),
                "sender": str(referral.sender_post_id),
                "readers": sorted(str(each.pk) for each in self.people),
            }
            | ({"also": list(self.also)} if self.also else {})
        )

    @property
    def place(self) -> str:
        return place_in_words([self.content])


def page_to_come(actor: Actor, sharing: Sharing, also: Iterable[str] = ()) -> PageToCome:
    """`also`: the posts that are asked the same, each of which reads a page like this one, and no more."""
    post = sharing.recipient_post
    referral = Referral(
        sender_id=known(actor.signatory_id),
        sender_post_id=known(actor.post_id),
        recipient=post.signatory,
        recipient_post=post,
        subject=sharing.subject,
        basis=sharing.basis,
        until=sharing.until,
        condition_stated=sharing.states_condition,
        named_readers=list(sharing.readers),
    )
    referral.recipient_designation = next(iter(people_answering_it(referral, actor.today)), None)
    people = people_reading_it(referral, actor.today)
    return PageToCome(referral, sharing.content(actor), people, tuple(sorted(also)))
