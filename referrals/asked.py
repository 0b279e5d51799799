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
from acting.days import FIRST_DAY, LAST_DAY
from acting.refusals import Refusal
from acting.words import listed, readable
from referrals.outcomes import DECISIONS, DISMISSALS, in_words
from referrals.outcomes import PROSECUTION as OF_PROSECUTION
from signatories.enums import SignatoryKind

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
    COMING = "coming"  # today, or to come
    HOUR = "hour"
    WEEKDAYS = "weekdays"
    CHOICE = "choice"
    CHOICES = "choices"


MANY = (Kind.WEEKDAYS, Kind.CHOICES)
UNSENT = (*MANY, Kind.CHOICE)  # of these a browser sends nothing where nothing is ticked
Choices = tuple[tuple[str, str], ...]


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
    choices: Choices = ()

    @property
    def field(self) -> str:
        return f"asked_{self.name}"


# What a parquet tells a landlord by itself: what it would answer to the question, but for what sends the question back.
TOLD = (
    "sent_to_inquiry",
    "under_inquiry",
    "joined",
    "prosecuted",
    "alternative",
    "dismissed",
    "decided",
    "nothing_communicable",
)
TOLD_OUTCOMES: Choices = tuple((each.code, each.label) for each in OF_PROSECUTION if each.code in TOLD)
DAMAGE: Choices = (
    ("amount", "Chiffrage du préjudice"),
    ("proofs", "Pièces justificatives"),
    ("civil_party", "Constitution de partie civile"),
)
EQUIPMENT: Choices = (
    ("door", "Porte"),
    ("light", "Éclairage"),
    ("wreck", "Épave"),
    ("other", "Autre, dit dans la précision"),
)
WHICH_COMPLAINT = (
    "Tel que le bailleur l’a noté : il retrouve sa plainte par ce numéro. Majuscules, espaces et tirets ne comptent "
    "pas."
)

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
        "images_on",
        Kind.DAY,
        "Jour des images à garder",
        "Images du",
        "Sans lui, le bailleur ne sait pas lesquelles garder.",
        is_optional=True,
    ),
    Piece("images_from", Kind.HOUR, "Images à partir de", "", is_optional=True),
    Piece("images_to", Kind.HOUR, "Images jusqu’à", "", is_optional=True),
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
    Piece("complaint_number", Kind.NUMBER, "N° de parquet ou de PV de la plainte", "N° de la plainte", WHICH_COMPLAINT),
    Piece("told", Kind.CHOICE, "Suite donnée", "Suite donnée", choices=TOLD_OUTCOMES),
    Piece(
        "told_motive",
        Kind.CHOICE,
        "Motif du classement, ou sens de la décision",
        "",
        "Pour un classement sans suite ou une décision rendue.",
        is_optional=True,
        choices=(*DISMISSALS, *DECISIONS),
    ),
    Piece("told_on", Kind.COMING, "Jour de l’audience", "", "Pour des poursuites.", is_optional=True),
    Piece("told_at", Kind.HOUR, "Heure de l’audience", "", "Si elle est connue.", is_optional=True),
    Piece("hearing_on", Kind.COMING, "Jour de l’audience", "Audience"),
    Piece("hearing_at", Kind.HOUR, "Heure de l’audience", ""),
    Piece("hearing_court", Kind.TEXT, "Juridiction", "Juridiction", "Tribunal, chambre, salle.", 120),
    Piece("damage", Kind.CHOICES, "Ce qui est demandé au bailleur", "Demandé", choices=DAMAGE),
    Piece("wanted_by", Kind.COMING, "Pour le", "Pour le"),
    Piece("equipment", Kind.CHOICES, "Ce qui est à remettre en état", "À remettre en état", choices=EQUIPMENT),
    Piece("planned_on", Kind.COMING, "Jour de l’intervention", "Intervention", is_optional=True),
)
PIECES: Mapping[str, Piece] = {piece.name: piece for piece in _PIECES}
ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "presence": ("nature", "days", "hours_from", "hours_to", "since", "access"),
    "rendez-vous-plainte": ("nature", "agency"),
    "copie-decision": ("court", "decided_on"),
    "force-publique": ("exploc_number", "exploc_on"),
    "conservation-images": ("requisition_number", "requisition_on", "images_on", "images_from", "images_to"),
    "suite-donnee": ("complaint_number", "told", "told_motive", "told_on", "told_at"),
    "avis-audience": ("complaint_number", "hearing_on", "hearing_at", "hearing_court"),
    "prejudice-pieces": ("complaint_number", "damage", "wanted_by"),
    "remise-etat": ("equipment",),
    "intervention-site": ("planned_on",),
}
# What no field asks for, and without which whoever reads it does not know what is meant: said in the free words.
BETTER_SAID: Mapping[str, str] = {
    "avis-parquet": "la question que vous posez",
    "situation-prefecture": "ce qui se passe, et ce que vous attendez",
    "intervention-site": "l’heure, et ce que le bailleur a à faire",
    "acces-badges": "quelles portes, et pour quand ; jamais de code",
    "contact-astreinte": "pour quoi, et quand rappeler",
    "conservation-images": "quelles caméras",
    "point-etape": "sur quoi, et pour quand",
}
# What a client means that opened no sheet and says nothing of it.
UNSAID: Mapping[str, Any] = {"equipment": ["other"]}
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
        elif reason := _why_out_of_bounds(piece, value, today):
            yield Refusal(reason, piece.field)
    if asked.get("hours_from") and asked.get("hours_from") == asked.get("hours_to"):
        yield Refusal("Indiquez une heure de fin qui n’est pas celle du début.", "asked_hours_to")


def _why_out_of_bounds(piece: Piece, value: Any, today: date) -> str:
    if piece.kind == Kind.DAY and not FIRST_DAY <= date.fromisoformat(value) <= today:
        return "Un jour passé, ou aujourd’hui, à partir du 1er janvier 2000."
    if piece.kind == Kind.COMING and not today <= date.fromisoformat(value) <= LAST_DAY:
        return "Aujourd’hui, ou un jour à venir."
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
        if name == "days" and _when(asked):
            lines.append(("Quand", _when(asked)))
        elif piece.kind not in (Kind.HOUR, Kind.WEEKDAYS) and name != "since" and piece.line and name in asked:
            lines.append((piece.line, _in_words(piece, asked)))
    return lines


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


def _when(asked: Asked) -> str:
    days = [WEEK[day] for day in asked.get("days", ())]
    which = "tous les jours" if len(days) == len(WEEK) else listed(days, most=len(WEEK))
    since = f"depuis le {french.day(asked['since'])}" if "since" in asked else ""
    return ", ".join(filter(None, (which, _hours(asked, "hours_from", "hours_to"), since)))


def _hours(asked: Asked, since: str, until: str) -> str:
    begins, ends = (_hour(asked.get(name, "")) for name in (since, until))
    return f"de {begins} à {ends}" if begins and ends else ""


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
