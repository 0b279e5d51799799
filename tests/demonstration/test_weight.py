"""What a page weighs on its way to a phone, once style and script are there: in the demonstration, as each of its
people, every page that a link leads to."""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urldefrag

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from correspondents.models import User
from tests.demonstration.conftest import Seeded
from tests.people import signed_in

HEAVIEST = 15_000  # bytes, compressed
EACH_KIND = 2  # so many pages of one address, such as two referrals
LINK = re.compile(r'href="(/[^"#]*)"')
PEOPLE = (
    "gardien@deux-morins.example",
    "referent@deux-morins.example",
    "correspondant@police-meaux.example",
    "parquet@tj-meaux.example",
    "correspondant@prefecture-77.example",
    "delegue@aorif-77.example",
    "dpo@deux-morins.example",
    "admin@convention77.example",
)


def pages_from(client: Client, start: str) -> Iterator[tuple[str, int]]:
    """Each address by its name, and its bytes. What holds a question in its address is not compressed (BREACH)."""
    waiting, known, opened = [start], {start}, defaultdict[str, int](int)
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(address).view_name
        except Resolver404:
            continue
        opened[name] += 1
        if opened[name] > EACH_KIND:
            continue
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        if answer.status_code == 302:
            found = [answer.headers["Location"]]
        elif answer.headers.get("Content-Encoding") == "gzip":
            yield name, len(answer.content)
            found = LINK.findall(gzip.decompress(answer.content).decode())
        else:
            continue
        found = [urldefrag(link).url for link in found if "?" not in link]
        waiting += [link for link in dict.fromkeys(found) if link not in known]
        known.update(found)


@pytest.mark.parametrize("email", PEOPLE)
def test_no_page_weighs_more_than_a_phone_should_carry(seeded: Seeded, email: str) -> None:
    with transaction.atomic():
        weights = defaultdict[str, int](int)
        for name, size in pages_from(signed_in(User.objects.get(email=email)), "/"):
            weights[name] = max(weights[name], size)
        transaction.set_rollback(True)
    assert {name: size for name, size in weights.items() if size > HEAVIEST} == {}
    assert len(weights) > 8
