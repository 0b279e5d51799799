"""The clock takes a backup each night and copies away each hour what was erased; what fails is measured and told."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from acting.actor import acting_as, machine_actor
from files.services import erase
from operation import nights
from operation.backup.encryption import identity_in
from operation.backup.hours import bring_back
from operation.backup.places import place_at
from operation.erasures import Erasure, append, kept_erasures
from operation.failures import Stopped
from operation.models import Measure
from operation.nights import back_up, copy_the_hour, is_backup_due
from operation.tasks import back_up_by_night, copy_heads_and_erasures
from tests.conftest import LogLines
from tests.operation.backups import NOON, erased, keys, names, place, stored
from tests.operation.keys import Keys
from tests.roles import in_role

__all__ = ["keys", "place"]
WORKER = "convention77_worker"


def measured() -> set[str]:
    return set(Measure.objects.values_list("name", flat=True))


def test_the_night_takes_one_and_measures_it(place: Path, settings: Settings) -> None:
    settings.BACKUP_PLACE = str(place)
    with in_role(WORKER):
        back_up_by_night()
        first = {name for name in names(place) if name.endswith("manifest.json")}
        back_up_by_night()
    assert len(first) == 1
    assert {name for name in names(place) if name.endswith("manifest.json")} == first
    told = ("finished_seconds", "bytes", "duration_seconds", "missing_files", "place")
    assert measured() == {f"backup_{name}" for name in told}


def test_a_place_that_has_lost_everything_is_not_begun_anew(place: Path, settings: Settings) -> None:
    """As when its disk is not mounted: a person says that it was emptied on purpose."""
    settings.BACKUP_PLACE = str(place)
    with in_role(WORKER):
        nights.back_up_by_night(at=NOON)
        shutil.rmtree(place / "backups")
        with pytest.raises(Stopped, match="disque non monté"):
            nights.back_up_by_night(at=NOON + timedelta(days=1))
        assert "backup_failed_seconds" in measured()
        back_up(str(place), at=NOON + timedelta(days=1, hours=1))
        nights.back_up_by_night(at=NOON + timedelta(days=2))
    assert len([name for name in names(place) if name.endswith("manifest.json")]) == 2


def test_one_that_goes_elsewhere_is_not_the_night_s(place: Path, settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_PLACE = str(tmp_path / "usual")
    with in_role(WORKER):
        back_up(str(place), at=NOON)
    assert measured() == set()


def test_a_register_that_the_portal_has_not_signed_is_not_believed(
    place: Path, keys: Keys, settings: Settings, tmp_path: Path
) -> None:
    """Anybody can encrypt to a public key."""
    settings.BACKUP_PLACE = str(place)
    own, settings.SECRET_KEY = settings.SECRET_KEY, "another portal's key, as long as it must be"
    with in_role(WORKER):
        copy_the_hour(at=timezone.now())
    settings.SECRET_KEY = own
    (hour,) = (name for name in names(place) if name.startswith("hours/"))
    with identity_in(keys.identity, "age") as key, pytest.raises(Stopped, match="pas signé"):
        bring_back(place_at(str(place)), hour, key, tmp_path / "seen")
    with identity_in(keys.identity, "age") as key:
        bring_back(place_at(str(place)), hour, key, tmp_path / "seen", accepts_foreign=True)


def test_a_register_ahead_of_the_journal_reads_all_of_it_again(place: Path, settings: Settings) -> None:
    """The journal was restored by another machine: what it holds now is not what the last line speaks of."""
    append(settings.PRIVATE_ROOT, [Erasure(NOON, 10_000_000, "position", None)])
    file = stored(b"four")
    with in_role(WORKER):
        erased(file)
        copy_the_hour(at=timezone.now())
    kept = [(each.verb, each.object_id) for each in kept_erasures(settings.PRIVATE_ROOT / "erasures")]
    assert ("fichier.efface", file.pk) in kept


def test_one_that_fails_is_measured_and_asked_for_again_with_the_next_hour(
    place: Path, settings: Settings, log_lines: LogLines, tmp_path: Path
) -> None:
    settings.BACKUP_PLACE = str(tmp_path / "away")
    with in_role(WORKER):
        back_up_by_night()
        assert is_backup_due(at=timezone.now())
    assert measured() == {"backup_failed_seconds"}
    assert [line["reason"] for line in log_lines() if line["event"] == "backup_failed"] == ["place_away"]


def test_without_a_place_the_portal_says_so_but_in_a_demonstration(
    own_database: str, settings: Settings, log_lines: LogLines
) -> None:
    settings.DEMO = True
    back_up_by_night()
    assert (log_lines(), measured()) == ([], set())
    settings.DEMO = False
    back_up_by_night()
    assert [line["event"] for line in log_lines()] == ["backup_off"]
    assert measured() == {"backup_off"}


@pytest.mark.parametrize(
    ("asked_at", "is_due"),
    [("2026-03-10T01:10:00+01:00", False), ("2026-03-10T02:10:00+01:00", True), ("2026-03-10T23:10:00+01:00", True)],
)
def test_one_is_due_from_its_hour_on(own_database: str, asked_at: str, is_due: bool) -> None:
    """The last one ended on the 9th, at three."""
    last = datetime.fromisoformat("2026-03-09T03:00:00+01:00")
    Measure.objects.create(name="backup_finished_seconds", value=last.timestamp(), at=last)
    assert is_backup_due(at=datetime.fromisoformat(asked_at)) is is_due


def test_what_was_erased_is_copied_away_within_the_hour(
    place: Path, keys: Keys, settings: Settings, tmp_path: Path
) -> None:
    settings.BACKUP_PLACE = str(place)
    file = stored(b"three")
    with in_role(WORKER):
        copy_the_hour(at=timezone.now())
        erased(file)
        copy_the_hour(at=timezone.now() + timedelta(seconds=1))
        copy_the_hour(at=timezone.now() + timedelta(seconds=2))
    hours = [name for name in names(place) if name.startswith("hours/")]
    assert len(hours) == 3
    with identity_in(keys.identity, "age") as key:
        bring_back(place_at(str(place)), sorted(hours)[-1], key, tmp_path / "seen")
    said = [(each.verb, each.object_id) for each in kept_erasures(tmp_path / "seen" / "erasures")]
    assert [each for each in said if each[0] != "position"] == [("fichier.efface", file.pk)]
    assert list((tmp_path / "seen" / "journal-heads").glob("*.txt"))


def test_an_hour_that_is_not_copied_is_told_and_kept_here(
    place: Path, settings: Settings, log_lines: LogLines, tmp_path: Path
) -> None:
    settings.BACKUP_PLACE = str(tmp_path / "away")
    with in_role(WORKER):
        copy_heads_and_erasures()
    assert [line["reason"] for line in log_lines() if line["event"] == "hour_not_copied"] == ["place_away"]
    assert list((settings.PRIVATE_ROOT / "erasures").glob("*.txt"))


def test_another_one_that_runs_is_no_failure(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def runs(*_: object, **__: object) -> None:
        raise Stopped("running", "Une sauvegarde est en cours.")

    monkeypatch.setattr("operation.nights.take_backup", runs)
    with in_role(WORKER), pytest.raises(Stopped):
        back_up(str(place), at=NOON)
    assert measured() == set()


def test_the_register_says_nothing_of_what_was_only_tried(place: Path, settings: Settings) -> None:
    """A transaction that was undone erased nothing."""
    file, by = stored(b"three"), machine_actor(timezone.now())
    with in_role(WORKER):
        copy_the_hour(at=timezone.now())
        with transaction.atomic(), acting_as(by):
            erase(by=by, stored=file)
            transaction.set_rollback(True)
        copy_the_hour(at=timezone.now())
    said = [each.verb for each in kept_erasures(settings.PRIVATE_ROOT / "erasures")]
    assert set(said) == {"position"}
