"""Whatever the demonstration prints of people, services, communes and residences finds the row that it stands on."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone

from acting.actor import Actor, acting_as
from correspondents.actors import actor_for, running_designations
from correspondents.directory import Narrowing, find_people
from correspondents.models import User
from correspondents.permissions import accounts_visible_to, directory_visible_to
from territory.communes import find_communes
from territory.forms.communes import CommunesField
from territory.permissions import communes_visible_to, residences_visible_to
from tests.demonstration.conftest import Seeded

HURRIED = str.maketrans({"-": " ", "’": "'", "–": " ", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
SHOUTED = str.maketrans({" ": "-", "'": "’", "-": "\u00a0"})


def ways_of_typing(printed: str) -> tuple[str, str, str]:
    """As it is printed; in a hurry, without accents; in capitals, with other signs between the words."""
    short = printed.replace("Sainte", "Ste").replace("Saint", "St").translate(HURRIED)
    bare = "".join(c for c in unicodedata.normalize("NFKD", short) if not unicodedata.combining(c))
    return printed, f"  {bare.lower()} ", printed.upper().translate(SHOUTED)


def actor_of(email: str) -> Actor:
    (designation,) = running_designations(User.objects.get(email=email), timezone.now())
    return actor_for(designation, timezone.now())


def lost(printed: Iterable[tuple[str, object]], found_by: object) -> list[tuple[str, str]]:
    """What was typed for a row and did not find it."""
    assert callable(found_by)
    return [(text, way) for text, row in printed for way in ways_of_typing(text) if row not in found_by(way)]


def some_of(printed: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    """Three of each kind: texts with the same signs and letters beyond a to z are of one kind."""
    kinds: dict[frozenset[str], list[tuple[str, object]]] = defaultdict(list)
    for text, row in printed:
        kinds[frozenset(sign for sign in text if not (sign.isascii() and sign.isalnum()))].append((text, row))
    return [each for kind in kinds.values() for each in kind[:3]]


SHARE = pytest.mark.parametrize(
    "chosen", [pytest.param(some_of, id="some"), pytest.param(list, id="all", marks=pytest.mark.long)]
)
Chosen = Callable[[Iterable[tuple[str, object]]], list[tuple[str, object]]]


@contextmanager
def acting(email: str) -> Iterator[Actor]:
    actor = actor_of(email)
    with transaction.atomic(), acting_as(actor):
        yield actor


@pytest.fixture
def administrator(seeded: Seeded) -> Iterator[Actor]:
    with acting("admin@convention77.example") as actor:
        yield actor


@pytest.fixture
def referent(seeded: Seeded) -> Iterator[Actor]:
    with acting("referent@deux-morins.example") as actor:
        yield actor


def test_each_commune_is_found_as_it_is_printed(administrator: Actor) -> None:
    communes = communes_visible_to(administrator)
    printed = [(commune.name, commune.pk) for commune in communes]
    assert len(printed) == 507
    assert lost(printed, lambda text: {found.pk for found in find_communes(text, communes)}) == []
    field = CommunesField()
    field.among = communes
    assert lost(printed, lambda text: {found.pk for found in field.clean(text)}) == []


def test_each_residence_is_found_by_name_address_and_commune(referent: Actor) -> None:
    residences = residences_visible_to(referent).select_related("commune")
    printed = [
        (text, each.pk) for each in residences for text in (str(each), each.name, f"{each.address} {each.commune}")
    ]
    assert printed
    assert lost(printed, lambda text: set(residences.named(text).values_list("pk", flat=True))) == []


@SHARE
def test_each_account_is_found_by_name_and_address(administrator: Actor, chosen: Chosen) -> None:
    accounts = accounts_visible_to(administrator)
    printed = [
        (text, each.pk)
        for each in accounts
        for text in (str(each), f"{each.last_name} {each.first_name}", each.email, each.email.split("@")[1])
    ]
    assert printed
    assert lost(chosen(printed), lambda text: set(accounts.searched(text).values_list("pk", flat=True))) == []


@SHARE
def test_each_line_of_the_directory_is_found_by_each_name_that_it_bears(administrator: Actor, chosen: Chosen) -> None:
    lines = (
        directory_visible_to(administrator).select_related("user", "post__signatory").prefetch_related("post__themes")
    )
    printed: dict[str, object] = {}
    for line in lines:
        signatory, person = line.post.signatory, line.user
        names = [str(person), f"{person.last_name} {person.first_name}", line.post.label, signatory.name]
        names += [signatory.short_name, str(line.function.label), *(theme.name for theme in line.post.themes.all())]
        for name in names:
            printed.setdefault(name, line.pk)
    assert len(printed) > 50
    found = {}
    tried = chosen(printed.items())
    for name, _ in tried:
        for way in ways_of_typing(name):
            found[way] = {each.pk for each in find_people(administrator, way, Narrowing()).people}
    assert lost(tried, found.__getitem__) == []
