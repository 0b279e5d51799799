"""All of the demonstration, in the order of its dates, in one transaction: it is there whole or not at all."""

from datetime import date
from random import Random

from django.db import transaction

from convention77.demonstration.facts import Draw, write_facts
from convention77.demonstration.history import History, moment
from convention77.demonstration.institutions import open_portal
from correspondents.models import User
from incidents.services.reference import load_reference

SEED = 77


class AlreadySeeded(Exception):
    """There are accounts already; demonstration data never mix with others."""


@transaction.atomic
def seed(*, today: date) -> None:
    """The same for the same day, identifiers and references excepted."""
    if User.objects.exists():
        raise AlreadySeeded
    load_reference()
    history = History(today)
    cast = open_portal(history)
    history.play(until=moment(history.opening, 23))
    draw = Draw(Random(SEED), history, cast)  # noqa: S311 - the same chance every time, no secret
    facts = draw.facts()
    write_facts(draw, facts)
    history.play(until=history.end)
