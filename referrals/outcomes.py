"""The closed outcomes of an answer, by kind of institution, each usable without any further content.

The parquet's list follows the practice of "suites données"; a dismissal gives its motive (CPP, art. 40-2).
"""

from dataclasses import dataclass
from enum import StrEnum

from signatories.enums import SignatoryKind as K


class Detail(StrEnum):
    """What an outcome asks for besides itself."""

    NONE = ""
    DATE = "date"
    COUNT = "count"
    MOTIVE = "motive"


@dataclass(frozen=True, slots=True)
class Outcome:
    code: str
    label: str
    detail: Detail = Detail.NONE
    choices: tuple[tuple[str, str], ...] = ()


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
    Outcome("meeting_proposed", "Rendez-vous ou visite proposés", Detail.DATE),
    Outcome("complaint_recorded", "Plainte enregistrée"),
    Outcome("handrail_recorded", "Main courante du bailleur enregistrée"),
    Outcome("other_service", "Autre service compétent"),
    Outcome("more_needed", "Complément demandé"),
    Outcome("nothing_communicable", "Aucune communication possible"),
)
PROSECUTION = (
    Outcome("not_received", "Procédure non parvenue ou numéro inconnu"),
    Outcome("other_prosecution", "Autre parquet"),
    Outcome("sent_to_inquiry", "Transmis pour enquête"),
    Outcome("prosecuted", "Poursuites, audience le…", Detail.DATE),
    Outcome("alternative", "Mesure alternative"),
    Outcome("dismissed", "Classement sans suite", Detail.MOTIVE, DISMISSALS),
    Outcome("decided", "Décision rendue", Detail.MOTIVE, DECISIONS),
    Outcome("minor", "Mineur : non communicable"),
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
    Outcome("requisition_needed", "Réquisition nécessaire"),
)

OUTCOMES: dict[K, tuple[Outcome, ...]] = {
    K.POLICE: FORCE,
    K.GENDARMERIE: FORCE,
    K.PROSECUTION: PROSECUTION,
    K.PREFECTURE: PREFECTURE,
    K.LANDLORD: LANDLORD,
}


def outcome_of(kind: str, code: str) -> Outcome:
    """Raises KeyError when that kind of institution has no such outcome."""
    return {outcome.code: outcome for outcome in OUTCOMES[K(kind)]}[code]
