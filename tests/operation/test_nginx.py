"""The portal behind Debian's nginx with the file of `deploy/`: what passes, what does not, and what is written down."""

import os
import re
import stat
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from signatories.models import Document
from tests.operation.conftest import REAL_SITE
from tests.operation.proxies import (
    Echo,
    Nginx,
    VisitorByTls,
    answer_of,
    browser_before,
    nginx_before,
    share_private_folder,
)
from tests.people import Cast
from tests.portal import Portal, free_port, running_portal

PDF = b"%PDF-1.7\n%%EOF\n"
TOLD = "quelqu-un-cherche"


@pytest.fixture
def behind(own_database: str, committed_cast: Cast, tmp_path: Path) -> Iterator[tuple[Portal, Nginx, Cast]]:
    port = free_port()
    with nginx_before(f"127.0.0.1:{port}") as server:
        share_private_folder(server)
        given = REAL_SITE | {
            "ACCEL_PREFIX": "/prive/",
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "PRIVATE_ROOT": str(server.private),
        }
        with running_portal(own_database, tmp_path, **given, PORT=str(port)) as portal:
            yield portal, server, committed_cast


def test_one_comes_in_reads_sends_and_takes_away(behind: tuple[Portal, Nginx, Cast]) -> None:
    portal, server, cast = behind
    adrien = browser_before(portal, server)
    assert adrien.sign_in(cast.adrien.user.email).status == 302
    page = adrien.ask("/convention/texte/")
    assert (page.status, page.headers["Content-Encoding"]) == (200, None)
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    style = next(iter(re.findall(r'href="(/static/css/[^"]+)"', page.text)))
    packed = adrien.ask(style, **{"Accept-Encoding": "gzip"})
    assert (packed.status, packed.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in packed.headers["Cache-Control"]

    adrien.get("/administration/convention/documents/nouveau/")
    file = SimpleUploadedFile("convention.pdf", PDF, "application/pdf")
    words = {"kind": "signed", "title": "Convention signée", "file": file, "submission": uuid4()}
    assert adrien.send("/administration/convention/documents/nouveau/", words).status == 302
    document = Document.objects.select_related("file").get()
    kept = server.private / "files" / document.file.path
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640, "the group of nginx reads it, the world does not"
    assert stat.S_IMODE(kept.parent.stat().st_mode) & 0o777 == 0o750

    taken = adrien.ask(f"/convention/documents/{document.pk}/")
    assert (taken.status, taken.body) == (200, kept.read_bytes())
    assert "X-Accel-Redirect" not in taken.headers
    said = {name: taken.headers[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")}
    assert said["Content-Type"] == "application/pdf"
    assert said["Content-Disposition"].startswith("attachment")
    assert said["Cache-Control"] == "no-store, private"
    for header in ("X-Content-Type-Options", "Strict-Transport-Security", "X-Frame-Options", "Referrer-Policy"):
        assert taken.headers[header], f"{header} is lost on the way that nginx takes itself"
    assert adrien.ask(f"/prive/{document.file.path}").status == 404, "nobody asks for it but the portal"
    if os.getuid() == 0:
        kept.chmod(0o600)
        assert adrien.ask(f"/convention/documents/{document.pk}/").status == 403, "it was nginx who read it"


def test_a_page_that_may_tell_a_secret_by_its_length_is_not_packed(behind: tuple[Portal, Nginx, Cast]) -> None:
    """Debian's nginx would, and for every page."""
    portal, server, _ = behind
    somebody = browser_before(portal, server)
    packs = {"Accept-Encoding": "gzip"}
    assert somebody.ask("/accounts/login/", **packs).headers["Content-Encoding"] == "gzip", "the portal's own doing"
    assert somebody.ask("/accounts/login/?next=/faits/", **packs).headers["Content-Encoding"] is None


def test_while_the_web_is_away_a_french_page_says_when_to_come_back(behind: tuple[Portal, Nginx, Cast]) -> None:
    portal, server, _ = behind
    portal.kill_web()
    somebody = browser_before(portal, server)
    for answer in (somebody.ask(f"/faits/?q={TOLD}"), somebody.ask("/static/css/portal.css")):
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Le portail revient dans un instant" in answer.text
    assert somebody.ask("/reprise.html").status == 404, "nobody asks for it by its name"
    portal.start_web()
    assert somebody.ask("/accounts/login/").status == 200


def test_what_is_too_large_by_far_is_said_in_french(behind: tuple[Portal, Nginx, Cast]) -> None:
    portal, server, _ = behind
    somebody = browser_before(portal, server)
    somebody.get("/accounts/login/")
    refused = somebody.post("/accounts/login/", {"login": "x" * 6_000_000})
    assert (refused.status, "Cet envoi est trop grand" in refused.text) == (413, True)


def test_nothing_of_who_asks_for_what_is_written_down(behind: tuple[Portal, Nginx, Cast]) -> None:
    portal, server, cast = behind
    somebody = browser_before(portal, server)
    somebody.sign_in(cast.sarah.user.email)
    plain = HTTPConnection("127.0.0.1", server.http, timeout=10)
    moved = answer_of(plain, f"/faits/?q={TOLD}", {"Host": "127.0.0.1"})
    assert (moved.status, moved.headers["Location"]) == (301, f"https://127.0.0.1/faits/?q={TOLD}")
    paths = [f"/faits/?q={TOLD}", f"/absent/{TOLD}", f"/prive/{TOLD}", "/..%2f..%2fetc/passwd", "/%"]
    for path in paths:
        somebody.ask(path)
    somebody.post("/accounts/login/", {"login": "x" * 6_000_000})
    portal.kill_web()
    for path in paths:
        somebody.ask(path)
    without_tls = HTTPConnection("127.0.0.1", server.https, timeout=10)
    assert answer_of(without_tls, f"/{TOLD}", {"Host": TOLD}).status == 400
    logs = server.logs() + (portal.logs / "web.log").read_text()
    assert TOLD not in logs
    assert "127.0.0.1" not in server.logs().replace(f"127.0.0.1:{server.upstream.rpartition(':')[2]}", "")


def test_the_address_that_a_client_claims_is_not_believed(behind: tuple[Portal, Nginx, Cast]) -> None:
    """Thirty a network in five minutes: whoever claims another address at each try is still the same one."""
    portal, server, _ = behind

    class Claiming(VisitorByTls):
        claimed = 0

        def headers(self) -> dict[str, str]:
            self.claimed += 1
            claims = ("X-Forwarded-For", "X_Forwarded_For", "Forwarded", "X-Real-IP")
            return super().headers() | dict.fromkeys(claims, f"192.0.2.{self.claimed}")

    liar = Claiming(portal)
    liar.https = server.https
    codes = [liar.post("/verifier/").status for _ in range(31)]
    assert (set(codes[:30]) & {429}, codes[30]) == (set(), 429)


def test_the_portal_is_told_the_host_the_scheme_and_one_address() -> None:
    echo = HTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=echo.serve_forever, daemon=True).start()
    with nginx_before(f"127.0.0.1:{echo.server_port}") as server:
        visitor = VisitorByTls(portal=None)  # type: ignore[arg-type]
        visitor.https = server.https
        claims = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
        told = visitor.ask("/", **claims, Forwarded="for=192.0.2.1").text
    echo.shutdown()
    echo.server_close()
    found = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    given = {name: value for name, value in found.items() if "forwarded" in name.lower() or name == "Host"}
    assert given == {"Host": "127.0.0.1", "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}
