"""A box in a file: of each referral what its line says; of one that has ended its reference, its dates and no more."""

from collections.abc import Iterable, Iterator

from acting.actor import Actor
from acting.lists import Listing
from files.tables.export import Line, Sheet, day_cell
from journal.verbs import Verb
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.referral_list import ReferralList, Row, rows_of

RECEIVED = (
    "Référence", "Saisine", "Lieu", "Numéros", "Service", "De", "Envoyée le", "État", "Depuis le", "À savoir",
    "Suivie par", "À revoir le",
)  # fmt: skip
SENT = (
    "Référence", "Saisine", "Lieu", "À", "Envoyée le", "État", "Depuis le", "À savoir", "Réponse", "Répondue le",
)  # fmt: skip


def referral_sheet(actor: Actor, box: ReferralList) -> Sheet:
    """Of a box as its address narrows it; a number that is searched finds a page, and no file."""
    is_inbox = box.box == "recues"
    name = f"Saisines {box.box_label.lower()}"
    lines = _lines(actor, box.listing(), is_inbox=is_inbox)
    return Sheet(name, Verb.REFERRAL_READ, RECEIVED if is_inbox else SENT, lines, box.narrowed_by)


def _lines(actor: Actor, listing: Listing[Referral], *, is_inbox: bool) -> Iterator[Line]:
    for part in listing.parts():
        for row in rows_of(actor, part):
            cells = _received(row) if is_inbox else _sent(row)
            yield Line(row.referral.sender_id, row.referral.pk, cells)


def _received(row: Row) -> list[str]:
    handling = row.handling
    return [
        row.referral.reference,
        _title(row),
        row.place,
        _joined(f"n° de {label} {number}" for label, number in row.numbers),
        row.service,
        row.referral.sender.short_name if row.place else "",
        day_cell(row.referral.sent_at),
        *_state(row),
        str(handling.assigned_to.person) if handling and handling.assigned_to else "",
        day_cell(handling.review_on) if handling else "",
    ]


def _sent(row: Row) -> list[str]:
    return [
        row.referral.reference,
        _title(row),
        row.place,
        row.referral.recipient.short_name,
        day_cell(row.referral.sent_at),
        *_state(row),
        row.answer.said if row.answer else "",
        day_cell(row.answer.answer.answered_at) if row.answer else "",
    ]


def _title(row: Row) -> str:
    if row.place:
        return row.referral.subject.label
    return "Réservée à des personnes nommées" if row.is_closed_to_reader else "Accès terminé"


def _state(row: Row) -> list[str]:
    """State, since when it waits, and what is marked beside it."""
    waiting = "Sans accusé de réception" if row.state == ReferralState.SENT else "Sans réponse"
    state = waiting if row.waits_since else str(row.state.label)
    told = [
        f"complétée le {day_cell(row.completed_at)}" if row.completed_at else "",
        "complément attendu" if row.asks_more else "",
        "pour information" if row.is_for_information else "",
        "personne ne lit" if row.is_unread else "",
        f"repris par « {row.taken_over_by.named} »" if row.taken_over_by else "",
        "lue par un autre poste" if row.is_read_elsewhere else "",
        f"lue jusqu’au {day_cell(row.last_day)}" if row.last_day else "",
    ]
    return [state, day_cell(row.waits_since), _joined(told)]


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(filter(None, parts))
