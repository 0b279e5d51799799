"""What is done for an agent or a contractor who was targeted: noted point by point, and kept as it was noted."""

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import taken, write_changes
from acting.pages import ask
from acting.refusals import Refusal, refuse, unfit_values
from incidents.enums import StaffItem
from incidents.models import Incident, StaffNote
from incidents.permissions import can_note_staff, incidents_visible_to, staff_notes_visible_to
from incidents.staff_rules import Answers, Said, refusals_of_answers, still_open
from journal.services import record
from journal.verbs import Verb


def answers_about(actor: Actor, incident: Incident) -> Answers:
    """As they stand."""
    standing = staff_notes_visible_to(actor).filter(incident=incident).standing()
    return {StaffItem(note.item): note.said for note in standing}


@transaction.atomic
def note_staff(*, by: Actor, incident: Incident, answers: Answers) -> list[StaffNote]:
    """Each answer that differs from what stands is a note, by the own post; nothing changed is nothing written. The
    fact's checklist is open as long as a point leaves something to do. Raises Refused."""
    ask(can_note_staff, by, incident)
    locked = taken(incidents_visible_to(by), incident)
    before = answers_about(by, locked)
    changed = {item: said for item, said in answers.items() if said != before.get(item, Said())}
    notes = [
        StaffNote(
            incident=locked, item=item, answer=said.answer, on=said.on, post_id=known(by.post_id), noted_at=by.now
        )
        for item, said in changed.items()
    ]
    for note in notes:
        unfit = unfit_values(note, "item", "answer", "on")
        refuse(Refusal(each.text, f"{note.item}_on" if each.field == "on" else note.item) for each in unfit)
    refuse(refusals_of_answers(changed, started_at=locked.started_at, today=by.today))
    StaffNote.objects.bulk_create(notes)
    write_changes(
        locked, {"staff_open": bool(still_open(answers_about(by, locked)))}
    )  # what stands now, whoever was first
    if notes:
        record(by=by, verb=Verb.FACT_STAFF_NOTED, object_id=locked.pk, owner_id=locked.landlord_id)
    return notes
