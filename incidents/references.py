"""Short random references: nothing can be learnt from them, not even how many there are."""

import secrets
from collections.abc import Callable

from django.db import IntegrityError, models, transaction

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
TRIES = 5


def new_reference(letter: str) -> str:
    """`"S"` → `"S-7K3F-2Q"`."""
    drawn = [secrets.choice(ALPHABET) for _ in range(6)]
    return f"{letter}-{''.join(drawn[:4])}-{''.join(drawn[4:])}"


def new_incident_reference() -> str:
    return new_reference("F")


def new_referral_reference() -> str:
    return new_reference("S")


def insert_with_reference(row: models.Model, redraw: Callable[[], str]) -> None:
    """Inserts the row; under another reference when chance drew one that is taken, perhaps by a row that nobody here
    may see (one filing in 700 at a million facts). Raises IntegrityError for anything else.
    """
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return row.save(force_insert=True)
        except IntegrityError as error:
            if not is_about(error, "reference"):
                raise
            row.reference = redraw()  # type: ignore[attr-defined]
    return row.save(force_insert=True)


def is_about(error: IntegrityError, column: str) -> bool:
    """Whether the constraint that was broken is that of the column."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return column in (getattr(diagnosis, "constraint_name", None) or "")
