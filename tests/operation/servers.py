"""Servers that do what an operator fears: a mail server that never answers, a Redis that goes and comes back."""

import shutil
import signal
import socket
import socketserver
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
        return int(self.listener.getsockname()[1])  # of a network; a socket in a folder has none

    def take(self) -> None:
        with suppress(OSError):
            while True:
                self.taken.append(self.listener.accept()[0])


@contextmanager
def silent_server(at: int | Path = 0) -> Iterator[SilentServer]:
    """At a port of this machine, or at a socket in a folder."""
    family = socket.AF_INET if isinstance(at, int) else socket.AF_UNIX
    address = ("127.0.0.1", at) if isinstance(at, int) else str(at)
    with socket.create_server(address, family=family, backlog=100) as listener:
        server = SilentServer(listener)
        threading.Thread(target=server.take, daemon=True).start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for connection in server.taken:
                connection.close()


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server that takes everything and remembers whom for."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.recipients: list[str] = []
        super().__init__(("127.0.0.1", port), Clerk)


class Clerk(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self.say(220)
        for line in self.rfile:
            verb = line[:4].upper().strip()
            if verb == b"RCPT":
                self.server.recipients.append(line.split(b"<")[1].split(b">")[0].decode())
            if verb == b"DATA":
                self.say(354)
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
            self.say(221 if verb == b"QUIT" else 250)
            if verb == b"QUIT":
                return

    def say(self, code: int) -> None:
        self.wfile.write(b"%d ok\r\n" % code)


@contextmanager
def post_office(port: int = 0) -> Iterator[PostOffice]:
    with PostOffice(port) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


@dataclass
class OwnRedis:
    """One Redis of this test alone, which may be stopped and started again."""

    folder: Path
    listens: str = ""  # the address of a network, none but the socket without
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.folder / "redis.sock"

    @property
    def environment(self) -> dict[str, str]:
        if self.listens:
            return {"REDIS_URL": f"redis://{self.listens}/0", "CACHE_URL": f"redis://{self.listens}/1"}
        path = self.socket
        return {"REDIS_URL": f"redis+socket://{path}?virtual_host=0", "CACHE_URL": f"unix://{path}?db=1"}

    def start(self) -> None:
        command = ["redis-server", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.folder)]
        network = ["--bind", self.listens, "--protected-mode", "no"] if self.listens else ["--port", "0"]
        self.process = subprocess.Popen([*command, *network], stdout=subprocess.DEVNULL)
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            wait_until(lambda: _answers(client), "Redis answers")

    def freeze(self) -> None:
        """It takes connections, as far as the kernel does, and answers nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            client.flushall()

    def stop(self) -> None:
        if self.process is not None:
            self.thaw()
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
