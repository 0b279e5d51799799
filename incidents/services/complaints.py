"""Complaints: noted by the référent about a fact, corrected and completed later, with a history that stays."""

from datetime import date, datetime

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import as_changed, taken, write_changes
from acting.pages import ask
from acting.refusals import refuse, unfit_values
from incidents.complaint_rules import ComplaintDetails, refusals_of_complaint, refusals_of_correction
from incidents.enums import Complainant
from incidents.models import Complaint, ComplaintChange, Incident
from incidents.permissions import can_correct_complaint, can_triage_fact, incidents_visible_to
from incidents.services.situations import open_situation
from journal.services import record
from journal.verbs import Verb


@transaction.atomic
def note_complaint(
    *,
    by: Actor,
    incident: Incident,
    complainant: Complainant | str,
    filed_on: date,
    service: str = "",
    pv_number: str = "",
    prosecution_number: str = "",
    found_on: date | None = None,
    sent_on: date | None = None,
) -> Complaint:
    """A complaint belongs to a situation, which opens if need be. The same one noted twice is one complaint.

    Raises Refused.
    """
    ask(can_triage_fact, by, incident)
    said = ComplaintDetails(
        complainant=complainant,
        filed_on=filed_on,
        service=service,
        pv_number=pv_number,
        prosecution_number=prosecution_number,
        found_on=found_on,
        sent_on=sent_on,
    )
    refuse(unfit_values(Complaint(**said.written())))
    refuse(refusals_of_complaint(said, started_at=incident.started_at, today=by.today))
    open_situation(by=by, incident=incident)
    words = {name: value for name, value in said.written().items() if not name.startswith("outcome")}
    complaint, noted = Complaint.objects.get_or_create(
        landlord_id=incident.landlord_id, incident=incident, **words, defaults={"noted_at": by.now}
    )
    if noted:
        owner = incident.landlord_id
        record(by=by, verb=Verb.COMPLAINT_NOTED, object_id=complaint.id, owner_id=owner)
    return complaint


@transaction.atomic
def correct_complaint(*, by: Actor, complaint: Complaint, details: ComplaintDetails) -> Complaint:
    """Each field that differs leaves a line of history; nothing changed is nothing written. What a referral has
    communicated stays as it was sent.

    Raises Refused.
    """
    ask(can_correct_complaint, by, complaint)
    locked = taken(Complaint.objects.all(), complaint)
    wanted = as_changed(locked, details.written())
    refuse(unfit_values(wanted))
    refuse(refusals_of_correction(locked.complainant, details.complainant))
    refuse(refusals_of_complaint(details, started_at=start_known_to(by, locked), today=by.today))
    changes = [
        ComplaintChange(
            complaint=locked,
            at=by.now,
            post_id=known(by.post_id),
            field=name,
            former=locked.in_words(name),
            words=wanted.in_words(name),
        )
        for name, value in details.written().items()
        if getattr(locked, name) != value
    ]
    if changes:
        ComplaintChange.objects.bulk_create(changes)
        write_changes(locked, details.written())
        record(by=by, verb=Verb.COMPLAINT_CHANGED, object_id=locked.pk, owner_id=locked.landlord_id)
    return locked


def start_known_to(actor: Actor, complaint: Complaint) -> datetime | None:
    """When the fact started; None for the contentieux, who keeps complaints and sees no facts."""
    return incidents_visible_to(actor).filter(pk=complaint.incident_id).values_list("started_at", flat=True).first()
