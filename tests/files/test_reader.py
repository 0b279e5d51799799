"""A table that somebody sends: read whatever wrote it, or refused with what to do."""

import io
import zipfile
from datetime import date, datetime

import pytest

from files.tables.reader import MERGED, OLD
from files.tables.table import EMPTY, NO_ROW, Unreadable, tidy
from files.tables.workbook import ALL_HIDDEN, NOT_A_WORKBOOK, TOO_HEAVY
from territory.residence_file import LIMITS, read_list
from tests.workbooks import Cell, Formula, sheet_xml, spreadsheet, workbook

HEADER = ("nom", "adresse", "commune", "logements", "QPV")
ROWS = (HEADER, ("Résidence des Tilleuls", "4, allée des Tilleuls", "Meaux", 412, True))
TEXT = "nom;adresse;commune;logements;QPV\nRésidence des Tilleuls;4, allée des Tilleuls;Meaux;412;oui\n"
READ = [(2, ("Résidence des Tilleuls", "4, allée des Tilleuls", "Meaux", "412", "oui"))]


def lines_of(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, tuple(map(tidy, row.line.cells))) for row in read_list(content).rows]


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_list(content)
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
        TEXT.encode("utf-16"),
        TEXT.replace(";", "\t").encode("utf-16"),
        workbook(ROWS),
        spreadsheet(ROWS),
    ],
    ids=["utf-8", "mark", "cp1252", "windows ends", "commas", "tabs", "utf-16", "unicode text", "xlsx", "openpyxl"],
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
        (b"nom;adresse;commune;logements\na\x81;b;c;1\n", "« CSV UTF-8 »"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD),
        (b"PK\x03\x04 and nothing more", NOT_A_WORKBOOK),
        (b'nom;adresse;commune;logements\n"A;x;Meaux;1\n', "La ligne 2 ne se lit pas"),
        (b"nom;commune;logements\nA;Meaux;1\n", "Colonne introuvable : « adresse »"),
        (b"nom;adresse;logements\nA;x;1\n", "« commune » ou « code INSEE »"),
        (b"nom;nom;adresse;commune;logements\nA;A;x;Meaux;1\n", "Deux colonnes se nomment « nom »"),
        (b"alpha beta gamma\nune phrase\n", "Colonne introuvable"),
        (workbook([HEADER]), NO_ROW),
        (workbook(ROWS, merged="A1:B1"), MERGED),
        (workbook([("Patrimoine", None), *ROWS], merged="A1:E1"), MERGED),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_the_longest_list_is_read_and_one_line_more_is_not() -> None:
    longest = "nom;adresse;commune;logements\n" + "A;x;Meaux;1\n" * LIMITS.rows
    assert len(lines_of(longest.encode())) == LIMITS.rows
    assert "plus de 5 000 lignes" in refusal((longest + "A;x;Meaux;1\n").encode())
    assert "plus de 5 000 lignes" in refusal(workbook([HEADER, *[("A", "x", "Meaux", 1)] * (LIMITS.rows + 1)]))


def test_a_merged_cell_below_the_header_is_no_matter() -> None:
    assert lines_of(workbook([*ROWS, ("B", "x", "Melun", 3)], merged="A3:B3"))[0] == READ[0]


def test_computed_cells_are_told_apart_from_their_values() -> None:
    rows: list[tuple[Cell, ...]] = [HEADER, ("A", "x", Formula("Meaux"), 12, None), ("B", "x", "Meaux", -3, None)]
    read = {row.number: (row.computed(), row.text("commune")) for row in read_list(workbook(rows)).rows}
    assert read == {2: (("commune",), "Meaux"), 3: ((), "Meaux")}
    text = 'nom;adresse;commune;logements\n=1+1;@x;Meaux;-3\n"-cmd|x";+33 1 ;Meaux;4\n'
    assert [row.computed() for row in read_list(text.encode()).rows] == [("name", "address"), ("name",)]


def test_a_small_file_that_unfolds_into_a_huge_one_is_refused() -> None:
    bomb = workbook(ROWS, padding=bytes(61 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert refusal(bomb) == TOO_HEAVY


@pytest.mark.parametrize(
    ("far", "said"),
    [
        ("A1048576", LIMITS.too_long),
        ("XFD1", LIMITS.too_wide),
        ("ZZZ9999999", LIMITS.too_wide),
        ("", NOT_A_WORKBOOK),
    ],
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


def test_hidden_sheets_and_rows_are_named_and_not_read() -> None:
    rows = [
        *ROWS,
        ("Masquée", "x", "Melun", 3),
        ("Lue", "x", "Melun", 4),
        ("a", "x", "Melun", 5),
        ("b", "x", "Melun", 6),
    ]
    content = spreadsheet(
        rows, hidden_rows=(3, 5, 6), before={"Brouillon": "hidden", "Secret": "veryHidden"}, others={"Notes": "visible"}
    )
    read = read_list(content)
    assert [row.text("name") for row in read.rows] == ["Résidence des Tilleuls", "Lue"]
    assert [row.number for row in read.rows] == [2, 4]
    assert read.left_out == (
        "la feuille masquée « Brouillon »",
        "la feuille masquée « Secret »",
        "la feuille « Notes »",
        "les lignes masquées 3, 5 à 6",
    )


def test_a_workbook_that_hides_everything_says_so() -> None:
    book = workbook(ROWS, sheets='<sheet name="Patrimoine" sheetId="1" state="hidden" r:id="rId1"/>')
    assert refusal(book) == ALL_HIDDEN
    assert refusal(spreadsheet(ROWS, hidden_rows=(2,))) == NO_ROW


def test_rows_and_columns_may_begin_further_down_and_right() -> None:
    shifted = [(None, None), (None, None), *((None, *row) for row in ROWS)]
    read = [(row.number, row.text("name"), row.text("priority")) for row in read_list(workbook(shifted)).rows]
    assert read == [(4, "Résidence des Tilleuls", "oui")]


def test_days_read_as_they_are_written_in_french() -> None:
    rows = [(*HEADER[:4], "remarque", "quand"), ("A", "x", "Meaux", 1, date(2026, 8, 31), datetime(2026, 8, 31, 14, 5))]
    assert [cells[4:] for _, cells in lines_of(spreadsheet(rows))] == [("31/08/2026", "31/08/2026 14:05")]


def test_text_that_looks_like_a_number_keeps_its_zero() -> None:
    rows = [("nom", "adresse", "code INSEE", "logements"), ("A", "x", "01001", 1)]
    assert lines_of(spreadsheet(rows))[0][1] == ("A", "x", "01001", "1")


def test_a_computed_cell_without_a_remembered_value_is_an_empty_one_with_a_formula() -> None:
    (row,) = read_list(spreadsheet([HEADER, ("A", "x", "=B9", 12)])).rows
    assert (row.text("commune"), row.computed()) == ("", ("commune",))


def test_a_cell_as_long_as_a_page_is_a_wrong_row_and_the_others_are_read() -> None:
    text = f"nom;adresse;commune;logements\nA;{'x' * 5000};Meaux;1\nB;x;Meaux;2\n"
    read = read_list(text.encode())
    assert [(row.number, row.text("name")) for row in read.rows] == [(3, "B")]
    assert [(row.line, row.reason) for row in read.wrong] == [(2, "Une cellule dépasse 4000 caractères.")]


def test_a_text_of_too_many_columns_is_refused_and_empty_ones_are_no_matter() -> None:
    header = "nom;adresse;commune;logements"
    assert refusal(f"{header}{';x' * 60}\nA;x;Meaux;1\n".encode()) == LIMITS.too_wide
    assert len(lines_of(f"{header}{';' * 60}\nA;x;Meaux;1\n".encode())) == 1


def test_a_badly_placed_quote_is_told_with_its_line() -> None:
    assert "La ligne 3 ne se lit pas" in refusal(b'nom;adresse;commune;logements\nA;x;Meaux;1\n"B"b;x;Meaux;1\n')


def test_a_list_glued_from_two_encodings_is_refused() -> None:
    glued = TEXT.encode() + "Résidence;x;Meaux;1;non\n".encode("cp1252")
    assert "la ligne 3 n’est pas en UTF-8 comme les autres" in refusal(glued)
