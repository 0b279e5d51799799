"""The list of the sender says of a saisine that waits who reads it, and the sender is told when that changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from acting.actor import machine_actor
from acting.enums import Function
from correspondents import outbox
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Post, User
from correspondents.services.designations import end_designation_now
from correspondents.services.posts import close_post
from journal.models import Message
from referrals.services.reading import tell_of_reading
from signatories.models import Signatory
from tests.people import Cast, acting, appoint, make_post, make_referral, make_user

SENT = "/saisines/?boite=envoyees"
NOBODY, ELSEWHERE = "personne ne lit", "lue par un autre poste"


def end(cast: Cast) -> None:
    with acting(cast.adrien) as by:
        end_designation_now(by=by, designation=cast.karim.designation)


def close(cast: Cast) -> None:
    end(cast)
    with acting(cast.adrien) as by:
        close_post(by=by, post=cast.karim.post)


def leave(cast: Cast) -> None:
    yesterday = cast.karim.actor().today - timedelta(days=1)
    Signatory.objects.filter(pk=cast.karim.signatory.pk).update(left_on=yesterday)


def suspend(cast: Cast) -> None:
    Designation.objects.filter(pk=cast.karim.designation.pk).update(suspended_on=cast.karim.actor().today)


def close_account(cast: Cast) -> None:
    User.objects.filter(pk=cast.karim.user.pk).update(is_active=False)


ENDINGS = (end, close, leave, suspend, close_account)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_sender_is_shown_that_nobody_reads(cast: Cast, ending: Callable[[Cast], None]) -> None:
    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    make_referral(cast.sarah, cast.maud, cast.tilleuls)
    assert NOBODY not in cast.sarah.client().get(SENT).text
    ending(cast)
    assert cast.sarah.client().get(SENT).text.count(NOBODY) == 1
    assert NOBODY not in cast.maud.client().get("/saisines/").text


def test_a_post_that_closed_is_read_by_nobody_even_on_the_last_day_of_its_people(cast: Cast) -> None:
    karim = cast.karim.client()
    assert karim.get("/saisines/").status_code == 200
    Post.objects.filter(pk=cast.karim.post.pk).update(closed_on=cast.karim.actor().today)
    assert karim.get("/saisines/").status_code == 403


def test_the_list_names_who_took_over_and_the_last_day_of_who_leaves(cast: Cast) -> None:
    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    other = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Chelles", communes=("77108",))
    end(cast)
    with acting(cast.adrien) as by:
        close_post(by=by, post=cast.karim.post, taken_over_by=other)
    assert "repris par «\u00a0Chelles" in cast.sarah.client().get(SENT).text
    make_referral(cast.sarah, cast.maud, cast.tilleuls)
    Signatory.objects.filter(pk=cast.maud.signatory.pk).update(left_on=cast.maud.actor().today)
    page = cast.sarah.client().get(SENT).text
    assert page.count("lue jusqu’au") == 1


# What is told


def second_referent(cast: Cast) -> None:
    appoint(
        make_user("Samir"), make_post(cast.sarah.signatory, Function.REFERENT, "Référent de Melun", communes=("77288",))
    )


def told() -> set[tuple[str, str]]:
    """What waits in the outbox since the last look: to whom."""
    names = dict(User.objects.values_list("pk", "first_name"))
    found = {(each.kind, names[each.recipient_id]) for each in Message.objects.filter(kind__startswith="referral_read")}
    found |= {(each.kind, names[each.recipient_id]) for each in Message.objects.filter(kind="referral_unread")}
    Message.objects.all().delete()
    return found


def tell(days: int = 0) -> int:
    with acting(machine_actor(timezone.now() + timedelta(days=days))) as machine:
        return tell_of_reading(by=machine)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_senders_are_told_once_and_nobody_else(cast: Cast, ending: Callable[[Cast], None]) -> None:
    """Sarah waits, Victor only prepared, and Maud waits for somebody else."""
    tell()
    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    make_referral(cast.victor, cast.karim, cast.pommiers, send=False)
    make_referral(cast.maud, cast.sarah, cast.tilleuls)
    told()
    assert (tell(), told()) == (0, set())
    ending(cast)
    told()
    assert (tell(), told()) == (1, {("referral_unread", "Sarah")})
    assert (tell(), told()) == (0, set())


def test_who_reads_now_is_told_when_the_house_reads_on_and_when_somebody_is_back(cast: Cast) -> None:
    tell()
    make_referral(cast.karim, cast.sarah, cast.tilleuls)
    second_referent(cast)
    tell()
    told()
    with acting(cast.adrien) as by:
        end_designation_now(by=by, designation=cast.sarah.designation)
    assert (tell(), told()) == (1, {("referral_read_elsewhere", "Karim")})
    page = cast.karim.client().get(SENT).text
    assert ELSEWHERE in page
    assert NOBODY not in page
    appoint(make_user("Nour"), cast.sarah.post, starts_on=cast.sarah.actor().today, role=DesignationRole.SUPPLEANT)
    assert (tell(), told()) == (1, {("referral_read_again", "Karim")})


def test_a_referent_of_the_house_is_told_where_nobody_holds_the_post_that_sent(cast: Cast) -> None:
    second_referent(cast)
    tell()
    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    Designation.objects.filter(pk=cast.sarah.designation.pk).update(suspended_on=cast.sarah.actor().today)
    tell()
    end(cast)
    told()
    assert (tell(), told()) == (1, {("referral_unread", "Samir")})


def test_what_has_ended_or_was_answered_tells_nobody(cast: Cast) -> None:
    tell()
    make_referral(cast.sarah, cast.karim, cast.tilleuls, until=cast.sarah.actor().today)
    end(cast)
    told()
    assert (tell(days=1), told()) == (1, set())


def test_the_mail_has_no_content_and_leads_to_the_list(cast: Cast) -> None:
    tell()
    for _ in range(2):
        make_referral(cast.sarah, cast.karim, cast.tilleuls)
    end(cast)
    told()
    tell()
    outbox.send_batch(at=timezone.now())
    (message,) = mail.outbox
    assert message.to == ["sarah@tests.example"]
    assert f"{SENT}\n" in str(message.body)
    assert not {"Karim", "Tilleuls", "police"} & set(str(message.body).split())
