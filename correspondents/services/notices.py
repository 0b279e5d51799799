"""Who learns that somebody is named, agreed to, let in, begins or ends: that it happened, where to look; no more."""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from acting.actor import Actor
from acting.pages import require
from correspondents.messages import (
    ENDED_KIND,
    FORMER_MAILBOX_KIND,
    MAILBOX_CHANGED_KIND,
    MAILBOX_KIND,
    NAMING_KIND,
    TO_ACCEPT_KIND,
)
from correspondents.models import Designation, MailboxChange
from correspondents.services.arrival import invite_named
from journal.services import post_message


def tell_of_naming(by: Actor, designation: Designation) -> None:
    """The other holders of the post, the signatory's data-protection officers and its official mailbox. An
    installation tells nobody: it speaks before anybody is there."""
    if not by.is_machine:
        _tell(by, designation)


@transaction.atomic
def tell_of_starts(*, by: Actor) -> int:
    """The same people again, when the first day of what all three voices opened before has come. Once for each, however
    long the worker slept. Returns how many designations."""
    require(by.is_machine)
    running = Designation.objects.running_on(by.today).select_related("post__signatory").order_by("pk")
    later = running.filter(start_told_on=None, accepted_at__date__lt=F("starts_on"))
    begun = list(later.select_for_update(of=("self",), no_key=True))
    for designation in begun:
        designation.start_told_on = by.today
        designation.save(update_fields=["start_told_on"])
        _tell(by, designation)
    return len(begun)


@transaction.atomic
def tell_of_mailboxes(*, by: Actor) -> int:
    """The signatory's people and the mailbox that was, of each official mailbox that was written: notices go elsewhere
    from then on. Returns how many."""
    require(by.is_machine)
    written = list(
        MailboxChange.objects.filter(told_at=None).select_for_update(no_key=True).order_by("changed_at", "pk")
    )
    running = Designation.objects.running_on(by.today)
    for change in written:
        own = running.filter(post__signatory=change.signatory_id).exclude(user=change.changed_by)
        for user_id in sorted(set(own.values_list("user_id", flat=True))):
            post_message(by=by, kind=MAILBOX_CHANGED_KIND, recipient_id=user_id, object_id=change.pk)
        if change.former:
            post_message(by=by, kind=FORMER_MAILBOX_KIND, recipient_id=change.signatory_id, object_id=change.pk)
        change.told_at = by.now
        change.save(update_fields=["told_at"])
    return len(written)


def _tell(by: Actor, designation: Designation) -> None:
    signatory = designation.post.signatory
    for user_id in sorted(_concerned(by, designation) - {by.user_id, designation.user_id}):
        post_message(by=by, kind=NAMING_KIND, recipient_id=user_id, object_id=designation.pk)
    if signatory.mailbox:
        post_message(by=by, kind=MAILBOX_KIND, recipient_id=signatory.pk, object_id=designation.pk)


def tell_of_end(by: Actor, designation: Designation) -> None:
    """The same people, and whose designation it is: taken away or shortened, it must not go unnoticed."""
    tell_of_naming(by, designation)
    tell_person_of_end(by, designation)


def tell_person_of_end(by: Actor, designation: Designation) -> None:
    """Who was called to accept knows of it, and who has not been learns nothing; the own act needs no mail."""
    if designation.agreed_at and not by.is_machine and by.user_id != designation.user_id:
        post_message(by=by, kind=ENDED_KIND, recipient_id=designation.user_id, object_id=designation.pk)


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
