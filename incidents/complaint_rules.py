"""What a complaint must be, when it is noted and when it is corrected. Forms show it, services raise it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from acting import french
from acting.days import day_of
from acting.refusals import Refusal
from incidents.enums import Complainant, ComplaintKind, KnownOutcome, ToldBy

NUMBERS_OF_COMPLAINT = ("service", "pv_number", "prosecution_number")
OF_WARDEN = ("found_on", "sent_on")
OF_OUTCOME = ("outcome", "outcome_on", "outcome_from")
WITH_NUMBERS = tuple(kind for kind in Complainant if kind != Complainant.TENANT)
KINDS = {Complainant.REPORT: ComplaintKind.REPORT, Complainant.WARDEN: ComplaintKind.WARDEN}
# "À peine de nullité, dans les cinq jours suivant celui de la constatation" (CPP, art. 29): that day is not counted.
DAYS_TO_SEND = timedelta(days=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDetails:
    """All that the landlord notes of one. `filed_on` is the day of the complaint, of the report, of the warden's
    procès-verbal; `found_on` and `sent_on` are the latter's alone."""

    complainant: Complainant | str
    filed_on: date
    service: str = ""
    pv_number: str = ""
    prosecution_number: str = ""
    found_on: date | None = None
    sent_on: date | None = None
    outcome: KnownOutcome | str = ""
    outcome_on: date | None = None
    outcome_from: ToldBy | str = ""

    def written(self) -> dict[str, Any]:
        return asdict(self)


def kind_of(complainant: str) -> ComplaintKind:
    return KINDS.get(Complainant(complainant), ComplaintKind.COMPLAINT)


def last_day_to_send(found_on: date) -> date:
    """Of a sworn warden's procès-verbal to the procureur (CPP, art. 29)."""
    return found_on + DAYS_TO_SEND


@dataclass(frozen=True, slots=True)
class Clock:
    """What there is to say of the five days, in French; it warns and never keeps anybody from anything."""

    text: str
    is_late: bool


def clock_of(found_on: date | None, sent_on: date | None, today: date) -> Clock | None:
    """None where nothing runs: no procès-verbal of a warden, or one that left in time."""
    if found_on is None:
        return None
    last = last_day_to_send(found_on)
    until = french.day(last)
    if sent_on:
        late = f"Parti après le {until}, dernier des cinq jours, qui comptent à peine de nullité (CPP, art. 29)."
        return Clock(late, is_late=True) if sent_on > last else None
    left = (last - today).days
    if left < 0:
        return Clock(f"Il devait partir le {until} au plus tard, à peine de nullité (CPP, art. 29).", is_late=True)
    rest = f"encore {left} jour{'s' if left > 1 else ''}" if left else "c’est aujourd’hui"
    return Clock(f"À envoyer au procureur le {until} au plus tard (CPP, art. 29) : {rest}.", is_late=False)


def refusals_of_complaint(said: ComplaintDetails, *, started_at: datetime | None, today: date) -> Iterator[Refusal]:
    """Lodged between the fact and today. Of a tenant's complaint the date alone is the landlord's to know.

    `started_at` is None for who keeps complaints and sees no facts.
    """
    first = day_of(started_at) if started_at else None
    if said.filed_on > today:
        yield Refusal(IN_FUTURE, "filed_on")
    if first and said.filed_on < first:
        yield Refusal(BEFORE_FACT, "filed_on")
    if said.complainant == Complainant.TENANT:
        for name in (*NUMBERS_OF_COMPLAINT, *OF_OUTCOME):
            if getattr(said, name):
                yield Refusal("Pour un locataire, seule la date se note : effacez ce champ.", name)
    yield from _of_warden(said, first, today)
    yield from _of_outcome(said, today)


def refusals_of_correction(former: str, complainant: str) -> Iterator[Refusal]:
    """What was noted of a complaint stays in its history: it cannot become one of which the date alone is kept."""
    if complainant == Complainant.TENANT != former:
        yield Refusal(
            "La plainte d’un locataire se note à part, avec sa date seule : l’historique de celle-ci en dit plus.",
            "complainant",
        )


def _of_warden(said: ComplaintDetails, first: date | None, today: date) -> Iterator[Refusal]:
    found_on, sent_on = said.found_on, said.sent_on
    if said.complainant != Complainant.WARDEN:
        for name in OF_WARDEN:
            if getattr(said, name):
                yield Refusal("Cette date est celle d’un procès-verbal de garde : effacez-la.", name)
    elif found_on is None:
        yield Refusal("Indiquez le jour de la constatation : les cinq jours de l’envoi en partent.", "found_on")
    elif not (first or found_on) <= found_on <= said.filed_on:
        yield Refusal("La constatation vient après le fait, et avant le procès-verbal.", "found_on")
    elif sent_on and not said.filed_on <= sent_on <= today:
        yield Refusal("L’envoi vient après le procès-verbal, et au plus tard aujourd’hui.", "sent_on")


def _of_outcome(said: ComplaintDetails, today: date) -> Iterator[Refusal]:
    """Whole, or not at all: what, which day, by whom."""
    if any(getattr(said, name) for name in OF_OUTCOME):
        for name, text in MISSING.items():
            if not getattr(said, name):
                yield Refusal(text, name)
    if said.outcome_on and said.outcome_on < said.filed_on:
        yield Refusal("Cette date est antérieure à la plainte.", "outcome_on")
    if said.outcome_on and said.outcome_on > today:
        yield Refusal(IN_FUTURE, "outcome_on")


IN_FUTURE = "Cette date est dans l’avenir."
BEFORE_FACT = "Cette date est antérieure au fait."
MISSING = {
    "outcome": "Choisissez la suite connue, ou effacez ce qui la date et ce qui la dit.",
    "outcome_on": "Indiquez le jour où cette suite a été connue.",
    "outcome_from": "Dites par qui cette suite a été connue.",
}
