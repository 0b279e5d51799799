"""A small IMAP server on loopback, which speaks the protocol as far as mails that came back are read with it."""

import re
import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"
USER, PASSWORD = "retours", 'clé "à" part'
FETCH = re.compile(rb"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)")
STORE = re.compile(rb"UID STORE (\d+) \+FLAGS\.SILENT \(([^)]*)\)")


@dataclass
class Mailbox:
    """`mails` by their number in the mailbox, with their flags; `said` is what clients asked."""

    context: ssl.SSLContext
    starttls: bool = False
    extras: str = "AUTH=PLAIN UIDPLUS"
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    port: int = 0
    breaks_at: str = ""

    def receive(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid], self.flags[uid] = raw, set()
        return uid

    def url(self, *, user: str = USER, password: str = "cl%C3%A9%20%22%C3%A0%22%20part") -> str:
        scheme = "imap+starttls" if self.starttls else "imaps"
        return f"{scheme}://{user}:{password}@{HOST}:{self.port}/INBOX"


class Session(socketserver.StreamRequestHandler):
    """One client."""

    timeout = 5
    server: "Server"

    def handle(self) -> None:
        self.box = self.server.mailbox
        self.is_secure, self.is_known = not self.box.starttls, False
        if self.is_secure:
            self._secure()
        self._say(b"* OK ready")
        while (line := self.rfile.readline()) and self._answer(line.strip()):
            pass

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _secure(self) -> None:
        self.request: Any = self.box.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")
        self.is_secure = True

    def _say(self, *lines: bytes) -> None:
        for line in lines:
            self.wfile.write(line + b"\r\n")
        self.wfile.flush()

    def _answer(self, line: bytes) -> bool:
        tag, _, asked = line.partition(b" ")
        word = " ".join(asked.decode("utf-8", "replace").split()[: 2 if asked.startswith(b"UID") else 1])
        self.box.said.append(word)
        if word == self.box.breaks_at:
            return False
        act = getattr(self, f"_{word.replace(' ', '_').lower()}", None)
        done = act(asked, tag) if act and (self.is_known or word in BEFORE) else b"BAD"
        self._say(tag + b" " + (done or b"OK") + b" so it is")
        if word == "STARTTLS":
            self._secure()
        return word != "LOGOUT"

    def _capability(self, asked: bytes, tag: bytes) -> None:
        extras = self.box.extras if self.is_secure else "STARTTLS LOGINDISABLED"
        self._say(f"* CAPABILITY IMAP4rev1 {extras}".encode())

    def _starttls(self, asked: bytes, tag: bytes) -> None:
        """The answer is given in the clear, what follows is not."""

    def _authenticate(self, asked: bytes, tag: bytes) -> bytes | None:
        self._say(b"+ ")
        self.is_known = b64decode(self.rfile.readline()).decode() == f"\0{USER}\0{PASSWORD}"
        return None if self.is_known else b"NO"

    def _login(self, asked: bytes, tag: bytes) -> bytes | None:
        self.is_known = asked == b'LOGIN "retours" "simple"'
        return None if self.is_known else b"NO"

    def _select(self, asked: bytes, tag: bytes) -> bytes | None:
        if asked != b'SELECT "INBOX"':
            return b"NO"
        self._say(f"* {len(self.box.mails)} EXISTS".encode(), b"* OK [UIDVALIDITY 1]")
        return b"OK [READ-WRITE]"

    def _uid_search(self, asked: bytes, tag: bytes) -> None:
        unread = [uid for uid, flags in self.box.flags.items() if not flags & {"\\Seen", "\\Deleted"}]
        self._say(b"* SEARCH " + " ".join(map(str, unread)).encode())

    def _uid_fetch(self, asked: bytes, tag: bytes) -> None:
        uid, most = map(int, FETCH.fullmatch(asked).groups())  # type: ignore[union-attr]
        content = self.box.mails[uid][:most]
        self._say(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(content)}}}".encode(), content + b")")

    def _uid_store(self, asked: bytes, tag: bytes) -> None:
        uid, flags = STORE.fullmatch(asked).groups()  # type: ignore[union-attr]
        self.box.flags[int(uid)] |= set(flags.decode().split())

    def _uid_expunge(self, asked: bytes, tag: bytes) -> None:
        uid = int(asked.split()[-1])
        if "\\Deleted" in self.box.flags[uid]:
            del self.box.mails[uid], self.box.flags[uid]

    def _logout(self, asked: bytes, tag: bytes) -> None:
        self._say(b"* BYE")


BEFORE = ("CAPABILITY", "STARTTLS", "AUTHENTICATE", "LOGIN", "LOGOUT")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mailbox: Mailbox

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes is none."""


@contextmanager
def running_mailbox(folder: Path, **said: Any) -> Iterator[Mailbox]:
    certificate, key = written_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Server((HOST, 0), Session) as server:
        server.mailbox = Mailbox(context, port=server.server_address[1], **said)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.mailbox
        finally:
            server.shutdown()
            thread.join()


def written_certificate(folder: Path) -> tuple[Path, Path]:
    """Its own authority; whoever trusts it is told by SSL_CERT_FILE."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    named = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))])
    signed = built.add_extension(named, critical=False).sign(key, hashes.SHA256())
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private
