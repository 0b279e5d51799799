"""A préfectoral injunction (CCH, art. L. 442-4-3): its life as one table, its two clocks, and what may be said of it.

The préfet notifies it outside the portal, which only keeps count: the days run from that notification, and every date
here is the date of something that was done elsewhere. Plain data in, refusals out: forms show them, services raise
them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from acting.days import add_months
from acting.enums import Function
from acting.french import days_in_words
from acting.refusals import Conflict, Refusal
from correspondents.due_rules import LAW_ALERTS
from referrals.enums import InjunctionRefusal
from referrals.enums import InjunctionState as S
from referrals.sharing_rules import CitedBasis
from signatories.theme_guard import refusals_of_themes

BASIS = "cch-l442-4-3"  # the one text that founds an injunction; its row says the ground that must be stated
ENJOINED_FUNCTIONS = (Function.REFERENT, Function.CONTENTIEUX)  # of a landlord: both answer
DAYS_TO_ANSWER, MONTHS_TO_SEIZE = 15, 1
NOTE_LENGTH, ADDRESS_LENGTH, COURT_LENGTH, LEASE_LENGTH = 300, 160, 80, 40


class InjunctionSide(StrEnum):
    """The keeper is whoever wrote it down: the préfecture, or the landlord that was given it on paper."""

    KEEPER = "keeper"
    LANDLORD = "landlord"
    CLOCK = "clock"


class InjunctionAct(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    SEIZE = "seize"
    SUBSTITUTE = "substitute"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class InjunctionMove:
    side: InjunctionSide
    to: dict[S, S]


RUNNING = (S.NOTIFIED, S.ACCEPTED)  # a clock runs
ENDED = (S.CLOSED, S.WITHDRAWN)

# An answer that was given late, or written down late, is written down all the same.
INJUNCTION_MOVES: dict[InjunctionAct, InjunctionMove] = {
    InjunctionAct.ACCEPT: InjunctionMove(InjunctionSide.LANDLORD, dict.fromkeys((S.NOTIFIED, S.EXPIRED), S.ACCEPTED)),
    InjunctionAct.REFUSE: InjunctionMove(InjunctionSide.LANDLORD, dict.fromkeys((S.NOTIFIED, S.EXPIRED), S.REFUSED)),
    InjunctionAct.SEIZE: InjunctionMove(InjunctionSide.LANDLORD, {S.ACCEPTED: S.SEIZED}),
    InjunctionAct.SUBSTITUTE: InjunctionMove(
        InjunctionSide.KEEPER, dict.fromkeys((*RUNNING, S.REFUSED, S.EXPIRED), S.SUBSTITUTED)
    ),
    InjunctionAct.CLOSE: InjunctionMove(InjunctionSide.LANDLORD, dict.fromkeys((S.SEIZED, S.SUBSTITUTED), S.CLOSED)),
    InjunctionAct.WITHDRAW: InjunctionMove(
        InjunctionSide.KEEPER, dict.fromkeys((*RUNNING, S.REFUSED, S.EXPIRED), S.WITHDRAWN)
    ),
    InjunctionAct.EXPIRE: InjunctionMove(InjunctionSide.CLOCK, {S.NOTIFIED: S.EXPIRED}),
}


def next_injunction_state(act: InjunctionAct, state: S) -> S:
    """The state after `act`. Raises Conflict where the table has no such move: somebody has moved it meanwhile."""
    try:
        return INJUNCTION_MOVES[act].to[state]
    except KeyError:
        raise Conflict(f"{act} from {state}") from None


# The clocks


def answer_due_on(notified_on: date) -> date:
    """The last day on which the landlord may answer."""
    return notified_on + timedelta(days=DAYS_TO_ANSWER)


def seizure_due_on(accepted_on: date) -> date:
    """The last day on which the landlord that accepted may seize the judge before the préfet may: of 31 January the
    end of February."""
    return add_months(accepted_on, MONTHS_TO_SEIZE)


@dataclass(frozen=True, slots=True)
class Clock:
    """What is to be done by which day, and the day on which it was; `today` is the reader's."""

    label: str
    due_on: date
    done_on: date | None
    today: date
    is_over: bool = False  # it ends without having been done: refused, withdrawn

    @property
    def runs(self) -> bool:
        return self.done_on is None and not self.is_over

    @property
    def days_left(self) -> int:
        """Negative once the last day is past."""
        return (self.due_on - self.today).days

    @property
    def is_late(self) -> bool:
        return (self.done_on or self.today) > self.due_on

    @property
    def left_in_words(self) -> str:
        """While it runs: `dans 12 jours`, `dernier jour`, `dépassé de 3 jours`."""
        if self.days_left > 0:
            return f"dans {days_in_words(self.days_left)}"
        return f"dépassé de {days_in_words(-self.days_left)}" if self.days_left else "dernier jour"

    @property
    def tone(self) -> str:
        """Of a tag: as urgent as the reminders are."""
        if self.days_left <= 0:
            return "bad"
        return "warn" if self.days_left <= max(LAW_ALERTS) else "info"


# What may not be


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What is said of an injunction when it is written down. `is_party` is of the landlord; `is_of_landlord` of the
    residence, where one is chosen; else the place is a commune and an address that is `typed`. Not both: what would not
    be kept must not be said."""

    notified_on: date
    ground_stated: bool
    basis: CitedBasis
    is_party: bool
    is_of_landlord: bool
    has_commune: bool
    is_said_twice: bool = False
    typed: str | None = None


# A dwelling names whoever lives there.
DWELLING = re.compile(
    r"\b(?:appartements?|appts?|apts?|logements?|logts?|portes?|lots?)\b\.?\s*(?:n\s*[°ºo]\.?\s*)?[A-Z]?-?\d"
    r"|\b\d{1,2}\s*(?:e|è|er|ère|ème|eme)\s+(?:étage|etage)|\b(?:étage|etage)\s*\d",
    re.IGNORECASE,
)
NO_DWELLING = "Ni appartement, ni étage, ni porte : l’immeuble suffit, un logement désigne qui l’habite."
GROUND = "Une injonction ne porte que sur des agissements liés au trafic de stupéfiants, de l’occupant habituel."


def refusals_of_registration(said: Registration, today: date) -> Iterator[Refusal]:
    if not said.ground_stated:
        yield Refusal(f"{GROUND} Si c’est bien le cas, cochez la case.", "ground_stated")
    if not said.is_party:
        yield Refusal("Choisissez un bailleur de la convention.", "landlord")
    if not said.is_of_landlord:
        yield Refusal("Choisissez une résidence ouverte de ce bailleur.", "residence")
    if said.is_said_twice:
        yield Refusal("Une résidence, ou bien une commune et une adresse : pas les deux.", "residence")
    if not said.has_commune:
        yield Refusal("Choisissez une résidence, ou une commune de la liste.", "commune")
    yield from _of_address(said.typed)
    if said.notified_on > today:
        yield Refusal("Cette date est dans l’avenir.", "notified_on")
    elif not said.basis.is_in_force(said.notified_on):
        yield Refusal("À cette date, le texte qui fonde l’injonction n’était pas en vigueur.", "notified_on")


def _of_address(typed: str | None) -> Iterator[Refusal]:
    if typed is not None and not typed.strip():
        yield Refusal("Sans résidence, dites l’adresse de l’immeuble.", "address")
    if typed and len(typed) > ADDRESS_LENGTH:
        yield Refusal(f"{ADDRESS_LENGTH} caractères au plus.", "address")
    if typed and DWELLING.search(typed):
        yield Refusal(NO_DWELLING, "address")


def refusals_of_day(field: str, on: date, *, since: date, today: date) -> Iterator[Refusal]:
    """Of an act done outside the portal: not before what it follows, and not to come."""
    if on > today:
        yield Refusal("Cette date est dans l’avenir.", field)
    elif on < since:
        yield Refusal("Cette date est antérieure à ce qui précède dans le dossier.", field)


def refusals_of_refusal(motive: str, note: str) -> Iterator[Refusal]:
    if motive not in InjunctionRefusal.values:
        yield Refusal("Choisissez un motif de la liste.", "motive")
    if len(note) > NOTE_LENGTH:
        yield Refusal(f"La précision compte {NOTE_LENGTH} caractères au plus.", "note")
    if DWELLING.search(note):
        yield Refusal(NO_DWELLING, "note")
    yield from refusals_of_themes("note", note)


def refusals_of_court(court: str) -> Iterator[Refusal]:
    if not court.strip():
        yield Refusal("Dites quelle juridiction est saisie.", "court")
    elif len(court) > COURT_LENGTH:
        yield Refusal(f"{COURT_LENGTH} caractères au plus.", "court")


def refusals_of_lease(number: str) -> Iterator[Refusal]:
    if len(number) > LEASE_LENGTH:
        yield Refusal(f"{LEASE_LENGTH} caractères au plus.", "number")


def refusals_of_substitution(due_on: date | None, on: date) -> Iterator[Refusal]:
    """While a clock runs the landlord may still act; the préfet may after its last day."""
    if due_on is not None and on <= due_on:
        yield Refusal("Le délai du bailleur court encore à cette date.", "substituted_on")
