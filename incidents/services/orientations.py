"""That somebody was shown the way: noted without anybody, counted for the landlord, forgotten after a while."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from structlog.contextvars import bound_contextvars

from acting.actor import Actor, known
from acting.days import add_months
from acting.pages import require
from acting.refusals import Refused, refuse, unfit_values
from incidents.enums import OrientationChannel
from incidents.filing_rules import refusals_of_orientation_day
from incidents.models import Orientation
from journal.insertion import insert_once
from journal.services import record
from journal.verbs import Verb
from signatories.models import Convention, Theme
from signatories.permissions import can_offer_orientation
from territory.models import Commune
from territory.permissions import communes_visible_to


@transaction.atomic
def note_orientation(
    *, by: Actor, theme: Theme, commune: Commune, channel: OrientationChannel | str, on: date, submission: UUID
) -> Orientation:
    """Date, commune and channel, at the landlord of whoever noted it; the same submission is noted once.

    The identifier comes from the form that was shown, which nobody keeps: neither row nor journal says who noted.
    Raises Refused, first of all for a theme that leaves no trace at all in the portal, and Conflict when the
    submission comes back with other choices.
    """
    if not can_offer_orientation(by, theme):
        raise Refused("Sur ce sujet le portail ne garde rien, pas même un nombre.")
    landlord_id = known(by.signatory_id)
    refuse(unfit_values(Orientation(channel=channel, on=on)))
    refuse(refusals_of_orientation_day(on, by.today))
    if not communes_visible_to(by).filter(pk=commune.pk).exists():
        raise Refused("Choisissez une commune de la liste.", "commune")
    choices: dict[str, Any] = {"theme": theme, "commune": commune, "channel": channel, "on": on}
    wanted = Orientation(id=uuid5(landlord_id, submission.hex), landlord_id=landlord_id, **choices)
    orientation, is_new = insert_once(wanted, choices)
    if is_new:
        # The landlord only: with function or request one could tell a caretaker who is alone there.
        nobody = Actor(now=by.now, signatory_id=by.signatory_id)
        owner = orientation.landlord_id
        with bound_contextvars(request_id=None):
            record(
                by=nobody,
                verb=Verb.ORIENTATION_NOTED,
                object_id=orientation.id,
                owner_id=owner,
            )
    return orientation


def erase_old(*, by: Actor) -> int:
    """Returns how many went; needs the machine in the worker's role. The period is a setting of each convention."""
    require(by.is_machine)
    erased = 0
    for convention in Convention.objects.all():
        first_kept = add_months(by.today, -convention.keep_theme_months)
        old = Orientation.objects.filter(landlord__convention=convention, on__lt=first_kept)
        erased += old.delete()[0]
    if erased:
        record(by=by, verb=Verb.ORIENTATION_ERASED, object_id=None, owner_id=None, count=erased)
    return erased
