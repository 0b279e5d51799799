"""When a received referral may be looked at again: on a day to come, while it can be read."""

from datetime import date

from acting import french
from acting.refusals import Refusal


def refusals_of_handling_review(review_on: date | None, today: date, until: date) -> list[Refusal]:
    """`until`: the last day on which the referral is read."""
    if review_on and review_on < today:
        return [Refusal("Choisissez un jour à venir, ou aucun.", "review_on")]
    if review_on and review_on > until:
        return [Refusal(f"L’accès prend fin le {french.day(until)} : choisissez ce jour-là au plus tard.", "review_on")]
    return []
