"""What a line of the register of accesses must be: who holds what, since when, until when. Forms show it, services
raise it."""

from collections.abc import Iterator
from datetime import date

from acting.refusals import Refusal
from territory.enums import AccessHolder, AccessKind

TO_COME = "Cette date est dans l’avenir."
BEFORE = "Cette date précède celle de la remise."


NO_AUTHORISATION = (
    "Police, gendarmerie et secours entrent sans autorisation depuis le 27 novembre 2021 (CSI, art. L. 272-1) : notez "
    "ce qui leur a été remis. Seule la police municipale reçoit une autorisation permanente."
)


def refusals_of_kind(*, kind: str, service: str, is_over: bool) -> Iterator[Refusal]:
    """An authorisation of before that day stays as history."""
    if kind == AccessKind.AUTHORISATION and service != AccessHolder.MUNICIPAL and not is_over:
        yield Refusal(NO_AUTHORISATION, "kind")


def refusals_of_days(
    *,
    given_on: date,
    ends_on: date | None,
    returned_on: date | None,
    today: date,
    works_on: date | None = None,
) -> Iterator[Refusal]:
    """Handed over and given back on a day that has come; neither the term nor the return before the hand-over."""
    if given_on > today:
        yield Refusal(TO_COME, "given_on")
    if returned_on and returned_on > today:
        yield Refusal(TO_COME, "returned_on")
    if works_on and works_on > today:
        yield Refusal(TO_COME, "works_on")
    for field, day in (("ends_on", ends_on), ("returned_on", returned_on), ("works_on", works_on)):
        if day and day < given_on:
            yield Refusal(BEFORE, field)
