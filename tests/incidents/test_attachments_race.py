"""Two requests at one moment: the same fact with the same photos, and one piece where both bring it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from acting.actor import Actor
from files.models import StoredFile
from incidents.models import Attachment, Category, Incident
from incidents.services.attachments import add_attachments, hold_attachments
from incidents.services.facts import file_incident
from tests.people import acting, make_cast, make_fact
from tests.pictures import prepared
from tests.races import one_behind_the_other


@pytest.mark.usefixtures("own_database")
def test_two_equal_submissions_file_one_fact_with_its_pieces_once() -> None:
    with transaction.atomic():
        cast = make_cast()
    with acting(cast.gilles) as gilles:
        held = hold_attachments(by=gilles, pieces=[prepared("black")])
    said: dict[str, Any] = {
        "residence": cast.tilleuls,
        "place": "hall",
        "category": Category.objects.get(pk="degradation"),
        "started_at": gilles.now - timedelta(hours=1),
        "recurrence": "isolated",
        "facts": "Porte forcée.",
        "submission": uuid4(),
    }

    def send(by: Actor) -> None:
        file_incident(by=by, **said, pieces=[prepared("red"), prepared("blue")], held=held)

    assert one_behind_the_other(cast.gilles, send, send) == ["done", "done"]
    with acting(cast.sarah):
        fact = Incident.objects.get()
        assert list(Attachment.objects.in_order().values_list("incident_id", "position")) == [
            (fact.pk, 1),
            (fact.pk, 2),
            (fact.pk, 3),
        ]
        assert StoredFile.objects.filter(purpose="pièce jointe").count() == 9


@pytest.mark.usefixtures("own_database")
def test_two_people_at_one_moment_add_a_photo_once() -> None:
    with transaction.atomic():
        cast = make_cast()
        fact = make_fact(cast.gilles, cast.tilleuls)

    def add(by: Actor) -> None:
        add_attachments(by=by, to=fact, pieces=[prepared("red")])

    assert one_behind_the_other(cast.gilles, add, add) == ["done", "done"]
    with acting(cast.sarah):
        assert Attachment.objects.count() == 1
