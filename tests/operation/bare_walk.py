"""Inside a machine that `deploy/install` has just set up: everybody comes in by a mail, through nginx and TLS, and a
fact, a saisine and a PDF are made. Python of Debian alone; run by `bare_root.sh`, as root.

The landlord, its residence and two posts are planted by the portal's own services: on a real site people name them on
pages, which `tests/road` walks.
"""

# ruff: noqa: T201  what it has seen is what it is for
import asyncore
import re
import smtpd  # of Python 3.11, which Debian 12 has
import ssl
import subprocess
import threading
import time
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from http.client import HTTPSConnection
from urllib.parse import urlencode

HOST, PASSWORD = "portail.example", "Fenouil-Tandem-Brouette-77"
CERTIFICATE = "/etc/convention77/tls/self-signed.pem"
MAILS: list[tuple[str, str]] = []
PLANTED = """
from datetime import date
from django.db import transaction
from django.utils import timezone
from acting.actor import acting_as, machine_actor
from acting.enums import Function
from correspondents.named_person import NamedPerson
from correspondents.services import create_post, designate
from signatories.models import Convention, Signatory
from territory.models import Commune, Residence
by = machine_actor(timezone.now())
with transaction.atomic(), acting_as(by):
    convention = Convention.objects.get(department_code="77")
    house = Signatory.objects.create(convention=convention, code="essai", kind="landlord", name="Bailleur (fictif)",
        short_name="Bailleur", in_phrase="le bailleur", joined_on=by.today)
    residence = Residence.objects.create(landlord=house, name="Les Tilleuls", address="12, rue du Grand-Morin",
        commune=Commune.objects.get(pk="77284"), dwellings=120)
    court = Signatory.objects.get(convention=convention, code="parquet-meaux", kind="prosecution")
    for signatory, function, label, email, first in (
        (house, Function.REFERENT, "Référent", "sarah@bailleur.example", "Sarah"),
        (court, Function.MAGISTRAT, "Parquet", "maud@parquet.example", "Maud"),
    ):
        post = create_post(by=by, signatory=signatory, function=function, label=label)
        designate(by=by, post=post, user=NamedPerson(email=email, first_name=first, last_name="Fictive"),
            starts_on=by.today)
        print(post.pk)
    print(residence.pk)
"""


class Catcher(smtpd.SMTPServer):
    def process_message(self, peer, mailfrom, rcpttos, data, **_):  # type: ignore[no-untyped-def]
        words = message_from_bytes(data, policy=policy.default).get_content()
        MAILS.extend((to, words) for to in rcpttos)


def shell(code: str) -> list[str]:
    asked = ["/usr/local/sbin/convention77", "shell", "-v0", "-c", code]
    return subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout.split()


def until(found, what: str):  # type: ignore[no-untyped-def]
    for _ in range(240):
        if value := found():
            return value
        time.sleep(0.5)
    raise SystemExit(f"not within two minutes: {what}")


class Browser:
    """Believes this certificate and no other one."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, object] | None = None) -> tuple[int, str, bytes]:
        connection = HTTPSConnection("127.0.0.1", 443, timeout=60, context=ssl._create_unverified_context())
        connection.sock = ssl.create_default_context(cafile=CERTIFICATE).wrap_socket(
            __import__("socket").create_connection(("127.0.0.1", 443), timeout=60), server_hostname=HOST
        )
        token = next((value for name, value in self.cookies.items() if "csrf" in name), "")
        body = urlencode({"csrfmiddlewaretoken": token} | fields, doseq=True) if fields is not None else None
        headers = {"Host": HOST, "Referer": f"https://{HOST}/", "Content-Type": "application/x-www-form-urlencoded"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        location = (answer.headers["Location"] or "").removeprefix(f"https://{HOST}")
        return answer.status, location, answer.read()

    def post(self, path: str, **fields: object) -> str:
        status, location, page = self.ask("POST", path, fields)
        assert status == 302, (path, status, re.findall(r'class="[^"]*error[^"]*"[^>]*>([^<]+)', page.decode()))
        return location


def come_in(email: str) -> Browser:
    def link() -> str | None:
        found = [re.search(r"/accounts/invitation/[\w-]+/", words) for to, words in MAILS if to == email]
        return next((each[0] for each in found if each), None)

    path, browser = until(link, f"an invitation to {email}"), Browser()
    page = browser.ask("GET", path)[2].decode()
    names = re.findall(r'name="(new_password\d)"', page)
    browser.post(path, **dict.fromkeys(names, PASSWORD))
    browser.ask("GET", "/accounts/login/")
    browser.post("/accounts/login/", login=email, password=PASSWORD)
    status = browser.ask("GET", browser.ask("GET", "/")[1] or "/")[0]
    print(f"{email} has come in: {status}")
    assert status == 200
    return browser


def main() -> None:
    Catcher(("127.0.0.1", 25), None)  # type: ignore[arg-type]
    threading.Thread(target=asyncore.loop, kwargs={"timeout": 1}, daemon=True).start()
    opened = ["open_convention", "77", "--administrator", "jeanne@exploitant.example", "--name", "Jeanne Martin"]
    subprocess.run(["/usr/local/sbin/convention77", *opened], check=True)
    come_in("jeanne@exploitant.example")
    _, court, residence = shell(PLANTED)[-3:]
    sarah, maud = come_in("sarah@bailleur.example"), come_in("maud@parquet.example")
    sarah.ask("GET", "/faits/nouveau/")
    began = (datetime.now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    fact = sarah.post(
        "/faits/nouveau/",
        residence=residence,
        place="hall",
        category="degradation",
        started_at=began,
        recurrence="isolated",
        facts="Porte du hall forcée, vitrage brisé.",
    )
    print(f"a fact: {fact}")
    referral = sarah.post(
        "/saisines/nouvelle/",
        incident=fact.split("/")[2],
        recipient=court,
        subject="avis-parquet",
        basis="loi-78-17-46",
        field_sets=["facts"],
        until=(date.today() + timedelta(days=30)).isoformat(),
        act="send",
    )
    print(f"a saisine: {referral}")
    number = re.search(r"/saisines/([0-9a-f-]{36})/", referral)[1]  # type: ignore[index]
    assert maud.ask("GET", f"/saisines/{number}/")[0] == 200
    place = maud.post(f"/saisines/{number}/fiche/")
    print(f"a PDF is asked for: {place}")

    def taken() -> bytes | None:
        page = maud.ask("GET", place)[2].decode()
        for path in re.findall(r'href="([^"]*(?:telecharger|\.pdf)[^"]*)"', page):
            status, _, content = maud.ask("GET", path)
            if status == 200 and content.startswith(b"%PDF"):
                return content
        return None

    print(f"a PDF of {len(until(taken, 'a PDF')):,} bytes, handed out by nginx")


if __name__ == "__main__":
    main()
