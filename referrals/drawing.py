"""What the sender draws on beside what was named: the steps and the persons of the situation, the pieces
that were chosen, and who sends."""

from collections.abc import Collection, Sequence
from uuid import UUID

from acting.actor import Actor
from correspondents.models import Designation
from incidents.models import Complaint, Incident, Situation
from incidents.permissions import persons_visible_to, steps_visible_to
from referrals.field_sets import Drawn
from referrals.field_sets.persons import PASSED_ON
from referrals.piece_copies import attachments_chosen
from territory.models import Commune, Residence


def draw(
    by: Actor,
    residence: Residence | None,
    incidents: Sequence[Incident] = (),
    situation: Situation | None = None,
    complaint: Complaint | None = None,
    territory: Commune | None = None,
    attachments: Collection[UUID] = (),
) -> Drawn:
    """Read as the sender, now: what the walls hide is not there. Persons are those of the action that runs today."""
    steps, persons = steps_visible_to(by).standing(), persons_visible_to(by).filter(role__in=PASSED_ON)
    contacts = Designation.objects.select_related("user", "post")
    return Drawn(
        residence,
        incidents,
        complaint,
        steps=tuple(steps.filter(situation=situation).in_order()) if situation else (),
        persons=tuple(persons.filter(action__situation=situation).in_order()) if situation else (),
        contact=contacts.filter(pk=by.designation_id).first() if by.designation_id else None,
        territory=territory,
        attachments=attachments_chosen(by, attachments, incidents, situation),
    )
