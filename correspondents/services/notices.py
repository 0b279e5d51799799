"""Who learns that somebody is named, agreed to, let in or ended: that it happened, and where to look; no more."""

from django.db.models import Q

from acting.actor import Actor
from acting.enums import Function
from correspondents.messages import MAILBOX_KIND, NAMING_KIND, TO_ACCEPT_KIND
from correspondents.models import Designation
from correspondents.services.arrival import invite_named
from journal.services import post_message


def tell_of_naming(by: Actor, designation: Designation) -> None:
    """The other holders of the post, the signatory's data-protection officers and its official mailbox."""
    signatory = designation.post.signatory
    concerned = Q(post=designation.post_id) | Q(post__signatory=signatory, post__function=Function.DPO)
    running = Designation.objects.running_on(by.today).filter(concerned)
    told = running.exclude(user__in=(by.user_id, designation.user_id)).values_list("user_id", flat=True)
    for user_id in sorted(set(told)):
        post_message(by=by, kind=NAMING_KIND, recipient_id=user_id, object_id=designation.pk)
    if signatory.mailbox:
        post_message(by=by, kind=MAILBOX_KIND, recipient_id=signatory.pk, object_id=designation.pk)


def call_person(by: Actor, designation: Designation) -> None:
    """Asks the person named to accept; who has not come in since being named is invited first."""
    if designation.has_come_in:
        post_message(by=by, kind=TO_ACCEPT_KIND, recipient_id=designation.user_id, object_id=designation.pk)
    else:
        invite_named(by=by, user=designation.user)
