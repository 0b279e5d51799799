"""A row is new when this very statement wrote it, whoever else writes at the same moment."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from acting.actor import Actor
from acting.refusals import Conflict
from journal.insertion import get_or_insert, insert_once, inserted
from journal.models import Entry
from signatories.models import Convention, Document, Meeting
from signatories.services.convention import deposit_document
from signatories.services.meetings import create_meeting
from signatories.services.themes import create_theme
from territory.models import ResidenceAccess
from tests.matrix.record import PDF
from tests.people import Cast, make_cast
from tests.races import one_behind_the_other
from tests.roles import installing
from tests.rules.trial import AT


def meeting(convention: Convention, **changes: object) -> Meeting:
    return Meeting(**{"convention": convention, "kind": "steering", "title": "Comité", "starts_at": AT} | changes)


def test_a_row_that_was_there_is_not_new(cast: Cast) -> None:
    first = meeting(cast.sarah.signatory.convention)
    again = meeting(first.convention, pk=first.pk, title="Autre")
    assert (inserted(first), inserted(first), inserted(again)) == (True, False, False)
    assert get_or_insert(Meeting.objects.all(), pk=first.pk, defaults={}) == (first, False)
    assert insert_once(meeting(first.convention, pk=first.pk), ["title"]) == (first, False)
    with pytest.raises(Conflict):
        insert_once(again, ["title"])
    assert list(Meeting.objects.values_list("title", flat=True)) == ["Comité"]


@pytest.fixture
def committed_cast(own_database: str) -> Cast:
    with transaction.atomic(), installing():
        return make_cast()


def convention() -> Convention:
    return Convention.objects.get(department_code="77")


def test_two_requests_of_one_form_write_one_row_and_one_entry(committed_cast: Cast) -> None:
    key = uuid4()

    def create(by: Actor) -> None:
        words: dict[str, Any] = {"kind": "steering", "title": "Comité", "starts_at": AT}
        create_meeting(by=by, convention=convention(), submission=key, **words)

    assert one_behind_the_other(committed_cast.delphine, create, create) == ["done", "done"]
    with transaction.atomic(), installing():
        [made] = Meeting.objects.all()
        assert Entry.objects.filter(object_id=made.pk).count() == 1


def test_two_themes_of_one_name_at_once_are_one_and_a_conflict(committed_cast: Cast) -> None:
    """The name stands in the way of the second, whose own key nobody has."""

    def create(by: Actor) -> None:
        words: dict[str, Any] = {"name": "Errance animale", "summary": "Qui appeler.", "circuit": "Appeler."}
        create_theme(by=by, convention=convention(), submission=uuid4(), position=9, **words)

    assert one_behind_the_other(committed_cast.adrien, create, create) == ["done", "Conflict"]


def test_two_signed_texts_at_once_make_way_for_one_another(committed_cast: Cast) -> None:
    def deposit(by: Actor) -> None:
        words: dict[str, Any] = {"kind": "signed", "title": "Texte signé", "name": "a.pdf", "content": PDF}
        deposit_document(by=by, convention=convention(), submission=uuid4(), **words)

    assert one_behind_the_other(committed_cast.adrien, deposit, deposit) == ["done", "done"]
    with transaction.atomic(), installing():
        assert (Document.objects.count(), Document.objects.filter(removed_at=None).count()) == (2, 1)


def test_the_key_of_one_residence_hands_over_nothing_at_another(cast: Cast) -> None:
    client: Client = cast.sarah.client()
    typed = {"holder": cast.karim.signatory.pk, "kind": "badge", "quantity": 1, "given_on": "2026-01-05"}
    sent = typed | {"submission": uuid4()}
    codes = [client.post(f"/residences/{home.pk}/acces/", sent).status_code for home in (cast.tilleuls, cast.erables)]
    assert codes == [302, 409]
    assert list(ResidenceAccess.objects.values_list("residence", flat=True)) == [cast.tilleuls.pk]
    assert Entry.objects.filter(verb="acces.donne").count() == 1
