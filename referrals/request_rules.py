"""What a request needs to be answered: content, not the name of a box. Without it, a patrol asks back, and a parquet
answers that it knows no such number. The sheet shows what is missing at its field, every door raises it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from acting.refusals import Refusal
from acting.words import listed
from incidents.references import number_key
from referrals.asked_pieces import TOLD
from referrals.outcome_table import refusals_of_answer
from signatories.enums import SignatoryKind

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    field: str
    text: str
    is_met: Callable[[Content], bool]


def is_found(content: Content) -> bool:
    """By the parquet's number; by the service's number at that service; or by what happened, where, and the service."""
    complaint = content.get("complaint") or {}
    if complaint.get("prosecution_number"):
        return True
    service = complaint.get("service")
    return bool(service and (complaint.get("pv_number") or (content.get("facts") and content.get("place"))))


def refusals_of_request(subject: str, content: Content) -> Iterator[Refusal]:
    """Everything that is missing of what would be read, each at its field."""
    yield from (Refusal(need.text, need.field) for need in NEEDS.get(subject, ()) if not need.is_met(content))
    if told := content.get("asked", {}).get("told"):
        yield from refusals_of_told(content["asked"]) if told in TOLD else ()


def left_to_ask(subject: str, asked: Mapping[str, Any]) -> str:
    """What the recipient will have to ask back, in words: `"les portes et le nombre"`; "" where nothing is missing. No
    refusal: whoever asks may not know it."""
    missing = [words for name, words in BETTER_SAID.get(subject, {}).items() if not asked.get(name)]
    return listed(missing, most=len(missing))


def refusals_of_addition(subject: str, added: Content, read: Content) -> Iterator[Refusal]:
    """An addition repeats nothing; a complaint that it names is found, with what was `read` before."""
    if subject == "suite-plainte" and "complaint" in added and not is_found({**read, **added}):
        yield Refusal(FIND, "complaint")


def refusals_of_told(asked: Mapping[str, Any]) -> Iterator[Refusal]:
    """What the parquet tells is whole as an answer of its own would be: a dismissal with its motive, a prosecution with
    its day. Said of a complaint of the landlord, as to « Suite d’une plainte »."""
    on, at = asked.get("told_on"), asked.get("told_at")
    found = refusals_of_answer(
        SignatoryKind.PROSECUTION,
        "suite-plainte",
        outcome=asked["told"],
        on=date.fromisoformat(on) if on else None,
        at=time.fromisoformat(at) if at else None,
        motive=asked.get("told_motive", ""),
    )
    return (Refusal(each.text, TOLD_FIELDS[each.field]) for each in found)


def _says(name: str, text: str) -> Need:
    """A piece of `asked`, at its field."""
    return Need(f"asked_{name}", text, lambda content: bool(content.get("asked", {}).get(name)))


def _is_copied(name: str, text: str) -> Need:
    """Without the parquet's number, a decision is found by its court and its day."""
    return Need(
        f"asked_{name}",
        text,
        lambda content: bool(
            (content.get("complaint") or {}).get("prosecution_number") or content.get("asked", {}).get(name)
        ),
    )


FIND = (
    "Avec cela, le parquet ne la retrouve pas : il lui faut le n° de parquet, ou le n° de PV et le service. Complétez "
    "la plainte, ou nommez-y le service et communiquez aussi les faits et le lieu."
)
WHERE = Need("field_sets", "Dites où : communiquez aussi le lieu précis.", lambda content: bool(content.get("place")))
WHOM = Need(
    "",
    "Votre contact professionnel manque : sans lui, personne ne rappelle.",
    lambda content: bool(content.get("contact")),
)
WHAT = _says("nature", "Dites en quelques mots de quoi il s’agit.")

NUMBERED = Need(
    "asked_complaint_number",
    "Indiquez le n° de parquet ou de PV de la plainte, avec ses chiffres.",
    lambda content: any(sign.isdigit() for sign in number_key(content.get("asked", {}).get("complaint_number", ""))),
)
TOLD_FIELDS = {
    "outcome": "asked_told",
    "outcome_motive": "asked_told_motive",
    "outcome_date": "asked_told_on",
    "outcome_time": "asked_told_at",
}

NEEDS: Mapping[str, tuple[Need, ...]] = {
    # Which complaint it is, is asked before whether it is found.
    "suite-plainte": (Need("complaint", FIND, lambda content: "complaint" not in content or is_found(content)),),
    "copie-decision": (
        _is_copied("court", "Sans n° de parquet, indiquez la juridiction."),
        _is_copied("decided_on", "Sans n° de parquet, indiquez la date de la décision."),
    ),
    "presence": (
        WHERE,
        WHAT,
        _says("days", "Cochez les jours où cela se passe."),
        _says("hours_from", "Indiquez à partir de quelle heure."),
        _says("hours_to", "Indiquez jusqu’à quelle heure."),
        _says("since", "Indiquez depuis quand."),
        _says("access", "Dites comment entrer, ou qu’aucun accès n’est remis."),
        WHOM,
    ),
    "visite-surete": (WHERE, WHOM),
    "prise-contact": (WHERE, WHOM),
    "rendez-vous-plainte": (
        Need(
            "asked_agency",
            "Indiquez l’agence ou le lieu du rendez-vous, ou communiquez le lieu du fait.",
            lambda content: bool(content.get("place") or content.get("asked", {}).get("agency")),
        ),
        WHAT,
        WHOM,
    ),
    "force-publique": (
        _says("exploc_number", "Indiquez le n° EXPLOC de la réquisition."),
        _says("exploc_on", "Indiquez la date de la réquisition."),
    ),
    "conservation-images": (
        _says("requisition_number", "Indiquez le n° de la réquisition."),
        _says("requisition_on", "Indiquez la date de la réquisition."),
    ),
    "suite-donnee": (NUMBERED, _says("told", "Choisissez la suite donnée.")),
    "avis-audience": (
        NUMBERED,
        _says("hearing_on", "Indiquez le jour de l’audience."),
        _says("hearing_at", "Indiquez l’heure de l’audience."),
        _says("hearing_court", "Indiquez la juridiction."),
    ),
    "prejudice-pieces": (
        NUMBERED,
        _says("damage", "Cochez ce qui est demandé au bailleur."),
        _says("wanted_by", "Indiquez pour quel jour."),
    ),
    "remise-etat": (_says("equipment", "Cochez ce qui est à remettre en état."),),
}
# What may be left open, piece by piece, and what then is missing.
BETTER_SAID: Mapping[str, Mapping[str, str]] = {
    "situation-prefecture": {"nature": "ce qui se passe", "expected": "ce que vous attendez"},
    "intervention-site": {"planned_at": "l’heure"},
    "avis-parquet": {"question": "votre question"},
    "acces-badges": {
        "access_to": "les portes",
        "access_count": "le nombre",
        "access_for": "pour qui c’est",
        "wanted_by": "pour quand",
    },
    "contact-astreinte": {"standby_for": "le motif", "standby_from": "les jours", "hours_from": "les heures"},
    "remise-etat": {"repair_at": "l’endroit exact"},
    "conservation-images": {"images_on": "le jour des images", "cameras": "les caméras"},
    "point-etape": {"about": "le sujet", "wanted_by": "la date attendue"},
}
