"""What ends without anybody being found guilty, and what is decided then: kept for a civil action, or to be erased."""

from datetime import date, timedelta

from acting import french
from acting.refusals import Refusal

# "Relaxe", and "absence d'infraction" as the motive of a dismissal.
CLEARED = ("acquittal_final", "acquittal_open", "no_offence")
LONGEST = timedelta(days=365)


def refusals_of_retention(civil_action: bool, review_on: date | None, today: date) -> list[Refusal]:
    if not civil_action:
        return [Refusal("Sans action civile, rien n’est à revoir : effacez ce jour.", "review_on")] if review_on else []
    if review_on is None:
        return [Refusal("Indiquez le jour où vous reverrez si l’action civile est encore en cours.", "review_on")]
    if review_on <= today:
        return [Refusal("Choisissez un jour à venir.", "review_on")]
    if review_on > today + LONGEST:
        return [Refusal(f"Un an au plus : jusqu’au {french.day(today + LONGEST)}.", "review_on")]
    return []
