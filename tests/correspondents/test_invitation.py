"""An invitation opens one account, once, for three days; a key that is not good says nothing about anybody."""

import re
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client, override_settings
from django.utils import timezone

from acting.actor import Actor
from acting.enums import Function
from acting.refusals import Conflict, Refused
from correspondents import outbox
from correspondents.arrival import invitation_state
from correspondents.enums import DesignationRole
from correspondents.mail_reasons import SUPERSEDED
from correspondents.models import Invitation, User
from correspondents.permissions import accounts_visible_to, can_invite
from correspondents.services import end_designation, switch_account
from correspondents.services.arrival import accept_invitation, digest_of, invite
from journal.enums import MessageState
from journal.models import Entry, Message
from tests.people import PASSWORD, Cast, acting, appoint, make_post, make_user

CHOSEN = "trois brebis et un tracteur"
SPENT = "Cette invitation n’est plus valable"


class HangingUp(EmailBackend):
    def send_messages(self, messages: object) -> int:
        raise SMTPServerDisconnected("nadia@tests.example")


def send_invitation(cast: Cast, user: User, at: datetime | None = None) -> Invitation:
    """As Adrien, and the worker's next round after it."""
    with acting(cast.adrien, at) as adrien:
        invitation = invite(by=adrien, user=user)
    outbox.send_batch(at=at or timezone.now())
    invitation.refresh_from_db()
    return invitation


def path_in(message: EmailMessage) -> str:
    (path,) = re.findall(rf"^{settings.PORTAL_URL}(/accounts/invitation/[\w-]+/)$", str(message.body), re.MULTILINE)
    return str(path)


def choose(
    path: str, password: str = CHOSEN, again: str | None = None, client: Client | None = None
) -> tuple[int, str]:
    data = {"new_password1": password, "new_password2": again or password}
    response = (client or Client()).post(path, data)
    return response.status_code, response.headers.get("Location", "") or response.text


def test_nadia_is_invited_chooses_her_password_and_signs_in_as_usual(cast: Cast) -> None:
    send_invitation(cast, cast.nadia)
    (message,) = mail.outbox
    assert message.to == ["nadia@tests.example"]
    client = Client()
    page = client.get(path_in(message)).text
    assert "nadia@tests.example" in page
    assert choose(path_in(message), client=client) == (302, "/accounts/login/")
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"
    signed = Client()
    signed.post("/accounts/login/", {"login": "nadia@tests.example", "password": CHOSEN})
    assert "Aucune désignation en cours" in signed.get("/").text
    assert not Client().login(email="nadia@tests.example", password=PASSWORD)


def test_the_mail_holds_the_link_and_names_nobody(cast: Cast) -> None:
    send_invitation(cast, cast.nadia)
    (message,) = mail.outbox
    assert message.subject == "[Convention 77] Vous êtes nommé sur le portail"
    for name in ("Nadia", "Fictif", "Adrien", "Opérateur"):
        assert name not in message.subject + message.body
    assert re.findall(r"https?://\S+", str(message.body)) == [f"{settings.PORTAL_URL}{path_in(message)}"]


def test_the_key_is_nowhere_but_in_the_mail(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    invitation = send_invitation(cast, cast.nadia)
    key = path_in(mail.outbox[0]).split("/")[-2]
    assert len(key) == 43
    assert invitation.key_hash == digest_of(key)
    kept = [*Invitation.objects.values_list(), *Message.objects.values_list(), *Entry.objects.values_list()]
    assert key not in repr(kept)
    said = capsys.readouterr()
    assert key not in said.out + said.err


def test_no_key_opens_an_invitation_before_its_mail_is_written(cast: Cast) -> None:
    with acting(cast.adrien) as adrien:
        invitation = invite(by=adrien, user=cast.nadia)
    before = invitation.key_hash
    outbox.send_batch(at=timezone.now())
    invitation.refresh_from_db()
    assert invitation.key_hash != before


@pytest.mark.parametrize("spoil", ["used", "expired", "tampered", "replaced", "closed", "gone", "signed in"])
def test_a_key_that_is_not_good_shows_nothing_of_anybody(cast: Cast, spoil: str) -> None:
    nour = appoint(make_user("Nour"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    now = timezone.now()
    invitation = send_invitation(cast, nour.user, now - timedelta(minutes=11))
    path = path_in(mail.outbox[0])
    assert Client().get(path).status_code == 200
    if spoil == "used":
        assert choose(path)[0] == 302
    elif spoil == "expired":
        Invitation.objects.update(expires_at=now)
    elif spoil == "tampered":
        path = path[:-2] + ("A" if path[-2] != "A" else "B") + "/"
    elif spoil == "replaced":
        send_invitation(cast, nour.user, now)
    elif spoil == "signed in":
        User.objects.filter(pk=nour.user.pk).update(last_login=now)
    elif spoil == "closed":
        with acting(cast.adrien) as adrien:
            switch_account(by=adrien, user=nour.user, is_active=False)
    else:
        with acting(cast.adrien) as adrien:
            end_designation(by=adrien, designation=nour.designation, ends_on=adrien.today - timedelta(days=1))
    hash_before = User.objects.get(pk=nour.user.pk).password
    found = Client().get(path)
    assert (found.status_code, SPENT in found.text) == (404, True)
    assert [name for name in ("Nour", "Fictif", "nour@") if name in found.text] == []
    code, page = choose(path, "un tout autre mot de passe")
    assert (code, SPENT in page) == (409, True)
    assert User.objects.get(pk=nour.user.pk).password == hash_before
    never = Client().get("/accounts/invitation/never-was/")
    assert never.text == found.text
    assert invitation.user == nour.user


def test_the_seventy_two_hours_run_from_the_mail(cast: Cast) -> None:
    asked = timezone.now()
    with acting(cast.adrien, asked) as adrien:
        invitation = invite(by=adrien, user=cast.nadia)
    sent = asked + timedelta(hours=5)
    outbox.send_batch(at=sent)
    invitation.refresh_from_db()
    assert invitation.expires_at == sent + timedelta(hours=72)


def test_a_second_try_after_a_failed_one_draws_another_key(cast: Cast) -> None:
    start = timezone.now()
    with acting(cast.adrien, start) as adrien:
        invitation = invite(by=adrien, user=cast.nadia)
    with override_settings(EMAIL_BACKEND="tests.correspondents.test_invitation.HangingUp"):
        outbox.send_batch(at=start)
    invitation.refresh_from_db()
    lost = invitation.key_hash
    outbox.send_batch(at=start + timedelta(minutes=2))
    invitation.refresh_from_db()
    assert invitation.key_hash == digest_of(path_in(mail.outbox[0]).split("/")[-2]) != lost


def test_an_invitation_that_was_replaced_before_its_mail_left_is_not_sent(cast: Cast) -> None:
    now = timezone.now()
    for moment in (now, now + timedelta(minutes=11)):
        with acting(cast.adrien, moment) as adrien:
            invite(by=adrien, user=cast.nadia)
    outbox.send_batch(at=now + timedelta(minutes=12))
    assert len(mail.outbox) == 1
    assert set(Message.objects.values_list("state", "error")) == {
        (MessageState.MOOT, SUPERSEDED),
        (MessageState.SENT, ""),
    }
    assert Client().get(path_in(mail.outbox[0])).status_code == 200


def test_a_second_click_within_ten_minutes_writes_no_second_mail(cast: Cast) -> None:
    client = cast.adrien.client()
    for _ in range(2):
        assert client.post(f"/administration/comptes/{cast.nadia.pk}/invitation/").status_code == 302
    assert Message.objects.filter(kind="invitation").count() == 1
    with acting(cast.adrien):
        assert Entry.objects.filter(verb="compte.invite", object_id=cast.nadia.pk).count() == 1


def test_who_has_signed_in_is_not_invited(cast: Cast) -> None:
    cast.karim.client()
    with acting(cast.adrien) as adrien, pytest.raises(Refused):
        invite(by=adrien, user=cast.karim.user)
    assert cast.adrien.client().post(f"/administration/comptes/{cast.karim.user.pk}/invitation/").status_code == 403
    assert not Invitation.objects.exists()


def test_a_password_that_is_weak_or_mistyped_keeps_the_invitation(cast: Cast) -> None:
    send_invitation(cast, cast.nadia)
    path = path_in(mail.outbox[0])
    for password, again, says in (
        ("court", None, "12"),
        ("nadia@tests.example", None, "trop semblable"),
        ("motdepasse123", "motdepasse124", "ne correspondent pas"),
        ("", "", "obligatoire"),
    ):
        code, page = choose(path, password, again)
        assert (code, says in page) == (200, True), says
    assert choose(path)[0] == 302


def test_whoever_was_signed_in_on_the_device_is_signed_out(cast: Cast) -> None:
    send_invitation(cast, cast.nadia)
    client = cast.sarah.client()
    assert choose(path_in(mail.outbox[0]), client=client)[0] == 302
    assert client.get("/faits/").status_code == 302


def test_an_invitation_accepted_twice_at_once_counts_once(cast: Cast) -> None:
    invitation = send_invitation(cast, cast.nadia)
    by = Actor(now=timezone.now(), user_id=cast.nadia.pk)
    accept_invitation(by=by, invitation=invitation, password=CHOSEN)
    with pytest.raises(Conflict):
        accept_invitation(by=by, invitation=invitation, password="un autre mot de passe")
    assert Client().login(email="nadia@tests.example", password=CHOSEN)


def test_an_invitation_is_dead_when_its_person_signs_in_while_the_page_is_open(cast: Cast) -> None:
    invitation = send_invitation(cast, cast.nadia)
    assert invitation.user.last_login is None
    User.objects.filter(pk=cast.nadia.pk).update(last_login=timezone.now())
    by = Actor(now=timezone.now(), user_id=cast.nadia.pk)
    with pytest.raises(Conflict):
        accept_invitation(by=by, invitation=invitation, password=CHOSEN)
    assert not Client().login(email="nadia@tests.example", password=CHOSEN)


def test_guessing_keys_is_slowed_down(cast: Cast) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"reset_password_from_key": "2/m/ip"}):
        codes = [choose("/accounts/invitation/never-was/")[0] for _ in range(3)]
    assert codes == [409, 409, 429]


# Who invites whom


def test_administrators_invite_everybody_who_has_not_come_and_managers_their_own_people(cast: Cast) -> None:
    newcomers = {
        "colleague": appoint(make_user("Colin"), cast.karim.post, role=DesignationRole.SUPPLEANT).user,
        "landlords": appoint(
            make_user("Lola"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
        ).user,
        "nobodys": cast.nadia,
    }
    invited = {
        name: {key for key, user in newcomers.items() if can_invite(person.actor(), user)}
        for name, person in cast.people().items()
    }
    assert invited == {name: set() for name in invited} | {
        "adrien": {"colleague", "landlords", "nobodys"},
        "karim": {"colleague"},
        "sarah": {"landlords"},
    }


# The administrator's page


def test_the_state_of_an_invitation_is_told(cast: Cast) -> None:
    now = timezone.now()

    def told(at: datetime = now) -> str:
        return invitation_state(accounts_visible_to(cast.adrien.actor()).get(pk=cast.nadia.pk), at).words

    assert told() == "jamais invitée"
    with acting(cast.adrien, now) as adrien:
        invite(by=adrien, user=cast.nadia)
    assert told() == "courriel à envoyer"
    outbox.send_batch(at=now)
    assert told() == "envoyée, valable jusqu’au"
    assert told(now + timedelta(hours=72)) == "périmée depuis le"
    Message.objects.update(state=MessageState.FAILED, error="SMTPRecipientsRefused")
    assert told() == "courriel non remis"
    assert choose(path_in(mail.outbox[0]))[0] == 302
    assert told() == "mot de passe choisi"
    cast.adrien.client().force_login(cast.nadia, "correspondents.backend.DesignatedBackend")
    assert told() == "s’est déjà connectée"
