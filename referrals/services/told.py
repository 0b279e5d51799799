"""The landlord notes on its own complaint what the parquet told by its number: in one press, and never by itself."""

from dataclasses import replace

from django.db import transaction

from acting.actor import Actor
from acting.changes import taken
from acting.pages import ask, require
from acting.refusals import Refused
from incidents.models import Complaint
from incidents.permissions import can_correct_complaint, complaints_visible_to
from incidents.services.complaints import correct_complaint
from referrals.models import Referral
from referrals.permissions import disclosures_visible_to, received_referrals_visible_to
from referrals.told_complaints import complaints_told, noted_from, told_in


@transaction.atomic
def note_told_outcome(*, by: Actor, referral: Referral, complaint: Complaint) -> Complaint:
    """As a correction of the complaint, with its history. Raises Refused for what is nothing that one notes, and for a
    referral whose access has ended meanwhile."""
    ask(can_correct_complaint, by, complaint)
    require(received_referrals_visible_to(by).filter(pk=referral.pk).exists())
    held = taken(complaints_visible_to(by), complaint)
    told = told_in(disclosures_visible_to(by).filter(referral=referral).order_by("number"))
    if told is None or not told.outcome:
        raise Refused("Cette saisine ne dit pas, ou ne dit plus, de suite à noter sur une plainte.")
    if held.pk not in {each.complaint.pk for each in complaints_told(by, told)}:
        raise Refused("Cette plainte n’a pas, ou n’a plus, le numéro que dit la saisine.")
    return correct_complaint(by=by, complaint=held, details=replace(held.details, **noted_from(told)))
