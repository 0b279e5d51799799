"""The closed outcomes of an answer, by kind of institution, and the detail without which each is not whole; which of
them a subject takes stands in `outcome_table`.

The parquet's list follows the practice of "suites données"; a dismissal gives its motive (CPP, art. 40-2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from acting import french
from signatories.enums import FORCES
from signatories.enums import SignatoryKind as K


class Detail(StrEnum):
    """What an outcome asks for besides itself. A note may stand beside each; some say nothing without it."""

    NONE = ""
    DATE = "date"
    COUNT = "count"
    MOTIVE = "motive"
    NOTE = "note"
    INSTITUTION = "institution"  # one of the convention, or a note that says which
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Outcome:
    code: str
    label: str
    detail: Detail = Detail.NONE
    choices: tuple[tuple[str, str], ...] = ()
    institutions: tuple[K, ...] = ()  # of which kinds the one may be that is named
    is_whole_without: bool = False  # the detail may be left out
    has_hour: bool = False  # of a day: its hour too, where it is known
    asks: str = ""  # of a note: what it must say, alone or beside a day
    hint: str = ""
    asks_more: bool = False  # the recipient waits for the sender, who may complete what was answered so


NOTE_LENGTH = 300
MOST_PEOPLE = 999
DISMISSED, OPINION, PLANNED, NOT_COMMUNICABLE = "dismissed", "opinion_given", "planned", "nothing_communicable"
FIELDS = {
    Detail.DATE: "outcome_date",
    Detail.COUNT: "outcome_count",
    Detail.MOTIVE: "outcome_motive",
    Detail.NOTE: "note",
    Detail.INSTITUTION: "outcome_institution",
    Detail.PHONE: "outcome_phone",
}
HOUR = "outcome_time"

DISMISSALS = (
    ("unknown_author", "Auteur inconnu"),
    ("weak_offence", "Infraction insuffisamment caractérisée"),
    ("no_offence", "Absence d’infraction"),
    ("extinction", "Extinction de l’action publique"),
    ("fruitless_search", "Recherches infructueuses"),
    ("complainant_gave_up", "Carence ou désistement du plaignant"),
    ("put_right", "Régularisation"),
    ("small_damage", "Préjudice peu important"),
    ("other_action", "Autres suites, de nature non pénale"),
    ("inappropriate", "Poursuites inopportunes"),
    ("undisclosed", "Motif non communicable"),
)
DECISIONS = (
    ("conviction_final", "Condamnation, définitive"),
    ("conviction_open", "Condamnation, non définitive"),
    ("acquittal_final", "Relaxe, définitive"),
    ("acquittal_open", "Relaxe, non définitive"),
    ("not_communicated", "Non communiquée"),
)
COPY_REFUSALS = (
    ("opposed", "Opposition à la délivrance (CPP, art. R. 167)"),
    ("no_legitimate_reason", "Motif légitime non établi (CPP, art. R. 170)"),
)
IMPOSSIBLE = (
    ("no_means", "Moyens indisponibles"),
    ("no_right", "Aucun titre pour agir"),
    ("third_party", "Relève d’un tiers"),
)

FORCE = (
    Outcome("nothing_found", "Rien constaté"),
    Outcome("people_removed", "Personnes évincées ou verbalisées", Detail.COUNT),
    Outcome("patrols_planned", "Passages programmés"),
    Outcome("meeting_proposed", "Rendez-vous ou visite proposés", Detail.DATE, is_whole_without=True, has_hour=True),
    Outcome("complaint_recorded", "Plainte enregistrée"),
    Outcome("handrail_recorded", "Main courante du bailleur enregistrée"),
    Outcome(
        "other_service",
        "Autre service compétent",
        Detail.INSTITUTION,
        institutions=(*FORCES, K.PREFECTURE),
        asks="Pas dans la liste ? Dites dans la précision quel service est compétent.",
    ),
    Outcome(
        "more_needed",
        "Complément demandé",
        Detail.NOTE,
        asks="Dites dans la précision ce qui manque pour agir.",
        asks_more=True,
    ),
    Outcome(NOT_COMMUNICABLE, "Aucune communication possible"),
)
PROSECUTION = (
    Outcome("not_received", "Procédure non parvenue ou numéro inconnu", asks_more=True),
    Outcome(
        "other_prosecution",
        "Autre parquet",
        Detail.INSTITUTION,
        institutions=(K.PROSECUTION,),
        asks="Pas dans la liste ? Dites dans la précision quel parquet est compétent.",
    ),
    Outcome(OPINION, "Avis rendu", Detail.NOTE, asks="Écrivez l’avis dans la précision : il est lu avec cette suite."),
    Outcome("sent_to_inquiry", "Transmis pour enquête"),
    Outcome("under_inquiry", "Enquête en cours"),
    Outcome("joined", "Jointe à une autre procédure"),
    Outcome("prosecuted", "Poursuites, audience le…", Detail.DATE, has_hour=True),
    Outcome("alternative", "Mesure alternative"),
    Outcome(DISMISSED, "Classement sans suite", Detail.MOTIVE, DISMISSALS),
    Outcome("decided", "Décision rendue", Detail.MOTIVE, DECISIONS),
    Outcome("copy_delivered", "Copie délivrée"),
    Outcome("copy_at_registry", "Copie à demander au greffe"),
    Outcome("copy_refused", "Copie refusée", Detail.MOTIVE, COPY_REFUSALS),
    Outcome("not_final", "Décision non définitive"),
    Outcome(
        NOT_COMMUNICABLE,
        "Non communicable : aucune communication possible",
        hint="Sans dire pourquoi.",
    ),
    Outcome("out_of_frame", "Hors cadre de la convention"),
    Outcome("already_given", "Information déjà donnée"),
)
PREFECTURE = (
    Outcome("force_granted", "Force publique accordée"),
    Outcome("force_refused", "Force publique refusée"),
    Outcome("force_studied", "Force publique à l’étude"),
    Outcome("injunction_considered", "Injonction envisagée"),
    Outcome("raised_in_meeting", "Évoqué en réunion"),
    Outcome("not_retained", "Non retenu"),
    Outcome("out_of_frame", "Hors cadre de la convention"),
)
LANDLORD = (
    Outcome("done", "Fait"),
    Outcome("handed_over", "Remis le…", Detail.DATE, asks="Dites dans la précision à qui, par sa fonction."),
    Outcome(
        "standby_given",
        "Contact d’astreinte",
        Detail.PHONE,
        hint="Un numéro de service ; ses heures, en précision.",
    ),
    Outcome(PLANNED, "Prévu le…", Detail.DATE),
    Outcome("impossible", "Impossible", Detail.MOTIVE, IMPOSSIBLE),
    Outcome("not_ours", "Hors patrimoine"),
    Outcome("requisition_needed", "Réquisition nécessaire", asks_more=True),
)

OUTCOMES: dict[K, tuple[Outcome, ...]] = {
    K.POLICE: FORCE,
    K.GENDARMERIE: FORCE,
    K.PROSECUTION: PROSECUTION,
    K.PREFECTURE: PREFECTURE,
    K.LANDLORD: LANDLORD,
}

# What was once a choice of its own and told by being said that somebody is a minor, or is ill: nobody may say it any
# more, and what was said is read as the neutral line.
SAID_NEUTRALLY: Mapping[str, str] = {"minor": NOT_COMMUNICABLE, "irresponsible": "undisclosed"}

# What no answer to that subject replaces, beside what it says of a complaint.
REPLACES_NOTHING: Mapping[str, str] = {
    "copie-decision": "Ne remplace pas la copie elle-même, qui ne passe pas par le portail.",
    "force-publique": "Ne remplace pas la décision du préfet sur la réquisition faite par EXPLOC.",
    "avis-audience": "Ne vaut ni comparution ni constitution de partie civile.",
    "prejudice-pieces": "Ne vaut pas constitution de partie civile.",
    "rendez-vous-plainte": "Un rendez-vous ne vaut pas dépôt de plainte.",
}


def outcome_of(kind: str, code: str) -> Outcome:
    """Whatever the subject: what was once answered stays readable. Raises KeyError when that kind of institution has no
    such outcome."""
    return {outcome.code: outcome for outcome in OUTCOMES[K(kind)]}[SAID_NEUTRALLY.get(code, code)]


def in_words(
    kind: str,
    code: str,
    *,
    on: date | None,
    at: time | None,
    count: int | None,
    motive: str,
    institution: str,
    phone: str = "",
) -> str:
    """As pages and papers say it, with its day and hour, number, motive or institution: `"Poursuites, audience le
    12 mars 2026 à 9 h 30"`, `"Classement sans suite : auteur inconnu"`."""
    outcome = outcome_of(kind, code)
    said = label_of(outcome)
    if on:
        hour = f" à {at.hour}{french.NO_BREAK}h{french.NO_BREAK}{at.minute:02}" if at else ""
        return f"{said} le {french.day(on)}{hour}"
    if count:
        return f"{said} : {count} personne{'s' if count > 1 else ''}"
    if institution or phone:
        return f"{said} : {institution or phone.replace(' ', french.NO_BREAK)}"
    named = dict(outcome.choices).get(SAID_NEUTRALLY.get(motive, motive), "")
    return f"{said} : {named[0].lower()}{named[1:]}" if named else said


def label_of(outcome: Outcome) -> str:
    """Without the dots that wait for a day."""
    return outcome.label.removesuffix("…").removesuffix(" le")
