"""Who learns that somebody is named, agreed to, let in or ended: that it happened, and where to look; no more."""

from uuid import UUID

from django.db import connection

from acting.actor import Actor
from correspondents.messages import MAILBOX_KIND, NAMING_KIND, TO_ACCEPT_KIND
from correspondents.models import Designation
from correspondents.services.arrival import invite_named
from journal.services import post_message


def tell_of_naming(by: Actor, designation: Designation) -> None:
    """The other holders of the post, the signatory's data-protection officers and its official mailbox. An
    installation tells nobody: it speaks before anybody is there."""
    if by.is_machine:
        return
    signatory = designation.post.signatory
    for user_id in sorted(_concerned(by, designation) - {by.user_id, designation.user_id}):
        post_message(by=by, kind=NAMING_KIND, recipient_id=user_id, object_id=designation.pk)
    if signatory.mailbox:
        post_message(by=by, kind=MAILBOX_KIND, recipient_id=signatory.pk, object_id=designation.pk)


def _concerned(by: Actor, designation: Designation) -> set[UUID]:
    """Asked of the database, since the person who accepts sees no other designation yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT correspondents_concerned(%s, %s)", [designation.post_id, by.today])
        return {user_id for (user_id,) in cursor.fetchall()}


def call_person(by: Actor, designation: Designation) -> None:
    """Asks the person named to accept; who has not come in since being named is invited first."""
    if designation.has_come_in:
        post_message(by=by, kind=TO_ACCEPT_KIND, recipient_id=designation.user_id, object_id=designation.pk)
    else:
        invite_named(by=by, user=designation.user)
