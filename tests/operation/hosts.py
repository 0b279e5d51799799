"""Machines of a network of this test alone: namespaces of the kernel, joined by a bridge."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.operation.visitor import Page, Visitor
from tests.portal import Portal

BRIDGE, NETWORK = "c77bridge", "10.177.77"
HERE = f"{NETWORK}.1"  # of the bridge, where what all machines share listens
ADDRESSES = {"a": f"{NETWORK}.2", "b": f"{NETWORK}.3"}


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def forget_network() -> None:
    for name in ADDRESSES:
        with suppress(subprocess.CalledProcessError):
            ip("netns", "del", f"c77{name}")
        with suppress(subprocess.CalledProcessError):
            ip("link", "del", f"c77port{name}")
    with suppress(subprocess.CalledProcessError):
        ip("link", "del", BRIDGE)


@contextmanager
def network() -> Iterator[None]:
    """Of one run at a time."""
    if os.getuid() != 0 or not shutil.which("ip"):
        pytest.skip("only root, with iproute2, makes machines of namespaces")
    forget_network()
    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{HERE}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for name, address in ADDRESSES.items():
            ip("netns", "add", f"c77{name}")
            ip("link", "add", f"c77port{name}", "type", "veth", "peer", "name", "eth0", "netns", f"c77{name}")
            ip("link", "set", f"c77port{name}", "master", BRIDGE, "up")
            ip("-n", f"c77{name}", "addr", "add", f"{address}/24", "dev", "eth0")
            ip("-n", f"c77{name}", "link", "set", "eth0", "up")
            ip("-n", f"c77{name}", "link", "set", "lo", "up")
        yield
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no namespaces here: {error.stderr.decode()}")
    finally:
        forget_network()


@dataclass
class Host:
    name: str
    portal: Portal

    def start(self) -> None:
        self.portal.start_worker("--hostname", f"{self.name}@{self.name}")
        self.portal.start_beat()
        self.portal.start_web()

    def die(self) -> None:
        """The cable first, so that nobody is told."""
        ip("link", "set", f"c77port{self.name}", "down")
        self.portal.stop()

    def come_back(self) -> None:
        ip("link", "set", f"c77port{self.name}", "up")
        self.start()


def make_host(name: str, logs: Path, environment: dict[str, str]) -> Host:
    """Its own disk, the others' database, Redis and store."""
    folders = {key: logs / name / key.lower() for key in ("PRIVATE_ROOT", "MAIL_ROOT", "TMPDIR", "ALIVE_ROOT")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    own = {key: str(folder) for key, folder in folders.items()} | {"PORT": "8000"}
    within = ("ip", "netns", "exec", f"c77{name}")
    url = f"http://{ADDRESSES[name]}:8000"
    return Host(name, Portal(url=url, environment=os.environ | environment | own, logs=logs / name, within=within))


@dataclass
class Roaming(Visitor):
    """Behind a balancer: asks another machine when this one is silent."""

    others: tuple[Portal, ...] = ()

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Page:
        try:
            return super()._ask(method, path, body, kind)
        except (OSError, HTTPException):
            first, *rest = self.others
            self.others = (*rest, self.portal)
            self.portal = first
            raise
