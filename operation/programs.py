"""The programs of the machine that a backup goes through: found, or named with the package to install."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO

from operation.failures import Stopped

PACKAGES = {"age": "age", "gpg": "gnupg", "gpgconf": "gnupg"}
PACKAGES |= dict.fromkeys(("pg_dump", "pg_restore", "psql"), "postgresql-client")
Stream = IO[bytes] | int | None


def program(name: str) -> str:
    """Its path. Raises Stopped with the package to install."""
    found = shutil.which(name)
    if not found:
        why = f"Le programme {name} manque."
        raise Stopped("no_program", why, f"sudo apt-get install --no-install-recommends {PACKAGES[name]}")
    return found


def started(
    command: Sequence[str],
    *,
    stdin: Stream = subprocess.DEVNULL,
    stdout: Stream = subprocess.DEVNULL,
    stderr: Stream = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Its name is found as `program` does; nothing that is typed anywhere stands in a command but as one word."""
    words = [program(command[0]), *command[1:]]
    return subprocess.Popen(words, stdin=stdin, stdout=stdout, stderr=stderr, env=environment)  # noqa: S603  see above


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("this end was not asked to be a pipe")
    return stream
