"""What is written about meetings and decisions must be. Forms show it, services raise it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from acting.refusals import Refusal
from signatories.guard import warnings_in

YEARS = range(2010, 2101)
MOST_ATTENDANCES = 40
NOMINATIVE = ("personne", "téléphone", "plaque")
NO_NAME = "Une fonction (« magistrat référent »), jamais un nom ni un numéro."
TWICE = "La même fonction d’une institution est inscrite deux fois : gardez-en une."


def refusals_of_moment(starts_at: datetime) -> Iterator[Refusal]:
    if starts_at.year not in YEARS:
        yield Refusal("Vérifiez l’année.", "starts_at")


def refusals_of_done(done_on: date | None, today: date) -> Iterator[Refusal]:
    if done_on and done_on > today:
        yield Refusal("Au plus tard aujourd’hui : une décision est faite quand elle l’est.", "done_on")


def refusals_of_function(function: str) -> Iterator[Refusal]:
    """Attendance goes by function: a name or a number is refused, where other texts only warn."""
    if any(advice.kind in NOMINATIVE for advice in warnings_in(function)):
        yield Refusal(NO_NAME, "function")


def refusals_of_attendances(named: Iterable[tuple[object, str]]) -> Iterator[Refusal]:
    """`named` are institution and function of each line."""
    keys = [(institution, function.casefold()) for institution, function in named]
    if len(keys) != len(set(keys)):
        yield Refusal(TWICE)
    if len(keys) > MOST_ATTENDANCES:
        yield Refusal(f"{MOST_ATTENDANCES} lignes au plus.")
