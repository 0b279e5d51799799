"""The portal keeps an administrator, in each convention and on every day to come."""

from datetime import date, timedelta

import pytest

from acting.actor import Actor, machine_actor
from acting.refusals import Refused
from correspondents.administrators import administrators_of, cover
from correspondents.enums import DesignationRole
from correspondents.models import Designation
from correspondents.services import end_designation, switch_account
from journal.models import Entry
from tests.people import Cast, Person, acting, appoint, make_user

SUPPLEANT = DesignationRole.SUPPLEANT


def second(cast: Cast, *, starts_in: int = -30, ends_in: int | None = None) -> Person:
    """Another administrator, from and until some days from today."""
    today = cast.adrien.actor().today
    ends_on = None if ends_in is None else today + timedelta(days=ends_in)
    starts_on = today + timedelta(days=starts_in)
    return appoint(make_user("Ariane"), cast.adrien.post, role=SUPPLEANT, starts_on=starts_on, ends_on=ends_on)


def machine(cast: Cast) -> Actor:
    return machine_actor(cast.adrien.actor().now)


def test_the_last_administrator_is_not_closed_by_anybody(cast: Cast) -> None:
    with pytest.raises(Refused, match="Le portail doit garder un administrateur"):
        switch_account(by=machine(cast), user=cast.adrien.user, is_active=False)
    cast.adrien.user.refresh_from_db()
    assert cast.adrien.user.is_active
    with acting(cast.adrien):
        assert not Entry.objects.filter(verb="compte.ferme").exists()


def test_somebody_who_leaves_next_week_does_not_make_up_for_it(cast: Cast) -> None:
    """Ariane may close Adrien's account only if an administrator is there after her too."""
    ariane = second(cast, ends_in=7)
    response = ariane.client().post(f"/administration/comptes/{cast.adrien.user.pk}/etat/", follow=True)
    assert "Le portail doit garder un administrateur" in response.text
    cast.adrien.user.refresh_from_db()
    assert cast.adrien.user.is_active


def test_one_of_two_may_go(cast: Cast) -> None:
    ariane = second(cast)
    response = ariane.client().post(f"/administration/comptes/{cast.adrien.user.pk}/etat/", follow=True)
    assert "Le compte est fermé" in response.text
    with pytest.raises(Refused):
        switch_account(by=machine(cast), user=ariane.user, is_active=False)


@pytest.mark.parametrize("ends_in", [-1, 0, 30])
def test_the_last_designation_of_an_administrator_is_not_ended(cast: Cast, ends_in: int) -> None:
    today = cast.adrien.actor().today
    with pytest.raises(Refused, match="administrateur"):
        end_designation(by=machine(cast), designation=cast.adrien.designation, ends_on=today + timedelta(days=ends_in))
    cast.adrien.designation.refresh_from_db()
    assert cast.adrien.designation.ends_on is None


def test_a_successor_from_the_next_day_on_is_enough(cast: Cast) -> None:
    second(cast, starts_in=11)
    today = cast.adrien.actor().today
    with pytest.raises(Refused):
        end_designation(by=machine(cast), designation=cast.adrien.designation, ends_on=today + timedelta(days=9))
    ended = end_designation(by=machine(cast), designation=cast.adrien.designation, ends_on=today + timedelta(days=10))
    assert ended.ends_on == today + timedelta(days=10)


def test_other_people_leave_as_they_like(cast: Cast) -> None:
    with acting(cast.adrien) as adrien:
        switch_account(by=adrien, user=cast.maud.user, is_active=False)
        end_designation(by=adrien, designation=cast.karim.designation, ends_on=adrien.today)
    assert not Designation.objects.running_on(cast.adrien.actor().today).filter(user=cast.maud.user).exists()


def test_cover_finds_a_gap_of_one_day(cast: Cast) -> None:
    Designation.objects.filter(pk=cast.adrien.designation.pk).update(ends_on=date(2026, 3, 31))
    ariane = appoint(make_user("Ariane"), cast.adrien.post, role=SUPPLEANT, starts_on=date(2026, 4, 2))
    everybody = administrators_of(cast.adrien.signatory.convention)
    assert not cover(everybody, date(2026, 3, 1))
    Designation.objects.filter(pk=ariane.designation.pk).update(starts_on=date(2026, 4, 1))
    assert cover(everybody, date(2026, 3, 1))
    assert not cover(everybody.exclude(user=ariane.user), date(2026, 3, 1))
