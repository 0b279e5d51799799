"""Whether the web, the worker or the beat of this machine still goes on.

Health checks ask every few seconds, so this is run as a file and needs the standard library alone:

    python -I convention77/alive.py web 127.0.0.1:8000
    python -I convention77/alive.py web /run/convention77/web.sock
    python -I convention77/alive.py worker --end

Exit code 0: it does. 1: it does not. 3: not for the third time in a row, and whoever asked should start it anew; in a
container, which nobody else starts anew, `--end` ends it.
"""

import http.client
import os
import signal
import socket
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

BREATH_SECONDS, SILENT_SECONDS = 5, 60
PATIENCE_SECONDS = 5
IN_A_ROW = 3
FIRST_PROCESS = 1  # of a container: its `init`, which runs the portal's process and takes its orphans


def root() -> Path:
    """The setting `ALIVE_ROOT`, for whoever asks without settings."""
    return Path(os.environ.get("ALIVE_ROOT") or f"{tempfile.gettempdir()}/convention77-{os.getuid()}")


def breathe(folder: Path, name: str) -> None:
    """A full disk must not stop the process that says it lives."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).touch()


def breathes(folder: Path, name: str, now: float) -> bool:
    """A clock that was put back makes no breath of the future."""
    try:
        return abs(now - (folder / name).stat().st_mtime) < SILENT_SECONDS
    except FileNotFoundError:
        return False


class _AtSocket(http.client.HTTPConnection):
    """`host:port`, or the path of a socket."""

    def connect(self) -> None:
        if not self.address.startswith("/"):
            super().connect()
            return
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE_SECONDS)
        self.sock.connect(self.address)

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__("localhost" if address.startswith("/") else address, timeout=PATIENCE_SECONDS)


def answers(address: str) -> bool:
    """Its own page for that asks neither database nor Redis: a web that waits for them is not ill."""
    connection = _AtSocket(address)
    try:
        host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
        connection.request("GET", "/health/live", headers={"Host": host})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def is_redis_away(url: str) -> bool:
    """A worker that waits for it is not ill either, and starting it anew would bring nobody back."""
    parts = urlsplit(url)
    family, address = (
        (socket.AF_UNIX, parts.path)
        if parts.scheme == "redis+socket"
        else (socket.AF_INET, (parts.hostname or "localhost", parts.port or 6379))
    )
    if parts.scheme not in ("redis", "redis+socket"):
        return False
    try:
        with socket.socket(family) as asked:
            asked.settimeout(PATIENCE_SECONDS)
            asked.connect(address)
            asked.sendall(b"PING\r\n")
            return not asked.recv(1)  # whatever it says, it is there
    except OSError:
        return True


def failures_in_a_row(folder: Path, name: str, *, is_alive: bool) -> int:
    counted = folder / f"{name}.failures"
    if is_alive:
        counted.unlink(missing_ok=True)
        return 0
    try:
        before = int(counted.read_text())
    except (FileNotFoundError, ValueError):
        before = 0
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        counted.write_text(str(before + 1))
    return before + 1


def end_children_of(first: int, how: signal.Signals) -> None:
    for child in Path(f"/proc/{first}/task/{first}/children").read_text().split():
        with suppress(ProcessLookupError):
            os.kill(int(child), how)


def main(name: str, *arguments: str) -> int:
    folder = root()
    if name == "web":
        is_alive = answers(arguments[0])
    else:
        is_alive = breathes(folder, name, time.time()) or is_redis_away(os.environ.get("REDIS_URL", ""))
    failures = failures_in_a_row(folder, name, is_alive=is_alive)
    if not is_alive:
        print(f"{name} gives no sign of life, {failures} time(s) in a row", file=sys.stderr)  # noqa: T201
    if failures >= IN_A_ROW and "--end" in arguments:
        # Asked first, so that it ends what it is at; then not asked any more.
        end_children_of(FIRST_PROCESS, signal.SIGTERM if failures < 2 * IN_A_ROW else signal.SIGKILL)
    if is_alive:
        return 0
    return 3 if failures % IN_A_ROW == 0 else 1  # once started anew, it has as long again


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
