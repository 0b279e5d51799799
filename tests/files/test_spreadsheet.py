"""A spreadsheet shows what was typed, and never computes it."""

import csv
import io

import pytest

from files.tables.spreadsheet import harmless, table

DANGEROUS = ("=1+1", "+33 1 99", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', " =1", "＝1")


@pytest.mark.parametrize("cell", DANGEROUS)
def test_what_begins_like_a_formula_is_shown_as_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Meaux", "01 99 00 77 03", "a=b", "Val-de-Brie", "", "Anne @ Meaux", "é;\"'"])
def test_anything_else_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_the_table_is_what_a_french_spreadsheet_opens() -> None:
    text = table(("Nom", "Poste"), [("Églantine", 'Magistrat ; "référent"'), ("=cmd|'/C calc'!A1", "a,=1+1")])
    assert text.encode().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert rows == [
        ["Nom", "Poste"],
        ["Églantine", 'Magistrat ; "référent"'],
        ["'=cmd|'/C calc'!A1", "a,=1+1"],
    ]
    assert '"a,=1+1"' in text  # quoted, so that a comma splits nothing off
