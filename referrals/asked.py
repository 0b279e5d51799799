"""What a request says in fields of its own, beside the field sets: the days of a patrol, the number of a requisition.

Plain data: each piece is one key of `asked`, kept with the draft and frozen in the content; a day as ISO text, an hour
as `20:30`, days of the week by their code, in their order. A piece that nobody filled has no key.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from acting import french
from acting.days import FIRST_DAY
from acting.refusals import Refusal
from acting.words import listed, readable

Asked = Mapping[str, Any]

WEEK = {
    "monday": "lundi",
    "tuesday": "mardi",
    "wednesday": "mercredi",
    "thursday": "jeudi",
    "friday": "vendredi",
    "saturday": "samedi",
    "sunday": "dimanche",
}
ONE_LINE = "Écrivez-le sur une seule ligne, sans caractère invisible."


class Kind(StrEnum):
    TEXT = "text"  # free words, which the guard watches
    NUMBER = "number"
    DAY = "day"  # past, or today
    HOUR = "hour"
    WEEKDAYS = "weekdays"


@dataclass(frozen=True, slots=True)
class Piece:
    """`label` is what its field is called, `line` what its line on the recipient's page is."""

    name: str
    kind: Kind
    label: str
    line: str
    hint: str = ""
    longest: int = 40
    is_optional: bool = False

    @property
    def field(self) -> str:
        return f"asked_{self.name}"


_PIECES = (
    Piece("nature", Kind.TEXT, "De quoi il s’agit", "Nature", "Sans nom ni état de santé.", 120),
    Piece("days", Kind.WEEKDAYS, "Quels jours", "Jours"),
    Piece("hours_from", Kind.HOUR, "À partir de", "À partir de"),
    Piece("hours_to", Kind.HOUR, "Jusqu’à", "Jusqu’à", "Plus tôt que le début : le lendemain."),
    Piece("since", Kind.DAY, "Depuis quand", "Depuis le"),
    Piece("access", Kind.TEXT, "Comment entrer", "Accès", "Badge remis, personne à appeler. Jamais de code.", 200),
    Piece(
        "agency",
        Kind.TEXT,
        "Agence ou lieu du rendez-vous",
        "Rendez-vous",
        "Si ce n’est pas le lieu du fait.",
        120,
        is_optional=True,
    ),
    Piece("exploc_number", Kind.NUMBER, "N° EXPLOC", "N° EXPLOC"),
    Piece("exploc_on", Kind.DAY, "Date de la réquisition", "Réquisition du"),
    Piece("requisition_number", Kind.NUMBER, "N° de la réquisition", "N° de réquisition"),
    Piece("requisition_on", Kind.DAY, "Date de la réquisition", "Réquisition du"),
    Piece(
        "court",
        Kind.TEXT,
        "Juridiction",
        "Juridiction",
        "Si la plainte n’a pas de n° de parquet.",
        120,
        is_optional=True,
    ),
    Piece("decided_on", Kind.DAY, "Date de la décision", "Décision du", is_optional=True),
    Piece(
        "persons_requisition",
        Kind.NUMBER,
        "Référence de la réquisition écrite",
        "Réquisition écrite",
        "À défaut de plainte communiquée, pour les personnes mises en cause.",
        80,
    ),
)
PIECES: Mapping[str, Piece] = {piece.name: piece for piece in _PIECES}
ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "presence": ("nature", "days", "hours_from", "hours_to", "since", "access"),
    "rendez-vous-plainte": ("nature", "agency"),
    "copie-decision": ("court", "decided_on"),
    "force-publique": ("exploc_number", "exploc_on"),
    "conservation-images": ("requisition_number", "requisition_on"),
}
WITH_PERSONS = ("persons_requisition",)  # where they do not go without a complaint or this


def pieces_of(subject: str, *, with_persons: bool = False) -> list[Piece]:
    """Those that the sheet asks for, in their order."""
    names = (*ASKED_BY.get(subject, ()), *(WITH_PERSONS if with_persons else ()))
    return [PIECES[name] for name in names]


def as_kept(pieces: Sequence[Piece], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled of these pieces, as it is kept; what cannot be read as its kind is left out."""
    kept = {piece.name: _read(piece, given.get(piece.name)) for piece in pieces}
    return {name: value for name, value in kept.items() if value}


def refusals_of_asked(asked: Asked, today: date) -> Iterator[Refusal]:
    """The bounds of each piece, whoever wrote it."""
    for name, value in asked.items():
        piece = PIECES.get(name)
        if piece is None or value != _read(piece, value):
            yield Refusal("Ce qui est demandé ne se lit pas : reprenez ce champ.", f"asked_{name}")
        elif piece.kind == Kind.DAY and not FIRST_DAY <= date.fromisoformat(value) <= today:
            yield Refusal("Un jour passé, ou aujourd’hui, à partir du 1er janvier 2000.", piece.field)
        elif piece.kind in (Kind.TEXT, Kind.NUMBER):
            if value != readable(value) or any(sign in value for sign in "\0\t\n"):
                yield Refusal(ONE_LINE, piece.field)
            elif len(value) > piece.longest:
                yield Refusal(f"{piece.longest} caractères au plus.", piece.field)
    if asked.get("hours_from") and asked.get("hours_from") == asked.get("hours_to"):
        yield Refusal("Indiquez une heure de fin qui n’est pas celle du début.", "asked_hours_to")


def texts_in(asked: Asked) -> dict[str, str]:
    """The free words, by field."""
    return {f"asked_{name}": asked[name] for name, piece in PIECES.items() if piece.kind == Kind.TEXT and name in asked}


def lines_of(asked: Asked) -> list[tuple[str, str]]:
    """As somebody reads it: `("Jours et heures", "vendredi et samedi, de 20 h 00 à 2 h 00")`. Unknown keys are left
    out."""
    lines = []
    for name, piece in PIECES.items():
        if name == "days" and _when(asked):
            lines.append(("Jours et heures", _when(asked)))
        elif piece.kind not in (Kind.HOUR, Kind.WEEKDAYS) and name in asked:
            lines.append((piece.line, french.day(asked[name]) if piece.kind == Kind.DAY else asked[name]))
    return lines


def _when(asked: Asked) -> str:
    days = [WEEK[day] for day in asked.get("days", ())]
    which = "tous les jours" if len(days) == len(WEEK) else listed(days, most=len(WEEK))
    begins, ends = (_hour(asked.get(name, "")) for name in ("hours_from", "hours_to"))
    hours = f"de {begins} à {ends}" if begins and ends else ""
    return ", ".join(filter(None, (which, hours)))


def _hour(text: str) -> str:
    return f"{int(text[:2])}{french.NO_BREAK}h{french.NO_BREAK}{text[3:]}" if text else ""


def _read(piece: Piece, value: Any) -> Any:
    """As it is kept; None for what is nothing of this kind."""
    if piece.kind == Kind.WEEKDAYS:
        given = value if isinstance(value, (list, tuple)) else ()
        return [day for day in WEEK if day in given]
    text = str(value or "").strip() if not isinstance(value, (list, tuple, dict)) else ""
    try:
        if piece.kind == Kind.DAY:
            return date.fromisoformat(text).isoformat() if text else None
        if piece.kind == Kind.HOUR:
            return time.fromisoformat(text).isoformat(timespec="minutes") if text else None
    except ValueError:
        return None
    return text
