"""What comes back out, what patrols report, and files of the past that nobody should have sent."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from openpyxl import load_workbook

from incidents.models import FactImport, Incident
from journal.models import Entry
from tests.imports import BRUIT, PORTE, confirm, counts, facts, imported, page_of, read, reasons, text, work
from tests.people import Cast, acting, make_fact
from tests.workbooks import Formula, spreadsheet, workbook

NAMES = ("residence__name", "place", "building", "category", "started_at", "recurrence", "facts", "damage_euros")
PATROL = "n° de rapport;date de la ronde;début;fin;heure du constat;résidence;lieu;nature;constat;action"


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path) -> object:
    with override_settings(PRIVATE_ROOT=tmp_path):
        yield


def exported(cast: Cast, form: str = "csv", query: str = "") -> bytes:
    return cast.sarah.client().post(f"/faits/tous/export/{query}", {"format": form}).content


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_and_sent_again_changes_nothing(cast: Cast, form: str) -> None:
    imported(cast.sarah, text(PORTE, BRUIT))
    make_fact(cast.gilles, cast.tilleuls, facts="=cmd|' /C calc'!A0 était écrit au mur.\r\nEt « @tous » dessous.")
    make_fact(cast.zoe, cast.pommiers, facts="Ailleurs, chez un autre.")
    content = exported(cast, form)
    assert b"Ailleurs" not in content
    again = read(cast.sarah, content, f"faits.{form}")
    assert counts(page_of(cast.sarah, again)) == [0, 3, 0, 0]
    with acting(cast.sarah):
        entry = Entry.objects.get(verb="fait.exporte")
    assert (entry.count, entry.owner_id) == (3, cast.sarah.signatory.pk)


def test_what_is_exported_can_be_brought_back_whole(cast: Cast) -> None:
    done = imported(cast.sarah, text(PORTE, BRUIT))
    before, content = facts(cast, *NAMES), exported(cast)
    cast.sarah.client().post(f"/faits/import/{done.pk}/annuler/")
    work(done)
    assert facts(cast, "pk") == set()
    assert imported(cast.sarah, content).brought == 2
    assert facts(cast, *NAMES) == before


def test_no_formula_leaves(cast: Cast) -> None:
    make_fact(cast.gilles, cast.tilleuls, facts="=1+1")
    sheet = load_workbook(io.BytesIO(exported(cast, "xlsx"))).worksheets[0]
    assert "'=1+1" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr"}
    assert '"\'=1+1"' in exported(cast).decode("utf-8-sig")


def test_an_export_keeps_to_the_filters_of_its_list(cast: Cast) -> None:
    imported(cast.sarah, text(PORTE, BRUIT))
    assert exported(cast, query="?commune=77288").decode().count("A-") == 1
    assert cast.gilles.client().post("/faits/tous/export/", {"format": "csv"}).status_code == 403


def test_rounds_become_facts_and_what_saw_nothing_none(cast: Cast) -> None:
    lines = [
        "R-1;15/03/2025;20:00;04:00;01:40;Résidence des Tilleuls;Parking;Rodéo;Deux véhicules.;Signalé au 17",
        "R-2;15/03/2025;20:00;04:00;;Résidence des Tilleuls;Hall;RAS;;",
        "R-3;16/03/2025;20:00;04:00;21h15;Résidence des Érables;Cave;Vol;Cadenas coupé;",
    ]
    sent = read(cast.sarah, text(*lines, header=PATROL), kind="patrols")
    page = page_of(cast.sarah, sent)
    assert counts(page) == [2, 0, 0, 0]
    assert "1 ronde sans rien à signaler" in page
    confirm(cast.sarah, sent)
    work(sent)
    assert {(ref, at.isoformat(), said) for ref, at, said in facts(cast, "own_reference", "started_at", "facts")} == {
        (
            "R-1",
            "2025-03-16T00:40:00+00:00",
            "Deux véhicules. Action\u00a0: Signalé au 17. Ronde de 20:00 à 04:00.",
        ),
        ("R-3", "2025-03-16T20:15:00+00:00", "Cadenas coupé. Ronde de 20:00 à 04:00."),
    }


def test_the_examples_that_are_offered_are_read_whole(cast: Cast) -> None:
    client = cast.sarah.client()
    for kind, new, nothing in (("facts", 2, 0), ("patrols", 1, 1)):
        example = client.get(f"/faits/import/modele/{kind}/").content
        example = example.replace("Résidence des Exemples".encode(), "Résidence des Tilleuls".encode())
        sent = read(cast.sarah, example, kind=kind)
        assert counts(page_of(cast.sarah, sent)) == [new, 0, 0, 0]
        assert ("1 ronde sans rien" in page_of(cast.sarah, sent)) is bool(nothing)


DAYS = {
    "12/03/2025": "2025-03-12T11:00:00+00:00",
    "12.03.25": "2025-03-12T11:00:00+00:00",
    "2025-03-12": "2025-03-12T11:00:00+00:00",
    "2025-03-12T21:30:00": "2025-03-12T20:30:00+00:00",
    "12/03/2025 21h30": "2025-03-12T20:30:00+00:00",
    "45728": "2025-03-12T11:00:00+00:00",
    "45728.5": "2025-03-12T11:00:00+00:00",
    "45728,895833": "2025-03-12T20:30:00+00:00",
}


def test_days_are_read_as_people_and_spreadsheets_write_them(cast: Cast) -> None:
    lines = [PORTE.replace("A-1;12/03/2025;21:30", f"J-{place};{day};") for place, day in enumerate(DAYS)]
    imported(cast.sarah, text(*lines))
    found = dict(facts(cast, "own_reference", "started_at"))
    assert {day: found[f"J-{place}"].isoformat() for place, day in enumerate(DAYS)} == DAYS


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (PORTE.replace("12/03/2025", ""), "La date manque."),
        (PORTE.replace("12/03/2025", "hier"), "« hier » n’est pas une date"),
        (PORTE.replace("12/03/2025", "12/03/2099"), "Cette date est dans l’avenir."),
        (PORTE.replace("12/03/2025", "12/03/1999"), "n’est pas une date"),
        (PORTE.replace("12/03/2025;21:30", "30/03/2025;02:30"), "Cette heure n’existe pas ce jour-là"),
        (PORTE.replace("21:30", "25:00"), "« 25:00 » n’est pas une heure"),
        (PORTE.replace("Porte forcée.", "x" * 601), "Le texte des faits dépasse 600 caractères (601)."),
        (PORTE.replace("Porte forcée.", ""), "Le texte des faits manque."),
        (PORTE.replace("A-1", "R" * 61), "La référence dépasse 60 caractères (61)."),
        (PORTE.replace("450", "beaucoup"), "« beaucoup » n’est pas un montant en euros."),
        (PORTE.replace("Hall", ""), "La colonne « lieu » est vide."),
        (PORTE.replace("Dégradation", "Incivilité"), "« Incivilité » n’est pas un mot connu."),
        (PORTE.replace("Porte forcée.", "=1+1"), "Une formule"),
        (PORTE.replace("Porte forcée.", "@SUM(A1)"), "Une formule"),
    ],
)
def test_a_wrong_line_says_what_is_wrong_with_it(cast: Cast, line: str, reason: str) -> None:
    told = reasons(page_of(cast.sarah, read(cast.sarah, text(line, BRUIT))))
    assert list(told) == [2]
    assert reason in " ".join(told[2])


HEAD = ["référence", "date", "résidence", "lieu", "catégorie", "faits"]
ROW = ["A-1", "12/03/2025", "Résidence des Tilleuls", "Hall", "Vol", "Vélo volé."]
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "Le fichier est vide."),
    "blanks": (b"  \r\n ", "Le fichier est vide."),
    "header only": (text(), "Le fichier n’a que son en-tête"),
    "a program": (b"MZ\x90\x00\x03", "ni un CSV ni un classeur Excel"),
    "a PDF": (b"%PDF-1.7", "ni un CSV ni un classeur Excel"),
    "NUL characters": (text(PORTE.replace("Porte", "Por\x00te")), "ni un CSV ni un classeur Excel"),
    "two encodings": (text(PORTE) + "é;\n".encode("cp1252"), "mêle deux encodages"),
    "an open quote": (text('A-1;12/03/2025;;"Tilleuls;Hall;;Vol;;Vol.;;'), "un guillemet y est mal placé"),
    "columns of one name": (text(PORTE, header="date;date;résidence"), "Deux colonnes se nomment « date »"),
    "too many columns": (text(";".join(["x"] * 1_000_000), header="date;résidence"), "plus de 60 colonnes"),
    "an old workbook, or a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protégé par un mot de passe"),
    "a broken workbook": (b"PK\x03\x04broken", "n’est pas un classeur Excel"),
    "a header of merged cells": (workbook([HEAD, ROW], merged="A1:C1"), "cellules fusionnées"),
    "only hidden sheets": (
        workbook([HEAD, ROW], sheets='<sheet name="A" sheetId="1" state="hidden" r:id="rId1"/>'),
        "Toutes les feuilles de ce classeur sont masquées",
    ),
    "XML that unfolds": (workbook([], sheet=BOMB), "n’est pas un classeur Excel"),
    "a bomb": (workbook([HEAD, ROW], padding=bytes(450 * 1024 * 1024)), "trop lourd une fois ouvert"),
    "a far cell": (
        workbook([], sheet='<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>'),
        "plus de 60 colonnes",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(cast: Cast, name: str) -> None:
    content, sentence = HOSTILE[name]
    answer = cast.sarah.client().post("/faits/import/", {"file": SimpleUploadedFile("a.csv", content), "kind": "facts"})
    if answer.status_code == 302:  # it shows while its lines are read
        sent = work(answer.headers["Location"].split("/")[-2])
        assert sent.state == "stopped"
        assert sentence in page_of(cast.sarah, sent)
        assert sent.file.erased_at
    else:
        assert sentence in answer.text.replace("\u00a0", " ")
        assert not FactImport.objects.exists()
    assert not Incident.objects.exists()


def test_a_hidden_sheet_is_not_read_and_said(cast: Cast) -> None:
    content = spreadsheet([HEAD, ROW], hidden_rows=[], before={"Archives": "hidden"})
    page = page_of(cast.sarah, read(cast.sarah, content, "faits.xlsx"))
    assert counts(page) == [1, 0, 0, 0]
    assert "N’est pas lu : la feuille masquée « Archives »" in page


def test_what_a_workbook_computes_is_refused_by_its_line(cast: Cast) -> None:
    computed: list[Any] = [*ROW[:5], Formula("Vélo volé.")]
    page = page_of(cast.sarah, read(cast.sarah, workbook([HEAD, ROW, computed]), "faits.xlsx"))
    assert reasons(page) == {3: ["Une formule, colonne « faits » : collez la valeur à sa place."]}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_any_usual_encoding_and_delimiter(cast: Cast, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in (HEAD, ROW)]
    sent = read(cast.sarah, ("\r\n".join(lines) + "\r\n").encode(encoding))
    assert counts(page_of(cast.sarah, sent)) == [1, 0, 0, 0]


def test_a_form_of_a_thousand_fields_is_refused(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE))
    answer = cast.sarah.client().post(f"/faits/import/{sent.pk}/mots/", {f"mot-{n}": "x" for n in range(1001)})
    assert answer.status_code == 400
    assert FactImport.objects.get(pk=sent.pk).state == "read"


def test_many_unknown_words_are_asked_some_at_a_time(cast: Cast) -> None:
    lines = [PORTE.replace("A-1", f"M-{n}").replace("Résidence des Tilleuls", f"Bâtiment {n}") for n in range(70)]
    sent = read(cast.sarah, text(*lines))
    page = cast.sarah.client().get(f"/faits/import/{sent.pk}/mots/").text
    assert page.count("<select") == 60
