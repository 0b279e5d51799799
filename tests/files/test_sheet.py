"""A list that somebody keeps in a spreadsheet: read whatever wrote it, or refused with what to do."""

import io
import zipfile

import pytest

from files.tables.sheet import EMPTY, MAX_ROWS, NO_ROW, TOO_LONG, Unreadable
from files.tables.workbook import MERGED, NOT_A_WORKBOOK, TOO_HEAVY, TOO_WIDE
from territory.residence_file import OLD, read_sheet
from tests.workbooks import Cell, Formula, sheet_xml, workbook

HEADER = ("nom", "adresse", "commune", "logements", "QPV")
ROWS = (HEADER, ("Résidence des Tilleuls", "4, allée des Tilleuls", "Meaux", 412, True))
TEXT = "nom;adresse;commune;logements;QPV\nRésidence des Tilleuls;4, allée des Tilleuls;Meaux;412;oui\n"
READ = [(2, ("Résidence des Tilleuls", "4, allée des Tilleuls", "Meaux", "412", "oui"))]


def lines_of(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in read_sheet(content).lines]


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_sheet(content)
    return str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("4, allée", '"4, allée').replace("Tilleuls;Meaux", 'Tilleuls";Meaux').replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        workbook(ROWS),
    ],
    ids=["utf-8", "utf-8 with mark", "cp1252", "windows ends", "commas", "tabs", "xlsx"],
)
def test_the_same_list_is_read_from_each_form(content: bytes) -> None:
    assert lines_of(content) == READ


def test_a_line_keeps_the_number_that_the_spreadsheet_shows() -> None:
    text = 'nom;adresse;commune;logements\n\n"A\nB";x;Meaux;1\nC;x;Meaux;2\n'
    assert lines_of(text.encode()) == [(3, ("A B", "x", "Meaux", "1")), (5, ("C", "x", "Meaux", "2"))]
    rows: list[tuple[Cell, ...]] = [HEADER, (None,), ("C", "x", "Meaux", 77284.0)]
    assert lines_of(workbook(rows))[0][:2] == (3, ("C", "x", "Meaux", "77284", ""))


def test_numbers_of_a_workbook_read_as_a_person_reads_them() -> None:
    rows: list[tuple[Cell, ...]] = [
        ("nom", "adresse", "code INSEE", "logements"),
        ("A", "x", 77284, 412.0),
        ("B", "x", 77288.0, 1.5),
    ]
    assert [cells for _, cells in lines_of(workbook(rows))] == [("A", "x", "77284", "412"), ("B", "x", "77288", "1.5")]


def test_columns_are_known_by_name_in_any_order() -> None:
    text = "QPV;Nb logements;Ville;Nom de la résidence;ADRESSE;remarque\nnon;10;Meaux;A;x;y\n"
    assert lines_of(text.encode()) == [(2, ("non", "10", "Meaux", "A", "x", "y"))]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", EMPTY),
        (b" \n;;;\n", EMPTY),
        (b"nom;adresse;commune;logements\n", NO_ROW),
        (b"MZ\x90\x00\x03\x00\x00\x00", "ni un CSV ni un classeur Excel"),
        (b"%PDF-1.7 nothing", "ni un CSV ni un classeur Excel"),
        (b"nom;adresse;commune;logements\na\x81;b;c;1\n", "« CSV UTF-8 »"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD),
        (b"PK\x03\x04 and nothing more", NOT_A_WORKBOOK),
        (b'nom;adresse;commune;logements\n"A;x;Meaux;1\n', "La ligne 2 ne se lit pas"),
        (b"nom;commune;logements\nA;Meaux;1\n", "Colonne introuvable : « adresse »"),
        (b"nom;adresse;logements\nA;x;1\n", "« commune » ou « code INSEE »"),
        (b"nom;nom;adresse;commune;logements\nA;A;x;Meaux;1\n", "Deux colonnes se nomment « nom »"),
        (b"alpha beta gamma\nune phrase\n", "Colonne introuvable"),
        (workbook([HEADER]), NO_ROW),
        (workbook(ROWS, merged="A1:B1"), MERGED),
        (workbook([("Patrimoine", None), *ROWS], merged="A1:E1"), MERGED),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_the_longest_list_is_read_and_one_line_more_is_not() -> None:
    longest = "nom;adresse;commune;logements\n" + "A;x;Meaux;1\n" * MAX_ROWS
    assert len(read_sheet(longest.encode()).lines) == MAX_ROWS
    assert refusal((longest + "A;x;Meaux;1\n").encode()) == TOO_LONG
    assert refusal(workbook([HEADER, *[("A", "x", "Meaux", 1)] * (MAX_ROWS + 1)])) == TOO_LONG


def test_a_merged_cell_below_the_header_is_no_matter() -> None:
    assert lines_of(workbook([*ROWS, ("B", "x", "Melun", 3)], merged="A3:B3"))[0] == READ[0]


def test_computed_cells_are_told_apart_from_their_values() -> None:
    rows: list[tuple[Cell, ...]] = [HEADER, ("A", "x", Formula("Meaux"), 12, None), ("B", "x", "Meaux", -3, None)]
    marked = {line.number: line.formulas for line in read_sheet(workbook(rows)).lines}
    assert marked == {2: {2}, 3: frozenset()}
    text = 'nom;adresse;commune;logements\n=1+1;@x;Meaux;-3\n"-cmd|x";+33 1 ;Meaux;4\n'
    assert [line.formulas for line in read_sheet(text.encode()).lines] == [{0, 1}, {0}]


def test_a_small_file_that_unfolds_into_a_huge_one_is_refused() -> None:
    bomb = workbook(ROWS, padding=bytes(61 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert refusal(bomb) == TOO_HEAVY


@pytest.mark.parametrize(
    ("far", "said"), [("A1048576", TOO_LONG), ("XFD1", TOO_WIDE), ("ZZZ9999999", TOO_WIDE), ("", NOT_A_WORKBOOK)]
)
def test_a_cell_far_away_does_not_fill_the_memory(far: str, said: str) -> None:
    sheet = sheet_xml(ROWS).replace("</sheetData>", f'<row><c r="{far}"><v>1</v></c></row></sheetData>')
    assert refusal(workbook([], sheet=sheet)) == said


def test_a_document_type_is_refused() -> None:
    sheet = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + sheet_xml(ROWS)
    assert refusal(workbook([], sheet=sheet)) == NOT_A_WORKBOOK


def test_two_parts_of_one_name_are_refused() -> None:
    content = io.BytesIO(workbook(ROWS))
    with zipfile.ZipFile(content, "a") as parts:
        parts.writestr("xl/Worksheets/Sheet1.xml", sheet_xml(ROWS))
    assert refusal(content.getvalue()) == NOT_A_WORKBOOK


def test_a_document_of_another_kind_in_the_same_wrapping_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        parts.writestr("word/document.xml", "<document/>")
    assert refusal(content.getvalue()) == NOT_A_WORKBOOK
