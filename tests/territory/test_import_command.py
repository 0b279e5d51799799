"""`import_competences`: a dry run unless told otherwise, and exit codes that a script can rely on."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from territory.enums import CompetenceDomain
from territory.models import Competence, CompetenceImport
from tests.territory.official_files import COURTS, courts_file, shifted_courts_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(PRIVATE_ROOT=tmp_path / "private"):
        (tmp_path / "private").mkdir()
        yield


def imported(folder: Path, content: bytes, *options: str) -> str:
    file, said = folder / "juridictions.csv", StringIO()
    file.write_bytes(content)
    given = ("--kind", "courts", "--source", "Ministère de la Justice", "--vintage", "juillet 2026")
    call_command("import_competences", "77", str(file), *given, *options, stdout=said, stderr=said)
    return said.getvalue()


def court_of(code: str) -> str:
    return Competence.objects.get(commune=code, domain=CompetenceDomain.PROSECUTION).signatory.code


def test_a_dry_run_prints_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    said = imported(tmp_path, courts_file({"77001": "Melun"}, encoding="cp1252"))
    assert "600 lignes (Windows-1252 (cp1252)), 507 du département." in said
    assert "1 commune change de parquet." in said
    assert "77001 Achères-la-Forêt : Parquet de Fontainebleau, " in said
    assert "Rien n’a été écrit" in said
    assert court_of("77001") == "parquet-fontainebleau"
    assert not CompetenceImport.objects.exists()
    assert not [path for path in (tmp_path / "private").rglob("*") if path.is_file()]


def test_applied_it_is_kept_as_an_import(tmp_path: Path) -> None:
    assert "Appliqué : Ministère de la Justice, juillet 2026." in imported(
        tmp_path, courts_file({"77001": "Melun"}), "--apply"
    )
    assert court_of("77001") == "parquet-melun"
    (kept,) = CompetenceImport.objects.all()
    assert (kept.source, kept.vintage, kept.state) == ("Ministère de la Justice", "juillet 2026", "applied")


def test_a_shifted_file_leaves_with_code_one_even_confirmed(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="communes témoins") as refused:
        imported(tmp_path, shifted_courts_file(), "--apply", "--confirm")
    assert refused.value.returncode == 1
    assert not CompetenceImport.objects.exists()


def test_suspicious_changes_leave_with_code_three_until_they_are_confirmed(tmp_path: Path) -> None:
    moved = [code for code, court in COURTS.items() if court == "Meaux" and code < "77108"][:30]
    content = courts_file(dict.fromkeys(moved, "Melun"))
    with pytest.raises(CommandError, match="30 communes changent de parquet") as unconfirmed:
        imported(tmp_path, content, "--apply")
    assert unconfirmed.value.returncode == 3
    assert court_of(moved[0]) == "parquet-meaux"
    imported(tmp_path, content, "--apply", "--confirm")
    assert {court_of(code) for code in moved} == {"parquet-melun"}


def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="classeur"):
        imported(tmp_path, b"PK\x03\x04")
    with pytest.raises(CommandError, match="n’est pas lisible"):
        call_command("import_competences", "77", "/nowhere.csv", "--kind", "courts", "--source", "s", "--vintage", "v")
    with pytest.raises(CommandError, match="Aucune convention pour le département 12"):
        call_command("import_competences", "12", "/nowhere.csv", "--kind", "courts", "--source", "s", "--vintage", "v")
