"""Servers that do what an operator fears: a mail server that never answers, a Redis that goes and comes back."""

import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis

from tests.portal import wait_until


@dataclass
class SilentServer:
    """Takes every connection and says nothing."""

    listener: socket.socket
    taken: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def take(self) -> None:
        with suppress(OSError):
            while True:
                self.taken.append(self.listener.accept()[0])


@contextmanager
def silent_server() -> Iterator[SilentServer]:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        server = SilentServer(listener)
        threading.Thread(target=server.take, daemon=True).start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for connection in server.taken:
                connection.close()


@dataclass
class OwnRedis:
    """One Redis of this test alone, which may be stopped and started again."""

    folder: Path
    listens: str = ""  # the address of a network, none but the socket without
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        if self.listens:
            return {"REDIS_URL": f"redis://{self.listens}/0", "CACHE_URL": f"redis://{self.listens}/1"}
        path = self.folder / "redis.sock"
        return {"REDIS_URL": f"redis+socket://{path}?virtual_host=0", "CACHE_URL": f"unix://{path}?db=1"}

    def start(self) -> None:
        socket_path = self.folder / "redis.sock"
        command = ["redis-server", "--unixsocket", str(socket_path), "--save", "", "--dir", str(self.folder)]
        network = ["--bind", self.listens, "--protected-mode", "no"] if self.listens else ["--port", "0"]
        self.process = subprocess.Popen([*command, *network], stdout=subprocess.DEVNULL)
        with redis.Redis(unix_socket_path=str(socket_path)) as client:
            wait_until(lambda: _answers(client), "Redis answers")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=10)
            self.process = None


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@contextmanager
def stoppable_redis(listens: str = "") -> Iterator[OwnRedis]:
    """Its folder has a short path: a socket's may have some hundred letters only."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server on this machine: REDIS_URL leads elsewhere, and that one is not ours to stop")
    with tempfile.TemporaryDirectory(prefix="c77-", dir="/tmp") as folder:
        server = OwnRedis(Path(folder), listens)
        server.start()
        try:
            yield server
        finally:
            server.stop()
