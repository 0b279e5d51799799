"""Letters and their templates: written, made for each holder of a lease, put right, printed, sent with a step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import as_changed, same_or_conflict, taken, write_changes
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from files.models import StoredFile
from files.services import erase, store_bytes
from incidents.letter_rules import (
    Sending,
    refusals_of_date,
    refusals_of_enclosing,
    refusals_of_letter,
    refusals_of_return,
    refusals_of_sending,
    refusals_of_sending_alone,
    refusals_of_template,
)
from incidents.letter_sources import template_of
from incidents.letter_text import LetterKind
from incidents.logos import redrawn
from incidents.models import Addressee, Letter, LetterTemplate, Situation, Step
from incidents.permissions import (
    addressees_visible_to,
    can_keep_situation,
    can_keep_situations,
    letters_visible_to,
    situations_visible_to,
)
from incidents.situation_rules import CLOSED
from journal.enums import Channel
from journal.insertion import inserted
from journal.services import record
from journal.verbs import Verb

OF_A_LEASE, NO_HOLDER = "Une lettre se fait dans une situation d’un bail.", "Choisissez au moins un titulaire du bail."
LOGO, PAPER = "logo d’un modèle de lettre", "lettre"


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What somebody chooses and writes for a letter; `facts` are its lines (`letter_sources.fact_line`)."""

    body: str
    written_on: date
    facts: Sequence[str] = field(default_factory=list)
    clause: str = ""
    until: date | None = None
    meets_at: datetime | None = None

    def fields(self) -> dict[str, object]:
        return {
            "body": self.body.strip(),
            "written_on": self.written_on,
            "facts": list(self.facts),
            "clause": self.clause,
            "until": self.until,
            "meets_at": self.meets_at,
        }


@transaction.atomic
def write_template(
    *,
    by: Actor,
    kind: LetterKind | str,
    letterhead: str,
    signature: str,
    body: str,
    clauses: str,
    logo: bytes | None = None,
    without_logo: bool = False,
) -> LetterTemplate:
    """The next version of the house's template; the same words write none. Raises Refused, and Conflict where a
    colleague wrote that version at the same moment."""
    ask(can_keep_situations, by)
    if kind not in LetterKind.values:
        raise Refused("Choisissez une lettre de la liste.", "kind")
    former = template_of(by, kind)
    words = {
        "letterhead": letterhead.strip(),
        "signature": signature.strip(),
        "body": body.strip(),
        "clauses": clauses.strip(),
    }
    kept_logo = None if without_logo or logo else former.logo
    unchanged = all(getattr(former, name) == value for name, value in words.items()) and former.logo == kept_logo
    if unchanged and not logo and former.version:
        return former
    template = LetterTemplate(
        landlord_id=known(by.signatory_id),
        kind=kind,
        version=former.version + 1,
        logo=kept_logo,
        post_id=known(by.post_id),
        written_at=by.now,
        **words,
    )
    refuse(unfit_values(template, *words))
    refuse(refusals_of_template(template))
    if logo:
        template.logo = _kept_logo(by, redrawn(logo))
    if not inserted(template):
        raise Conflict("a colleague has just written this version")
    record(by=by, verb=Verb.LETTER_TEMPLATE_CHANGED, object_id=template.pk, owner_id=template.landlord_id)
    return template


@transaction.atomic
def make_letters(
    *,
    by: Actor,
    situation: Situation,
    kind: LetterKind | str,
    addressees: Collection[Addressee],
    words: LetterWords,
    key: UUID,
) -> list[Letter]:
    """One for each holder of the lease, or none at all; the same `key` makes them once. Raises Refused, and Conflict
    when the same form comes back with other words."""
    ask(can_keep_situation, by, situation)
    locked = taken(situations_visible_to(by), situation)
    if locked.ended_at:
        raise Refused(CLOSED)
    if locked.is_of_place or kind not in LetterKind.values:
        raise Refused(OF_A_LEASE)
    wanted = {each.pk for each in addressees}
    holders = addressees_visible_to(by).filter(situation=locked, pk__in=wanted).holding_on(by.today)
    found = list(holders.in_order())
    if not found or len(found) != len(wanted):
        raise Refused(NO_HOLDER, "addressees")
    return [_made(by, locked, kind, each, words, uuid5(key, str(each.pk))) for each in found]


@transaction.atomic
def revise_letter(*, by: Actor, letter: Letter, words: LetterWords) -> Letter:
    """Its words, until it is sent; the address is read anew. Its paper has to be printed again. Raises Refused, and
    Conflict where it has been sent meanwhile."""
    ask(can_keep_situation, by, letter.situation)
    locked = _draft(by, letter)
    fields = words.fields() | {"addressed_to": "\n".join(locked.addressee.window)}
    changed = as_changed(locked, fields)
    refuse(unfit_values(changed, *words.fields()))
    refuse(refusals_of_letter(changed))
    if words.written_on != locked.written_on:
        refuse(refusals_of_date(words.written_on, by.today))
    if write_changes(locked, fields):
        _record(by, Verb.LETTER_CHANGED, locked)
    return locked


@transaction.atomic
def send_letter(*, by: Actor, letter: Letter, sending: Sending, step: Step | None = None) -> Letter:
    """With the step that it belongs to, or alone where its kind is none: from now on nothing of it changes. Raises
    Refused, and Conflict where it has been sent."""
    ask(can_keep_situation, by, letter.situation)
    locked = _draft(by, letter)
    if step:
        refuse(refusals_of_enclosing(locked, step))
        refuse(refusals_of_sending(locked, sending, "done_on", number_field(locked)))
    else:
        refuse(refusals_of_sending_alone(locked, sending, by.today))
        refuse(refusals_of_sending(locked, sending, "sent_on", "tracking_number"))
    locked.step, locked.sent_on, locked.proof = step, sending.on, sending.proof
    locked.tracking_number = sending.tracking_number.strip()
    refuse(unfit_values(locked, "tracking_number"))
    locked.save(update_fields=["step", "sent_on", "proof", "tracking_number"])
    _record(by, Verb.LETTER_SENT, locked)
    return locked


@transaction.atomic
def note_return(*, by: Actor, letter: Letter, on: date) -> Letter:
    """The post brought it back. Raises Refused, and Conflict where the situation has ended."""
    ask(can_keep_situation, by, letter.situation)
    locked = taken(letters_visible_to(by).filter(situation__ended_at=None), letter)
    refuse(refusals_of_return(locked, on, by.today))
    if write_changes(locked, {"returned_on": on}):
        _record(by, Verb.LETTER_RETURNED, locked)
    return locked


@transaction.atomic
def discard_letter(*, by: Actor, letter: Letter) -> None:
    """A draft that is not wanted, with its paper. Raises Conflict where it has been sent meanwhile."""
    ask(can_keep_situation, by, letter.situation)
    locked = _draft(by, letter)
    _record(by, Verb.LETTER_DISCARDED, locked)
    if locked.file:
        erase(by=by, stored=locked.file)
    locked.delete()


def number_field(letter: Letter) -> str:
    """The field of a form in which the tracking number of this letter is typed."""
    return f"number_{letter.pk.hex}"


@transaction.atomic
def keep_paper(*, by: Actor, letter: Letter, content: bytes, digest: str) -> None:
    """The PDF of a draft, in the place of the one before; `digest` is of the words that it shows. What was sent keeps
    the paper with which it was sent."""
    ask(can_keep_situation, by, letter.situation)
    drafts = letters_visible_to(by).drafts().filter(situation__ended_at=None)
    if not drafts.filter(pk=letter.pk).exists():
        return
    locked = taken(drafts, letter)
    former = locked.file
    locked.file = store_bytes(
        by=by,
        content=content,
        name=f"lettre-{locked.situation.reference}.pdf",
        content_type="application/pdf",
        owner_id=locked.situation.landlord_id,
        purpose=PAPER,
        purge_on=None,
        is_own_work=True,
    )
    locked.printed = digest
    locked.save(update_fields=["file", "printed"])
    if former:
        erase(by=by, stored=former)
    _record(by, Verb.LETTER_PRINTED, locked)


def note_letter_download(*, by: Actor, letter: Letter) -> None:
    record(
        by=by,
        verb=Verb.LETTER_READ,
        object_id=letter.pk,
        owner_id=letter.situation.landlord_id,
        channel=Channel.PDF,
    )


def _made(
    by: Actor, situation: Situation, kind: LetterKind | str, addressee: Addressee, words: LetterWords, key: UUID
) -> Letter:
    if earlier := letters_visible_to(by).filter(pk=key).first():
        return same_or_conflict(earlier, words.fields())
    letter = drafted(by, situation, addressee, template_of(by, kind), words, key)
    letter.save(force_insert=True)
    _record(by, Verb.LETTER_MADE, letter)
    return letter


def drafted(
    author: Actor, situation: Situation, addressee: Addressee, template: LetterTemplate, words: LetterWords, key: UUID
) -> Letter:
    """Not written yet. Raises Refused."""
    fields = words.fields()
    letter = Letter(
        id=key,
        situation=situation,
        addressee=addressee,
        kind=template.kind,
        template=template if template.version else None,
        letterhead=template.letterhead,
        signature=template.signature,
        logo=template.logo,
        addressed_to="\n".join(addressee.window),
        post_id=known(author.post_id),
        made_at=author.now,
        **fields,
    )
    refuse(unfit_values(letter, *fields))
    refuse(refusals_of_letter(letter))
    refuse(refusals_of_date(words.written_on, author.today))
    return letter


def _draft(by: Actor, letter: Letter) -> Letter:
    """Taken, not sent, in an open situation. Raises Conflict."""
    locked = taken(letters_visible_to(by).for_display(), letter)
    if locked.sent_on or locked.situation.ended_at:
        raise Conflict("the letter has been sent, or its situation has ended")
    return locked


def _kept_logo(by: Actor, content: bytes) -> StoredFile:
    return store_bytes(
        by=by,
        content=content,
        name=f"logo-{uuid4()}.png",
        content_type="image/png",
        owner_id=by.signatory_id,
        purpose=LOGO,
        purge_on=None,
        is_own_work=True,
    )


def _record(by: Actor, verb: Verb, letter: Letter) -> None:
    record(by=by, verb=verb, object_id=letter.pk, owner_id=letter.situation.landlord_id)
