"""What a line of the register of accesses must be: who holds it, since when, until when. Forms show it, services raise
it."""

from collections.abc import Iterator
from datetime import date

from acting.refusals import Refusal

TO_COME = "Cette date est dans l’avenir."
BEFORE = "Cette date précède celle de la remise."


def refusals_of_days(
    *, given_on: date, ends_on: date | None, returned_on: date | None, today: date
) -> Iterator[Refusal]:
    """Handed over and given back on a day that has come; neither the term nor the return before the hand-over."""
    if given_on > today:
        yield Refusal(TO_COME, "given_on")
    if returned_on and returned_on > today:
        yield Refusal(TO_COME, "returned_on")
    for field, day in (("ends_on", ends_on), ("returned_on", returned_on)):
        if day and day < given_on:
            yield Refusal(BEFORE, field)
