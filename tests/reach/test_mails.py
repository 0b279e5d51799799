"""Who is written to: whoever may still act when the mail leaves, and nobody who has left meanwhile."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone

from correspondents.models import Designation, User
from correspondents.outbox import _recipient_of
from journal.models import Message
from tests.people import acting
from tests.reach.acts import ACTS
from tests.reach.house import House
from tests.roles import installing

TOLD = {
    "withdrawn": {("referral_withdrawn", "bruno")},
    "sent": {("referral_waiting", "pascale")},
    "answered": {("referral_answered", "sarah"), ("referral_answered", "denise")},
    "refused": {("referral_refused", "sarah"), ("referral_refused", "denise")},
    "an injunction accepted": {("injunction_moved", "pascale")},
    "an injunction withdrawn": {("injunction_moved", name) for name in ("sarah", "denise", "roxane", "constance")},
    "invited": {("invitation", "zoe")},
    "somebody named": {("designation_notice", "zoe"), ("designation_notice", "denise"), ("invitation", "")},
    "a designation cancelled": {
        *(("designation_notice", "dina"), ("designation_notice", "gilles")),
        ("designation_ended", ""),  # whose it was to be, who is nobody of the house yet
    },
    "a designation ended": {("designation_notice", "dina"), ("designation_ended", "gilles")},
    "an absence announced": {("absence", "gilles")},
    "a post closed": {("designation_notice", "dina"), ("designation_ended", "roxane")},
}


def message_to(house: House, user: User, kind: str = "referral_waiting") -> Message:
    with acting(house["sarah"]) as sarah:
        return Message(kind=kind, recipient_id=user.pk, created_at=sarah.now, due_at=sarah.now)


@pytest.mark.parametrize("name", ["estelle", "carla", "simon", "tania", "luc", "nora"])
def test_nobody_is_told_of_a_case_who_does_not_act_today(house: House, name: str) -> None:
    """Ended, closed, suspended, to come, of a party that left or is yet to join."""
    person = house.colleagues.people()[name]
    assert _recipient_of(message_to(house, person.user), timezone.now()) is None


def test_whoever_acts_is_told(house: House) -> None:
    for name in ("sarah", "denise", "pierre", "roxane"):
        assert _recipient_of(message_to(house, house[name].user), timezone.now()) == house[name].user


def test_a_closed_account_is_told_nothing(house: House) -> None:
    User.objects.filter(pk=house["roxane"].user.pk).update(is_active=False)
    for kind in ("referral_waiting", "invitation", "password_reset"):
        assert _recipient_of(message_to(house, house["roxane"].user, kind), timezone.now()) is None


def test_a_last_day_is_told_and_the_day_after_is_not(house: House) -> None:
    now, roxane = timezone.now(), house["roxane"]
    Designation.objects.filter(pk=roxane.designation.pk).update(ends_on=roxane.actor(now).today)
    assert _recipient_of(message_to(house, roxane.user), now) == roxane.user
    assert _recipient_of(message_to(house, roxane.user), now + timedelta(days=1)) is None
    assert mail.outbox == []


@pytest.mark.parametrize("name", ACTS)
def test_an_act_tells_whom_it_concerns_and_nobody_else(house: House, name: str) -> None:
    who, _, act = ACTS[name]
    told_before = _messages()
    with acting(house[who]) as by:
        act(house, by)
    new = {(kind, house.names.get(recipient, "")) for pk, kind, recipient in _messages() - told_before}
    assert new == TOLD.get(name, set())


def _messages() -> set[tuple[UUID, str, UUID]]:
    with installing():
        return set(Message.objects.values_list("pk", "kind", "recipient_id"))
