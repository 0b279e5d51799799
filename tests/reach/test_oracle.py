"""The real pages beside the contract: for a person, a thing, a channel and a day, both say yes or both say no.

The contract (`contract.py`) is written from the design alone and reads plain rows; the portal answers over its
addresses. A yes of the portal where the contract says no is a leak, the other way round a false refusal.
"""

import re
import time
from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from convention77.middleware import SLID
from correspondents.middleware import SESSION_KEY
from tests.people import BACKEND, Person
from tests.reach.contract import TABLES, THINGS, Acting, Plain, Row, may_read
from tests.reach.house import House
from tests.roles import installing

SEED = 77
FEW, MANY = 250, 20_000
FALSE_REFUSALS_AT_MOST = 0.001
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Today; the day after, when some have begun or ended; when all that was sent is past its last day.
DAYS_ON = (0, 1, 90)
ADDRESSES = {
    ("fact", "page"): "/faits/{id}/",
    ("fact", "list"): "/faits/tous/",
    ("fact", "referrals beside it"): "/faits/{id}/saisines/",
    ("situation", "page"): "/situations/{id}/",
    ("situation", "list"): "/situations/?etat=toutes",
    ("situation", "ladder"): "/situations/{id}/demarches/gathering/",
    ("holders", "page"): "/situations/{id}/destinataires/",
    ("persons", "page"): "/situations/{id}/personnes/",
    ("letter", "page"): "/lettres/{id}/",
    ("complaint", "page"): "/plaintes/{id}/",
    ("complaint", "referrals beside it"): "/plaintes/{id}/saisines/",
    ("referral", "page"): "/saisines/{id}/",
    ("referral", "list"): "/saisines/?boite={box}&etat=toutes",
    ("content", "page"): "/saisines/{id}/",
    ("content", "paper"): "/saisines/{id}/fiche/",
    ("answer", "page"): "/saisines/{referral_id}/",
    ("report", "page"): "/rapports/{id}/",
    ("report", "list"): "/rapports/",
    ("injunction", "page"): "/injonctions/{id}/",
    ("injunction", "list"): "/injonctions/?etat=toutes",
    ("residence", "page"): "/residences/{id}/",
    ("request of an administrator", "page"): "/acces-exceptionnel/{id}/",
    ("request of an administrator", "list"): "/acces-exceptionnel/",
    ("copy for an administrator", "page"): "/administration/acces-exceptionnel/{id}/",
}
TOKEN = "mot-{}"
BOXES = ("recues", "envoyees")


class Portal:
    """The pages of one day, each asked for once as each person."""

    def __init__(self, house: House, now: datetime) -> None:
        self.house, self.now = house, now
        self.clients: dict[str, Client] = {}
        self.pages: dict[tuple[str, str], tuple[int, str]] = {}

    def client(self, who: str, person: Person) -> Client:
        if who not in self.clients:
            client = Client()
            with installing():
                client.force_login(person.user, BACKEND)
                session = client.session
                session[SESSION_KEY] = str(person.designation.pk)
                session[SLID] = int(time.time())
                session.save()
            self.clients[who] = client
        return self.clients[who]

    def ask(self, who: str, person: Person, address: str, *, post: bool = False) -> tuple[int, str]:
        """Code and page, taken back: neither the entry of a read nor the paper that was asked for stays."""
        key = (who, address)
        if key not in self.pages:
            client = self.client(who, person)
            with transaction.atomic():
                answer = client.post(address) if post else client.get(address)
                body = "" if answer.streaming else answer.content.decode()
                self.pages[key] = (answer.status_code, body)
                transaction.set_rollback(True)
        return self.pages[key]

    def shows(self, who: str, person: Person, thing: tuple[str, str], row: Row) -> bool:
        address = ADDRESSES[thing]
        kind, channel = thing
        if channel == "paper":
            code, _ = self.ask(who, person, address.format(**row), post=True)
            return code == 302 and not self._is_shut(who, person)
        pages = [address.format(**row, box=box) for box in (BOXES if "{box}" in address else ("",))]
        if thing == ("fact", "list"):
            pages.append("/faits/")  # a gardien's own
        told = [self.ask(who, person, page) for page in pages]
        shown = [body for code, body in told if code == 200]
        if kind in ("content", "answer"):
            return any(TOKEN.format(row["id"]) in body for body in shown)
        if channel == "list":
            return any(re.search(rf'href="[^"]*/{row["id"]}/', body) for body in shown)
        return bool(shown)

    def _is_shut(self, who: str, person: Person) -> bool:
        """Whoever has no account any more is led to the sign-in page by a 302 as well."""
        return self.ask(who, person, "/faits/")[0] == 302


@pytest.fixture
def everybody(house: House) -> dict[str, Person]:
    """Those who act today, and those who have left, not begun or are suspended."""
    return house.people | house.colleagues.people()


@pytest.fixture
def plain(house: House) -> Plain:
    """Each content and each answer bears a word of its own; then the rows, as no rule reads them."""
    with installing(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("referrals_disclosure", "referrals_answer"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE referrals_disclosure"
            " SET content = content || jsonb_build_object('precision', 'mot-' || referral_id)"
        )
        cursor.execute("UPDATE referrals_answer SET note = 'mot-' || id")
        cursor.execute("UPDATE correspondents_charter SET in_force_on = '2099-01-01'")  # nobody is led to it
        tables = {table: _rows(cursor, table) for table in TABLES}
    return Plain(tables)


def _rows(cursor: Any, table: str) -> dict[Any, Row]:
    cursor.execute(f"SELECT * FROM {table}")
    names = [column.name for column in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    return {row.get("id", row.get("access_id")): row for row in rows}


def acting_of(plain: Plain, person: Person) -> Acting:
    designation = plain.row("correspondents_designation", person.designation.pk)
    post = plain.row("correspondents_post", designation["post_id"])
    party = plain.row("signatories_signatory", post["signatory_id"])
    return Acting(designation, post, party, plain.row("correspondents_user", designation["user_id"]))


def compare(
    house: House, plain: Plain, everybody: dict[str, Person], patch: pytest.MonkeyPatch, count: int
) -> tuple[list[Any], list[Any], Counter[bool]]:
    """(leaks, false refusals, how often each was said) of `count` seeded triples."""
    chance = Random(SEED)
    today, things = timezone.now(), sorted(THINGS)
    actings = {who: acting_of(plain, person) for who, person in everybody.items()}
    triples = []
    for _ in range(count):
        who, thing = chance.choice(sorted(everybody)), chance.choice(things)
        keys = sorted(plain.tables[THINGS[thing][0]], key=str)
        triples.append((chance.choice(DAYS_ON), who, thing, chance.choice(range(len(keys)))))
    leaks: list[Any] = []
    refusals: list[Any] = []
    said = Counter[bool]()
    for days in DAYS_ON:
        now = today + timedelta(days=days)
        patch.setattr("django.utils.timezone.now", lambda now=now: now)
        portal = Portal(house, now)
        for _, who, thing, number in [each for each in triples if each[0] == days]:
            table = plain.tables[THINGS[thing][0]]
            row = table[sorted(table, key=str)[number]]
            expected = may_read(plain, actings[who], thing, row, now)
            found = portal.shows(who, everybody[who], thing, row)
            said[expected] += 1
            if found != expected:
                (leaks if found else refusals).append((days, who, thing, house.names.get(row["id"], row["id"])))
    return leaks, refusals, said


def test_the_portal_shows_what_the_contract_says_and_nothing_else(
    house: House, plain: Plain, everybody: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    leaks, refusals, said = compare(house, plain, everybody, monkeypatch, FEW)
    assert (leaks, refusals) == ([], [])
    assert said[True] >= FEW / 50, "hardly anything was there to be read"


@pytest.mark.long
def test_twenty_thousand_triples(
    house: House, plain: Plain, everybody: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    leaks, refusals, said = compare(house, plain, everybody, monkeypatch, MANY)
    print(  # noqa: T201 - the counts are what one wants to know
        f"{MANY} triples: {said[True]} to be read, {said[False]} not;"
        f" {len(leaks)} leaks, {len(refusals)} false refusals"
    )
    assert leaks == []
    assert len(refusals) <= FALSE_REFUSALS_AT_MOST * MANY, refusals


def test_the_contract_can_fail(
    house: House, plain: Plain, everybody: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told that every designation has ended, it calls whatever is shown a leak."""
    for row in plain.rows("correspondents_designation"):
        row["ended_at"] = timezone.now()
    leaks, refusals, _ = compare(house, plain, everybody, monkeypatch, FEW // 2)
    assert len(leaks) > 1
    assert refusals == []
