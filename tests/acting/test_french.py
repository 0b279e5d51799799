"""Days, moments and numbers as French writes them, and the spaces that it does not break."""

from datetime import UTC, date, datetime

import pytest

from acting import french

FIRST_OF_MAY = date(2021, 5, 1)
WRITTEN_IN_WINTER = datetime(2026, 11, 27, 23, 5, tzinfo=UTC)  # the 28th in Seine-et-Marne


@pytest.mark.parametrize(
    ("value", "shape", "written"),
    [
        (FIRST_OF_MAY, "long", "1er_mai_2021"),
        (date(2021, 5, 11), "long", "11_mai_2021"),
        (date(2026, 11, 27), "short", "27_nov._2026"),
        (date(2026, 11, 27), "weekday", "vendredi 27_novembre_2026"),
        (date(2026, 12, 1), "month", "décembre_2026"),
        (date(2026, 12, 1), "month-short", "déc."),
        (WRITTEN_IN_WINTER, "long", "28_novembre_2026"),
        ("2026-06-22", "long", "22_juin_2026"),
        (None, "long", ""),
        ("", "short", ""),
    ],
)
def test_a_day(value: date | str | None, shape: str, written: str) -> None:
    assert french.day(value, shape) == written.replace("_", french.NO_BREAK)


@pytest.mark.parametrize(
    ("value", "shape", "written"),
    [
        (WRITTEN_IN_WINTER, "long", "28_novembre_2026, 0_h_05"),
        (WRITTEN_IN_WINTER, "hour", "0_h_05"),
        (datetime(2026, 7, 1, 12, 30, tzinfo=UTC), "short", "1er_juil._2026, 14_h_30"),
        (datetime(2026, 7, 1, 12, 30), "hour", "12_h_30"),
        ("2026-06-19T22:30+02:00", "weekday", "vendredi 19_juin_2026, 22_h_30"),
        (None, "long", ""),
    ],
)
def test_a_moment_by_the_clock_of_the_department(value: datetime | str | None, shape: str, written: str) -> None:
    assert french.moment(value, shape) == written.replace("_", french.NO_BREAK)


@pytest.mark.parametrize(
    ("value", "written"), [(7, "7"), (1733, "1_733"), (90962, "90_962"), (2.5, "2,5"), (0, "0"), (None, ""), ("", "")]
)
def test_a_number(value: float | None, written: str) -> None:
    assert french.number(value) == written.replace("_", french.THIN)


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Où ?", "Où_?"),
        ("« oui » : non ; 12 %, 30 €.", "«_oui_»_: non_; 12_%, 30_€."),
        ("ligne\n   ; suite", "ligne_; suite"),
        ("«\n  oui", "«_oui"),
        ("{% if a != b %}x{% endif %}", "{% if a != b %}x{% endif %}"),
        ('<a href="?a=1" class="b :c">', '<a href="?a=1" class="b :c">'),
        ("{{ share }} %</b> ?</h1>", "{{ share }}_%</b>_?</h1>"),
    ],
)
def test_no_line_begins_with_a_sign(typed: str, set_: str) -> None:
    assert french.spaced(typed) == set_.replace("_", french.NO_BREAK)
