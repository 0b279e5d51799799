from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from acting.actor import Actor, acting_as
from convention77.middleware import RequestIdMiddleware
from journal import middleware
from journal.middleware import DeniedTriesMiddleware
from journal.models import Entry
from journal.services import record
from journal.verbs import Verb
from tests.databases import run_as_owner
from tests.journal.conftest import HABITAT, NOON

ADMINISTRATOR = Actor(now=NOON, function="administrateur")
Answer = Callable[[HttpRequest], HttpResponse]


@dataclass
class Person:
    pk: UUID
    is_authenticated: bool = True


def page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


def ask(
    answer: Answer, actor: Actor | None, *, user: object = None, match: ResolverMatch | None = None
) -> HttpResponse:
    request = RequestFactory().get("/saisines/x/")
    request.user = user or (Person(actor.user_id) if actor and actor.user_id else AnonymousUser())  # type: ignore[assignment]
    request.actor = actor  # type: ignore[attr-defined]
    request.resolver_match = match
    return RequestIdMiddleware(DeniedTriesMiddleware(answer))(request)


def match_of(pk: UUID) -> ResolverMatch:
    return ResolverMatch(page, (), {"pk": pk}, url_name="referral_detail", route="saisines/<uuid:pk>/")


def refuse(status: int) -> Answer:
    return lambda request: HttpResponse("non", status=status)


def entries() -> list[tuple[object, ...]]:
    with transaction.atomic(), acting_as(ADMINISTRATOR):
        return list(Entry.objects.values_list("verb", "user_id", "object_type", "object_id", "owner_id", "reason"))


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.django_db
def test_a_refusal_is_written_down(sarah: Actor, status: int) -> None:
    pk = uuid4()
    ask(refuse(status), sarah, match=match_of(pk))
    assert entries() == [("page.refusee", sarah.user_id, "page", pk, None, f"{status} saisines/<uuid:pk>/")]


@pytest.mark.parametrize("status", [200, 302, 405, 409, 500])
@pytest.mark.django_db
def test_anything_else_is_not(sarah: Actor, status: int) -> None:
    ask(refuse(status), sarah, match=match_of(uuid4()))
    assert entries() == []


@pytest.mark.django_db
def test_an_unknown_address_tells_nothing_of_what_was_typed(sarah: Actor) -> None:
    ask(refuse(404), sarah)
    assert entries() == [("page.refusee", sarah.user_id, "page", None, None, "404 adresse inconnue")]


@pytest.mark.django_db
def test_a_person_without_designation_is_named_too() -> None:
    person = Person(uuid4())
    ask(refuse(403), None, user=person, match=match_of(UUID(int=1)))
    assert entries() == [("page.refusee", person.pk, "page", UUID(int=1), None, "403 saisines/<uuid:pk>/")]


@pytest.mark.django_db
def test_a_visitor_is_not() -> None:
    ask(refuse(404), None)
    assert entries() == []


def test_it_survives_the_rollback_of_the_request(own_database: str, sarah: Actor) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        with transaction.atomic(), acting_as(sarah):
            record(by=sarah, verb=Verb.REFERRAL_READ, object_id=None, owner_id=HABITAT)
            transaction.set_rollback(True)
        return HttpResponse(status=404)

    ask(view, sarah, match=match_of(uuid4()))
    assert run_as_owner("SELECT verb FROM journal_entry", database=own_database) == [("page.refusee",)]
    assert run_as_owner("SELECT seq FROM journal_link", database=own_database) == [(1,)]


@pytest.mark.django_db
def test_a_journal_that_is_away_leaves_the_refusal_as_it_is(sarah: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(middleware, "record", broken)
    assert ask(refuse(403), sarah, match=match_of(uuid4())).status_code == 403


@pytest.mark.django_db
def test_all_entries_of_a_request_carry_its_number_and_no_other(sarah: Actor) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        record(by=sarah, verb=Verb.REFERRAL_READ, object_id=None, owner_id=None)
        return HttpResponse(status=403)

    ask(view, sarah, match=match_of(uuid4()))
    ask(refuse(403), sarah, match=match_of(uuid4()))
    with acting_as(ADMINISTRATOR):
        first, second, third = Entry.objects.order_by("verb").values_list("request_id", "verb")
    numbers = {request_id for request_id, _ in (first, second, third)}
    assert None not in numbers
    assert len(numbers) == 2
