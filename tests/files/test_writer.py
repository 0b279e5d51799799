"""A spreadsheet shows what was typed, and never computes it."""

import csv
import io

import pytest

from files.tables.columns import Column
from files.tables.reader import read_table
from files.tables.table import Limits
from files.tables.writer import csv_table, harmless

DANGEROUS = ("=1+1", "+33 1 99", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', " =1", "＝1")


@pytest.mark.parametrize("cell", DANGEROUS)
def test_what_begins_like_a_formula_is_shown_as_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Meaux", "01 99 00 77 03", "a=b", "Val-de-Brie", "", "Anne @ Meaux", "é;\"'"])
def test_anything_else_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_the_table_is_what_a_french_spreadsheet_opens() -> None:
    text = csv_table(("Nom", "Poste"), [("Églantine", 'Magistrat ; "référent"'), ("=cmd|'/C calc'!A1", "a,=1+1")])
    assert text.encode().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert rows == [
        ["Nom", "Poste"],
        ["Églantine", 'Magistrat ; "référent"'],
        ["'=cmd|'/C calc'!A1", "a,=1+1"],
    ]
    assert '"a,=1+1"' in text  # quoted, so that a comma splits nothing off


def test_what_is_written_is_read_again() -> None:
    wanted, limits = (Column("name", "Nom"), Column("code", "Code")), Limits(megabytes=1, rows=10)
    rows = [("Églantine", "01001"), ("Sainte-Œuvre", "077")]
    read = read_table(csv_table(("Nom", "Code"), rows).encode(), wanted, limits).rows
    assert [(row.text("name"), row.text("code")) for row in read] == rows
