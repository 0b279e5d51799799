"""The communes of a year: new names, and mergers that take residences and history along and leave old codes alive."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from acting.actor import Actor
from acting.refusals import Refused
from correspondents.models import Post
from correspondents.routing import match_of
from referrals.models import ReferralSource
from signatories.models import Convention
from territory.communes import find_communes
from territory.enums import CompetenceDomain, ImportKind, ImportState
from territory.models import Commune, Competence, CompetenceChange, CompetenceImport, FormerCommune, Residence
from territory.services.competences import apply_import, read_import
from territory.services.department import load_department
from tests.people import Cast, acting, make_referral, make_residence
from tests.territory.official_files import NAMES, cog_file, cog_row, etalab_file

Read = Callable[[bytes], CompetenceImport]
NOW = timezone.now()
TODAY = Actor(now=NOW).today
MEAUX, MELUN, CREGY = "77284", "77288", "77143"


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(PRIVATE_ROOT=tmp_path):
        yield


@pytest.fixture
def read(cast: Cast) -> Read:
    def reading(content: bytes) -> CompetenceImport:
        with acting(cast.adrien) as adrien:
            return read_import(
                by=adrien,
                convention=Convention.objects.get(department_code="77"),
                kind=ImportKind.COMMUNES,
                content=content,
                name="v_commune_2027.csv",
                source="INSEE, code officiel géographique",
                vintage="2027",
            )

    return reading


def applied(cast: Cast, competence_import: CompetenceImport, *, confirmed: bool = True) -> None:
    with acting(cast.adrien) as adrien:
        apply_import(by=adrien, competence_import=competence_import, confirmed=confirmed)


@pytest.mark.parametrize("content", [cog_file(), etalab_file()])
def test_the_communes_of_today_change_nothing(cast: Cast, read: Read, content: bytes) -> None:
    found = read(content)
    assert (found.state, found.report["changes"], found.report["wrong"]) == (ImportState.READ, [], [])
    applied(cast, found, confirmed=False)
    assert dict(Commune.objects.values_list("code", "name")) == NAMES


def test_a_new_name_is_found_at_once(cast: Cast, read: Read) -> None:
    found = read(cog_file(renamed={"77001": "Achères-en-Bière"}))
    assert [(c["before"], c["after"]) for c in found.report["changes"]] == [("Achères-la-Forêt", "Achères-en-Bière")]
    applied(cast, found)
    assert [commune.code for commune in find_communes("acheres en biere", Commune.objects.all())] == ["77001"]


def test_etalab_brings_population_and_postal_codes(cast: Cast, read: Read) -> None:
    applied(cast, read(etalab_file(changed={MELUN: {"population": 47000, "codesPostaux": ["77000", "77008"]}})))
    melun = Commune.objects.get(pk=MELUN)
    assert (melun.population, melun.postal_codes) == (47000, "77000 77008")


def test_a_merged_commune_takes_its_residences_along_and_its_code_still_resolves(cast: Cast, read: Read) -> None:
    former, heir = Commune.objects.get(pk=CREGY), Commune.objects.get(pk=MEAUX)
    residence = make_residence(cast.sarah.signatory, "Les Lilas", CREGY)
    referral = make_referral(cast.sarah, cast.maud, residence)
    found = read(cog_file(merged={CREGY: MEAUX}))
    assert [(c["code"], c["after"]) for c in found.report["changes"]] == [(CREGY, "réunie à Meaux (77284)")]
    assert "1 résidence(s) de Crégy-lès-Meaux passent à Meaux." in found.report["suspicions"]
    with pytest.raises(Refused):
        applied(cast, found, confirmed=False)
    applied(cast, found)

    assert [commune.pk for commune in find_communes(CREGY, Commune.objects.all())] == [MEAUX]
    assert match_of(CREGY, Commune.objects.get(pk=MEAUX)).is_former
    assert [commune.pk for commune in find_communes("Crégy-lès-Meaux", Commune.objects.all())] == [MEAUX]
    assert Residence.objects.get(pk=residence.pk).commune_id == MEAUX
    with acting(cast.sarah):
        assert ReferralSource.objects.get(referral=referral).commune.name == "Crégy-lès-Meaux"
    assert Commune.objects.get(pk=MEAUX).population == former.population + heir.population
    assert not Competence.objects.filter(commune=CREGY).exists()
    versions = CompetenceChange.objects.exclude(vintage="2015").filter(commune=MEAUX)
    assert set(versions.values_list("domain", "until")) == {(domain, TODAY) for domain in CompetenceDomain.values}
    assert {version.reason.split(".")[0] for version in versions} == {"Crégy-lès-Meaux (77143) réunie à Meaux"}


def test_a_merger_applied_twice_or_loaded_over_stays_what_it_is(cast: Cast, read: Read) -> None:
    content = cog_file(merged={CREGY: MEAUX})
    applied(cast, read(content))
    again = read(content)
    assert (again.report["changes"], again.report["summary"]) == ([], ["Aucune commune ne change."])
    applied(cast, again)
    load_department(code="77")
    assert Commune.objects.count() == 506
    assert FormerCommune.objects.get(pk=CREGY).commune_id == MEAUX


def test_codes_that_led_to_a_merged_commune_follow_it(cast: Cast, read: Read) -> None:
    applied(cast, read(cog_file(merged={"77433": "77131"})))
    assert FormerCommune.objects.get(pk="77028").commune_id == "77131"


def test_a_merger_into_another_parquet_is_said(read: Read) -> None:
    said = read(cog_file(merged={"77001": MEAUX})).report["suspicions"]
    assert "Achères-la-Forêt quitte : Gendarmerie 77, Parquet de Fontainebleau." in said


def test_a_perimeter_that_names_a_merged_commune_is_said_and_does_not_widen(cast: Cast, read: Read) -> None:
    cast.karim.post.communes.set([Commune.objects.get(pk=CREGY)])
    found = read(cog_file(merged={CREGY: MEAUX}))
    assert "1 périmètre(s) nomment Crégy-lès-Meaux" in " ".join(found.report["suspicions"])
    applied(cast, found)
    assert Post.objects.filter(pk=cast.karim.post.pk, communes=None).exists() is False


def test_two_residences_of_one_name_forbid_the_merger(cast: Cast, read: Read) -> None:
    make_residence(cast.sarah.signatory, cast.tilleuls.name, CREGY)
    found = read(cog_file(merged={CREGY: MEAUX}))
    assert found.state == ImportState.REFUSED
    assert "Résidence des Tilleuls. Renommez-en une" in found.report["refusals"][0]


def test_new_and_vanished_communes_are_wrong_rows(read: Read) -> None:
    lines = cog_file().decode().splitlines()
    kept = [line for line in lines if not line.startswith("COM,77001,")]
    found = read("\r\n".join([*kept, ",".join(cog_row("77999", "Atlantide"))]).encode())
    reasons = {wrong["code"]: wrong["reason"] for wrong in found.report["wrong"]}
    assert set(reasons) == {"77999", "77001"}
    assert reasons["77999"].startswith("Commune nouvelle : Atlantide.")
    assert reasons["77001"].startswith("Achères-la-Forêt n’est plus une commune")
    assert found.state == ImportState.REFUSED


def test_a_file_whose_names_slid_is_refused_by_its_canaries(read: Read) -> None:
    codes = list(NAMES)
    slid = {code: NAMES[codes[number - 1]] for number, code in enumerate(codes)}
    assert "communes témoins" in read(cog_file(renamed=slid)).report["refusals"][0]


def test_a_merger_counts_from_the_day_it_is_applied(cast: Cast, read: Read) -> None:
    found = read(cog_file(merged={CREGY: MEAUX}))
    with acting(cast.adrien, NOW + timedelta(days=3)) as adrien:
        apply_import(by=adrien, competence_import=found, confirmed=True)
    assert set(CompetenceChange.objects.exclude(vintage="2015").values_list("until", flat=True)) == {
        TODAY + timedelta(days=3)
    }
