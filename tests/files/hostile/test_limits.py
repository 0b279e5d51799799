"""Whatever the program that opens files does, the portal goes on, says so, and finds nothing of it afterwards."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore

import pytest

from acting.refusals import Refused
from files.limited import process
from files.limited.frame import Unfit
from files.limited.photos import NO_HEIC, opened
from files.limited.process import BUSY, TOO_LARGE, TOO_LONG, UNREADABLE, run_limited
from files.media import prepare
from tests.files.hostile.pictures import HEIC, jpeg


@pytest.fixture(autouse=True)
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PACKAGE", "tests.files.hostile")
    monkeypatch.setattr(process, "WAITED", 4)


def running() -> Iterator[int]:
    """Programs of these tests that are still there."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"tests.files.hostile.misbehaving" in path.read_bytes().split(b"\0"):
                yield int(path.parent.name)
        except OSError:
            continue


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("reckons for ever", TOO_LONG),
        ("sleeps for ever", TOO_LONG),
        ("takes all memory", TOO_LARGE),
        ("writes without end", UNREADABLE),
        ("fills the disk", UNREADABLE),
        ("crashes", UNREADABLE),
        ("answers nothing", UNREADABLE),
        ("answers nonsense", UNREADABLE),
    ],
)
def test_each_way_to_fail_is_a_sentence(act: str, said: str, tmp_path: Path) -> None:
    written = tmp_path / "written"
    with pytest.raises(Refused) as refusal:
        run_limited("misbehaving", {"act": act, "path": str(written)}, b"")
    assert refusal.value.sentence == said
    assert list(running()) == []
    assert not written.exists() or written.stat().st_size <= 64 * 1024 * 1024


def test_what_it_began_ends_with_it() -> None:
    started = time.monotonic()
    assert run_limited("misbehaving", {"act": "leaves a child behind"}, b"x")[1] == [b"x"]
    while list(running()):
        assert time.monotonic() - started < 10
    assert time.monotonic() - started < 10


def test_it_finds_no_secret_around_it() -> None:
    said, _ = run_limited("misbehaving", {"act": "looks around"}, b"")
    assert set(said["environment"]) <= {"LC_ALL", "LC_CTYPE", "PATH"}
    assert said["arguments"] == []
    assert not [name for name in said["modules"] if name.partition(".")[0] in ("django", "psycopg2", "convention77")]
    assert "DJANGO_SECRET_KEY" in os.environ


def test_too_many_at_once_wait_and_then_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "AT_ONCE", BoundedSemaphore(1))
    monkeypatch.setattr(process, "WAITED", 0.1)
    with process.AT_ONCE, pytest.raises(Refused) as refusal:
        run_limited("misbehaving", {"act": ""}, b"")
    assert refusal.value.sentence == BUSY


def test_a_machine_without_the_decoder_of_heic_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(Unfit, match="Le plus compatible"):
        opened(HEIC, "image/heic")
    assert NO_HEIC.startswith("Le portail ne sait pas lire les photos HEIC")


def test_without_its_program_no_file_is_taken() -> None:
    with pytest.raises(Refused) as refusal:
        prepare(jpeg(), "a.jpg")
    assert refusal.value.sentence == UNREADABLE
