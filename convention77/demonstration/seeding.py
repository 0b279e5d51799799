"""All of the demonstration, in the order of its dates, in one transaction: it is there whole or not at all."""

from datetime import date

from django.db import transaction

from convention77.demonstration.history import History
from convention77.demonstration.institutions import open_portal
from correspondents.models import User
from incidents.services.reference import load_reference


class AlreadySeeded(Exception):
    """There are accounts already; demonstration data never mix with others."""


@transaction.atomic
def seed(*, today: date) -> None:
    """The same for the same day, identifiers and references excepted."""
    if User.objects.exists():
        raise AlreadySeeded
    load_reference()
    history = History(today)
    open_portal(history)
    history.play()
