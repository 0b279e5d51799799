"""What is said of a failure: the machine's troubles by their name, in words that somebody can act on."""

import errno

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError
from psycopg2 import errors

from journal.enums import Cause
from journal.failures import TROUBLES, cause_of, remedy_of, said_for_good, said_once


class DiskFull(errors.DiskFull):
    """As the driver raises it: the number stands in an attribute that only the driver sets."""

    pgcode = "53100"


class OutOfMemory(errors.OutOfMemory):
    pgcode = "53200"


class UniqueViolation(errors.UniqueViolation):
    pgcode = "23505"


def wrapped(cause: Exception) -> Exception:
    error = DatabaseError("of Django")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "no room"), Cause.DISK_FULL),
        (OSError(errno.EDQUOT, "no room"), Cause.DISK_FULL),
        (OSError(errno.ENOMEM, "no memory"), Cause.NO_MEMORY),
        (MemoryError(), Cause.NO_MEMORY),
        (wrapped(OutOfMemory()), Cause.NO_MEMORY),
        (wrapped(DiskFull()), Cause.DATABASE_FULL),
        (wrapped(wrapped(DiskFull())), Cause.DATABASE_FULL),
        (SoftTimeLimitExceeded(), Cause.TOO_LONG),
        (wrapped(UniqueViolation()), ""),
        (OSError(errno.ENOENT, "gone"), ""),
        (OSError("without a number"), ""),
        (ValueError("le nom de quelqu’un"), ""),
    ],
)
def test_each_trouble_of_the_machine_is_known(error: Exception, cause: str) -> None:
    assert cause_of(error) == cause


def test_a_trouble_that_led_to_another_error_is_found_and_a_circle_ends() -> None:
    later = ValueError("another")
    later.__context__ = MemoryError()
    assert cause_of(later) == Cause.NO_MEMORY
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert cause_of(one) == ""


def test_every_cause_has_its_words_and_its_remedy_and_fits_its_column() -> None:
    assert set(TROUBLES) == set(Cause)
    for cause in ("", *Cause.values):
        for said in (said_once(cause), said_for_good(cause), said_for_good(cause, "L’annulation", "Reprenez")):
            assert len(said) <= 300
            assert said.endswith(".")
        assert remedy_of(said_for_good(cause), cause)
    assert len({said_for_good(cause) for cause in ("", *Cause.values)}) == len(Cause) + 1


def test_what_says_its_own_reason_has_no_remedy_but_that() -> None:
    assert remedy_of("Le document dépasse 200 pages.", "") == ""
    assert remedy_of("", "") == ""
