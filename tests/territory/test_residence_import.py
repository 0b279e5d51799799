"""A landlord's own list of residences: sent, read line by line, then applied whole or not at all."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from files.models import StoredFile
from journal.models import Entry
from territory.models import Residence
from tests.pages import one_line
from tests.people import Cast, acting
from tests.workbooks import Formula, workbook

HEADER = "nom;adresse;commune;code INSEE;code postal;logements;QPV"
GOOD = "Résidence du Bief;2, rue du Bief;Meaux;77284;77100;60;oui"
SAME = "Résidence des Tilleuls;12, rue du Grand-Morin;Meaux;77284;77100;120;non"

Rows = set[tuple[str, str, str, int, bool]]


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path) -> object:
    with override_settings(PRIVATE_ROOT=tmp_path):
        yield


def text(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def send(client: Client, content: bytes, name: str = "liste.csv") -> Any:
    return client.post("/residences/import/", {"file": SimpleUploadedFile(name, content)})


def read(client: Client, *lines: str, header: str = HEADER) -> tuple[str, str]:
    """The address of the page that shows what the list would do, and the page."""
    address = send(client, text(*lines, header=header)).headers["Location"]
    return address, one_line(client.get(address).text)


def apply(client: Client, address: str, page: str) -> Any:
    digest = re.search(r'name="digest" value="(\w{64})"', page)
    assert digest
    return client.post(address, {"decision": "apply", "digest": digest[1]})


def counts(page: str) -> list[int]:
    """To create, to change, unchanged, refused."""
    return [int(number) for number in re.findall(r'class="value">(\d+)<', page)]


def refused(page: str) -> dict[int, list[str]]:
    lines = re.findall(
        r'data-label="Ligne">(\d+)</td><td data-label="Résidence">[^<]*</td><td data-label="Pourquoi">(.*?)</td>', page
    )
    return {int(number): re.findall(r"<div>(.*?)</div>", reasons) for number, reasons in lines}


def rows(cast: Cast) -> Rows:
    own = Residence.objects.filter(landlord=cast.sarah.signatory)
    return set(own.values_list("name", "address", "commune_id", "dwellings", "in_priority_district"))


TILLEULS = ("Résidence des Tilleuls", "12, rue du Grand-Morin", "77284", 120, False)
ERABLES = ("Résidence des Érables", "12, rue du Grand-Morin", "77288", 120, False)
BIEF = ("Résidence du Bief", "2, rue du Bief", "77284", 60, True)


def test_a_list_is_shown_then_applied_and_changes_nothing_the_second_time(cast: Cast) -> None:
    client = cast.sarah.client()
    changed = "Résidence des Érables;14, rue des Érables;Melun;77288;77000;130;oui"
    address, page = read(client, GOOD, SAME, changed)
    assert counts(page) == [1, 1, 1, 0]
    assert rows(cast) == {TILLEULS, ERABLES}
    assert "adresse :<del>12, rue du Grand-Morin</del>→<ins>14, rue des Érables</ins>" in page
    assert "logements :<del>120</del>→<ins>130</ins>" in page
    assert "QPV :<del>non</del>→<ins>oui</ins>" in page
    assert apply(client, address, page).headers["Location"] == "/residences/"
    after = {TILLEULS, BIEF, ("Résidence des Érables", "14, rue des Érables", "77288", 130, True)}
    assert rows(cast) == after
    again = client.get(address).text
    assert counts(again) == [0, 0, 3, 0]
    assert 'value="apply"' not in again
    with acting(cast.sarah):
        entry = Entry.objects.get(verb="liste_de_residences.importee")
    assert (entry.count, entry.owner_id, entry.reason) == (
        2,
        cast.sarah.signatory.pk,
        "1 créées, 1 modifiées, 0 lignes laissées",
    )


def test_the_residences_keep_their_identity_and_their_gardien(cast: Cast) -> None:
    client = cast.sarah.client()
    address, page = read(client, "residence des tilleuls;1, rue Neuve;Meaux;;;140;")
    assert counts(page) == [0, 1, 0, 0]
    apply(client, address, page)
    cast.tilleuls.refresh_from_db()
    assert (cast.tilleuls.name, cast.tilleuls.dwellings) == ("residence des tilleuls", 140)
    assert list(cast.tilleuls.posts.all()) == [cast.gilles.post]


def test_valid_lines_are_applied_and_the_refused_ones_stay_on_the_page(cast: Cast) -> None:
    client = cast.sarah.client()
    address, page = read(client, GOOD, "Sans adresse;;Meaux;;;10;non", "Ailleurs;x;Paris;75056;;10;non")
    assert counts(page) == [1, 0, 0, 2]
    assert "Importer la ligne valable, laisser les 2 refusées" in page
    reasons = {
        3: ["La colonne « adresse » est vide."],
        4: ["Le code INSEE « 75056 » n’est pas d’une commune de la convention."],
    }
    assert refused(page) == reasons
    assert apply(client, address, page).headers["Location"] == address
    assert rows(cast) == {TILLEULS, ERABLES, BIEF}
    assert refused(one_line(client.get(address).text)) == reasons


def test_nothing_is_applied_when_the_person_says_so(cast: Cast) -> None:
    client = cast.sarah.client()
    address, _ = read(client, GOOD)
    assert client.post(address, {"decision": "discard"}).headers["Location"] == "/residences/"
    assert rows(cast) == {TILLEULS, ERABLES}
    assert client.get(address).status_code == 404
    assert StoredFile.objects.get().erased_at


def test_only_what_was_shown_is_applied(cast: Cast) -> None:
    """A colleague changed something in between: nothing is written, and what the list would do now is shown."""
    client = cast.sarah.client()
    address, page = read(client, GOOD, SAME)
    Residence.objects.filter(pk=cast.tilleuls.pk).update(dwellings=99)
    answer = apply(client, address, page)
    assert answer.status_code == 409
    assert "ont changé depuis que vous avez lu cette page" in answer.text
    assert counts(answer.text) == [1, 1, 0, 0]
    assert Residence.objects.filter(landlord=cast.sarah.signatory).count() == 2
    assert apply(client, address, answer.text).status_code == 302
    assert rows(cast) == {TILLEULS, ERABLES, BIEF}


@pytest.mark.parametrize(
    "data", [{}, {"decision": "apply"}, {"decision": "apply", "digest": "0" * 64}, {"decision": "x"}]
)
def test_a_decision_that_is_not_one_writes_nothing(cast: Cast, data: dict[str, str]) -> None:
    client = cast.sarah.client()
    address, _ = read(client, GOOD)
    assert client.post(address, data).status_code in (200, 409)
    assert rows(cast) == {TILLEULS, ERABLES}


def test_the_same_file_sent_again_is_the_same_list(cast: Cast) -> None:
    client = cast.sarah.client()
    assert read(client, GOOD)[0] == read(client, GOOD)[0]
    assert StoredFile.objects.count() == 1
    assert read(cast.victor.client(), GOOD)[0] != read(client, GOOD)[0]


def test_a_list_waits_for_its_landlord_alone(cast: Cast) -> None:
    address, _ = read(cast.sarah.client(), GOOD)
    assert "liste.csv" in cast.sarah.client().get("/residences/import/").text
    assert "liste.csv" not in cast.victor.client().get("/residences/import/").text
    assert cast.victor.client().get(address).status_code == 404
    assert cast.victor.client().post(address, {"decision": "discard"}).status_code == 404
    assert StoredFile.objects.get().erased_at is None


def test_a_neighbours_residence_of_the_same_name_is_neither_told_nor_touched(cast: Cast) -> None:
    client = cast.sarah.client()
    address, page = read(client, "Clos des Pommiers;x;Meaux;;;10;non")
    assert counts(page) == [1, 0, 0, 0]
    apply(client, address, page)
    cast.pommiers.refresh_from_db()
    assert cast.pommiers.dwellings == 120


WRONG_LINES = [
    (";x;Meaux;;;10;non", ["La colonne « nom » est vide."]),
    ("A;x;;;;10;non", ["La commune n’est pas indiquée."]),
    ("A;x;Maux;;77100;10;non", ["La commune « Maux » n’est pas de la convention ; noms proches : Meaux"]),
    ("A;x;Fertesous;;77260;10;non", ["noms proches : "]),
    ("A;x;77100;;;10;non", ["« 77100 » n’est pas un nom de commune"]),
    ("A;x;Melun;77284;;10;non", ["Le code INSEE 77284 est celui de Meaux, et non de « Melun »."]),
    ("A;x;Meaux;;;;non", ["Le nombre de logements doit être entre 1 et 20000, sans virgule."]),
    ("A;x;Meaux;;;1,5;non", ["Le nombre de logements"]),
    ("A;x;Meaux;;;-4;non", ["Le nombre de logements"]),
    ("A;x;Meaux;;;99999999999;non", ["Le nombre de logements"]),
    ("A;x;Meaux;;;10;peut-être", ["La colonne « QPV » attend oui ou non."]),
    ("=1+1;x;Meaux;;;10;non", ["La colonne « nom » contient une formule ; collez la valeur à sa place."]),
    (f"{'a' * 121};x;Meaux;;;10;non", ["La colonne « nom » dépasse 120 caractères."]),
    (";;;;;;x", None),
    (
        "residence des tilleuls;x;Meaux;;;10;non\nRésidence des Tilleuls;y;Meaux;;;11;non",
        ["Même résidence que la ligne 2."],
    ),
]


@pytest.mark.parametrize(("line", "said"), WRONG_LINES, ids=[line[:30] for line, _ in WRONG_LINES])
def test_a_wrong_line_says_which_and_why(cast: Cast, line: str, said: list[str] | None) -> None:
    found = refused(read(cast.sarah.client(), line)[1])
    (reasons,) = found.values()
    if said is None:
        assert len(reasons) == 4  # everything that is wrong at once, not one thing after the other
    else:
        assert len(reasons) == len(said)
        assert said[0] in reasons[0]


GOOD_LINES = [
    ("A;x;meaux;;;10;X", ("A", "x", "77284", 10, True)),
    ("A;x;La Ferté sous Jouarre;;;10;", ("A", "x", "77183", 10, False)),
    ("A;x;;77491;;10;non", ("A", "x", "77316", 10, False)),
    ("A;x;Moret sur Loing;77316;;10;non", ("A", "x", "77316", 10, False)),
    ("  A   B ;x;Meaux;;;1 204;NON", ("A B", "x", "77284", 1204, False)),
    ('<b>A</b>;"x;y";Meaux;;;10;0', ("<b>A</b>", "x;y", "77284", 10, False)),
]


@pytest.mark.parametrize(("line", "made"), GOOD_LINES, ids=[line[:30] for line, _ in GOOD_LINES])
def test_a_line_is_read_with_indulgence(cast: Cast, line: str, made: tuple[object, ...]) -> None:
    client = cast.sarah.client()
    address, page = read(client, line)
    assert "<b>A</b>" not in page
    apply(client, address, page)
    assert rows(cast) - {TILLEULS, ERABLES} == {made}


def test_a_list_without_the_column_qpv_leaves_it_as_it_is(cast: Cast) -> None:
    Residence.objects.filter(pk=cast.tilleuls.pk).update(in_priority_district=True)
    client = cast.sarah.client()
    line = "Résidence des Tilleuls;12, rue du Grand-Morin;Meaux;120;rez-de-chaussée"
    _, page = read(client, line, header="nom;adresse;commune;logements;remarque")
    assert counts(page) == [0, 0, 1, 0]
    assert "Colonnes laissées de côté : « remarque »." in page


def test_a_closed_residence_is_not_opened_by_a_list(cast: Cast) -> None:
    Residence.objects.filter(pk=cast.tilleuls.pk).update(closed_on="2024-01-31")
    page = read(cast.sarah.client(), SAME)[1]
    assert refused(page) == {2: ["Cette résidence est fermée dans le portail ; rouvrez-la d’abord sur sa page."]}


def test_a_workbook_is_read_like_a_text(cast: Cast) -> None:
    client = cast.sarah.client()
    header = tuple(HEADER.split(";"))
    made = ("Résidence du Bief", "2, rue du Bief", None, 77284, 77100.0, 60, True)
    computed = ("B", Formula("x"), "Meaux", None, None, 10, None)
    address = send(client, workbook([header, made, computed]), "liste.xlsx").headers["Location"]
    page = one_line(client.get(address).text)
    assert refused(page) == {3: ["La colonne « adresse » contient une formule ; collez la valeur à sa place."]}
    apply(client, address, page)
    assert rows(cast) == {TILLEULS, ERABLES, BIEF}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Le fichier est vide."),
        (bytes(50 * 1024 * 1024), "Ce fichier pèse 50 Mo ; la limite est de 5 Mo."),
        (b"MZ\x90\x00\x03", "Ce fichier n’est ni un CSV ni un classeur Excel (.xlsx)."),
        (workbook([("nom", "adresse"), ("A", "x")], merged="A1:B1"), "cellules fusionnées"),
        (text(), "Le fichier n’a que son en-tête"),
        (text("A;x", header="nom;adresse"), "Colonne introuvable"),
    ],
    ids=["empty", "50 MB", "renamed exe", "merged header", "header alone", "columns"],
)
def test_a_file_that_cannot_be_read_is_refused_in_french_and_not_kept(cast: Cast, content: bytes, said: str) -> None:
    answer = send(cast.sarah.client(), content, "liste.xlsx")
    assert answer.status_code == 200
    assert said in answer.text
    assert "Erreur :" in answer.text
    assert not StoredFile.objects.exists()


def test_no_file_at_all_is_said(cast: Cast) -> None:
    assert "Choisissez un fichier." in cast.sarah.client().post("/residences/import/", {}).text


def test_a_windows_file_keeps_its_accents(cast: Cast) -> None:
    client = cast.sarah.client()
    address = send(
        client, text("Résidence de l’Œillet;1, allée d’Été;Meaux;;;10;non").decode().encode("cp1252")
    ).headers["Location"]
    apply(client, address, client.get(address).text)
    assert ("Résidence de l’Œillet", "1, allée d’Été", "77284", 10, False) in rows(cast)


def test_the_template_is_a_list_that_can_be_imported(cast: Cast) -> None:
    client = cast.sarah.client()
    template = client.get("/residences/modele/")
    assert template.headers["Content-Disposition"] == 'attachment; filename="modele-residences.csv"'
    page = client.get(send(client, template.content).headers["Location"]).text
    assert counts(page) == [1, 0, 0, 0]


def test_five_thousand_lines_cost_as_many_queries_to_read_as_one(cast: Cast) -> None:
    client = cast.sarah.client()
    few_at, _ = read(client, GOOD)
    many_at, _ = read(client, *(f"Résidence {number};x;Meaux;;;10;non" for number in range(5000)))
    with CaptureQueriesContext(connection) as few:
        client.get(few_at)
    with CaptureQueriesContext(connection) as many:
        page = client.get(many_at).text
    assert counts(page) == [5000, 0, 0, 0]
    assert len(many) == len(few)
    assert "Seules les 200 premières sont montrées." in page
    apply(client, many_at, page)
    assert len(rows(cast)) == 5002


def test_a_list_of_unknown_communes_is_answered_at_once(cast: Cast) -> None:
    """Near names are looked for in a hundred of them: beyond, the list has another fault than its spelling."""
    client = cast.sarah.client()
    _, page = read(client, *(f"A;x;Meaux{a}{b};;;10;non" for a in "abcdefghijkl" for b in "abcdefghij"))
    assert counts(page) == [0, 0, 0, 120]
    assert page.count("noms proches : Meaux") == 100
