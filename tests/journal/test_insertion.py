"""A row is new when this very statement wrote it, whoever else writes at the same moment."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from acting.refusals import Conflict
from journal.insertion import get_or_insert, insert_once, inserted
from journal.models import Entry
from signatories.models import Convention, Meeting
from signatories.services.meetings import create_meeting
from territory.models import ResidenceAccess
from tests.people import Cast, acting, make_cast
from tests.roles import installing
from tests.rules.trials import AT

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def meeting(convention: Convention, **changes: object) -> Meeting:
    return Meeting(**{"convention": convention, "kind": "steering", "title": "Comité", "starts_at": AT} | changes)  # type: ignore[arg-type]


def test_a_row_that_was_there_is_not_new(cast: Cast) -> None:
    first = meeting(cast.sarah.signatory.convention)
    again = meeting(first.convention, pk=first.pk, title="Autre")
    assert (inserted(first), inserted(first), inserted(again)) == (True, False, False)
    assert get_or_insert(Meeting.objects.all(), pk=first.pk, defaults={}) == (first, False)
    assert insert_once(meeting(first.convention, pk=first.pk), ["title"]) == (first, False)
    with pytest.raises(Conflict):
        insert_once(again, ["title"])
    assert list(Meeting.objects.values_list("title", flat=True)) == ["Comité"]


def test_two_requests_of_one_form_write_one_row_and_one_entry(own_database: str) -> None:
    """The second waits for the first, and finds its row when that one commits."""
    with transaction.atomic(), installing():
        cast = make_cast()
    key, written, made = uuid4(), threading.Event(), []

    def create(*, comes_second: bool) -> None:
        if comes_second:
            assert written.wait(timeout=30)
        with acting(cast.delphine) as by:
            convention = Convention.objects.get(department_code="77")
            words = {"kind": "steering", "title": "Comité", "starts_at": AT}
            made.append(create_meeting(by=by, convention=convention, submission=key, **words).pk)
            if not comes_second:
                written.set()
                until_somebody_waits()
        connection.close()

    threads = [threading.Thread(target=create, kwargs={"comes_second": second}) for second in (False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with transaction.atomic(), installing():
        assert set(made) == set(Meeting.objects.values_list("pk", flat=True))
        assert len(made) == 2
        assert Entry.objects.filter(object_id=made[0]).count() == 1


def until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(100_000):
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return


def test_the_key_of_one_residence_hands_over_nothing_at_another(cast: Cast) -> None:
    client: Client = cast.sarah.client()
    typed = {"holder": cast.karim.signatory.pk, "kind": "badge", "quantity": 1, "given_on": "2026-01-05"}
    sent = typed | {"submission": uuid4()}
    codes = [client.post(f"/residences/{home.pk}/acces/", sent).status_code for home in (cast.tilleuls, cast.erables)]
    assert codes == [302, 409]
    assert list(ResidenceAccess.objects.values_list("residence", flat=True)) == [cast.tilleuls.pk]
    assert Entry.objects.filter(verb="acces.donne").count() == 1
