"""The closed outcomes of an answer, by kind of institution, which of them a subject is mostly answered with, and the
detail without which each is not whole.

The parquet's list follows the practice of "suites données"; a dismissal gives its motive (CPP, art. 40-2).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from acting import french
from acting.refusals import Refusal
from signatories.enums import SignatoryKind as K
from signatories.theme_guard import refusals_of_themes


class Detail(StrEnum):
    """What an outcome asks for besides itself. A note may stand beside each; some say nothing without it."""

    NONE = ""
    DATE = "date"
    COUNT = "count"
    MOTIVE = "motive"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Outcome:
    code: str
    label: str
    detail: Detail = Detail.NONE
    choices: tuple[tuple[str, str], ...] = ()
    is_whole_without: bool = False  # the detail may be left out
    asks: str = ""  # of a note: what it must say
    asks_more: bool = False  # the recipient waits for the sender, who may complete what was answered so


NOTE_LENGTH = 300
MOST_PEOPLE = 999
DISMISSED, OPINION = "dismissed", "opinion_given"
DISMISSED_WITHOUT_MOTIVE = "Un classement sans suite indique son motif (CPP, art. 40-2)."
FIELDS = {
    Detail.DATE: "outcome_date",
    Detail.COUNT: "outcome_count",
    Detail.MOTIVE: "outcome_motive",
    Detail.NOTE: "note",
}
MISSING = {
    Detail.DATE: "Indiquez la date : sans elle, cette suite ne dit rien.",
    Detail.COUNT: f"Indiquez le nombre de personnes, de 1 à {MOST_PEOPLE}.",
    Detail.MOTIVE: "Choisissez le motif de cette suite.",
}

DISMISSALS = (
    ("unknown_author", "Auteur inconnu"),
    ("weak_offence", "Infraction insuffisamment caractérisée"),
    ("no_offence", "Absence d’infraction"),
    ("extinction", "Extinction de l’action publique"),
    ("irresponsible", "Irresponsabilité"),
    ("inappropriate", "Poursuites inopportunes"),
)
DECISIONS = (
    ("conviction_final", "Condamnation, définitive"),
    ("conviction_open", "Condamnation, non définitive"),
    ("acquittal_final", "Relaxe, définitive"),
    ("acquittal_open", "Relaxe, non définitive"),
    ("not_communicated", "Non communiquée"),
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
    Outcome("meeting_proposed", "Rendez-vous ou visite proposés", Detail.DATE, is_whole_without=True),
    Outcome("complaint_recorded", "Plainte enregistrée"),
    Outcome("handrail_recorded", "Main courante du bailleur enregistrée"),
    Outcome(
        "other_service",
        "Autre service compétent",
        Detail.NOTE,
        asks="Dites dans la précision quel service est compétent.",
    ),
    Outcome(
        "more_needed",
        "Complément demandé",
        Detail.NOTE,
        asks="Dites dans la précision ce qui manque pour agir.",
        asks_more=True,
    ),
    Outcome("nothing_communicable", "Aucune communication possible"),
)
PROSECUTION = (
    Outcome("not_received", "Procédure non parvenue ou numéro inconnu", asks_more=True),
    Outcome(
        "other_prosecution", "Autre parquet", Detail.NOTE, asks="Dites dans la précision quel parquet est compétent."
    ),
    Outcome(OPINION, "Avis rendu", Detail.NOTE, asks="Écrivez l’avis dans la précision : il est lu avec cette suite."),
    Outcome("sent_to_inquiry", "Transmis pour enquête"),
    Outcome("prosecuted", "Poursuites, audience le…", Detail.DATE),
    Outcome("alternative", "Mesure alternative"),
    Outcome("dismissed", "Classement sans suite", Detail.MOTIVE, DISMISSALS),
    Outcome("decided", "Décision rendue", Detail.MOTIVE, DECISIONS),
    Outcome("minor", "Mineur : non communicable"),
    Outcome("nothing_communicable", "Aucune communication possible"),
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
    Outcome("planned", "Prévu le…", Detail.DATE),
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

# What each subject is mostly answered with, the likeliest first: nobody looks for a prosecution under an opinion, or
# for a patrol under a contact. The others stay possible: of a fact that one asks an opinion about, there may be a
# procedure.
LIKELY: dict[str, tuple[str, ...]] = {
    "suite-plainte": tuple(outcome.code for outcome in PROSECUTION if outcome.code != OPINION),
    "copie-decision": (
        "decided",
        "prosecuted",
        "dismissed",
        "not_received",
        "other_prosecution",
        "minor",
        "nothing_communicable",
        "out_of_frame",
        "already_given",
    ),
    "avis-parquet": (
        OPINION,
        "sent_to_inquiry",
        "other_prosecution",
        "out_of_frame",
        "nothing_communicable",
        "already_given",
    ),
    "presence": tuple(outcome.code for outcome in FORCE),
    "visite-surete": ("meeting_proposed", "patrols_planned", "other_service", "more_needed", "nothing_communicable"),
    "prise-contact": (
        "meeting_proposed",
        "patrols_planned",
        "complaint_recorded",
        "handrail_recorded",
        "other_service",
        "more_needed",
        "nothing_communicable",
    ),
    "force-publique": ("force_granted", "force_refused", "force_studied", "out_of_frame"),
    "situation-prefecture": ("injunction_considered", "raised_in_meeting", "not_retained", "out_of_frame"),
    "intervention-site": ("done", "not_ours"),
    "acces-badges": ("done", "planned", "impossible", "not_ours"),
    "contact-astreinte": ("done", "impossible", "not_ours"),
    "remise-etat": ("done", "planned", "impossible", "not_ours"),
    "conservation-images": ("done", "impossible", "not_ours", "requisition_needed"),
    "suite-donnee": ("done", "not_ours"),
    "avis-audience": ("done", "impossible", "not_ours"),
    "prejudice-pieces": ("done", "planned", "impossible", "not_ours", "requisition_needed"),
    "point-etape": ("done", "planned", "impossible", "not_ours"),
}


def outcomes_for(kind: str, subject: str) -> tuple[tuple[Outcome, ...], tuple[Outcome, ...]]:
    """What that kind of institution mostly answers to the subject, and what else it may say; the former are all where
    the table speaks of another kind, or says nothing."""
    known = {outcome.code: outcome for outcome in OUTCOMES[K(kind)]}
    codes = LIKELY.get(subject, ())
    if not codes or not known.keys() >= set(codes):
        return OUTCOMES[K(kind)], ()
    return tuple(known.pop(code) for code in codes), tuple(known.values())


def outcome_of(kind: str, code: str) -> Outcome:
    """Whatever the subject: what was once answered stays readable. Raises KeyError when that kind of institution has no
    such outcome."""
    return {outcome.code: outcome for outcome in OUTCOMES[K(kind)]}[code]


def in_words(kind: str, code: str, *, on: date | None, count: int | None, motive: str) -> str:
    """As pages and papers say it, with its day, number or motive: `"Poursuites, audience le 12 mars 2026"`,
    `"Classement sans suite : auteur inconnu"`."""
    outcome = outcome_of(kind, code)
    said = label_of(outcome)
    if on:
        return f"{said} le {french.day(on)}"
    if count:
        return f"{said} : {count} personne{'s' if count > 1 else ''}"
    named = dict(outcome.choices).get(motive, "")
    return f"{said} : {named[0].lower()}{named[1:]}" if named else said


def label_of(outcome: Outcome) -> str:
    """Without the dots that wait for a day."""
    return outcome.label.removesuffix("…").removesuffix(" le")


def refusals_of_answer(
    kind: str, *, outcome: str, on: date | None, count: int | None, motive: str, note: str
) -> list[Refusal]:
    """An outcome of the recipient's kind, whole: with the detail that it takes and no other but a note."""
    chosen = next((each for each in OUTCOMES[K(kind)] if each.code == outcome), None)
    if chosen is None:
        return [Refusal("Choisissez une suite de la liste.", "outcome")]
    given = {Detail.DATE: on, Detail.COUNT: count, Detail.MOTIVE: motive or None, Detail.NOTE: note.strip() or None}
    found = [
        Refusal("Cette suite ne se précise pas ainsi : effacez ce champ.", FIELDS[detail])
        for detail, value in given.items()
        if value is not None and detail not in (chosen.detail, Detail.NOTE)
    ]
    if count is not None and not 1 <= count <= MOST_PEOPLE:
        found.append(Refusal(f"Un nombre de 1 à {MOST_PEOPLE}.", "outcome_count"))
    if motive and chosen.detail == Detail.MOTIVE and motive not in dict(chosen.choices):
        found.append(Refusal("Choisissez un motif de cette suite.", "outcome_motive"))
    if chosen.detail and not chosen.is_whole_without and given[chosen.detail] is None:
        text = DISMISSED_WITHOUT_MOTIVE if outcome == DISMISSED else chosen.asks or MISSING[chosen.detail]
        found.append(Refusal(text, FIELDS[chosen.detail]))
    if len(note) > NOTE_LENGTH:
        found.append(Refusal(f"La précision compte {NOTE_LENGTH} caractères au plus.", "note"))
    return [*found, *refusals_of_themes("note", note)]
