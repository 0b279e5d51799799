"""The second voice of a designation and the third: the signatory agrees, the person named accepts or declines."""

from django.db import transaction

from acting.actor import Actor
from acting.changes import taken
from acting.pages import ask, require
from acting.refusals import refuse
from correspondents.models import Designation, User
from correspondents.naming import opens_on, refusals_of_acceptance, refusals_of_period
from correspondents.permissions import can_agree
from correspondents.services.designations import (
    hold,
    make_room,
    record_designation,
    refuse_taken,
    refuse_unfit,
)
from correspondents.services.notices import call_person, tell_of_naming
from journal.verbs import Verb


@transaction.atomic
def agree_to_designation(*, by: Actor, designation: Designation) -> Designation:
    """The signatory says yes to what others proposed; whom it replaces leaves the day before. Raises Refused."""
    ask(can_agree, by, designation)
    designation = hold(designation)
    if designation.agreed_at:
        return designation
    designation.agreed_by_id, designation.agreed_at = by.user_id, by.now
    designation.starts_on = opens_on(designation.starts_on, by.today)
    refuse(refusals_of_period(designation.starts_on, designation.ends_on))
    refuse_unfit(by, designation)
    make_room(by, designation)
    refuse_taken(designation)
    designation.save(update_fields=["agreed_by", "agreed_at", "starts_on"])
    record_designation(by, Verb.DESIGNATION_AGREED, designation)
    call_person(by, designation)
    tell_of_naming(by, designation)
    return designation


@transaction.atomic
def accept_designation(*, by: Actor, designation: Designation) -> Designation:
    """The person named says yes: with this the designation opens, on its first day. A second click changes nothing.

    `by` is a visitor: nothing that one does already at other posts speaks here. Raises Refused.
    """
    require(by.is_machine or by.user_id == designation.user_id)
    taken(User.objects.all(), designation.user)  # two windows of one person stand in line: each sees what the other did
    designation = _own(by, designation)
    if designation.accepted_at:
        return designation
    others = Designation.objects.filter(user=designation.user_id).not_over_on(by.today).accepted()
    elsewhere = others.exclude(post__signatory=designation.post.signatory_id).values_list("post__function", flat=True)
    refuse(refusals_of_acceptance(designation.post.function, elsewhere))
    designation.accepted_at = by.now
    designation.starts_on = opens_on(designation.starts_on, by.today)
    refuse(refusals_of_period(designation.starts_on, designation.ends_on))
    designation.save(update_fields=["accepted_at", "starts_on"])
    record_designation(by, Verb.DESIGNATION_OPENED, designation)
    tell_of_naming(by, designation)
    return designation


@transaction.atomic
def decline_designation(*, by: Actor, designation: Designation) -> Designation:
    """The person named says no, for good: who still wants it proposes anew."""
    designation = _own(by, designation)
    if not designation.waits:
        return designation
    designation.ended_at = by.now
    designation.save(update_fields=["ended_at"])
    record_designation(by, Verb.DESIGNATION_DECLINED, designation)
    tell_of_naming(by, designation)
    return designation


def _own(by: Actor, designation: Designation) -> Designation:
    """Of the person who speaks, and agreed to."""
    require(by.is_machine or by.user_id == designation.user_id)
    return taken(Designation.objects.filter(agreed_at__isnull=False).select_related("post__signatory"), designation)
