"""A program in the place of one that opens files: what a decoder that was taken over might try."""

import ctypes
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from files.limited import frame

frame.MOST_SECONDS = 1


def reckon(_: dict[str, Any]) -> None:
    while True:
        pass


def sleep(_: dict[str, Any]) -> None:
    time.sleep(600)


def leave_a_child(_: dict[str, Any]) -> None:
    if os.fork() == 0:
        time.sleep(600)


def write(_: dict[str, Any]) -> None:
    while True:
        os.write(1, bytes(1024 * 1024))


def fill(asked: dict[str, Any]) -> None:
    with Path(asked["path"]).open("wb") as file:
        while True:
            file.write(bytes(1024 * 1024))


def answer_nonsense(_: dict[str, Any]) -> None:
    os.write(1, b"{")
    os._exit(0)


def look_around(_: dict[str, Any]) -> dict[str, Any]:
    return {"environment": sorted(os.environ), "arguments": sys.argv[1:], "modules": sorted(sys.modules)}


ACTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "reckons for ever": reckon,
    "sleeps for ever": sleep,
    "leaves a child behind": leave_a_child,
    "takes all memory": lambda _: bytes(8 * 1024**3),
    "writes without end": write,
    "fills the disk": fill,
    "crashes": lambda _: ctypes.string_at(0),
    "answers nothing": lambda _: os._exit(0),
    "answers nonsense": answer_nonsense,
    "looks around": look_around,
}


def work(asked: dict[str, Any], content: bytes) -> frame.Answer:
    return ACTS[asked["act"]](asked) or {}, [content]


if __name__ == "__main__":
    frame.answer(work)
