"""What a request says in fields of its own, beside the field sets: the days of a patrol, the number of a requisition.

Plain data: each piece is one key of `asked`, kept with the draft and frozen in the content; a day as ISO text, an hour
as `20:30`, days of the week by their code, in their order. A piece that nobody filled has no key.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from acting import french
from acting.days import FIRST_DAY, LAST_DAY
from acting.refusals import Refusal
from acting.words import listed, readable
from referrals.asked_pieces import ASKED_BY, NEVER_EMPTY, PIECES, WEEK, WITH_PERSONS, Kind, Piece
from referrals.outcomes import in_words
from signatories.enums import SignatoryKind

Asked = Mapping[str, Any]

ONE_LINE = "Écrivez-le sur une seule ligne, sans caractère invisible."
COUNTED = re.compile("[1-9][0-9]?")
SAID_TOGETHER = ("since", "planned_on", "planned_open", "planned_at")  # with what stands beside them


def pieces_of(subject: str, *, with_persons: bool = False) -> list[Piece]:
    """Those that the sheet asks for, in their order."""
    names = (*ASKED_BY.get(subject, ()), *(WITH_PERSONS if with_persons else ()))
    pieces = [(name, PIECES[name.removesuffix("?")]) for name in names]
    return [replace(piece, is_optional=True) if name.endswith("?") else piece for name, piece in pieces]


def as_kept(pieces: Sequence[Piece], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled of these pieces, as it is kept; what cannot be read as its kind is left out."""
    kept = {piece.name: _read(piece, given.get(piece.name)) for piece in pieces}
    return {name: value for name, value in kept.items() if value}


def refusals_of_asked(asked: Asked, today: date) -> Iterator[Refusal]:
    """The bounds of each piece, whoever wrote it."""
    for name, value in asked.items():
        piece = PIECES.get(name)
        if value == "" and name in NEVER_EMPTY:
            if name != "planned_on" or not asked.get("planned_open"):
                yield Refusal(NEVER_EMPTY[name], f"asked_{name}")
        elif piece is None or value != _read(piece, value):
            yield Refusal("Ce qui est demandé ne se lit pas : reprenez ce champ.", f"asked_{name}")
        elif reason := _why_out_of_bounds(piece, value, today):
            yield Refusal(reason, piece.field)
    if asked.get("hours_from") and asked.get("hours_from") == asked.get("hours_to"):
        yield Refusal("Indiquez une heure de fin qui n’est pas celle du début.", "asked_hours_to")
    first, last = asked.get("standby_from"), asked.get("standby_to")
    if isinstance(first, str) and isinstance(last, str) and last < first:
        yield Refusal("Le dernier jour vient avant le premier.", "asked_standby_to")


def _why_out_of_bounds(piece: Piece, value: Any, today: date) -> str:
    if piece.kind == Kind.DAY and not FIRST_DAY <= date.fromisoformat(value) <= today:
        return "Un jour passé, ou aujourd’hui, à partir du 1er janvier 2000."
    if piece.kind == Kind.COMING and not today <= date.fromisoformat(value) <= LAST_DAY:
        return "Aujourd’hui, ou un jour à venir."
    if piece.kind == Kind.COUNT and not COUNTED.fullmatch(value):
        return "Un nombre de 1 à 99."
    if piece.kind not in (Kind.TEXT, Kind.NUMBER):
        return ""
    if value != readable(value) or any(sign in value for sign in "\0\t\n"):
        return ONE_LINE
    return f"{piece.longest} caractères au plus." if len(value) > piece.longest else ""


def texts_in(asked: Asked) -> dict[str, str]:
    """The free words, by field."""
    return {f"asked_{name}": asked[name] for name, piece in PIECES.items() if piece.kind == Kind.TEXT and name in asked}


def lines_of(asked: Asked) -> list[tuple[str, str]]:
    """As somebody reads it: `("Quand", "vendredi et samedi, de 20 h à 2 h, depuis le 5 janvier 2026")`. Unknown keys
    are left out."""
    lines = []
    for name, piece in PIECES.items():
        if name == "days" and when_of(asked):
            lines.append(("Quand", when_of(asked)))
        elif name == "planned_on" and _planned(asked):
            lines.append((piece.line, _planned(asked)))
        elif (
            name not in SAID_TOGETHER and piece.kind not in (Kind.HOUR, Kind.WEEKDAYS) and piece.line and name in asked
        ):
            lines.append((piece.line, _in_words(piece, asked)))
    return lines


def in_one_line(asked: Asked) -> str:
    """`"vendredi, de 20 h à 2 h ; accès : badge remis"`: where there is no room for lines of their own."""
    said = [(line, words[:1].lower() + words[1:]) for line, words in lines_of(asked)]
    lines = [words if line == "Quand" else f"{line}\u00a0: {words}" for line, words in said]
    return "\u00a0; ".join(line.removesuffix(".") for line in lines)


def _in_words(piece: Piece, asked: Asked) -> str:
    value = asked[piece.name]
    if piece.name == "told":
        return told_in_words(asked)
    if piece.kind in (Kind.DAY, Kind.COMING):
        hour = _hour(asked.get("hearing_at", "")) if piece.name == "hearing_on" else ""
        hours = _hours(asked, "images_from", "images_to") if piece.name == "images_on" else ""
        return french.day(value) + (f" à {hour}" if hour else "") + (f", {hours}" if hours else "")
    if piece.kind == Kind.CHOICES:
        return listed([label.lower() for code, label in piece.choices if code in value], most=len(piece.choices))
    return str(value)


def told_in_words(asked: Asked) -> str:
    """`"Poursuites, audience le 12 mars 2026 à 9 h 30"`, as an answer would say it."""
    on, at = asked.get("told_on"), asked.get("told_at")
    return in_words(
        SignatoryKind.PROSECUTION,
        asked["told"],
        on=date.fromisoformat(on) if on else None,
        at=time.fromisoformat(at) if at else None,
        count=None,
        motive=asked.get("told_motive", ""),
        institution="",
    )


def when_of(asked: Asked) -> str:
    """`"vendredi et samedi, de 20 h à 2 h, depuis le 5 janvier 2026"`; "" where no day and no hour is said."""
    days = [WEEK[day] for day in asked.get("days", ())]
    which = "tous les jours" if len(days) == len(WEEK) else listed(days, most=len(WEEK))
    since = f"depuis le {french.day(asked['since'])}" if "since" in asked else ""
    return ", ".join(filter(None, (which, _standby(asked), _hours(asked, "hours_from", "hours_to"), since)))


def _standby(asked: Asked) -> str:
    first, last = asked.get("standby_from"), asked.get("standby_to")
    if first and first == last:
        return f"le {french.day(first)}"
    if first and last:
        return f"du {french.day(first)} au {french.day(last)}"
    return f"à partir du {french.day(first)}" if first else f"jusqu’au {french.day(last)}" if last else ""


def _planned(asked: Asked) -> str:
    """The day and the hour that are said; to be agreed where none is, or where it is only proposed."""
    on, at = asked.get("planned_on"), _hour(asked.get("planned_at", ""))
    said = (french.day(on) if on else "", f"à {at}" if at else "")
    to_agree = ("à convenir" if on else "jour à convenir") if asked.get("planned_open") else ""
    return ", ".join(filter(None, (" ".join(filter(None, said)), to_agree)))


def _hours(asked: Asked, since: str, until: str) -> str:
    begins, ends = (_hour(asked.get(name, "")) for name in (since, until))
    if begins and ends:
        return f"de {begins} à {ends}"
    return f"à partir de {begins}" if begins else f"jusqu’à {ends}" if ends else ""


def _hour(text: str) -> str:
    hour = f"{int(text[:2])}{french.NO_BREAK}h" if text else ""
    return hour if text[3:] in ("", "00") else f"{hour}{french.NO_BREAK}{text[3:]}"


def _read(piece: Piece, value: Any) -> Any:
    """As it is kept; None for what is nothing of this kind."""
    if piece.kind == Kind.WEEKDAYS:
        given = value if isinstance(value, (list, tuple)) else ()
        return [day for day in WEEK if day in given]
    if piece.kind == Kind.CHOICES:
        given = value if isinstance(value, (list, tuple)) else ()
        return [code for code, _ in piece.choices if code in given]
    text = str(value or "").strip() if not isinstance(value, (list, tuple, dict)) else ""
    try:
        if piece.kind in (Kind.DAY, Kind.COMING):
            return date.fromisoformat(text).isoformat() if text else None
        if piece.kind == Kind.HOUR:
            return time.fromisoformat(text).isoformat(timespec="minutes") if text else None
    except ValueError:
        return None
    if piece.kind == Kind.CHOICE:
        return text if text in dict(piece.choices) else None
    return text
