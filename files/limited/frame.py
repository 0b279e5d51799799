"""The program that opens what a stranger made: one file in, one answer out, in a process with little memory, little
time and no file of its own. Knows no Django, no database and no secret.

On stdin a line of JSON and the bytes of the file; on stdout a line of JSON and the bytes that it names by their sizes.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 10  # of reckoning; the portal waits a little longer
MOST_WRITTEN = 64 * 1024 * 1024
OUT_OF_MEMORY = 3

Answer = tuple[dict[str, Any], list[bytes]]


class Unfit(Exception):
    """The file cannot be taken; the sentence is French and says what to do."""


def answer(work: Callable[[dict[str, Any], bytes], Answer]) -> None:
    """What a program of this package does: limits first, then one piece of work."""
    _limit()
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        said, parts = work(asked, sys.stdin.buffer.read())
    except Unfit as error:
        said, parts = {"unfit": str(error)}, []
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    line = json.dumps(said | {"sizes": [len(part) for part in parts]}).encode() + b"\n"
    sys.stdout.buffer.write(line + b"".join(parts))


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))  # the first says why, the second kills
