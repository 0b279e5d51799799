"""How long somebody may be said to be away. Forms show it, services raise it, walls say it again."""

from collections.abc import Iterator
from datetime import date, timedelta

from acting import french
from acting.refusals import Refusal

# Who fell ill on a Monday is announced by the Friday; what is older changes nothing any more.
ANNOUNCED_BACK = timedelta(days=7)
# Who is away for longer is replaced, which asks for the three voices.
LONGEST = timedelta(days=366)


def refusals_of_absence(starts_on: date, ends_on: date, today: date) -> Iterator[Refusal]:
    if ends_on < starts_on:
        yield Refusal("La fin est avant le début : corrigez l’une des deux dates.", "ends_on")
    elif ends_on < today:
        yield Refusal("Cette absence est passée : elle ne changerait plus rien.", "ends_on")
    elif today - starts_on > ANNOUNCED_BACK:
        earliest = french.day(today - ANNOUNCED_BACK)
        yield Refusal(f"Au plus tôt le {earliest} : une absence s’annonce dans la semaine.", "starts_on")
    elif ends_on - starts_on > LONGEST:
        yield Refusal("Un an au plus : au-delà, remplacez la personne.", "ends_on")
