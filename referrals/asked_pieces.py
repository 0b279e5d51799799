"""The pieces of which a request is made, and which of them each subject asks for: one table, as `outcome_table` is for
what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from referrals.outcomes import DECISIONS, DISMISSALS
from referrals.outcomes import PROSECUTION as OF_PROSECUTION

WEEK = {
    "monday": "lundi",
    "tuesday": "mardi",
    "wednesday": "mercredi",
    "thursday": "jeudi",
    "friday": "vendredi",
    "saturday": "samedi",
    "sunday": "dimanche",
}


class Kind(StrEnum):
    TEXT = "text"  # free words, which the guard watches
    NUMBER = "number"  # of a document
    COUNT = "count"
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
    """`label` is what its field is called, `line` what its line on the recipient's page is; `needed`: when one that
    may be left empty may not."""

    name: str
    kind: Kind
    label: str
    line: str
    hint: str = ""
    longest: int = 40
    is_optional: bool = False
    needed: str = ""
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
OPEN: Choices = (("open", "Jour à convenir"),)
UNNUMBERED = "nécessaire sans n° de parquet"
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
        needed="nécessaire sans le lieu du fait",
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
    Piece("cameras", Kind.TEXT, "Quelles caméras", "Caméras", "Hall, parking, ascenseur.", 160, is_optional=True),
    Piece("images_from", Kind.HOUR, "Images à partir de", "", is_optional=True),
    Piece("images_to", Kind.HOUR, "Images jusqu’à", "", is_optional=True),
    Piece(
        "court",
        Kind.TEXT,
        "Juridiction",
        "Juridiction",
        longest=120,
        is_optional=True,
        needed=UNNUMBERED,
    ),
    Piece("decided_on", Kind.DAY, "Date de la décision", "Décision du", is_optional=True, needed=UNNUMBERED),
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
        is_optional=True,
        needed="nécessaire pour « classement sans suite » et « décision rendue »",
        choices=(*DISMISSALS, *DECISIONS),
    ),
    Piece("told_on", Kind.COMING, "Jour de l’audience", "", is_optional=True, needed="nécessaire pour « poursuites »"),
    Piece("told_at", Kind.HOUR, "Heure de l’audience", "", "Si elle est connue.", is_optional=True),
    Piece("hearing_on", Kind.COMING, "Jour de l’audience", "Audience"),
    Piece("hearing_at", Kind.HOUR, "Heure de l’audience", ""),
    Piece("hearing_court", Kind.TEXT, "Juridiction", "Juridiction", "Tribunal, chambre, salle.", 120),
    Piece("damage", Kind.CHOICES, "Ce qui est demandé au bailleur", "Demandé", choices=DAMAGE),
    Piece("wanted_by", Kind.COMING, "Pour le", "Pour le"),
    Piece("equipment", Kind.CHOICES, "Ce qui est à remettre en état", "À remettre en état", choices=EQUIPMENT),
    Piece(
        "repair_at",
        Kind.TEXT,
        "Où exactement",
        "Où",
        "Quelle porte, quel éclairage, quelle place de parking.",
        160,
        is_optional=True,
    ),
    Piece(
        "planned_on",
        Kind.COMING,
        "Jour de l’intervention",
        "Intervention",
        is_optional=True,
        needed="nécessaire, ou à convenir",
    ),
    Piece("planned_open", Kind.CHOICES, "Sans jour fixé", "Intervention", is_optional=True, choices=OPEN),
    Piece("planned_at", Kind.HOUR, "Heure de l’intervention", "", is_optional=True),
    Piece(
        "todo",
        Kind.TEXT,
        "Ce que le bailleur a à faire",
        "À faire par le bailleur",
        "Ouvrir un local, être présent. Sans nom.",
        160,
        is_optional=True,
    ),
    Piece("question", Kind.TEXT, "La question que vous posez", "Question", "Une seule, sans nom.", 240),
    Piece(
        "expected",
        Kind.TEXT,
        "Ce que vous attendez de la préfecture",
        "Attendu",
        "Une réunion, un courrier, une simple information.",
        160,
        is_optional=True,
    ),
    Piece(
        "about", Kind.TEXT, "Sur quoi", "Sur quoi", "Ce dont vous voulez savoir où cela en est.", 160, is_optional=True
    ),
    Piece(
        "access_to",
        Kind.TEXT,
        "Quelles portes, quels accès",
        "Accès demandé",
        "Hall, parking, local. Jamais de code.",
        160,
        is_optional=True,
    ),
    Piece("access_count", Kind.COUNT, "Combien de badges ou de clés", "Combien", is_optional=True),
    Piece(
        "access_for",
        Kind.TEXT,
        "Pour qui, par fonction",
        "Pour qui",
        "Patrouille de nuit, brigade. Jamais de nom.",
        120,
        is_optional=True,
    ),
    Piece(
        "standby_for",
        Kind.TEXT,
        "Pour quoi joindre l’astreinte",
        "Pour quoi",
        "Ouvrir, couper un réseau, mettre en sécurité.",
        160,
        is_optional=True,
    ),
    Piece("standby_from", Kind.COMING, "Premier jour", "", is_optional=True),
    Piece("standby_to", Kind.COMING, "Dernier jour", "", is_optional=True),
)
PIECES: Mapping[str, Piece] = {piece.name: piece for piece in _PIECES}
# By these a referral is found.
ASKED_IN_WORDS = tuple(piece.name for piece in _PIECES if piece.kind in (Kind.TEXT, Kind.NUMBER))
# Of each subject, in their order; with a `?` what it may leave empty.
ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "presence": ("nature", "days", "hours_from", "hours_to", "since", "access"),
    "rendez-vous-plainte": ("nature", "agency"),
    "avis-parquet": ("question",),
    "copie-decision": ("court", "decided_on"),
    "force-publique": ("exploc_number", "exploc_on"),
    "situation-prefecture": ("nature?", "since?", "expected"),
    "conservation-images": ("requisition_number", "requisition_on", "images_on", "images_from", "images_to", "cameras"),
    "suite-donnee": ("complaint_number", "told", "told_motive", "told_on", "told_at"),
    "avis-audience": ("complaint_number", "hearing_on", "hearing_at", "hearing_court"),
    "prejudice-pieces": ("complaint_number", "damage", "wanted_by"),
    "remise-etat": ("equipment", "repair_at", "wanted_by?"),
    "intervention-site": ("planned_on", "planned_open", "planned_at", "todo"),
    "acces-badges": ("access_to", "access_count", "access_for", "wanted_by?"),
    "contact-astreinte": ("standby_for", "standby_from", "standby_to", "hours_from?", "hours_to?"),
    "point-etape": ("about", "wanted_by?"),
}
# What a client means that opened no sheet and says nothing of it.
UNSAID: Mapping[str, Any] = {"equipment": ["other"]}
# Without which the request is void, and what is then said: of one that came empty. Whoever does not know the piece
# asks as before, and what is missing stands on the sheet.
NEVER_EMPTY: Mapping[str, str] = {
    "question": "Posez votre question : sans elle, le parquet n’a pas d’avis à rendre.",
    "planned_on": "Indiquez le jour de l’intervention, ou cochez « Jour à convenir ».",
}
WITH_PERSONS = ("persons_requisition",)  # where they do not go without a complaint or this
