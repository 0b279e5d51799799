"""Another address to come in with: asked with the password, confirmed from the new mailbox by who asked."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from correspondents import outbox
from correspondents.enums import DesignationRole
from correspondents.models import AddressChange, Invitation, User
from correspondents.own_address import moving_at
from correspondents.tasks import forget_addresses
from journal.models import Entry, Message
from signatories.models import Signatory
from tests.pages import one_line
from tests.people import PASSWORD, Cast, Person, acting, appoint, make_user, signed_in

PAGE = "/mes-coordonnees/adresse/"
PENDING = f"{PAGE}en-attente/"
OLD, NEW = "maud@tests.example", "maud@parquet.example"
NOT_VALID = "Ce lien n’est plus valable"
LINK = re.compile(r"/mes-coordonnees/adresse/[0-9a-f]{64}/")


def ask(client: Client, email: str = NEW, password: str = PASSWORD) -> Any:
    return client.post(PAGE, {"email": email, "password": password})


def sent(after: timedelta = timedelta()) -> dict[str, str]:
    """What has left since the last look, by the address it went to."""
    mail.outbox.clear()
    outbox.send_batch(at=timezone.now() + after)
    return {message.to[0]: str(message.body) for message in mail.outbox}


def link_in(body: str) -> str:
    found = LINK.search(body)
    assert found, body
    return found.group()


def another_key(link: str) -> str:
    """Another last digit, whatever the last one is."""
    return f"{link[:-2]}{'1' if link[-2] == '0' else '0'}/"


def asked(person: Person) -> tuple[Client, str]:
    client = person.client()
    assert ask(client).status_code == 302
    return client, link_in(sent()[NEW])


def address_of(person: Person) -> str:
    return str(User.objects.get(pk=person.user.pk).email)


def test_nothing_changes_before_the_new_mailbox_has_confirmed(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.maud.user, email=OLD, verified=True, primary=True)
    Signatory.objects.filter(pk=cast.maud.signatory.pk).update(mailbox="parquet@tests.example")
    beside = appoint(make_user("Mireille"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    elsewhere = signed_in(cast.maud.user)
    client = cast.maud.client()
    assert ask(client, NEW.upper()).status_code == 302
    mails = sent()
    assert sorted(mails) == sorted([OLD, NEW])
    assert NEW not in mails[OLD]
    assert "http" not in mails[OLD]
    assert OLD not in mails[NEW]
    link = link_in(mails[NEW])
    page = one_line(client.get(link).text)
    assert (NEW in page, "les autres personnes de vos postes, la personne qui protège les données" in page) == (
        True,
        True,
    )
    assert address_of(cast.maud) == OLD
    assert Client().login(email=OLD, password=PASSWORD)
    assert client.post(link).status_code == 302
    assert address_of(cast.maud) == NEW
    assert list(EmailAddress.objects.filter(user=cast.maud.user).values_list("email", flat=True)) == [NEW]
    assert client.get("/saisines/").status_code == 200
    assert elsewhere.get("/saisines/").status_code == 302
    assert Client().login(email=NEW, password=PASSWORD)
    assert not Client().login(email=OLD, password=PASSWORD)
    mails = sent()
    assert "n’ouvre plus rien" in mails.pop(OLD)
    assert sorted(mails) == sorted(["parquet@tests.example", "perrine@tests.example", beside.user.email])
    assert not [body for body in mails.values() if NEW in body or OLD in body or "Maud" in body]
    with acting(cast.adrien):
        verbs = Entry.objects.filter(object_id=cast.maud.user.pk, verb__startswith="compte.adresse").order_by("at")
        assert list(verbs.values_list("verb", flat=True)) == ["compte.adresse_demandee", "compte.adresse_changee"]


def test_the_link_is_of_who_asked_serves_once_and_signs_nobody_in(cast: Cast) -> None:
    """The address that was typed may be a stranger's."""
    client, link = asked(cast.maud)
    stranger = Client().post(link)
    assert (stranger.status_code, stranger.headers["Location"].startswith("/accounts/login/")) == (302, True)
    assert NOT_VALID in cast.paul.client().get(link).text
    assert cast.paul.client().post(link).status_code == 404
    assert client.post(another_key(link)).status_code == 404
    assert address_of(cast.maud) == OLD
    assert client.post(link).status_code == 302
    assert address_of(cast.maud) == NEW


@pytest.mark.parametrize("method", ["post", "get"])
def test_a_second_click_is_told_what_the_first_one_did(cast: Cast, method: str) -> None:
    client, link = asked(cast.maud)
    assert "a changé" in client.post(link, follow=True).text
    again = getattr(client, method)(link, follow=True)
    assert (again.redirect_chain, "Votre adresse a changé" in again.text) == ([("/accounts/2fa/", 302)], True)
    sentence = "Votre adresse est celle"
    for somebody, key in ((cast.paul.client(), link), (client, another_key(link))):
        page = somebody.get(key)
        assert (page.status_code, NOT_VALID in page.text, sentence in page.text) == (404, True, False)
    assert (address_of(cast.maud), Entry.objects.filter(verb="compte.adresse_changee").count()) == (NEW, 1)
    AddressChange.objects.create(
        user=cast.maud.user, former=NEW, email=OLD, asked_at=timezone.now(), confirmed_at=timezone.now()
    )
    User.objects.filter(pk=cast.maud.user.pk).update(email=OLD)
    assert getattr(client, method)(link).status_code == 404, "it is another one by now"


def test_a_link_is_worthless_after_a_day_another_asking_or_another_password(cast: Cast) -> None:
    client, first = asked(cast.maud)
    AddressChange.objects.update(asked_at=timezone.now() - timedelta(hours=24))
    assert client.post(first).status_code == 404
    _, second = asked(cast.maud)
    assert client.post(first).status_code == 404
    person = User.objects.get(pk=cast.maud.user.pk)
    person.set_password("trois brebis et un tracteur")
    person.save()
    assert signed_in(person).post(second).status_code == 404
    assert address_of(cast.maud) == OLD


def test_keys_sent_to_the_former_address_die(cast: Cast) -> None:
    Client().post("/accounts/password/reset/", {"email": OLD})
    reset = re.search(r"/accounts/password/reset/key/\S+", sent()[OLD])
    assert reset
    held = {"created_at": timezone.now(), "expires_at": timezone.now() + timedelta(hours=72)}
    invitation = Invitation.objects.create(user=cast.maud.user, key_hash="0" * 64, **held)
    assert "password1" in Client().get(reset.group(), follow=True).text
    client, link = asked(cast.maud)
    assert client.post(link).status_code == 302
    assert "password1" not in Client().get(reset.group(), follow=True).text
    invitation.refresh_from_db()
    assert invitation.expires_at <= timezone.now()


def test_an_address_that_somebody_has_is_answered_as_any_other(cast: Cast) -> None:
    answers: dict[str, tuple[object, ...]] = {}
    for email in ("fresh@tests.example", "nadia@tests.example", "zoe@tests.example"):
        client = cast.maud.client()
        answer = ask(client, email)
        page = client.get(answer.headers["Location"]).text
        kinds = Message.objects.filter(recipient_id=cast.maud.user.pk, state="waiting").values_list("kind", flat=True)
        rows = AddressChange.objects.filter(user=cast.maud.user, email=email, confirmed_at=None).count()
        answers[email] = (answer.status_code, sorted(kinds), rows, "Un courriel part" in page, email in page)
        body = sent()[email]
        assert ("Elle est déjà celle d’un compte" in body) == (email != "fresh@tests.example")
        assert bool(LINK.search(body)) == (email == "fresh@tests.example")
        assert "maud" not in body.lower()
    assert len(set(map(str, answers.values()))) == 1, answers
    assert address_of(cast.maud) == OLD


def test_whoever_took_the_address_meanwhile_keeps_it(cast: Cast) -> None:
    client, link = asked(cast.maud)
    User.objects.filter(pk=cast.nadia.pk).update(email=NEW)
    assert client.post(link).status_code == 404
    assert address_of(cast.maud) == OLD


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        (NEW, "un autre mot de passe", "Ce n’est pas votre mot de passe."),
        (OLD.upper(), PASSWORD, "C’est déjà l’adresse de votre compte."),
        ("pas une adresse", PASSWORD, "Saisissez une adresse"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    cast: Cast, email: str, password: str, sentence: str
) -> None:
    page = ask(cast.maud.client(), email, password)
    assert (page.status_code, sentence in page.text, f'value="{email}"' in page.text) == (200, True, True)
    assert not AddressChange.objects.exists()
    assert sent() == {}


def test_a_second_factor_is_given_again_and_what_was_typed_is_kept(cast: Cast) -> None:
    totp.TOTP.activate(cast.maud.user, totp.generate_totp_secret())
    client = cast.maud.client()
    answer = ask(client)
    assert answer.headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fmes-coordonnees%2Fadresse%2F"
    assert not AddressChange.objects.exists()
    for method, code in (("password", 302), ("mfa", 200)):
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time()}]
        session["account_authentication_methods_user"] = str(cast.maud.user.pk)
        session.save()
        page = client.get(PAGE)
        assert page.status_code == code
    assert f'value="{NEW}"' in page.text
    assert ask(client).status_code == 302
    assert AddressChange.objects.get().email == NEW


def test_asking_is_slowed_down_for_an_account_and_for_a_network(cast: Cast) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"manage_email": "2/h/user,3/h/ip"}):
        codes = [ask(cast.maud.client(), password="faux").status_code for _ in range(3)]
        beside = [ask(cast.paul.client(), password="faux").status_code for _ in range(2)]
    assert (codes, beside) == ([200, 200, 429], [200, 429])


def test_past_the_limit_nothing_tells_whether_the_password_is_right(cast: Cast) -> None:
    client = cast.maud.client()
    with override_settings(ACCOUNT_RATE_LIMITS={"manage_email": "1/h/user"}):
        ask(client, password="faux")
        answers = [ask(client, password=password) for password in ("faux", PASSWORD)]
        empty = client.post(PAGE)
    wrong, right = (re.sub(r'(csrf[^>]*value=|nonce=)"[^"]*"', "", each.text) for each in answers)
    assert {each.status_code for each in (*answers, empty)} == {429}
    assert wrong == right
    assert ("Trop de demandes" in wrong, f'value="{NEW}"' in wrong, "Ce n’est pas" in wrong) == (True, True, False)
    assert not AddressChange.objects.exists()


def test_looking_at_the_page_is_no_asking(cast: Cast) -> None:
    client = cast.maud.client()
    with override_settings(ACCOUNT_RATE_LIMITS={"manage_email": "1/h/user"}):
        assert [client.head(PAGE).status_code for _ in range(3)] == [200] * 3
        assert ask(client).status_code == 302


def test_what_is_asked_anew_while_a_mail_is_written_stops_no_other(cast: Cast) -> None:
    """The row goes between the mail's body and its address."""
    ask(cast.maud.client())

    def ask_anew(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "correspondents_addresschange" in sql:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM correspondents_addresschange")
        return found

    with connection.execute_wrapper(ask_anew):
        assert len(sent()) == 1
    assert sorted(Message.objects.values_list("state", flat=True)) == ["moot", "sent"]


def test_what_was_asked_is_forgotten_after_a_week(cast: Cast) -> None:
    client, link = asked(cast.maud)
    client.post(link)
    forget_addresses()
    assert AddressChange.objects.count() == 1
    AddressChange.objects.update(asked_at=timezone.now() - timedelta(days=8))
    forget_addresses()
    assert not AddressChange.objects.exists()


def test_a_robbed_person_is_told_at_the_former_address_even_when_the_mail_was_late(cast: Cast) -> None:
    client = cast.maud.client()
    ask(client)
    Message.objects.filter(kind="address_asked").update(due_at=timezone.now() + timedelta(hours=1))
    client.post(link_in(sent()[NEW]))
    assert "n’ouvre plus rien" in sent()[OLD]
    assert "a été demandé" in sent(timedelta(hours=2))[OLD]


def test_what_waits_is_shown_to_its_person_who_may_give_it_up(cast: Cast) -> None:
    client, link = asked(cast.maud)
    page = client.get(PENDING)
    assert NEW in page.text
    assert "Abandonner ce changement" in page.text
    assert client.get(PENDING, headers={"HX-Request": "true"}).text.count("<main") == 0
    for somebody in (cast.paul, cast.perrine):
        assert "Aucun changement n’est en attente" in somebody.client().get(PENDING).text
        assert "Aucun changement d’adresse" in somebody.client().post(PENDING, follow=True).text
    assert AddressChange.objects.filter(confirmed_at=None).count() == 1
    assert "le lien envoyé n’ouvre plus rien" in client.post(PENDING, follow=True).text
    assert "Aucun changement n’est en attente" in client.get(PENDING).text
    assert client.get(link).status_code == 404
    assert address_of(cast.maud) == OLD
    assert Entry.objects.filter(verb="compte.adresse_abandonnee").count() == 1


def test_who_keeps_the_posts_of_the_house_knows_that_an_address_is_about_to_change(cast: Cast) -> None:
    """That, and not which: what is typed may be a stranger's. Nobody of another house is told."""
    asked(cast.gilles)
    said = "Autre adresse demandée le"
    address = f"/annuaire/postes/{cast.gilles.post.pk}/gerer/"
    page = cast.sarah.client().get(address).text
    assert said in page
    assert NEW not in page
    assert said not in cast.adrien.client().get(address).text
    for person, is_told in ((cast.sarah, True), (cast.victor, False), (cast.adrien, False), (cast.gilles, False)):
        with acting(person):
            assert (cast.gilles.user.pk in moving_at(cast.gilles.post.pk)) is is_told, person.user.email
    with acting(cast.sarah, timezone.now() + timedelta(hours=25)):
        assert moving_at(cast.gilles.post.pk) == {}
