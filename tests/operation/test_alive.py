"""A process that hangs is found, and ended where nobody else would; one that waits for another is left alone."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convention77 import alive
from tests.databases import ROOT
from tests.operation.servers import silent_server, stoppable_redis
from tests.portal import running_portal, wait_until

CHECK = str(ROOT / "convention77" / "alive.py")


def asked(*arguments: str, **environment: str) -> int:
    """As a health check asks: a file run by itself, without the portal's libraries."""
    command = [sys.executable, "-I", CHECK, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def test_the_web_lives_as_long_as_it_answers(own_database: str, tmp_path: Path) -> None:
    with running_portal(own_database, tmp_path, ALIVE_ROOT=str(tmp_path / "alive")) as portal:
        address, given = portal.url.removeprefix("http://"), {"ALIVE_ROOT": str(tmp_path / "alive")}
        host = {"ALLOWED_HOSTS": "127.0.0.1,localhost"}
        assert asked("web", address, **given, **host) == 0
        assert asked("web", address, **given, ALLOWED_HOSTS="elsewhere.example") == 1, "it answers 400"
        assert asked("web", address, **given, **host) == 0
        wait_until((tmp_path / "alive" / "worker").exists, "the worker has breathed")
        assert asked("worker", **given) == 0
        assert portal.worker is not None
        os.kill(portal.worker.pid, signal.SIGSTOP)
        last = (tmp_path / "alive" / "worker").stat().st_mtime
        os.utime(tmp_path / "alive" / "worker", (last - alive.SILENT_SECONDS, last - alive.SILENT_SECONDS))
        assert [asked("worker", **given, REDIS_URL="") for _ in range(4)] == [1, 1, 3, 1]
        os.kill(portal.worker.pid, signal.SIGCONT)
        wait_until(lambda: asked("worker", **given) == 0, "the worker breathes again")
        assert asked("beat", **given) == 0, "it runs beside the worker"
        (tmp_path / "alive" / "beat").rename(tmp_path / "alive" / "elsewhere")
        assert asked("worker", **given) == 0, "each has its own sign"


def test_a_web_that_takes_connections_and_says_nothing_is_not_alive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alive, "PATIENCE_SECONDS", 0.1)
    with silent_server() as silent:
        assert not alive.answers(f"127.0.0.1:{silent.port}")
    path = tmp_path / "web.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        assert not alive.answers(str(path))
    assert not alive.answers(str(path)), "nobody listens there any more"


def test_a_worker_that_waits_for_redis_is_left_alone() -> None:
    with stoppable_redis() as server:
        url = server.environment["REDIS_URL"]
        assert not alive.is_redis_away(url)
        server.stop()
        assert alive.is_redis_away(url)
        assert not alive.is_redis_away("sentinel://127.0.0.1:1"), "of others nothing is known: they excuse nobody"


def test_the_process_of_a_container_is_asked_to_end_and_then_made_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`init` stands above it; without a child it ends, and the container is started anew."""
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, lambda *_: print('asked', flush=True));"
        "print(1, flush=True); [time.sleep(9) for _ in range(99)]"
    )
    init = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {stubborn!r}])"
    with subprocess.Popen([sys.executable, "-c", init], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "1\n"
        monkeypatch.setattr(alive, "FIRST_PROCESS", first.pid)
        monkeypatch.setenv("ALIVE_ROOT", str(tmp_path))
        monkeypatch.setenv("REDIS_URL", "")
        assert [alive.main("beat", "--end") for _ in range(2)] == [1, 1]
        assert alive.main("beat", "--end") == 3
        assert first.stdout.readline() == "asked\n"
        for _ in range(3):
            assert first.poll() is None
            alive.main("beat", "--end")
        assert first.wait(timeout=10) == 0


def test_a_clock_that_was_put_back_an_hour_does_not_keep_a_dead_one_alive(tmp_path: Path) -> None:
    now = time.time()
    assert not alive.breathes(tmp_path, "beat", now)
    alive.breathe(tmp_path, "beat")
    assert alive.breathes(tmp_path, "beat", now + 30)
    assert not alive.breathes(tmp_path, "beat", now - 3600)
    assert not alive.breathes(tmp_path, "beat", now + 61)
