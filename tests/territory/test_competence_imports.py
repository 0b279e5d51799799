"""An official file is read, compared, refused when it is wrong, and applied whole with its versions kept."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DataError
from django.test import override_settings
from django.utils import timezone

from acting.actor import Actor, machine_actor
from acting.refusals import Refused
from files.models import StoredFile
from files.services import read_verified
from journal.models import Entry
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory
from territory.competence_comparison import UNKNOWN, Target
from territory.enums import CompetenceDomain, ImportKind, ImportState
from territory.models import Competence, CompetenceChange, CompetenceImport
from territory.permissions import competences_editable_by, imports_visible_to
from territory.services import competences as services
from territory.services.competences import (
    apply_import,
    override_competence,
    read_import,
    refuse_import,
    release_competence,
    set_exception,
)
from territory.services.department import load_department
from tests.people import Cast, acting, make_signatory
from tests.territory.official_files import (
    COURT_HEADER,
    COURTS,
    NAMES,
    WHOLE_FRANCE,
    court_row,
    courts_file,
    forces_file,
    shifted_courts_file,
    written,
)

Read = Callable[..., CompetenceImport]
SOURCE = "Liste des juridictions compétentes"
NOW = timezone.now()
TODAY = Actor(now=NOW).today
LATER = NOW + timedelta(days=40)


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(PRIVATE_ROOT=tmp_path):
        yield


@pytest.fixture
def read(cast: Cast) -> Read:
    """As Adrien, the administrator."""

    def reading(
        content: bytes, kind: ImportKind = ImportKind.COURTS, *, at: datetime = NOW, vintage: str = "2026"
    ) -> CompetenceImport:
        with acting(cast.adrien, at) as adrien:
            convention = Convention.objects.get(department_code="77")
            return read_import(
                by=adrien,
                convention=convention,
                kind=kind,
                content=content,
                name="f.csv",
                source=SOURCE,
                vintage=vintage,
            )

    return reading


def applied(cast: Cast, competence_import: CompetenceImport, *, confirmed: bool = False, at: datetime = NOW) -> None:
    with acting(cast.adrien, at) as adrien:
        apply_import(by=adrien, competence_import=competence_import, confirmed=confirmed)


def court_of(code: str) -> Competence:
    return Competence.objects.select_related("signatory").get(commune=code, domain=CompetenceDomain.PROSECUTION)


def everything() -> list[tuple[object, ...]]:
    fields = (
        "commune_id",
        "domain",
        "signatory_id",
        "unit",
        "source",
        "vintage",
        "since",
        "to_verify",
        "manual_reason",
    )
    return [*Competence.objects.order_by("commune_id", "domain").values_list(*fields)]


def test_reading_changes_nothing_and_keeps_the_file_with_its_fingerprint(read: Read) -> None:
    before, content = everything(), courts_file({"77001": "Melun"})
    found = read(content)
    assert everything() == before
    assert (found.state, found.rows, found.report["department_rows"]) == (ImportState.READ, 600, 507)
    assert read_verified(StoredFile.objects.get(pk=found.file_id)) == content


def test_the_difference_is_exact(read: Read) -> None:
    found = read(courts_file({"77001": "Melun", "77284": "Meaux", "77002": "Fontainebleau"})).report
    assert [(c["code"], c["name"], c["before"], c["after"]) for c in found["changes"]] == [
        (
            "77001",
            "Achères-la-Forêt",
            "Parquet de Fontainebleau, Ressort du tribunal judiciaire de Fontainebleau (à vérifier)",
            "Parquet de Melun, Ressort du tribunal judiciaire de Melun",
        ),
        (
            "77002",
            "Amillis",
            "Parquet de Meaux, Ressort du tribunal judiciaire de Meaux (à vérifier)",
            "Parquet de Fontainebleau, Ressort du tribunal judiciaire de Fontainebleau",
        ),
    ]
    assert found["summary"] == ["2 communes changent de parquet."]
    assert (found["suspicions"], found["refusals"], found["wrong"], found["absent"]) == ([], [], [], [])
    assert {canary["is_right"] for canary in found["canaries"]} == {True}


def test_applying_keeps_the_former_version_and_renews_the_source_of_all(cast: Cast, read: Read) -> None:
    former = court_of("77001")
    applied(cast, read(courts_file({"77001": "Melun"})))
    now = court_of("77001")
    assert (now.signatory.code, now.unit, now.since) == (
        "parquet-melun",
        "Ressort du tribunal judiciaire de Melun",
        TODAY,
    )
    (version,) = CompetenceChange.objects.exclude(vintage="2015").all()
    assert (version.commune_id, version.domain, version.signatory_id) == ("77001", "prosecution", former.signatory_id)
    assert (version.unit, version.source, version.until) == (former.unit, former.source, TODAY)
    assert version.reason == f"Import : {SOURCE}, 2026"
    courts = Competence.objects.filter(domain=CompetenceDomain.PROSECUTION)
    assert set(courts.values_list("source", "vintage", "to_verify")) == {(SOURCE, "2026", False)}
    assert courts.exclude(since=None).count() == 1
    others = Competence.objects.exclude(domain=CompetenceDomain.PROSECUTION)
    assert not others.filter(source=SOURCE).exists()


def test_applying_twice_changes_nothing_and_reading_again_finds_nothing(cast: Cast, read: Read) -> None:
    content = courts_file({"77001": "Melun"})
    first = read(content)
    applied(cast, first)
    once, versions = everything(), CompetenceChange.objects.exclude(vintage="2015").count()
    applied(cast, first, at=LATER)
    again = read(content, at=LATER)
    assert (again.pk == first.pk, again.report["changes"], again.report["summary"]) == (
        False,
        [],
        ["Aucune commune ne change."],
    )
    applied(cast, again, at=LATER)
    assert (everything(), CompetenceChange.objects.exclude(vintage="2015").count()) == (once, versions)
    with acting(cast.adrien):
        assert Entry.objects.filter(verb="fichier_de_competences.applique").count() == 2


def test_a_second_click_reads_the_same_import(read: Read) -> None:
    assert read(courts_file()).pk == read(courts_file()).pk
    assert (CompetenceImport.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_many_changes_are_suspicious_and_need_a_confirmation(cast: Cast, read: Read) -> None:
    canaries = {"77284", "77288", "77186", "77379", "77131", "77333", "77373", "77108"}
    moved = [code for code, court in COURTS.items() if court == "Meaux" and code not in canaries][:214]
    found, before = read(courts_file(dict.fromkeys(moved, "Melun"))), everything()
    assert found.report["suspicions"] == ["214 communes changent de parquet."]
    with pytest.raises(Refused, match="214 communes changent de parquet"):
        applied(cast, found)
    assert everything() == before
    applied(cast, found, confirmed=True)
    assert CompetenceChange.objects.exclude(vintage="2015").count() == 214


@pytest.mark.parametrize(("count", "suspicious"), [(20, False), (21, True)])
def test_the_threshold_is_twenty_communes(read: Read, count: int, suspicious: bool) -> None:
    moved = [code for code, court in COURTS.items() if court == "Meaux" and code < "77108"][:count]
    assert bool(read(courts_file(dict.fromkeys(moved, "Melun"))).report["suspicions"]) == suspicious


def test_a_shifted_file_is_refused_by_its_canaries_even_when_confirmed(cast: Cast, read: Read) -> None:
    before, found = everything(), read(shifted_courts_file())
    assert found.state == ImportState.REFUSED
    assert "communes témoins" in found.report["refusals"][0]
    assert {c["name"] for c in found.report["canaries"] if not c["is_right"]} >= {"Chelles"}
    with pytest.raises(Refused, match="communes témoins"):
        applied(cast, found, confirmed=True)
    assert everything() == before


def test_names_that_slid_away_from_their_codes_are_refused(read: Read) -> None:
    codes = list(NAMES)
    rows = [court_row(code, NAMES[codes[number - 1]], COURTS[code]) for number, code in enumerate(codes)]
    assert "codes et noms décalés" in read(written(COURT_HEADER, rows)).report["refusals"][0]


def test_names_in_capitals_with_their_article_behind_are_the_same_names(read: Read) -> None:
    rows = [court_row(code, name.upper(), COURTS[code]) for code, name in NAMES.items() if not name.startswith("La ")]
    rows += [court_row(c, f"{n[3:]} (LA)".upper(), COURTS[c]) for c, n in NAMES.items() if n.startswith("La ")]
    assert read(written(COURT_HEADER, rows)).report["refusals"] == []


def test_a_truncated_file_is_refused_and_a_few_missing_communes_keep_what_they_have(cast: Cast, read: Read) -> None:
    rows = [court_row(code, name, COURTS[code]) for code, name in NAMES.items()]
    half = read(written(COURT_HEADER, rows[:250]))
    assert "257 communes du département manquent dans le fichier" in " ".join(half.report["refusals"])
    few = read(written(COURT_HEADER, rows[2:]))
    assert few.report["absent"] == ["Achères-la-Forêt", "Amillis"]
    applied(cast, few, confirmed=True)
    assert (court_of("77001").source == SOURCE, court_of("77003").source == SOURCE) == (False, True)


def test_wrong_rows_of_the_department_refuse_the_file_and_are_listed(cast: Cast, read: Read) -> None:
    rows = [court_row(code, name, COURTS[code]) for code, name in NAMES.items()]
    rows[0] = court_row("77001", "Achères-la-Forêt", "Bobigny")
    rows += [
        court_row("77999", "Atlantide", "Meaux"),
        court_row("77284", "Meaux", "Meaux"),
        court_row("", "?", "Meaux"),
    ]
    found = read(written(COURT_HEADER, rows))
    assert [(wrong["line"], wrong["code"], wrong["reason"]) for wrong in found.report["wrong"]] == [
        (2, "77001", UNKNOWN.format(name="Tribunal judiciaire de Bobigny")),
        (509, "77999", "Commune inconnue du portail : importez les communes."),
        (510, "77284", "Commune en double : elle est déjà à la ligne 273."),
        (511, "", "Le code de la commune est vide."),
    ]
    assert found.state == ImportState.REFUSED
    with pytest.raises(Refused, match="4 lignes sont fausses pour le département 77"):
        applied(cast, found, confirmed=True)


def test_a_row_without_a_code_is_listed_and_does_not_refuse_a_file_that_names_every_commune(read: Read) -> None:
    content = courts_file() + ";".join(court_row("", "Ailleurs", "Ailleurs")).encode()
    found = read(content)
    assert [row["reason"] for row in found.report["wrong"]] == ["Le code de la commune est vide."]
    assert (found.state, found.report["refusals"]) == (ImportState.READ, [])


def test_rows_of_former_communes_count_for_their_heir_and_must_agree(read: Read) -> None:
    rows = [court_row(code, name, COURTS[code]) for code, name in NAMES.items()]
    agreeing = [court_row("77491", "Veneux-les-Sablons", "Fontainebleau")]
    assert read(written(COURT_HEADER, rows + agreeing)).report["wrong"] == []
    parting = [court_row("77491", "Veneux-les-Sablons", "Melun")]
    (wrong,) = read(written(COURT_HEADER, rows + parting)).report["wrong"]
    assert (wrong["line"], wrong["code"]) == (509, "77491")
    assert "Moret-Loing-et-Orvanne" in wrong["reason"]


def test_an_error_in_the_middle_leaves_nothing_half_written(
    cast: Cast, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Versions are written first; the rows themselves then fail in the database."""
    found, before = read(courts_file({"77001": "Melun"})), everything()

    renewed = services._renewed

    def spoilt(target: Target, *rest: Any) -> Competence:
        row = renewed(target, *rest)
        row.unit = "x" * 121 if row.commune_id == "77500" else row.unit
        return row

    monkeypatch.setattr(services, "_renewed", spoilt)
    with pytest.raises(DataError):
        applied(cast, found)
    assert (everything(), CompetenceChange.objects.exclude(vintage="2015").count()) == (before, 0)
    found.refresh_from_db()
    assert found.state == ImportState.READ


def test_a_difference_that_is_out_of_date_is_not_applied(cast: Cast, read: Read) -> None:
    old = read(courts_file({"77001": "Melun"}))
    applied(cast, read(courts_file({"77002": "Fontainebleau"}, total=700)))
    with pytest.raises(Refused, match="ont changé depuis"):
        applied(cast, old)
    assert court_of("77001").signatory.code == "parquet-fontainebleau"


def test_a_file_set_aside_is_not_applied_and_may_be_read_again(cast: Cast, read: Read) -> None:
    found = read(courts_file())
    with acting(cast.adrien) as adrien:
        assert refuse_import(by=adrien, competence_import=found).state == ImportState.REFUSED
    with pytest.raises(Refused, match="écarté"):
        applied(cast, found)
    assert read(courts_file()).pk != found.pk


def test_forces_change_institution_and_service_and_both_are_counted(cast: Cast, read: Read) -> None:
    before = court_of("77284").pk
    found = read(forces_file({"77003": ("PN", "Fontainebleau")}), ImportKind.FORCES)
    assert (found.report["summary"][0], found.report["refusals"]) == ("1 commune change de force.", [])
    assert found.report["changes"][0]["after"] == "Police nationale 77, Circonscription de police de Fontainebleau"
    applied(cast, found, confirmed=True)
    force = Competence.objects.select_related("signatory").get(commune="77003", domain=CompetenceDomain.FORCE)
    assert (force.signatory.code, force.unit) == ("police-77", "Circonscription de police de Fontainebleau")
    assert court_of("77284").pk == before


def test_a_forces_file_whose_canary_is_gendarmerie_is_refused(read: Read) -> None:
    assert read(forces_file({"77284": ("GN", "")}), ImportKind.FORCES).state == ImportState.REFUSED


def test_a_correction_by_hand_survives_imports_until_it_is_given_back(cast: Cast, read: Read) -> None:
    melun = Signatory.objects.get(code="parquet-melun")
    with acting(cast.adrien) as adrien:
        override_competence(
            by=adrien, competence=court_of("77001"), signatory=melun, unit="Ressort corrigé", reason="Lettre du parquet"
        )
    found = read(courts_file({"77001": "Meaux"}))
    assert [(k["code"], k["before"]) for k in found.report["kept"]] == [("77001", "Parquet de Melun, Ressort corrigé")]
    assert found.report["changes"] == []
    applied(cast, found)
    now = court_of("77001")
    assert (now.signatory, now.unit, now.manual_reason, now.since) == (
        melun,
        "Ressort corrigé",
        "Lettre du parquet",
        TODAY,
    )
    with acting(cast.adrien, LATER) as adrien:
        release_competence(by=adrien, competence=now, reason="Le fichier est corrigé")
    applied(cast, read(courts_file(), at=LATER), at=LATER)
    assert court_of("77001").signatory.code == "parquet-fontainebleau"
    reasons = CompetenceChange.objects.exclude(vintage="2015").filter(commune="77001").values_list("reason", flat=True)
    assert set(reasons) == {
        "Correction à la main : Lettre du parquet",
        "Rendue aux imports : Le fichier est corrigé",
        f"Import : {SOURCE}, 2026",
    }


def test_a_correction_needs_a_reason_and_an_institution_that_fits(cast: Cast) -> None:
    police, melun = Signatory.objects.get(code="police-77"), Signatory.objects.get(code="parquet-melun")
    foreign = make_signatory("parquet-evry", SignatoryKind.PROSECUTION, "Parquet d’Évry (fictif)")
    Signatory.objects.filter(pk=foreign.pk).update(
        convention=Convention.objects.create(
            department_code="91", department_name="Essonne", title="t", signed_on=date(2026, 1, 1), signed_at="x"
        )
    )
    foreign.refresh_from_db()
    before = everything()
    with acting(cast.adrien) as adrien:
        with pytest.raises(Refused):
            override_competence(by=adrien, competence=court_of("77001"), signatory=police, unit="x", reason="y")
        with pytest.raises(Refused):
            override_competence(by=adrien, competence=court_of("77001"), signatory=foreign, unit="x", reason="y")
        with pytest.raises(Refused, match="motif"):
            override_competence(by=adrien, competence=court_of("77001"), signatory=melun, unit="x", reason=" ")
    assert everything() == before


def test_an_exception_is_kept_by_imports_and_stands_for_the_airport_from_the_start(cast: Cast, read: Read) -> None:
    known = Competence.objects.exclude(exception="").values_list("commune__name", "domain")
    reached = ("Mauregard", "Le Mesnil-Amelot", "Mitry-Mory")
    assert set(known) == {(name, "prosecution") for name in reached}
    with acting(cast.adrien) as adrien:
        set_exception(by=adrien, competence=court_of("77294"), exception="La piste sud", reason="Vérifié")
    applied(cast, read(courts_file({"77294": "Melun"})))
    assert court_of("77294").exception == "La piste sud"
    assert "Bobigny" in court_of("77291").exception


def test_loading_the_department_again_keeps_what_was_settled_since(cast: Cast, read: Read) -> None:
    melun = Signatory.objects.get(code="parquet-melun")
    applied(cast, read(courts_file({"77001": "Melun"})))
    with acting(cast.adrien) as adrien:
        force = Competence.objects.get(commune="77003", domain=CompetenceDomain.FORCE)
        police = Signatory.objects.get(code="police-77")
        override_competence(by=adrien, competence=force, signatory=police, unit="CPN", reason="Note")
    before = everything()
    load_department(code="77")
    assert everything() == before
    assert court_of("77001").signatory == melun


@pytest.mark.django_db
def test_a_department_without_a_data_file_says_so() -> None:
    convention = Convention.objects.create(
        department_code="98", department_name="Ailleurs", title="t", signed_on=date(2026, 1, 1), signed_at="x"
    )
    with pytest.raises(Refused, match="98 n’a pas de fichier de données"):
        read_import(
            by=machine_actor(NOW),
            convention=convention,
            kind=ImportKind.COURTS,
            content=courts_file(),
            name="",
            source="Tests",
            vintage="2026",
        )


def test_the_whole_of_france_goes_through(cast: Cast, read: Read) -> None:
    found = read(courts_file({"77001": "Melun"}, total=WHOLE_FRANCE, encoding="cp1252"))
    assert (found.rows, found.report["encoding"]) == (WHOLE_FRANCE, "Windows-1252 (cp1252)")
    assert [change["name"] for change in found.report["changes"]] == ["Achères-la-Forêt"]
    applied(cast, found)
    assert CompetenceChange.objects.exclude(vintage="2015").count() == 1


def test_only_the_administrator_of_the_convention_sees_imports_and_corrects(cast: Cast, read: Read) -> None:
    found = read(courts_file())
    for name, person in cast.people().items():
        actor = person.actor()
        is_administrator = name == "adrien"
        assert set(imports_visible_to(actor)) == ({found} if is_administrator else set()), name
        assert competences_editable_by(actor).count() == (1521 if is_administrator else 0), name
