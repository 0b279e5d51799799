"""What a letter of the graduated response says: its kinds, the words that are filled in, the portal's own templates.

The portal's texts are sober and stand until a landlord adapts them; its lawyers read them before use (à vérifier).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models

from incidents.ladder import Proof, Rung


class LetterKind(models.TextChoices):
    REMINDER = "reminder", "Rappel au règlement"
    INTERVIEW = "interview", "Convocation à un entretien"
    WARNING = "warning", "Avertissement"
    FORMAL_NOTICE = "formal_notice", "Mise en demeure"
    INSURANCE = "insurance", "Relance d’une assurance"
    CLOSURE = "closure", "Clôture"


class Slot(StrEnum):
    """A word in braces that the portal fills in. `PARTS` are those that somebody chooses for each letter."""

    FACTS = "faits"
    CLAUSE = "clause"
    UNTIL = "delai"
    MEETING = "rendez_vous"
    RESIDENCE = "residence"
    LEASE = "bail"
    LANDLORD = "bailleur"
    DATE = "date"

    @property
    def meaning(self) -> str:
        return MEANING[self]


MEANING = {
    Slot.FACTS: "les faits datés, seuls dans leur paragraphe",
    Slot.CLAUSE: "la clause du bail ou du règlement",
    Slot.UNTIL: "le dernier jour du délai",
    Slot.MEETING: "le jour et l’heure de l’entretien",
    Slot.RESIDENCE: "la résidence",
    Slot.LEASE: "le numéro du bail",
    Slot.LANDLORD: "votre organisme",
    Slot.DATE: "la date de la lettre",
}
PARTS = (Slot.FACTS, Slot.CLAUSE, Slot.UNTIL, Slot.MEETING)
IN_BRACES = re.compile(r"\{([^{}\n]*)\}")

# Without these a letter of the kind is none.
NEEDED: dict[LetterKind, tuple[Slot, ...]] = {
    LetterKind.REMINDER: (Slot.FACTS,),
    LetterKind.INTERVIEW: (Slot.MEETING,),
    LetterKind.WARNING: (Slot.FACTS, Slot.CLAUSE),
    LetterKind.FORMAL_NOTICE: (Slot.FACTS, Slot.CLAUSE, Slot.UNTIL),
    LetterKind.INSURANCE: (Slot.UNTIL,),
    LetterKind.CLOSURE: (),
}
RUNG: dict[LetterKind, Rung] = {
    LetterKind.REMINDER: Rung.REMINDER,
    LetterKind.INTERVIEW: Rung.INTERVIEW,
    LetterKind.WARNING: Rung.WARNING,
    LetterKind.FORMAL_NOTICE: Rung.FORMAL_NOTICE,
}
PROOFS = (Proof.LETTER, Proof.HAND, Proof.REGISTERED)  # of a letter that goes with no step

# At the foot of every letter, whatever its template says.
OBSERVATIONS = "Vous pouvez présenter vos observations, par écrit ou lors d’un entretien."
RIGHTS = (
    "Vos données servent à l’exécution du bail. Vous pouvez y accéder, les faire rectifier, en demander l’effacement ou"
    " la limitation auprès de {bailleur} et de son délégué à la protection des données, puis saisir la CNIL"
    " (RGPD, art. 15 à 18)."
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is drawn; `items` are the dated facts, where they stand."""

    text: str = ""
    items: list[str] = field(default_factory=list)


def slots_in(text: str) -> list[str]:
    """The words in braces, in their order, known or not."""
    return [found.strip() for found in IN_BRACES.findall(text)]


def used_in(text: str) -> set[Slot]:
    return {Slot(word) for word in slots_in(text) if word in set(Slot)}


def are_facts(paragraph: str) -> bool:
    """The dated facts, and nothing besides."""
    return bool(IN_BRACES.fullmatch(paragraph)) and used_in(paragraph) == {Slot.FACTS}


def paragraphs_of(text: str) -> list[str]:
    """What stands between empty lines."""
    return [each.strip() for each in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if each.strip()]


def drawn(body: str, words: Mapping[Slot, str], facts: Iterable[str]) -> list[Paragraph]:
    return [
        Paragraph(items=list(facts)) if are_facts(each) else Paragraph(filled(each, words))
        for each in paragraphs_of(body)
    ]


def filled(text: str, words: Mapping[Slot, str]) -> str:
    """A word that is not known stays as it was typed."""
    known = {str(slot): said for slot, said in words.items()}
    return IN_BRACES.sub(lambda match: known.get(match.group(1).strip(), match.group()), text)


@dataclass(frozen=True, slots=True)
class Model:
    """The portal's template of a kind, version 0."""

    body: str
    clauses: tuple[str, ...] = ()


PEACEFUL_USE = "le locataire use paisiblement des locaux loués (loi 89-462, art. 7 b ; code civil, art. 1728 et 1729)"
RULES = "le règlement intérieur de la résidence, affiché dans les parties communes"
CLAUSES = (RULES, PEACEFUL_USE)
_OPENING = "Madame, Monsieur,"
_CLOSING = "Veuillez agréer l’expression de notre considération."


def _body(*paragraphs: str) -> str:
    return "\n\n".join((_OPENING, *paragraphs, _CLOSING))


PORTAL: dict[LetterKind, Model] = {
    LetterKind.REMINDER: Model(
        _body(
            "Vous êtes titulaire du bail {bail} ({residence}). Ces faits nous ont été signalés.",
            "{faits}",
            "Nous vous rappelons la règle suivante : {clause}.",
            "Nous vous demandons de faire en sorte que ces faits ne se renouvellent pas.",
        ),
        CLAUSES,
    ),
    LetterKind.INTERVIEW: Model(
        _body(
            "Vous êtes titulaire du bail {bail} ({residence}). Nous souhaitons vous entendre au sujet de"
            " la vie dans la résidence.",
            "Nous vous proposons un entretien le {rendez_vous}, dans nos locaux. Vous pouvez venir avec la personne de"
            " votre choix, ou demander un autre jour.",
        ),
    ),
    LetterKind.WARNING: Model(
        _body(
            "Vous êtes titulaire du bail {bail} ({residence}). Les faits suivants ont été constatés.",
            "{faits}",
            "La règle en cause est la suivante : {clause}.",
            "Nous vous avertissons qu’à défaut d’un changement, nous engagerons les"
            " démarches que le bail et la loi prévoient.",
        ),
        CLAUSES,
    ),
    LetterKind.FORMAL_NOTICE: Model(
        _body(
            "Vous êtes titulaire du bail {bail} ({residence}). Les faits suivants ont été constatés.",
            "{faits}",
            "La règle en cause est la suivante : {clause}.",
            "Par la présente, nous vous mettons en demeure de les faire cesser au plus tard le {delai}. À défaut, nous"
            " pourrons demander au juge la résiliation du bail.",
        ),
        CLAUSES,
    ),
    LetterKind.INSURANCE: Model(
        _body(
            "Vous êtes titulaire du bail {bail} ({residence}). Nous n’avons pas reçu l’attestation"
            " d’assurance de votre logement, que nous demandons chaque année.",
            "Nous vous demandons de nous la remettre au plus tard le {delai}.",
        ),
    ),
    LetterKind.CLOSURE: Model(
        _body(
            "Nous vous avons écrit au sujet du bail {bail} ({residence}).",
            "À ce jour, nous ne donnons pas d’autre suite à cette démarche.",
        ),
    ),
}
