"""Steps of the graduated response: taken, their result noted, withdrawn when they were written by mistake."""

from collections.abc import Collection, Mapping
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import same_or_conflict, taken, write_changes
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from files.services import erase, store_bytes
from files.uploads import refusals_of_pdf
from incidents.chronology import taken_in
from incidents.ladder import Rung, refusals_of_leaving, refusals_of_result, refusals_of_step
from incidents.letter_rules import Sending, number_of, refusals_of_numbers
from incidents.models import Letter, Situation, Step
from incidents.models.step import LONGEST_WHY
from incidents.permissions import can_keep_situation, situations_visible_to, steps_visible_to
from incidents.services.letters import send_letter
from incidents.situation_rules import CLOSED
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb

RECEIPT = "justificatif d’une démarche"


@transaction.atomic
def take_step(
    *,
    by: Actor,
    situation: Situation,
    rung: Rung | str,
    done_on: date,
    proof: str,
    key: UUID,
    until: date | None = None,
    tracking_number: str = "",
    skip: str = "",
    note: str = "",
    letters: Collection[Letter] = (),
    numbers: Mapping[UUID, str] | None = None,
) -> Step:
    """One rung, on the day it was done, with the letters that went with it, each under its own tracking number
    (`numbers`, by letter); the same `key` takes one step. Raises Refused, and Conflict when
    the same form comes back with other words."""
    ask(can_keep_situation, by, situation)
    locked = taken(situations_visible_to(by), situation)
    words = {
        "rung": rung,
        "done_on": done_on,
        "proof": proof,
        "until": until,
        "tracking_number": tracking_number.strip(),
        "skip": skip,
        "note": note,
    }
    if earlier := steps_visible_to(by).filter(pk=key).first():
        sent = {number_of(each, letters, numbers or {}, tracking_number.strip()) for each in letters}
        return same_or_conflict(earlier, words | {"letters": set(letters), "letters__tracking_number": sent})
    if locked.ended_at:
        raise Refused(CLOSED)
    step = Step(id=key, situation=locked, post_id=known(by.post_id), noted_at=by.now, **words)
    refuse(unfit_values(step, "until", "done_on", "tracking_number", "skip", "note"))
    refuse(
        refusals_of_step(
            rung=rung,
            done_on=done_on,
            today=by.today,
            taken=taken_in(by, locked),
            is_of_place=locked.is_of_place,
            lease_from=locked.lease_from,
            until=until,
            proof=proof,
            tracking_number=tracking_number,
            skip=skip,
            note=note,
            has_letters=bool(letters),
        )
    )
    step.save(force_insert=True)
    _record(by, Verb.STEP_TAKEN, step)
    refuse(refusals_of_numbers([number for number in (numbers or {}).values() if number]))
    for letter in letters:
        number = number_of(letter, letters, numbers or {}, step.tracking_number)
        send_letter(by=by, letter=letter, sending=Sending(done_on, proof, number), step=step)
    return step


@transaction.atomic
def note_result(*, by: Actor, step: Step, result: str, on: date) -> Step:
    """What became of it, once known. Raises Refused, and Conflict where it was withdrawn meanwhile."""
    locked = _standing(by, step)
    rest = taken_in(by, locked.situation, but=locked)
    refuse(refusals_of_result(step=locked.taken, result=result, on=on, today=by.today, rest=rest))
    if write_changes(locked, {"result": result, "resulted_on": on}):
        _record(by, Verb.STEP_RESULTED, locked)
    return locked


@transaction.atomic
def deposit_receipt(*, by: Actor, step: Step, content: bytes, name: str) -> Step:
    """The proof of it on paper, a PDF, in the place of the one before. Raises Refused, and Conflict where the step was
    withdrawn meanwhile."""
    locked = _standing(by, step)
    refuse(refusals_of_pdf(content, "file"))
    if locked.receipt and locked.receipt.sha256 == sha256(content).hexdigest():
        return locked
    if locked.receipt:
        erase(by=by, stored=locked.receipt)
    locked.receipt = store_bytes(
        by=by,
        content=content,
        name=name,
        content_type="application/pdf",
        owner_id=step.situation.landlord_id,
        purpose=RECEIPT,
        purge_on=None,
    )
    locked.save(update_fields=["receipt"])
    _record(by, Verb.STEP_PROVED, locked)
    return locked


def note_receipt_download(*, by: Actor, step: Step) -> None:
    record(
        by=by,
        verb=Verb.STEP_READ,
        object_id=step.pk,
        owner_id=step.situation.landlord_id,
        channel=Channel.PDF,
    )


@transaction.atomic
def withdraw_step(*, by: Actor, step: Step, why: str) -> Step:
    """It was written by mistake: it stays to be read, and counts no more. Raises Refused, and Conflict where somebody
    else has withdrawn it."""
    locked = _standing(by, step)
    if not why.strip():
        raise Refused("Dites pourquoi cette démarche est retirée.", "why")
    if len(why.strip()) > LONGEST_WHY:
        raise Refused(f"{LONGEST_WHY} caractères au plus.", "why")
    refuse(refusals_of_leaving(taken_in(by, locked.situation, but=locked)))
    write_changes(locked, {"withdrawn_at": by.now, "withdrawn_why": why.strip()})
    _record(by, Verb.STEP_WITHDRAWN, locked)
    return locked


def _standing(by: Actor, step: Step) -> Step:
    """Taken, in an open situation of the house. Raises Conflict."""
    ask(can_keep_situation, by, step.situation)
    locked = taken(steps_visible_to(by), step)
    if locked.withdrawn_at or locked.situation.ended_at:
        raise Conflict("the step is withdrawn, or its situation has ended")
    return locked


def _record(by: Actor, verb: Verb, step: Step) -> None:
    record(by=by, verb=verb, object_id=step.pk, owner_id=step.situation.landlord_id)
