"""Care inside the post: who handles a received referral, and when it is looked at again."""

from datetime import date

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import taken, write_changes
from acting.pages import ask
from acting.refusals import Refused, refuse
from correspondents.models import Designation
from journal.enums import Channel
from journal.insertion import get_or_insert
from journal.services import record
from journal.verbs import Verb
from referrals.handling_rules import refusals_of_handling_review
from referrals.models import Handling, Referral
from referrals.permissions import can_handle, handlers_for, handlings_visible_to


@transaction.atomic
def handle_referral(
    *, by: Actor, referral: Referral, assigned_to: Designation | None, review_on: date | None
) -> Handling:
    """The last word stands. The entry is the recipient's own: the sender does not learn how a post shares its work.
    Raises Refused."""
    ask(can_handle, by, referral)
    author = {"noted_by_id": known(by.designation_id), "noted_at": by.now}
    nothing = {"assigned_to": None, "review_on": None} | author
    row, _ = get_or_insert(handlings_visible_to(by), defaults=nothing, referral=referral, post_id=known(by.post_id))
    locked = taken(handlings_visible_to(by), row)
    is_other = assigned_to is not None and assigned_to.pk != locked.assigned_to_id
    if assigned_to and is_other and not handlers_for(by, referral).filter(pk=assigned_to.pk).exists():
        raise Refused("Choisissez quelqu’un de votre poste, en fonction.", "assigned_to")
    if review_on != locked.review_on:
        refuse(refusals_of_handling_review(review_on, by.today, referral.until))
    said = {"assigned_to_id": assigned_to.pk if assigned_to else None, "review_on": review_on}
    if any(getattr(locked, name) != value for name, value in said.items()):
        write_changes(locked, said | author)
        record(
            by=by,
            verb=Verb.REFERRAL_HANDLED,
            object_id=referral.pk,
            owner_id=referral.recipient_id,
            channel=Channel.FORM,
        )
    return locked
