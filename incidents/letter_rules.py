"""What a letter and its template must be. Forms show it, services raise it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from acting import french
from acting.days import day_of
from acting.refusals import Refusal
from incidents.ladder import NO_NUMBER, Proof
from incidents.letter_text import (
    NEEDED,
    PARTS,
    PROOFS,
    RUNG,
    LetterKind,
    Slot,
    are_facts,
    paragraphs_of,
    slots_in,
    used_in,
)
from incidents.models import Letter, LetterTemplate, Step

MOST_LETTERS = 200
LETTERHEAD_LINES, SIGNATURE_LINES, CLAUSE_WIDTH = 6, 6, 600
NAMED = {
    Slot.FACTS: "des faits datés",
    Slot.CLAUSE: "la clause du bail ou du règlement",
    Slot.UNTIL: "un délai",
    Slot.MEETING: "le jour et l’heure de l’entretien",
}
FIELD = {Slot.FACTS: "facts", Slot.CLAUSE: "clause", Slot.UNTIL: "until", Slot.MEETING: "meets_at"}


def refusals_of_template(template: LetterTemplate) -> Iterator[Refusal]:
    if not template.letterhead.strip():
        yield Refusal("Indiquez au moins le nom de votre organisme.", "letterhead")
    if len(template.letterhead.splitlines()) > LETTERHEAD_LINES:
        yield Refusal(f"{LETTERHEAD_LINES} lignes au plus.", "letterhead")
    if len(template.signature.splitlines()) > SIGNATURE_LINES:
        yield Refusal(f"{SIGNATURE_LINES} lignes au plus.", "signature")
    yield from refusals_of_body(LetterKind(template.kind), template.body)
    if too_long := [clause for clause in template.clause_list if len(clause) > CLAUSE_WIDTH]:
        yield Refusal(f"Une clause a {CLAUSE_WIDTH} caractères au plus : « {too_long[0][:40]}… ».", "clauses")
    if Slot.CLAUSE in used_in(template.body) and not template.clause_list:
        yield Refusal("Le texte cite une clause : donnez-en au moins une.", "clauses")


def refusals_of_body(kind: LetterKind, body: str) -> Iterator[Refusal]:
    """Its words in braces are of the list, and those without which the letter is none are there."""
    if not paragraphs_of(body):
        yield Refusal("Écrivez le texte de la lettre.", "body")
        return
    if unknown := [word for word in slots_in(body) if word not in set(Slot)]:
        known = ", ".join(f"{{{slot}}}" for slot in Slot)
        yield Refusal(f"« {{{unknown[0]}}} » n’est pas un mot que le portail remplit. La liste : {known}.", "body")
    used = used_in(body)
    if missing := [slot for slot in NEEDED[kind] if slot not in used]:
        wanted = ", ".join(f"{{{slot}}}" for slot in missing)
        yield Refusal(f"Une lettre « {kind.label} » ne se fait pas sans : {wanted}.", "body")
    if any(Slot.FACTS in used_in(each) and not are_facts(each) for each in paragraphs_of(body)):
        yield Refusal(f"« {{{Slot.FACTS}}} » est seul dans son paragraphe : des lignes vides avant et après.", "body")


def missing(kind: LetterKind, slot: Slot) -> str:
    return f"Il manque {NAMED[slot]} : la lettre « {kind.label} » l’exige."


def refusals_of_letter(letter: Letter) -> Iterator[Refusal]:
    """Every part that its words ask for is there, and its addressee has an address."""
    kind = LetterKind(letter.kind)
    yield from refusals_of_body(kind, letter.body)
    if len(letter.addressed_to.splitlines()) < 2:  # a name, and where the person lives
        yield Refusal(f"{letter.addressed_to} n’a pas d’adresse postale : complétez-la avant d’écrire.", "addressees")
    given = {
        Slot.FACTS: bool(letter.facts),
        Slot.CLAUSE: bool(letter.clause.strip()),
        Slot.UNTIL: letter.until is not None,
        Slot.MEETING: letter.meets_at is not None,
    }
    asked = used_in(letter.body) | set(NEEDED[kind])
    for slot in PARTS:
        if slot in asked and not given[slot]:
            yield Refusal(missing(kind, slot), FIELD[slot])
    yield from _refusals_of_days(letter)


def _refusals_of_days(letter: Letter) -> Iterator[Refusal]:
    if letter.until and letter.until <= letter.written_on:
        yield Refusal("Le délai finit après la date de la lettre.", "until")
    if letter.meets_at and day_of(letter.meets_at) <= letter.written_on:
        yield Refusal("L’entretien vient après la date de la lettre.", "meets_at")
    lease_from = letter.situation.lease_from
    if lease_from and letter.written_on < lease_from:
        yield Refusal("Le bail ne courait pas encore à la date de la lettre.", "written_on")


@dataclass(frozen=True, slots=True)
class Sending:
    """How a letter leaves; by registered mail each has a number of its own."""

    on: date
    proof: str
    tracking_number: str = ""


def number_of(letter: Letter, letters: Collection[Letter], numbers: Mapping[UUID, str], of_step: str) -> str:
    """Its own; that of the step where it is the only letter."""
    return numbers.get(letter.pk) or (of_step if len(letters) == 1 else "")


def refusals_of_enclosing(letter: Letter, step: Step) -> Iterator[Refusal]:
    """It goes with a step of its own rung."""
    if letter.situation_id != step.situation_id or RUNG.get(LetterKind(letter.kind)) != step.rung:
        yield Refusal("Choisissez une lettre de cette démarche.", "letters")
    if letter.until and letter.until != step.until:
        yield Refusal(f"La lettre laisse jusqu’au {french.day(letter.until)} : la démarche dit le même jour.", "until")


def refusals_of_numbers(numbers: Sequence[str]) -> Iterator[Refusal]:
    if len(set(numbers)) < len(numbers):
        yield Refusal("Deux lettres recommandées n’ont pas le même numéro de suivi.", "letters")


def refusals_of_sending_alone(letter: Letter, sending: Sending, today: date) -> Iterator[Refusal]:
    """Of a kind that is no step; the others leave with theirs."""
    if rung := RUNG.get(LetterKind(letter.kind)):
        yield Refusal(f"Cette lettre part avec sa démarche : notez « {rung.label} » et choisissez-la.")
    if sending.proof not in PROOFS:
        yield Refusal("Choisissez comment la lettre est partie.", "proof")
    if sending.on > today:
        yield Refusal("Un envoi se note le jour où il est fait, ou après.", "sent_on")


def refusals_of_sending(letter: Letter, sending: Sending, day: str, number: str) -> Iterator[Refusal]:
    """On paper that says what it says, not before its date, and with its number where it is registered. `day` and
    `number` are the fields in which they were typed."""
    if not letter.is_printed:
        yield Refusal("Faites d’abord le PDF de la lettre : c’est lui qui est gardé.", "letters")
    if why := letter.outdated_on(sending.on):
        yield Refusal(why, "letters")
    if sending.on < letter.written_on:
        yield Refusal(f"La lettre est datée du {french.day(letter.written_on)} : elle ne part pas avant.", day)
    if sending.proof == Proof.REGISTERED and not sending.tracking_number.strip():
        yield Refusal(NO_NUMBER, number)


def refusals_of_return(letter: Letter, on: date, today: date) -> Iterator[Refusal]:
    if letter.sent_on is None:
        yield Refusal("Cette lettre n’est pas encore partie.")
    elif not letter.sent_on <= on <= today:
        yield Refusal("Un jour entre celui de l’envoi et aujourd’hui.", "returned_on")


def refusals_of_mailing(kind: str, situations: int) -> Iterator[Refusal]:
    if kind not in LetterKind.values or Slot.MEETING in NEEDED[LetterKind(kind)]:
        yield Refusal("Un entretien se propose à chacun : faites ces lettres une à une.", "situations")
    if not 1 <= situations <= MOST_LETTERS:
        yield Refusal(f"Choisissez de 1 à {MOST_LETTERS} situations d’un bail.", "situations")


def refusals_of_date(written_on: date, today: date) -> Iterator[Refusal]:
    """A letter is dated of the day on which it is made, or of one soon after, never before."""
    if not 0 <= (written_on - today).days <= DATED_WITHIN:
        yield Refusal(f"Datez la lettre d’aujourd’hui, ou d’un jour dans les {DATED_WITHIN} jours.", "written_on")


DATED_WITHIN = 15
