"""The clock's own work: one referral that cannot expire keeps no other one alive."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from acting.refusals import Conflict
from journal.models import Entry
from referrals.enums import ReferralState
from referrals.lifecycle import LIVE
from referrals.models import Referral
from referrals.services import expiry
from referrals.services.referrals import expire_referral
from tests.people import Cast, make_referral

InRole = Callable[[], AbstractContextManager[None]]


def test_one_refused_move_does_not_undo_the_others(
    cast: Cast, as_worker: InRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if somebody had ended the one between the list and the lock, after half of it was written."""
    kept, gone = (make_referral(cast.sarah, person, cast.tilleuls) for person in (cast.karim, cast.pascale))

    def expire(*, by: Actor, referral: Referral) -> Referral:
        expired = expire_referral(by=by, referral=referral)
        if referral == kept:
            raise Conflict("moved meanwhile")
        return expired

    monkeypatch.setattr(expiry, "expire_referral", expire)
    machine = machine_actor(timezone.now() + timedelta(days=61))
    with transaction.atomic(), as_worker(), acting_as(machine):
        assert expiry.expire_overdue(by=machine) == 1
        states = {pk: Referral.objects.get(pk=pk).state for pk in (kept.pk, gone.pk)}
        assert states == {kept.pk: ReferralState.SENT, gone.pk: ReferralState.EXPIRED}
        assert set(Entry.objects.filter(verb="saisine.echue").values_list("object_id", flat=True)) == {gone.pk}


@pytest.mark.parametrize("state", ReferralState)
def test_live_is_what_was_sent_and_has_not_ended_to_its_last_day(state: ReferralState) -> None:
    last_day = date(2026, 3, 31)
    referral = Referral(state=state, until=last_day)
    days = [referral.is_live_on(last_day + timedelta(days=later)) for later in (-1, 0, 1)]
    assert days == [state in LIVE, state in LIVE, False]
