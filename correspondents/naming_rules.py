"""What naming somebody, ending it, and the perimeter of a post must be. Forms show it, services raise it."""

from collections.abc import Iterator
from datetime import date

from acting.enums import Function
from acting.refusals import Refusal

TOO_LATE = "Au plus tôt hier : ce qui a été fait sous cette désignation reste au journal."
TOO_LATE_TO_REPLACE = "Au plus tôt aujourd’hui : la personne remplacée garde les jours où elle a eu ses droits."
NOT_LISTED = "À remplir pour une personne qui n’est pas dans la liste."


def refusals_of_last_day(last_day: date, today: date, *, replaced: bool = False) -> Iterator[Refusal]:
    """Yesterday is the earliest: access then ends with the next request."""
    if (today - last_day).days > 1:
        yield Refusal(TOO_LATE_TO_REPLACE, "starts_on") if replaced else Refusal(TOO_LATE, "ends_on")


def refusals_of_perimeter(function: str, *, has_communes: bool, has_residences: bool) -> Iterator[Refusal]:
    """A gardien looks after residences, everybody else after communes or everything."""
    if function != Function.GARDIEN:
        if has_residences:
            yield Refusal("Seul un poste de gardien suit des résidences. Nommez des communes.", "residences")
        return
    if has_communes:
        yield Refusal("Un gardien suit des résidences : choisissez-les, sans commune.", "communes")
    if not has_residences:
        yield Refusal("Choisissez au moins une résidence : un gardien ne suit que celles-là.", "residences")
