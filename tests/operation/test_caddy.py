"""Debian's Caddy with the file of the compose way: the same page while the web is away, the same silence."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.databases import ROOT
from tests.operation.proxies import Answer, Echo, answer_of
from tests.portal import free_port, wait_until

TOLD = "quelqu-un-cherche"


@contextmanager
def caddy_before(upstream: str, folder: Path) -> Iterator[int]:
    """At a port of its own, without TLS: a certificate is not asked for on this machine."""
    if not shutil.which("caddy"):
        pytest.skip("no caddy on this machine")
    port = free_port()
    words = (ROOT / "deploy" / "Caddyfile").read_text()
    words = words.replace("web:8000", upstream).replace("/srv/pages", str(ROOT / "deploy" / "pages"))
    words = words.replace("{\n\tlog", "{\n\tadmin off\n\tauto_https off\n\tlog", 1)
    (folder / "Caddyfile").write_text(words)
    environment = os.environ | {"PORTAL_HOST": f"http://127.0.0.1:{port}", "HOME": str(folder)}
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
    try:
        wait_until(lambda: "serving initial configuration" in (folder / "said").read_text(), "caddy answers")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def ask(port: int, path: str, **headers: str) -> Answer:
    return answer_of(HTTPConnection("127.0.0.1", port, timeout=10), path, headers)


def test_while_the_web_is_away_its_page_stands_there_and_nothing_is_written_down(tmp_path: Path) -> None:
    with caddy_before(f"127.0.0.1:{free_port()}", tmp_path) as port:
        answer = ask(port, f"/faits/?q={TOLD}", **{"User-Agent": TOLD})
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert "Le portail revient dans un instant" in answer.text
    said = (tmp_path / "said").read_text()
    assert TOLD not in said
    assert not re.search(r"remote_ip|\"uri\"|502", said)


def test_the_portal_is_told_one_address_that_no_client_chooses(tmp_path: Path) -> None:
    echo = HTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=echo.serve_forever, daemon=True).start()
    claims = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    with caddy_before(f"127.0.0.1:{echo.server_port}", tmp_path) as port:
        told = ask(port, "/", **claims).text
    echo.shutdown()
    echo.server_close()
    assert re.findall(r"^X-Forwarded-(?:For|Proto): (.*)$", told, re.MULTILINE | re.IGNORECASE) == ["127.0.0.1", "http"]
