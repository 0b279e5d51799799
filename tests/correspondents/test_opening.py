"""The first administrator of a convention, and the first delegate, opened by a command where nobody is yet."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.enums import Function
from correspondents import outbox
from correspondents.models import Designation, Invitation, User
from referrals.models import Subject
from signatories.models import Convention
from tests.correspondents.test_invitation import choose, path_in
from tests.matrix.test_twice import everything
from tests.roles import as_worker, installing

ADA, DELPHINE = "ada.fictive@exploitant.example", "delphine.fictive@federation.example"


def run(*arguments: str, **changes: str) -> str:
    said, given = StringIO(), {"administrator": ADA, "name": "Ada Fictive"} | changes
    options = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
    with installing():
        call_command("open_convention", *(arguments or ("77",)), *options, stdout=said)
    return said.getvalue()


def designated() -> set[tuple[str, str, str]]:
    with installing(), acting_as(machine_actor(timezone.now())):
        rows = Designation.objects.filter(ended_at=None).select_related("user", "post__signatory")
        return {(each.user.email, each.post.function, each.post.signatory.kind) for each in rows}


def written() -> Counter[Any]:
    with installing(), acting_as(machine_actor(timezone.now())):
        return everything()


def invited() -> list[tuple[str, str]]:
    """Who is written to, and the link."""
    mail.outbox.clear()
    with as_worker():
        outbox.send_batch(at=timezone.now())
    return [(message.to[0], path_in(message)) for message in mail.outbox]


@pytest.mark.django_db
def test_an_empty_portal_has_an_administrator_and_a_delegate_who_come_in() -> None:
    assert designated() == set()
    said = run(delegate=DELPHINE, delegate_name="Delphine Fictive")
    assert said.count("reçoit une invitation") == 2
    expected = {(ADA, Function.ADMINISTRATEUR, "operator"), (DELPHINE, Function.DELEGUE, "federation")}
    assert designated() == expected
    links = dict(invited())
    assert set(links) == {ADA, DELPHINE}
    assert [choose(link) for link in links.values()] == [(302, "/accounts/login/")] * 2


@pytest.mark.django_db
def test_run_twice_it_changes_nothing() -> None:
    run(delegate=DELPHINE, delegate_name="Delphine Fictive")
    once = written()
    run(delegate=DELPHINE, delegate_name="Delphine Fictive")
    run(administrator=ADA.upper())
    assert written() == once


@pytest.mark.django_db
def test_an_address_that_was_mistyped_is_named_again_until_somebody_has_come_in() -> None:
    run(administrator="ada@exploitant.exemple")
    ((_, wrong),) = invited()
    run()
    assert designated() == {(ADA, Function.ADMINISTRATEUR, "operator")}
    assert Client().get(wrong).status_code == 404
    (link,) = [link for email, link in invited() if email == ADA]
    assert choose(link)[0] == 302
    with installing():
        User.objects.filter(email=ADA).update(last_login=timezone.now())
    before = written()
    with pytest.raises(CommandError, match=r"--administrator.*déjà entré"):
        run(administrator="mallory@exploitant.example", name="Mallory Fictif")
    assert written() == before


@pytest.mark.django_db
def test_an_invitation_that_ran_out_leaves_again() -> None:
    run()
    invited()
    with installing():
        Invitation.objects.update(created_at=timezone.now() - timedelta(days=4), expires_at=timezone.now())
    run()
    assert [email for email, _ in invited()] == [ADA]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "changes", "sentence"),
    [
        (("77",), {"administrator": "ada.fictive"}, "--administrator"),
        (("77",), {"name": "Ada"}, "--name.*prénom et un nom"),
        (("77",), {"delegate": "delphine@", "delegate_name": "Delphine Fictive"}, "--delegate"),
        (("77",), {"delegate": DELPHINE}, "--delegate-name"),
        (("978",), {}, "Aucune donnée pour le département"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_nothing_is_written(
    arguments: tuple[str], changes: dict[str, str], sentence: str
) -> None:
    before = written()
    with pytest.raises(CommandError, match=f"^Rien n’a été fait.*{sentence}"):
        run(*arguments, **changes)
    assert written() == before


@pytest.mark.django_db
def test_data_that_are_missing_are_loaded_and_others_left_alone() -> None:
    with installing(), acting_as(machine_actor(timezone.now())):
        codes = set(Subject.objects.values_list("code", flat=True))
        Subject.objects.all().delete()
        Convention.objects.update(title="Convention relue par la préfecture")
    run()
    with installing(), acting_as(machine_actor(timezone.now())):
        assert set(Subject.objects.values_list("code", flat=True)) == codes != set()
        assert Convention.objects.get().title == "Convention relue par la préfecture"
