"""Debian's nginx with the portal's file, and Debian's own around it; and who visits through it."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.databases import ROOT
from tests.operation.visitor import Visitor
from tests.portal import Portal, free_port, wait_until

DEBIANS = Path("/etc/nginx/nginx.conf")


@dataclass
class Nginx:
    folder: Path
    upstream: str
    http: int = field(default_factory=free_port)
    https: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def private(self) -> Path:
        return self.folder / "private"

    def configure(self) -> None:
        """As `deploy/install` fills it in, with ports and folders of this test."""
        certificate, key = make_certificate(self.folder, "127.0.0.1")
        filled = {"WEB": self.upstream, "HOST": "127.0.0.1", "CERTIFICATE": str(certificate), "KEY": str(key)}
        filled |= {"PRIVATE": str(self.private), "PAGES": str(self.folder / "pages")}
        words = (ROOT / "deploy" / "nginx.conf").read_text()
        for name, value in filled.items():
            words = words.replace(f"@{name}@", value)
        assert not re.search(r"@[A-Z]+@", words)
        words = re.sub(r"\n\tlisten \[::\].*", "", words)
        words = words.replace("listen 80;", f"listen 127.0.0.1:{self.http};")
        words = words.replace("listen 443 ", f"listen 127.0.0.1:{self.https} ")
        (self.folder / "sites-enabled").mkdir()
        (self.folder / "sites-enabled" / "convention77").write_text(self._moved(words))
        (self.folder / "log").mkdir()
        (self.folder / "nginx.conf").write_text(self._moved(DEBIANS.read_text()))
        shutil.copytree(ROOT / "deploy" / "pages", self.folder / "pages")

    def _moved(self, words: str) -> str:
        words = words.replace("/var/log/nginx", str(self.folder / "log"))
        words = words.replace("/run/nginx.pid", str(self.folder / "nginx.pid"))
        return words.replace("/etc/nginx/sites-enabled", str(self.folder / "sites-enabled"))

    def start(self) -> None:
        command = ["nginx", "-c", str(self.folder / "nginx.conf"), "-g", "daemon off;"]
        with (self.folder / "said").open("wb") as said:
            self.process = subprocess.Popen(command, stdout=said, stderr=said)
        wait_until(self.is_there, f"nginx answers: {(self.folder / 'said').read_text()}")

    def is_there(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.http), timeout=2).close()
        except ConnectionError:
            return False
        return True

    def logs(self) -> str:
        return "".join(path.read_text() for path in [*(self.folder / "log").iterdir(), self.folder / "said"])


def make_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    subprocess.run([*asked, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


@contextmanager
def nginx_before(upstream: str) -> Iterator[Nginx]:
    """In a folder that its workers, which are not root, may pass through."""
    if not DEBIANS.exists() or not shutil.which("nginx"):
        pytest.skip("no nginx on this machine")
    with tempfile.TemporaryDirectory(prefix="c77-nginx-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = Nginx(folder, upstream)
        server.configure()
        server.start()
        try:
            yield server
        finally:
            assert server.process is not None
            server.process.terminate()
            server.process.wait(timeout=10)


def share_private_folder(server: Nginx) -> None:
    """As `deploy/install` lays it: the group of nginx reads what the portal keeps, and the world nothing."""
    group = "www-data" if os.getuid() == 0 else os.getgid()
    for folder, mode in ((server.private, 0o710), (server.private / "files", 0o2750)):
        folder.mkdir()
        shutil.chown(folder, group=group)
        folder.chmod(mode)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


def answer_of(connection: HTTPConnection, path: str, headers: dict[str, str]) -> Answer:
    with closing(connection):
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            return Answer(answer.status, answer.headers, answer.read())


class VisitorByTls(Visitor):
    """A browser: it knows the address that everybody types, and nothing of who answers behind."""

    https: int = 0

    def connection(self) -> HTTPConnection:
        trusting = ssl._create_unverified_context()
        return HTTPSConnection("127.0.0.1", self.https, timeout=self.patience, context=trusting)

    def ask(self, path: str, **headers: str) -> Answer:
        """The answer with its headers, as it came."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return answer_of(self.connection(), path, self.headers() | {"Cookie": cookies} | headers)

    def headers(self) -> dict[str, str]:
        return {"Host": "127.0.0.1", "Referer": "https://127.0.0.1/"}


def browser_before(portal: Portal, server: Nginx) -> VisitorByTls:
    visitor = VisitorByTls(portal)
    visitor.https = server.https
    return visitor


class Echo(BaseHTTPRequestHandler):
    """Says what the proxy has handed on."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(self.headers).encode())

    def log_message(self, *_: object) -> None:
        pass
