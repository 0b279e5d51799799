"""The administrator's pages about who is competent where: deposit, read, confirm, apply; correct one commune."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from acting.actor import Actor
from referrals.recipients import candidates_for
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory
from territory.enums import CompetenceDomain, ImportKind
from territory.forms.competence_tables import OfficialFileForm
from territory.models import Competence, CompetenceChange, CompetenceImport
from territory.services.competences import read_import
from tests.people import Cast, acting, appoint, make_post, make_residence, make_user
from tests.territory.official_files import COURTS, courts_file, shifted_courts_file

TABLES = "/administration/competences/"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(PRIVATE_ROOT=tmp_path):
        yield


@pytest.fixture
def adrien(cast: Cast) -> Client:
    return cast.adrien.client()


def deposit(client: Client, content: bytes, **given: str) -> Any:
    file = SimpleUploadedFile("juridictions.csv", content)
    data = {"kind": "courts", "source": "Ministère de la Justice", "vintage": "juillet 2026", "file": file, **given}
    return client.post(f"{TABLES}fichier/", data)


def address_of(response: Any) -> str:
    assert response.status_code == 302
    return str(response.headers["Location"])


def court_of(code: str) -> Competence:
    return Competence.objects.get(commune=code, domain=CompetenceDomain.PROSECUTION)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.text)


def test_a_file_is_deposited_read_and_applied(adrien: Client) -> None:
    address = address_of(deposit(adrien, courts_file({"77001": "Melun"}, encoding="cp1252")))
    page = text(adrien.get(address))
    for said in (
        "1 commune change de parquet.",
        "Achères-la-Forêt",
        "Parquet de Melun, Ressort du tribunal judiciaire de Melun",
        "Windows-1252 (cp1252)",
        "600, dont 507 du département",
        "Appliquer",
    ):
        assert said in page
    assert court_of("77001").signatory.code == "parquet-fontainebleau"
    assert address_of(adrien.post(f"{address}appliquer/")) == address
    assert court_of("77001").signatory.code == "parquet-melun"
    after = text(adrien.get(address))
    assert "Le fichier est appliqué" in after
    assert "Appliquer</button>" not in after
    tables = text(adrien.get(TABLES))
    assert "Ministère de la Justice" in tables
    assert "juillet 2026" in tables


def test_suspicious_changes_are_applied_only_with_the_box_ticked(adrien: Client) -> None:
    moved = [code for code, court in COURTS.items() if court == "Meaux" and code < "77108"][:30]
    address = address_of(deposit(adrien, courts_file(dict.fromkeys(moved, "Melun"))))
    assert "30 communes changent de parquet." in text(adrien.get(address))
    again = adrien.post(f"{address}appliquer/")
    assert again.status_code == 200
    assert "vérifiez-les, puis cochez la case" in text(again)
    assert not CompetenceChange.objects.exclude(vintage="2015").exists()
    assert address_of(adrien.post(f"{address}appliquer/", {"confirmed": "on"})) == address
    assert CompetenceChange.objects.exclude(vintage="2015").count() == 30


def test_a_shifted_file_is_shown_with_its_canaries_and_cannot_be_applied(adrien: Client) -> None:
    address = address_of(deposit(adrien, shifted_courts_file()))
    page = text(adrien.get(address))
    assert "Fichier refusé." in page
    assert "communes témoins" in page
    assert "Appliquer</button>" not in page
    adrien.post(f"{address}appliquer/", {"confirmed": "on"})
    assert "Rien n’a été changé." in text(adrien.get(address))
    assert not CompetenceChange.objects.exclude(vintage="2015").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Commune;Nom\n77284;Meaux", "Colonne introuvable"),
        (b"PK\x03\x04", "classeur"),
        (b"", "Le fichier est vide"),
        (b"x", "Colonne introuvable"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_beside_the_field_and_what_was_typed_stays(
    adrien: Client, content: bytes, said: str
) -> None:
    page = deposit(adrien, content, source="Ma source")
    assert (page.status_code, said in text(page)) == (200, True)
    assert 'value="Ma source"' in page.text
    assert not CompetenceImport.objects.exists()


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read() -> None:
    file = SimpleUploadedFile("gros.csv", b"x")
    file.size = 50 * 1024 * 1024
    form = OfficialFileForm({"kind": "courts", "source": "s", "vintage": "v"}, MultiValueDict({"file": [file]}))
    assert form.errors == {"file": ["Le fichier dépasse 30 Mo. Déposez le fichier tel qu’il est publié."]}


def test_a_file_is_set_aside(adrien: Client) -> None:
    address = address_of(deposit(adrien, courts_file()))
    assert address_of(adrien.post(f"{address}ecarter/")) == TABLES
    assert "refusé" in text(adrien.get(address)).lower()


def test_a_commune_is_corrected_and_everybody_reads_why(cast: Cast, adrien: Client) -> None:
    court, melun = court_of("77001"), Signatory.objects.get(code="parquet-melun")
    given = {"signatory": melun.pk, "unit": "Ressort du tribunal judiciaire de Melun", "reason": "Lettre du 3 mai 2026"}
    assert address_of(adrien.post(f"{TABLES}{court.pk}/corriger/", given)) == f"{TABLES}communes/77001/"
    page = text(adrien.get(f"{TABLES}communes/77001/"))
    assert "Corrigée à la main" in page
    assert "Parquet de Fontainebleau, Ressort du tribunal judiciaire de Fontainebleau" in page
    seen = text(cast.sarah.client().get("/competence/", {"q": "77001"}))
    assert "Lettre du 3 mai 2026" in seen
    assert "Corrigé à la main" in seen
    assert "Achères-la-Forêt" in text(adrien.get(TABLES))
    address_of(adrien.post(f"{TABLES}{court.pk}/rendre/", {"reason": "Fichier corrigé"}))
    assert "Lettre du 3 mai 2026" not in text(cast.sarah.client().get("/competence/", {"q": "77001"}))


def test_a_correction_offers_only_institutions_that_fit_and_needs_a_reason(adrien: Client) -> None:
    court = court_of("77001")
    page = adrien.get(f"{TABLES}{court.pk}/corriger/")
    offered = {s.code for s in page.context["form"].fields["signatory"].queryset}
    assert offered == {"parquet-meaux", "parquet-melun", "parquet-fontainebleau"}
    police = Signatory.objects.get(code="police-77")
    wrong = adrien.post(f"{TABLES}{court.pk}/corriger/", {"signatory": police.pk, "unit": "x", "reason": ""})
    assert "Choisissez dans la liste." in text(wrong)
    assert "Donnez le motif." in text(wrong)
    assert not CompetenceChange.objects.exclude(vintage="2015").exists()


def test_the_airport_is_said_where_one_asks_and_where_one_refers(cast: Cast) -> None:
    seen = text(cast.sarah.client().get("/competence/", {"q": "Le Mesnil-Amelot"}))
    assert "relève du tribunal judiciaire de Bobigny (à vérifier)" in seen
    residence = make_residence(cast.sarah.signatory, "Les Lilas", "77291")
    with acting(cast.sarah) as sarah:
        reasons = {each.signatory.code: each.reason for each in candidates_for(sarah, residence)}
    assert "Exception : L’emprise de l’aéroport Roissy-Charles-de-Gaulle" in reasons["parquet-meaux"]
    assert "Exception" not in reasons["prefecture-77"]


def test_an_exception_is_noted_and_removed(cast: Cast, adrien: Client) -> None:
    court = court_of("77294")
    assert "La piste sud" not in text(cast.sarah.client().get("/competence/", {"q": "Mitry-Mory"}))
    adrien.post(f"{TABLES}{court.pk}/exception/", {"exception": "La piste sud", "reason": "Décret"})
    assert "La piste sud" in text(cast.sarah.client().get("/competence/", {"q": "Mitry-Mory"}))
    adrien.post(f"{TABLES}{court.pk}/exception/", {"exception": "", "reason": "Erreur"})
    assert court_of("77294").exception == ""


def test_another_convention_s_administrator_finds_nothing_of_the_77(cast: Cast, adrien: Client) -> None:
    address = address_of(deposit(adrien, courts_file()))
    other = Convention.objects.create(
        department_code="95", department_name="Val-d’Oise", title="t", signed_on=NOW.date(), signed_at="Pontoise"
    )
    operator = Signatory.objects.create(
        convention=other,
        code="operateur",
        kind=SignatoryKind.OPERATOR,
        name="Opérateur du 95",
        short_name="Opérateur",
        in_phrase="l’opérateur",
        joined_on=NOW.date(),
    )
    post = make_post(operator, cast.adrien.post.function, "Administrateur")  # type: ignore[arg-type]
    olga = appoint(make_user("Olga"), post).client()
    tables = text(olga.get(TABLES))
    assert "Ministère de la Justice" not in tables
    assert "arrêté" not in tables.lower()
    court = court_of("77001").pk
    closed = (address, f"{TABLES}communes/77001/", f"{TABLES}{court}/corriger/", f"{TABLES}{court}/exception/")
    assert {olga.get(path).status_code for path in closed} == {404}
    assert olga.post(f"{address}appliquer/").status_code == 404
    assert "77001" not in text(olga.get(TABLES, {"q": "Achères"}))


def test_twenty_imports_and_corrections_cost_as_many_queries_as_one(cast: Cast, adrien: Client) -> None:
    def planted(number: int) -> None:
        with acting(cast.adrien) as actor:
            read_import(
                by=actor,
                convention=Convention.objects.get(department_code="77"),
                kind=ImportKind.COURTS,
                content=courts_file(total=600 + number),
                name="f.csv",
                source="s",
                vintage="v",
            )
        Competence.objects.filter(commune__in=[f"{77001 + number}"]).update(manual_reason="m", since=actor_day())

    def actor_day() -> object:
        return Actor(now=NOW).today

    planted(0)
    with CaptureQueriesContext(connection) as one:
        adrien.get(TABLES)
    for number in range(1, 20):
        planted(number)
    with CaptureQueriesContext(connection) as many:
        adrien.get(TABLES)
    assert len(many) == len(one)
