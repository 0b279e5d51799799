"""Official files are read by the names of their columns, in the encoding they have, with each wrong row named."""

import json

import pytest

from acting.french import NO_BREAK
from files.tables.table import Unreadable
from territory.imports.communes import read_communes
from territory.imports.courts import court_key, district_of, read_courts
from territory.imports.department import OFFICIAL
from territory.imports.forces import read_forces
from tests.territory.official_files import COG_HEADER as COG
from tests.territory.official_files import (
    COURT_HEADER,
    COURTS,
    FORCE_HEADER,
    NAMES,
    cog_file,
    cog_row,
    court_row,
    courts_file,
    etalab_file,
    forces_file,
    written,
)
from tests.workbooks import spreadsheet

MEAUX = court_row("77284", "Meaux", "Meaux")


def courts_of(rows: list[list[str]], header: list[str] = COURT_HEADER, **how: str) -> dict[str, str]:
    return {code: row.institution for code, row in read_courts(written(header, rows, **how), "77").rows.items()}


def test_a_whole_courts_file_is_reduced_to_the_department() -> None:
    reading = read_courts(courts_file(total=600), "77")
    assert {code: row.institution for code, row in reading.rows.items()} == {c: court_key(n) for c, n in COURTS.items()}
    assert (reading.total, reading.wrong, reading.encoding) == (600, [], "UTF-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_are_right_in_each_encoding_and_the_encoding_is_said(encoding: str) -> None:
    reading = read_courts(courts_file(encoding=encoding), "77")
    assert {code: row.name for code, row in reading.rows.items()} == NAMES
    assert reading.rows["77001"].name == "Achères-la-Forêt"
    said = {"cp1252": "Windows-1252 (cp1252)", "utf-16": "UTF-16"}
    assert reading.encoding == said.get(encoding, "UTF-8")


def test_a_workbook_is_an_official_file_too_and_what_it_hides_is_said() -> None:
    rows = [["Commune", "Libellé Commune", "Tribunal judiciaire compétent"]]
    rows += [[code, NAMES[code], f"Tribunal judiciaire de {court}"] for code, court in COURTS.items()]
    reading = read_courts(spreadsheet(rows, hidden_rows=(3, 4), others={"Archives": "hidden"}), "77")
    hidden = {rows[2][0], rows[3][0]}
    assert {code: row.institution for code, row in reading.rows.items()} == {
        code: court_key(name) for code, name in COURTS.items() if code not in hidden
    }
    assert reading.left_out == ("la feuille masquée « Archives »", "les lignes masquées 3 à 4")


def test_a_file_glued_from_two_encodings_is_refused_with_its_line() -> None:
    glued = written(COURT_HEADER, [court_row("77001", "Achères-la-Forêt", "Meaux")]) + "77284;Méaux\r\n".encode(
        "cp1252"
    )
    with pytest.raises(Unreadable, match="ligne 3 n’est pas en UTF-8"):
        read_courts(glued, "77")


@pytest.mark.parametrize(
    "header",
    [
        [cell.upper() for cell in COURT_HEADER],
        [cell.replace("é", "e").replace("è", "e") for cell in COURT_HEADER],
        ["Tribunal de proximité ou chambre détachée" if "proximité" in cell else cell for cell in COURT_HEADER],
        ["Code commune" if cell == "Commune" else cell for cell in COURT_HEADER],
        ["Tribunal judiciaire" if cell.startswith("Tribunal judi") else cell for cell in COURT_HEADER],
        [f"  {cell} " for cell in COURT_HEADER],
    ],
)
def test_headers_are_known_whatever_their_case_accents_and_variants(header: list[str]) -> None:
    assert courts_of([MEAUX], header) == {"77284": "meaux"}


def test_columns_may_stand_in_any_order_and_others_may_come() -> None:
    header = ["Tribunal judiciaire compétent", "Remarque", "Libellé Commune", "Commune"]
    assert courts_of([["TJ MELUN", "", "Provins", "77379"]], header) == {"77379": "melun"}
    assert courts_of([["TJ MELUN", "", "Provins", "77379"]], header, delimiter=",") == {"77379": "melun"}


def test_a_missing_column_is_named_and_those_read_are_shown() -> None:
    header = ["Commune", "Libellé Commune", "Cour d'Appel compétente"]
    with pytest.raises(Unreadable, match=r"« Tribunal judiciaire compétent ».*Cour d'Appel compétente"):
        read_courts(written(header, [["77284", "Meaux", "Paris"]]), "77")


def test_wrong_rows_are_listed_with_line_and_reason_and_those_of_others_are_nobody_s_matter() -> None:
    rows = [
        MEAUX,
        court_row("", "Nulle part", "Meaux"),
        ["77288", "Melun"],
        court_row("77284", "Meaux", "Melun"),
        court_row("77379", "Provins", "")[:7] + [""] * 7,
        court_row("7x", "Faute", "Meaux"),
        ["01001", "L'Abergement"],
    ]
    wrong = [(row.line, row.code, row.reason) for row in read_courts(written(COURT_HEADER, rows), "77").wrong]
    assert wrong == [
        (3, "", "Le code de la commune est vide."),
        (4, "77288", "Il manque des colonnes à cette ligne."),
        (5, "77284", "Commune en double : elle est déjà à la ligne 2."),
        (6, "77379", "Le tribunal judiciaire est vide."),
        (7, "", "« 7X » n’est pas un code de commune."),
    ]


def test_a_leading_zero_lost_in_a_spreadsheet_comes_back() -> None:
    content = written(COURT_HEADER, [court_row("1001", "L'Abergement-Clémenciat", "Bourg-en-Bresse")])
    assert {code: row.institution for code, row in read_courts(content, "01").rows.items()} == {
        "01001": "bourg en bresse"
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"  \r\n \n", "vide"),
        (b"PK\x03\x04rest", "classeur"),
        ("Commune;Libellé".encode("utf-16")[:-1], "UTF-8"),
        (b"a;b\n\x00\x00", "UTF-8"),
        (b'Commune;"Tribunal judiciaire;x\n' + b"y" * 200_000, "guillemet"),
        (b"x" * (OFFICIAL.size + 1), "30 Mo"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_courts(content, "77")


@pytest.mark.parametrize(
    "name", ["Tribunal judiciaire de Meaux", "TJ MEAUX", "Tribunal de grande instance de Meaux", "meaux"]
)
def test_a_court_goes_by_several_names(name: str) -> None:
    assert court_key(name) == "meaux"


def test_the_name_of_a_district_elides() -> None:
    assert district_of("Meaux") == "Ressort du tribunal judiciaire de Meaux"
    assert district_of("Évry") == "Ressort du tribunal judiciaire d’Évry"
    assert court_key("Tribunal judiciaire d'Évry") == court_key("Évry")


def test_forces_are_read_whatever_the_order_of_the_columns() -> None:
    order = ["codes_postaux", "service", "institution", "libelle_commune", "code_postal", "id_service", "code_commune"]
    mixed, plain = read_forces(forces_file(order=order), "77"), read_forces(forces_file(order=FORCE_HEADER), "77")
    assert mixed.rows == plain.rows
    assert mixed.rows["77284"].institution == "PN"
    assert mixed.rows["77284"].unit == "Circonscription de police de Meaux"
    assert mixed.rows["77001"].institution == "GN"


def test_an_institution_that_is_neither_is_a_wrong_row() -> None:
    content = forces_file({"77284": ("PM", "")})
    reading = read_forces(content, "77")
    assert [(row.code, row.reason) for row in reading.wrong] == [
        ("77284", "Institution inconnue : « PM ». Le portail connaît PN et GN.")
    ]


def test_insee_counts_communes_only_and_says_where_former_ones_went() -> None:
    reading = read_communes(cog_file(merged={"77001": "77284", "77491": "77316"}), "77")
    assert set(reading.rows) == set(NAMES) - {"77001"}
    assert reading.heirs == {"77001": "77284", "77491": "77316"}


def test_etalab_says_the_same_with_postal_codes_and_population() -> None:
    reading = read_communes(etalab_file(merged={"77001": "77284"}), "77")
    assert set(reading.rows) == set(NAMES) - {"77001"}
    assert reading.heirs == {"77001": "77284"}
    assert (reading.rows["77288"].postal_codes, reading.rows["77288"].population) == (("77000",), 45995)


@pytest.mark.parametrize("content", [b"[1, 2]", b"{}", b"[{]", b'[{"nom": "Meaux"}]', b"[" * 100_000])
def test_json_that_is_no_list_of_communes_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match="JSON"):
        read_communes(content, "77")


def test_a_file_of_another_department_says_so() -> None:
    with pytest.raises(Unreadable, match="aucune commune du département 77"):
        read_communes(written(COG, [cog_row("75056", "Paris")], delimiter=","), "77")


def test_what_a_json_file_hides_in_its_values_reaches_no_table() -> None:
    """A NUL, half a character, a code as long as a page, more people than the world: said, or left out."""
    rows: list[dict[str, object]] = [
        {"code": "77284", "nom": "Meaux", "population": 10**12, "anciensCodes": ["x" * 500, "77999", 12, None]},
        {"code": "77\x00", "nom": "Melun"},
        {"code": "77288", "nom": "Mel\x00un"},
        {"code": "77379", "nom": "Provins\ud800"},
        {"code": "77131", "nom": "Coulommiers", "codesPostaux": ["'; DROP TABLE"]},
        {"code": "x" * 500, "nom": "Long", "type": "commune-deleguee", "chefLieu": "77284"},
    ]
    reading = read_communes(json.dumps(rows).encode(), "77")
    assert {code: row.population for code, row in reading.rows.items()} == {"77284": None}
    assert reading.heirs == {"77999": "77284"}
    assert [row.line for row in reading.wrong] == [2, 3, 4, 5]
    assert all(row.reason.replace(NO_BREAK, " ").isprintable() for row in reading.wrong)
