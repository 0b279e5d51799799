"""The letters of a situation of a lease, on their page and in a file, which names no holder of the lease."""

from acting.actor import Actor
from files.tables.export import Line, Sheet, day_cell
from incidents.models import Letter, Situation
from incidents.permissions import letters_visible_to
from journal.verbs import Verb

HEADER = ("Lettre", "Datée du", "État", "Le")


def letters_of(actor: Actor, situation: Situation) -> list[Letter]:
    return list(letters_visible_to(actor).filter(situation=situation).for_display().in_order())


def letter_sheet(actor: Actor, situation: Situation) -> Sheet:
    lines = (Line(situation.landlord_id, each.pk, _cells(each)) for each in letters_of(actor, situation))
    return Sheet("Lettres", Verb.LETTER_READ, HEADER, lines)


def _cells(letter: Letter) -> list[str]:
    if letter.returned_on:
        state = ["revenue", day_cell(letter.returned_on)]
    elif letter.sent_on:
        state = ["envoyée", day_cell(letter.sent_on)]
    else:
        state = ["prête à envoyer" if letter.is_printed else "projet", ""]
    return [letter.get_kind_display(), day_cell(letter.written_on), *state]
