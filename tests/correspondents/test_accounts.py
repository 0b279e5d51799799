"""An address has one account, whoever types it; who else knows the account is told to nobody."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from acting.actor import Actor
from acting.enums import Function
from correspondents import outbox
from correspondents.models import Designation, Invitation, User
from correspondents.named_person import NamedPerson
from correspondents.permissions import (
    accounts_visible_to,
    can_invite,
    can_switch_accounts,
    messages_visible_to,
    people_visible_to,
)
from correspondents.services import accounts
from journal.insertion import inserted
from journal.models import Message
from journal.services import post_message
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory
from tests.people import Cast, Person, acting, appoint, make_cast, make_post, make_signatory, make_user
from tests.roles import installing

TODAY = Actor(now=timezone.now()).today


def abroad(cast: Cast) -> Person:
    """Nadia, magistrate of another département, who signed in there yesterday."""
    convention = Convention.objects.create(
        department_code="95", department_name="Val-d’Oise", title="Convention 95", signed_on=date(2018, 1, 1)
    )
    parquet = make_signatory("parquet-pontoise", SignatoryKind.PROSECUTION, "Parquet de Pontoise")
    Signatory.objects.filter(pk=parquet.pk).update(convention=convention)
    parquet.refresh_from_db()
    User.objects.filter(pk=cast.nadia.pk).update(phone="01 99 00 95 95", last_login=timezone.now() - timedelta(days=1))
    return appoint(cast.nadia, make_post(parquet, Function.MAGISTRAT, "Magistrat référent"))


def name_by_address(by: Person, at: Person, email: str) -> Designation:
    data = {
        "first_name": "Line", "last_name": "Tapée", "email": email, "phone": "01 99 00 77 77",
        "role": "suppleant", "starts_on": TODAY.isoformat(), "submission": uuid4(),
    }  # fmt: skip
    response = by.client().post(f"/annuaire/postes/{at.post.pk}/designer/", data)
    assert response.headers["Location"] == f"/annuaire/postes/{at.post.pk}/gerer/"
    return Designation.objects.get(post=at.post, user__email=email.lower())


def test_of_an_account_that_one_does_not_see_what_was_typed_is_shown(cast: Cast) -> None:
    there = abroad(cast)
    for by in (cast.karim, cast.delphine, cast.adrien):
        named = name_by_address(by, cast.karim, "Nadia@tests.example")
        assert (str(named.person), named.person.phone) == ("Line Tapée", "01 99 00 77 77")
        actor = by.actor()
        assert [str(each.named) for each in people_visible_to(actor).filter(pk=there.user.pk)] == ["Line Tapée"]
        named.delete()


def test_an_administrator_learns_of_an_account_of_another_convention_what_was_typed(cast: Cast) -> None:
    there, adrien = abroad(cast), cast.adrien.actor()
    Message.objects.create(
        kind="invitation", recipient_id=there.user.pk, created_at=timezone.now() - timedelta(days=9), due_at=adrien.now
    )
    assert not accounts_visible_to(adrien).filter(pk=there.user.pk).exists()
    assert not can_invite(adrien, there.user)
    name_by_address(cast.karim, cast.karim, "nadia@tests.example")
    adrien = cast.adrien.actor()
    account = accounts_visible_to(adrien).get(pk=there.user.pk)
    assert (str(account.named), account.has_come_in) == ("Line Tapée", False)
    assert can_invite(adrien, account)
    assert not can_switch_accounts(adrien, account)
    assert [found.pk for found in accounts_visible_to(adrien).searched("nadia fictif")] == []
    assert messages_visible_to(adrien).filter(recipient_id=there.user.pk).count() == 1
    page = cast.adrien.client().get(f"/administration/comptes/{there.user.pk}/").text
    assert "courriel à envoyer" in page
    assert [word for word in ("Nadia", "Fictif", "95 95", "Pontoise", "connectée") if word in page] == []


def test_whoever_named_first_closes_the_account(cast: Cast) -> None:
    """Naming somebody of another convention takes nothing from its administrator, and gives nothing here."""
    there = abroad(cast)
    operator = make_signatory("operateur-95", SignatoryKind.OPERATOR, "Opérateur du 95")
    Signatory.objects.filter(pk=operator.pk).update(convention=there.signatory.convention)
    operator.refresh_from_db()
    olga = appoint(make_user("Olga"), make_post(operator, Function.ADMINISTRATEUR, "Administrateur"))
    name_by_address(cast.karim, cast.karim, "nadia@tests.example")
    User.objects.filter(pk=there.user.pk).update(last_login=timezone.now())
    allowed = {
        person.user.first_name: can_switch_accounts(actor, accounts_visible_to(actor).get(pk=there.user.pk))
        for person in (olga, cast.adrien)
        for actor in [person.actor()]
    }
    assert allowed == {"Olga": True, "Adrien": False}


def test_who_has_a_password_is_told_where_to_sign_in_and_gets_no_key(cast: Cast) -> None:
    abroad(cast)
    name_by_address(cast.karim, cast.karim, "nadia@tests.example")
    name_by_address(cast.karim, cast.karim, "nour@tests.example")
    outbox.send_batch(at=timezone.now())
    bodies = {sent.to[0]: sent.body for sent in mail.outbox}
    assert {sent.subject for sent in mail.outbox} == {"[Convention 77] Vous êtes nommé sur le portail"}
    assert "/accounts/login/" in bodies["nadia@tests.example"]
    assert "/accounts/invitation/" not in bodies["nadia@tests.example"]
    assert "/accounts/invitation/" in bodies["nour@tests.example"]


def test_mails_of_cases_are_the_administrator_s_only_when_they_are_stuck(cast: Cast) -> None:
    post_message(by=cast.sarah.actor(), kind="referral_waiting", recipient_id=cast.maud.user.pk)
    waiting = Message.objects.get()
    for values, seen in (
        ({}, False),
        ({"state": "sent"}, False),
        ({"state": "moot"}, False),
        ({"state": "refused"}, True),
        ({"state": "failed"}, True),
        ({"state": "waiting", "created_at": timezone.now() - timedelta(minutes=31)}, True),
        ({"state": "sent", "kind": "invitation"}, True),
    ):
        Message.objects.filter(pk=waiting.pk).update(**values)
        assert messages_visible_to(cast.adrien.actor()).exists() == seen, values


def test_somebody_who_opens_the_same_account_meanwhile_gives_the_account_that_is_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when two post at once: the account is not there when looked for, and is there when written."""
    nour = NamedPerson(email="nour@tests.example", first_name="Nour", last_name="Fictif")

    def too_late(user: User) -> bool:
        with installing():
            make_user("Nour")
        return inserted(user)

    monkeypatch.setattr(accounts, "inserted", too_late)
    with acting(cast.karim):
        assert accounts.account_at(nour).email == "nour@tests.example"
    assert User.objects.filter(email="nour@tests.example").count() == 1


def test_somebody_named_at_four_posts_at_once_has_one_account_and_one_invitation(own_database: str) -> None:
    cast = make_cast()
    keepers = (cast.karim, cast.geraldine, cast.maud, cast.paul)
    start = threading.Barrier(len(keepers))

    def work(keeper: Person) -> None:
        start.wait()
        name_by_address(keeper, keeper, "anne@tests.example")
        connection.close()

    workers = [threading.Thread(target=work, args=[keeper]) for keeper in keepers]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    anne = User.objects.get(email="anne@tests.example")
    assert set(anne.designations.values_list("post", flat=True)) == {keeper.post.pk for keeper in keepers}
    assert Invitation.objects.filter(user=anne).count() == 1
