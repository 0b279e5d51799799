"""Which outcomes each subject takes, from each kind of recipient, the likeliest first: one closed table, which the form
shows, the service raises and the wall repeats.

"Force publique accordée" is no answer to a hall, nor a patrol to an opinion.
"""

from collections.abc import Mapping
from datetime import date, time

from acting.phones import NOT_DIALLED, phone_of
from acting.refusals import Refusal
from referrals.outcomes import (
    DISMISSED,
    FIELDS,
    HOUR,
    MOST_PEOPLE,
    NOT_COMMUNICABLE,
    NOTE_LENGTH,
    OPINION,
    OUTCOMES,
    PLANNED,
    Detail,
    Outcome,
)
from signatories.enums import SignatoryKind as K
from signatories.theme_guard import refusals_of_themes

Codes = tuple[str, ...]

DISMISSED_WITHOUT_MOTIVE = "Un classement sans suite indique son motif (CPP, art. 40-2)."
MISSING = {
    Detail.DATE: "Indiquez la date : sans elle, cette suite ne dit rien.",
    Detail.COUNT: f"Indiquez le nombre de personnes, de 1 à {MOST_PEOPLE}.",
    Detail.MOTIVE: "Choisissez le motif de cette suite.",
    Detail.PHONE: "Indiquez le numéro de l’astreinte : c’est lui qui est demandé.",
}

NOT_OURS = "not_ours"
TO_FORCES: Mapping[str, Codes] = {
    "presence": (
        "nothing_found",
        "people_removed",
        "patrols_planned",
        "meeting_proposed",
        "complaint_recorded",
        "handrail_recorded",
        "other_service",
        "more_needed",
        NOT_COMMUNICABLE,
    ),
    "visite-surete": ("meeting_proposed", "patrols_planned", "other_service", "more_needed", NOT_COMMUNICABLE),
    "prise-contact": (
        "meeting_proposed",
        "patrols_planned",
        "complaint_recorded",
        "handrail_recorded",
        "other_service",
        "more_needed",
        NOT_COMMUNICABLE,
    ),
    "rendez-vous-plainte": (
        "meeting_proposed",
        "complaint_recorded",
        "other_service",
        "more_needed",
        NOT_COMMUNICABLE,
    ),
}
TO_PROSECUTION: Mapping[str, Codes] = {
    # What is decided first, since it asks for its day or motive: a slip of the first key sends nothing. What sends the
    # question back comes after what answers it.
    "suite-plainte": (
        "prosecuted",
        DISMISSED,
        "alternative",
        "decided",
        "under_inquiry",
        "sent_to_inquiry",
        "joined",
        "not_received",
        "other_prosecution",
        NOT_COMMUNICABLE,
        "out_of_frame",
        "already_given",
    ),
    # Without a decision there is no copy: why there is none is an answer too.
    "copie-decision": (
        "copy_delivered",
        "copy_at_registry",
        "copy_refused",
        "not_final",
        "prosecuted",
        DISMISSED,
        "not_received",
        "other_prosecution",
        NOT_COMMUNICABLE,
        "out_of_frame",
        "already_given",
    ),
    # Of a fact that one asks an opinion about, there may be a procedure.
    "avis-parquet": (
        OPINION,
        "sent_to_inquiry",
        "under_inquiry",
        "not_received",
        "other_prosecution",
        NOT_COMMUNICABLE,
        "out_of_frame",
        "already_given",
    ),
}
TO_PREFECTURE: Mapping[str, Codes] = {
    "force-publique": ("force_granted", "force_refused", "force_studied", "out_of_frame"),
    "situation-prefecture": ("injunction_considered", "raised_in_meeting", "not_retained", "out_of_frame"),
}
TO_LANDLORD: Mapping[str, Codes] = {
    "intervention-site": ("done", NOT_OURS),
    "acces-badges": ("handed_over", PLANNED, "impossible", NOT_OURS, "requisition_needed", "done"),
    "contact-astreinte": ("standby_given", "impossible", NOT_OURS, "done"),
    "remise-etat": ("done", PLANNED, "impossible", NOT_OURS),
    "conservation-images": ("done", "impossible", NOT_OURS, "requisition_needed"),
    "suite-donnee": ("done", NOT_OURS),
    "avis-audience": ("done", "impossible", NOT_OURS),
    "prejudice-pieces": ("done", PLANNED, "impossible", NOT_OURS, "requisition_needed"),
    "point-etape": ("done", PLANNED, "impossible", NOT_OURS),
}
# Taken as before from whoever says no more, and offered to nobody: it does not say to whom, nor which number.
OFFERED_NO_MORE: Mapping[str, Codes] = {"acces-badges": ("done",), "contact-astreinte": ("done",)}
# Of a subject that a convention sends to a kind of its own choice: what may be said whatever is asked.
OF_FORCES = ("meeting_proposed", "other_service", "more_needed", NOT_COMMUNICABLE)
OF_PROSECUTION = ("other_prosecution", "not_received", NOT_COMMUNICABLE, "out_of_frame", "already_given")
OF_PREFECTURE = ("raised_in_meeting", "not_retained", "out_of_frame")
OF_LANDLORD = ("done", PLANNED, "impossible", NOT_OURS)

TAKEN: Mapping[K, tuple[Mapping[str, Codes], Codes]] = {
    K.POLICE: (TO_FORCES, OF_FORCES),
    K.GENDARMERIE: (TO_FORCES, OF_FORCES),
    K.PROSECUTION: (TO_PROSECUTION, OF_PROSECUTION),
    K.PREFECTURE: (TO_PREFECTURE, OF_PREFECTURE),
    K.LANDLORD: (TO_LANDLORD, OF_LANDLORD),
}


def outcomes_for(kind: str, subject: str) -> tuple[Outcome, ...]:
    """What that kind of institution may answer to the subject, in the order of the table."""
    of_subjects, of_any = TAKEN[K(kind)]
    known = {outcome.code: outcome for outcome in OUTCOMES[K(kind)]}
    return tuple(known[code] for code in of_subjects.get(subject, of_any))


def refusals_of_answer(
    kind: str,
    subject: str,
    *,
    outcome: str,
    on: date | None = None,
    at: time | None = None,
    count: int | None = None,
    motive: str = "",
    institution: str = "",
    phone: str = "",
    note: str = "",
    today: date | None = None,
) -> list[Refusal]:
    """An outcome that the subject takes from that kind, whole: with the detail that it asks for and no other but a
    note. `institution`: of which kind the one is that is named, "" for none. `today`: what is planned is still to
    come."""
    chosen = next((each for each in outcomes_for(kind, subject) if each.code == outcome), None)
    if chosen is None:
        return [Refusal("Choisissez une suite de la liste.", "outcome")]
    given = {
        Detail.DATE: on,
        Detail.COUNT: count,
        Detail.MOTIVE: motive or None,
        Detail.INSTITUTION: institution or None,
        Detail.PHONE: phone or None,
        Detail.NOTE: note.strip() or None,
    }
    found = [
        Refusal("Cette suite ne se précise pas ainsi : effacez ce champ.", FIELDS[detail])
        for detail, value in given.items()
        if value is not None and detail not in (chosen.detail, Detail.NOTE)
    ]
    found += _refusals_of_details(chosen, on=on, at=at, count=count, motive=motive, institution=institution)
    if today and on and outcome == PLANNED and on < today:
        found.append(Refusal("Ce jour est passé : indiquez un jour à venir.", FIELDS[Detail.DATE]))
    if phone and phone_of(phone) is None:
        found.append(Refusal(NOT_DIALLED, FIELDS[Detail.PHONE]))
    if chosen.detail == Detail.DATE and chosen.asks and not note.strip():
        found.append(Refusal(chosen.asks, FIELDS[Detail.NOTE]))
    asked = Detail.NOTE if chosen.detail == Detail.INSTITUTION else chosen.detail
    if asked and not chosen.is_whole_without and given[chosen.detail] is None and given[asked] is None:
        said = "" if chosen.detail == Detail.DATE else chosen.asks
        text = DISMISSED_WITHOUT_MOTIVE if outcome == DISMISSED else said or MISSING[chosen.detail]
        found.append(Refusal(text, FIELDS[asked]))
    if len(note) > NOTE_LENGTH:
        found.append(Refusal(f"La précision compte {NOTE_LENGTH} caractères au plus.", "note"))
    return [*found, *refusals_of_themes("note", note)]


def _refusals_of_details(
    chosen: Outcome, *, on: date | None, at: time | None, count: int | None, motive: str, institution: str
) -> list[Refusal]:
    found = []
    if at is not None and (on is None or not chosen.has_hour):
        reason = "Indiquez aussi le jour." if chosen.has_hour else "Cette suite ne dit pas d’heure : effacez ce champ."
        found.append(Refusal(reason, HOUR))
    if count is not None and not 1 <= count <= MOST_PEOPLE:
        found.append(Refusal(f"Un nombre de 1 à {MOST_PEOPLE}.", FIELDS[Detail.COUNT]))
    if motive and chosen.detail == Detail.MOTIVE and motive not in dict(chosen.choices):
        found.append(Refusal("Choisissez un motif de cette suite.", FIELDS[Detail.MOTIVE]))
    if institution and chosen.detail == Detail.INSTITUTION and institution not in chosen.institutions:
        found.append(Refusal("Choisissez dans la liste, ou écrivez-le dans la précision.", FIELDS[Detail.INSTITUTION]))
    return found
