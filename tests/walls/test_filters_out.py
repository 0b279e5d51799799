"""Every rule of sight widened to "all of them", in every module: the walls alone keep a stranger's pages clean."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from inspect import getmembers, isfunction
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from acting.checks import own_patterns
from acting.walls import declared
from correspondents.models import Charter, CharterAcceptance, Designation, Post, User
from files.models import StoredFile
from incidents.models import Addressee, EvidenceFile, Incident, LegalAction, Letter, Person, Situation
from referrals.models import Referral
from territory.models import Residence
from tests.house import APPS
from tests.matrix.expectations import ROWS
from tests.people import Cast, acting, signed_in
from tests.people import Person as Somebody

SIGHTS = ("_visible_to", "_kept_by", "_in_directory", "_of_convention")
# What names a hidden row on a page, and whoever it is of.
WORDS: dict[type[Model], tuple[str, ...]] = {
    Incident: ("reference", "facts"),
    Situation: ("reference",),
    Addressee: ("last_name", "address"),
    Letter: ("clause",),
    Person: ("last_name",),
    Referral: ("reference",),
    Residence: ("name",),
    Post: ("label",),
    User: ("email", "first_name"),
    StoredFile: ("name",),
}
KEYS = (Incident, Situation, Addressee, EvidenceFile, LegalAction, Letter, Referral, Residence, Post, Designation, User)


def sights() -> dict[str, Callable[..., QuerySet[Any]]]:
    """The functions of the permissions that say which rows somebody sees, by name."""
    modules = [sys.modules[f"{app}.permissions"] for app in APPS if f"{app}.permissions" in sys.modules]
    return {
        name: function
        for module in modules
        for name, function in getmembers(module, isfunction)
        if name.endswith(SIGHTS) and function.__module__ == module.__name__ and not name.startswith("_")
    }


def widened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Those whose table is walled, replaced wherever they are known; returns their names."""
    tables, found = {wall.table for wall in declared().walls}, set()
    # All are asked before any is replaced: some stand on others.
    asked = [(name, function, function(cast.sarah.actor())) for name, function in sights().items()]
    for name, function, seen in asked:
        model = seen[0].model if isinstance(seen, list) else seen.model  # a list: parts of one sight
        if model._meta.db_table not in tables:
            continue
        found.add(name)
        for key, module in list(sys.modules.items()):
            if key.startswith((*APPS, "convention77")) and getattr(module, name, None) is function:
                rows = model._default_manager.all()
                if model is User:
                    rows = rows.as_named_in(Designation.objects.all())
                every = [rows] if isinstance(seen, list) else rows
                monkeypatch.setattr(module, name, lambda actor, every=every: every)
    return found


def hidden_from(person: Somebody) -> tuple[set[str], dict[type[Model], Any]]:
    """The words of rows that the walls keep from the person, and one key of a hidden row of each kind."""
    words: set[str] = set()
    keys: dict[type[Model], Any] = {}
    models: list[type[Model]] = list(dict.fromkeys((*WORDS, *KEYS)))
    for model in models:
        with acting(person):
            seen = set(model._default_manager.values_list("pk", flat=True))
        rest = list(model._default_manager.exclude(pk__in=seen))
        shown = {
            getattr(row, name) for row in model._default_manager.filter(pk__in=seen) for name in WORDS.get(model, ())
        }
        words |= {getattr(row, name) for row in rest for name in WORDS.get(model, ())} - shown
        if rest:
            keys[model] = rest[0].pk
    return {word for word in words if word}, keys


# Of which kind the key in an address is, by its last column in the matrix; elsewhere each is tried.
KIND_OF = {
    "fact": (Incident,),
    "situation": (Situation,),
    "ended situation": (Situation,),
    "lease": (Situation,),
    "legal action": (LegalAction,),
    "addressee": (Addressee,),
    "letter": (Letter,),
    "dossier": (EvidenceFile,),
    "post": (Post, Designation),
    "referral": (Referral,),
    "as sender": (Referral,),
    "as recipient": (Referral,),
    "residence": (Residence,),
    "account": (User,),
}


def addresses(person: Somebody, keys: dict[type[Model], Any]) -> Iterator[str]:
    """Every own address that needs nothing, or a key, tried with one of its kind; once where the page is closed to the
    function or takes no GET, whatever the key."""
    column = person.designation.function.value
    for name in map(str, (pattern.name for pattern in own_patterns())):
        row = ROWS[name]
        found = list(_reversed(name, [keys[kind] for kind in KIND_OF.get(row.whose, keys) if kind in keys]))
        yield from found[:1] if row.is_closed_to(column) or row.code(column, "get") == 405 else found


def _reversed(name: str, keys: list[Any]) -> Iterator[str]:
    for arguments in ([], *([key] for key in keys)):
        with suppress(NoReverseMatch):
            yield reverse(name, args=arguments)


@pytest.mark.parametrize("name", ["victor", "karim", "zoe"])
def test_no_page_of_a_stranger_shows_a_hidden_word(walled: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    person = walled.people()[name]
    words, keys = hidden_from(person)
    assert "gilles@tests.example" in words
    assert {"incidents_visible_to", "referrals_visible_to", "posts_in_directory", "directory_visible_to"} < widened(
        walled, monkeypatch
    )
    shown, answered = {}, 0
    with transaction.atomic():
        for charter in Charter.objects.all():
            CharterAcceptance.objects.get_or_create(
                charter=charter, user=person.user, defaults={"accepted_at": timezone.now()}
            )
        client: Client = signed_in(person.user)
        client.raise_request_exception = False
        for address in set(addresses(person, keys)):
            response = client.get(address)
            answered += response.status_code == 200
            body = "" if response.streaming else response.content.decode(errors="replace")
            # Whole words only: the letters of a short name may stand in a token drawn at random.
            if found := {word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", body)}:
                shown[address] = found
        transaction.set_rollback(True)
    assert shown == {}
    assert answered > 10
