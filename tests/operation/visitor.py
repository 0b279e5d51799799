"""Somebody in front of a live portal: cookies, the token of forms, and how long each answer took."""

import time
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.people import PASSWORD, Person
from tests.portal import Portal


@dataclass(frozen=True)
class Page:
    status: int
    location: str
    text: str
    seconds: float


@dataclass
class Visitor:
    """`portal` with DEMO=0 believes the proxy that we play, and gives its cookies to https only."""

    portal: Portal
    patience: float = 30
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, Any] | None = None) -> Page:
        """With the token that a page has given before."""
        body = urlencode(self._token() | (data or {}), doseq=True)
        return self._ask("POST", path, body.encode(), "application/x-www-form-urlencoded")

    def send(self, path: str, data: dict[str, Any]) -> Page:
        """The same, with files."""
        return self._ask("POST", path, encode_multipart(BOUNDARY, self._token() | data), MULTIPART_CONTENT)

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": email, "password": password})

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": next((value for name, value in self.cookies.items() if "csrf" in name), "")}

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Page:
        connection = self.connection()
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **self.headers(),
            **({"Content-Type": kind} if body is not None else {}),
        }
        start = time.monotonic()
        with closing(connection):
            connection.request(method, path, body, headers)
            with connection.getresponse() as answer:
                text = answer.read().decode(errors="replace")
                self._keep_cookies(answer)
        return Page(answer.status, answer.headers.get("Location", ""), text, time.monotonic() - start)

    def connection(self) -> HTTPConnection:
        address = urlsplit(self.portal.url)
        return HTTPConnection(address.hostname or "", address.port, timeout=self.patience)

    def headers(self) -> dict[str, str]:
        """What the proxy says that we play."""
        return {"X-Forwarded-Proto": "https", "Referer": f"https://{urlsplit(self.portal.url).netloc}/"}

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value


def signed_in_visitor(portal: Portal, person: Person) -> Visitor:
    """With a session that stands in the database, as if the person had come in by the sign-in page."""
    session = person.client().cookies[settings.SESSION_COOKIE_NAME].value
    in_demo = portal.environment["DEMO"] == "1"
    name = f"convention77_{portal.environment['PORT']}_session" if in_demo else "__Host-session"
    visitor = Visitor(portal, cookies={name: session})
    visitor.get("/accounts/password/change/")
    return visitor
