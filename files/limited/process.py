"""Runs a program of this package, waits for it no longer than told, and leaves nothing of it behind.

The file and the answer lie in memory that has no name (memfd): no temporary file to forget, no pipe to wait for.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from acting.refusals import Refused
from files.limited.frame import MOST_SECONDS, OUT_OF_MEMORY

PACKAGE = "files.limited"
ROOT = Path(__file__).resolve().parent.parent.parent
WAITED = MOST_SECONDS + 5
# Several photos at once in one web process must not take the memory of its machine.
AT_ONCE = BoundedSemaphore(2)

TOO_LONG = "Ce fichier demande trop de temps de calcul : il n’a pas été gardé. Déposez-en une copie plus simple."
TOO_LARGE = (
    "Ce fichier demande trop de mémoire une fois ouvert : il n’a pas été gardé. Déposez-en une copie plus simple."
)
UNREADABLE = "Ce fichier n’a pas pu être lu sans risque : il n’a pas été gardé. Refaites la photo ou le PDF."
BUSY = "Le portail traite déjà beaucoup de photos. Réessayez dans une minute."


def run_limited(program: str, asked: dict[str, Any], content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What `files.limited.<program>` answers. Raises Refused, in every way in which the program can fail."""
    if not AT_ONCE.acquire(timeout=WAITED):
        raise Refused(BUSY)
    try:
        code, answer = _run(program, json.dumps(asked).encode() + b"\n" + content)
    finally:
        AT_ONCE.release()
    if code in (None, -signal.SIGXCPU):
        raise Refused(TOO_LONG)
    if code == OUT_OF_MEMORY:
        raise Refused(TOO_LARGE)
    line, _, rest = answer.partition(b"\n")
    if code or not line.endswith(b"}"):
        raise Refused(UNREADABLE)
    said: dict[str, Any] = json.loads(line)
    if "unfit" in said:
        raise Refused(said["unfit"])
    return said, list(_parted(rest, said["sizes"]))


def _run(program: str, given: bytes) -> tuple[int | None, bytes]:
    """The exit code, None when the time was over, and what was written."""
    command = [sys.executable, "-EsB", "-m", f"{PACKAGE}.{program}"]
    with _memory(given) as source, _memory(b"") as target:
        process = subprocess.Popen(  # noqa: S603  a program of ours, with no word of a stranger in its arguments
            command,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
            stdin=source,
            stdout=target,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code: int | None = process.wait(timeout=WAITED)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
        os.lseek(target, 0, os.SEEK_SET)
        with os.fdopen(os.dup(target), "rb") as written:
            return code, written.read()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Whatever the way out: the program and what it may have started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _memory(content: bytes) -> Iterator[int]:
    with os.fdopen(os.memfd_create("limited"), "w+b", closefd=True) as file:
        file.write(content)
        file.seek(0)
        yield file.fileno()


def _parted(content: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield content[start : start + size]
        start += size
