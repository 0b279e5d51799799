"""The whole portal as real processes: web server, Celery worker and beat, on a cloned database and an own Redis."""

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import redis

from tests.databases import ROOT, url_of, url_of_web

PATIENCE_SECONDS = 30


def wait_until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Polls; fails with `what` rather than hanging."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"after {seconds} s still not: {what}"
        time.sleep(0.05)


@dataclass
class Portal:
    """`url` is where a browser goes, `code` what runs. Each process may be killed and started again. `within` is a
    command that runs another one elsewhere, as on another machine."""

    url: str
    environment: dict[str, str]
    logs: Path
    code: Path = ROOT
    within: tuple[str, ...] = ()
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    beat: subprocess.Popen[bytes] | None = None
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str) -> None:
        """Runs a management command in this portal, in the owner's role."""
        environment = self.environment | {"DATABASE_URL": self.environment["OWNER_URL"]}
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)

    def start_web(self) -> None:
        address = self.url.removeprefix("http://")
        self.web = self._start(
            "web", "gunicorn", "convention77.wsgi", "--bind", address, "--threads", "4", "--no-control-socket"
        )
        wait_until(self._answers, f"the portal answers, see {self.logs / 'web.log'}", seconds=60)

    def start_worker(self, *options: str) -> None:
        """With beat inside, so that sweeper, outbox and heartbeat run as they do outside the tests; not with options of
        its own."""
        worker = ["celery", "-A", "convention77", "worker", "--concurrency", "1", "--loglevel", "INFO"]
        options = options or ("--beat",)
        self.worker = self._start("worker", *worker, *options, database=self.environment["WORKER_DATABASE_URL"])

    def start_beat(self) -> None:
        beat = ["celery", "-A", "convention77", "beat", "--pidfile=", "--loglevel", "WARNING"]
        self.beat = self._start("beat", *beat, database=self.environment["WORKER_DATABASE_URL"])

    def kill_web(self) -> None:
        """As when the machine fails: no goodbye, children included."""
        assert self.web is not None
        _kill_group(self.web, signal.SIGKILL)

    def kill_worker(self) -> None:
        """The same."""
        assert self.worker is not None
        _kill_group(self.worker, signal.SIGKILL)

    def kill_beat(self) -> None:
        """The same."""
        assert self.beat is not None
        _kill_group(self.beat, signal.SIGKILL)

    def stop(self) -> None:
        for process in self.started:
            _kill_group(process, signal.SIGKILL)

    def _start(self, name: str, *command: str, database: str | None = None) -> subprocess.Popen[bytes]:
        environment = self.environment | ({"DATABASE_URL": database} if database else {})
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [*self.within, sys.executable, "-m", *command],
                cwd=self.code,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def _answers(self) -> bool:
        assert self.web is not None
        assert self.web.poll() is None, (self.logs / "web.log").read_text()[-3000:]
        try:
            with urlopen(f"{self.url}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, TimeoutError, ConnectionError):
            return False


def _kill_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    process.wait(timeout=10)


@contextmanager
def running_portal(database: str, logs: Path, **changes: str) -> Iterator[Portal]:
    """Web and worker until the end of the block; both stopped by number. `changes` are of their environment."""
    with own_redis() as servers:
        port = int(changes.get("PORT", 0)) or free_port()
        environment = servers | {
            "PORT": str(port),
            "DATABASE_URL": url_of_web(database),
            "OWNER_URL": url_of("DATABASE_OWNER_URL", database),
            "WORKER_DATABASE_URL": url_of("WORKER_DATABASE_URL", database),
            "PRIVATE_ROOT": str(logs / "private"),
            "MAIL_ROOT": str(logs / "mails"),
            "ALIVE_ROOT": str(logs / "alive"),
            "JOB_LEASE_SECONDS": "3",
            "TMPDIR": str(logs / "temporary"),
            **changes,
        }
        for folder in ("private", "mails", "temporary"):
            (logs / folder).mkdir()
        portal = Portal(url=f"http://127.0.0.1:{port}", environment=os.environ | environment, logs=logs)
        try:
            portal.start_worker()
            portal.start_web()
            yield portal
        finally:
            portal.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_redis() -> Iterator[dict[str, str]]:
    """The first pair of Redis numbers (broker, cache) that no other test run holds."""
    for number in range(4, 64, 2):
        with (ROOT / ".local" / f"redis-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield _emptied_redis(number)
            return
    raise RuntimeError("All Redis numbers are taken by other test runs.")


def _emptied_redis(number: int) -> dict[str, str]:
    broker = re.sub(r"(virtual_host=|/)\d+$", rf"\g<1>{number}", os.environ["REDIS_URL"])
    cache = re.sub(r"(db=|/)\d+$", rf"\g<1>{number + 1}", os.environ["CACHE_URL"])
    for database in (number, number + 1):
        with redis.Redis.from_url(re.sub(r"(db=|/)\d+$", rf"\g<1>{database}", cache)) as client:
            client.flushdb()
    return {"REDIS_URL": broker, "CACHE_URL": cache}
