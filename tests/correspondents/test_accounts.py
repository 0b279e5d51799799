"""An address has one account; whoever works for another convention only is neither named nor invited from here."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Designation, Invitation, User
from correspondents.newcomers import Newcomer
from correspondents.permissions import can_invite
from correspondents.services import accounts
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory
from tests.people import Cast, Person, acting, appoint, make_cast, make_post, make_signatory, make_user

NEW_ACCOUNT = "/administration/comptes/nouveau/"
UNFIT = "Cette adresse ne peut pas servir ici. Demandez à l’administrateur du portail."
TODAY = Actor(now=timezone.now()).today


def abroad(cast: Cast, *, starts_in: int = -300, ends_in: int | None = None) -> Person:
    """Nadia, magistrate of another département from and until some days from today."""
    convention = Convention.objects.create(
        department_code="95", department_name="Val-d’Oise", title="Convention 95", signed_on=date(2018, 1, 1)
    )
    parquet = make_signatory("parquet-pontoise", SignatoryKind.PROSECUTION, "Parquet de Pontoise")
    Signatory.objects.filter(pk=parquet.pk).update(convention=convention)
    parquet.refresh_from_db()
    ends_on = None if ends_in is None else TODAY + timedelta(days=ends_in)
    post = make_post(parquet, Function.MAGISTRAT, "Magistrat référent")
    return appoint(cast.nadia, post, starts_on=TODAY + timedelta(days=starts_in), ends_on=ends_on)


def name_nadia(by: Person, at: Person) -> str:
    """The page, or where it leads."""
    data = {
        "first_name": "N", "last_name": "F", "email": "Nadia@tests.example",
        "role": "suppleant", "starts_on": TODAY.isoformat(), "submission": uuid4(),
    }  # fmt: skip
    response = by.client().post(f"/annuaire/postes/{at.post.pk}/designer/", data)
    return response.headers.get("Location", "") or response.text


@pytest.mark.parametrize("starts_in", [-300, 30])
def test_who_works_or_will_work_for_another_convention_only_is_not_named_here(cast: Cast, starts_in: int) -> None:
    abroad(cast, starts_in=starts_in)
    for by in (cast.karim, cast.delphine, cast.adrien):
        page = name_nadia(by, cast.karim)
        assert UNFIT in page
        assert "Pontoise" not in page
    assert not Designation.objects.filter(post=cast.karim.post, user=cast.nadia).exists()
    assert not Invitation.objects.exists()


def test_who_has_left_the_other_convention_or_works_for_both_is_named(cast: Cast) -> None:
    abroad(cast, ends_in=-1)
    manage = f"/annuaire/postes/{cast.karim.post.pk}/gerer/"
    assert name_nadia(cast.karim, cast.karim) == manage
    Designation.objects.filter(user=cast.nadia).update(ends_on=None)
    assert name_nadia(cast.maud, cast.maud) == f"/annuaire/postes/{cast.maud.post.pk}/gerer/"


@pytest.mark.parametrize("typed", ["Nadia", "Nadège"])
def test_an_administrator_learns_nothing_of_an_account_of_another_convention(cast: Cast, typed: str) -> None:
    there = abroad(cast)
    data = {"first_name": typed, "last_name": "Fictif", "email": "nadia@tests.example", "phone": ""}
    response = cast.adrien.client().post(NEW_ACCOUNT, data)
    assert response.status_code == 200
    assert response.context["form"].errors == {"email": [UNFIT]}
    assert not can_invite(cast.adrien.actor(), there.user)
    assert not Invitation.objects.exists()


def test_somebody_who_opens_the_same_account_meanwhile_gives_the_account_that_is_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when two post at once: the account is not there when looked for, and is there when written."""
    looks = iter([None, make_user("Nour")])
    monkeypatch.setattr(accounts, "_account_at", lambda email: next(looks))
    nour = Newcomer(email="nour@tests.example", first_name="Nour", last_name="Fictif")
    with acting(cast.karim) as karim:
        assert accounts.account_of(by=karim, person=nour, signatory=cast.karim.signatory).email == "nour@tests.example"


def test_an_account_opened_four_times_at_once_is_one(own_database: str) -> None:
    cast = make_cast()
    clients = [cast.adrien.client() for _ in range(4)]
    data = {"first_name": "Anne", "last_name": "Fictive", "email": "anne@tests.example", "phone": ""}
    start, answers = threading.Barrier(4), []

    def work(number: int) -> None:
        start.wait()
        response = clients[number].post(NEW_ACCOUNT, data)
        answers.append((response.status_code, response.headers.get("Location", "")))
        connection.close()

    workers = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    anne = User.objects.get(email="anne@tests.example")
    assert answers == [(302, f"/administration/comptes/{anne.pk}/")] * 4
    assert Invitation.objects.filter(user=anne).count() == 1
