"""What is written about a publication must be. The form shows it, the service raises it."""

from collections.abc import Iterator

from acting.refusals import Refusal
from reports.models import REASON_LENGTH


def refusals_of_withdrawal(reason: str) -> Iterator[Refusal]:
    if not reason.strip():
        yield Refusal("Dites pourquoi ce mois est retiré\u00a0: les délégués le liront avec lui.", "reason")
    elif len(reason) > REASON_LENGTH:
        yield Refusal(f"{REASON_LENGTH} caractères au plus.", "reason")
