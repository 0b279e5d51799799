"""Who signs in, and who does not: by e-mail address, on an open account, and nobody by oneself."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.actor import machine_actor
from correspondents import outbox
from correspondents.messages import RESET_KIND
from correspondents.models import User
from correspondents.services import end_designation, switch_account
from journal.models import Message
from tests.people import PASSWORD, Cast, acting, signed_in

LOGIN = "/accounts/login/"
WRONG = "L’adresse ou le mot de passe n’est pas correct."


def try_to_sign_in(login: str, password: str) -> tuple[Client, str]:
    client = Client()
    response = client.post(LOGIN, {"login": login, "password": password}, follow=True)
    return client, response.text


def close(user: User, cast: Cast) -> None:
    with acting(cast.adrien) as admin:
        switch_account(by=admin, user=user, is_active=False)


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_sarah_signs_in_with_her_address_in_any_case_and_lands_on_what_waits(cast: Cast) -> None:
    client = Client()
    response = client.post(LOGIN, {"login": "Sarah@Tests.Example", "password": PASSWORD}, follow=True)
    assert [url for url, _ in response.redirect_chain] == ["/", "/faits/"]
    assert response.wsgi_request.user == cast.sarah.user


def test_a_wrong_password_and_an_unknown_account_are_answered_alike(cast: Cast) -> None:
    _, wrong = try_to_sign_in("sarah@tests.example", "autre chose")
    _, unknown = try_to_sign_in("sarbh@tests.example", "autre chose")
    assert WRONG in wrong
    assert without_tokens(wrong) == without_tokens(unknown).replace("sarbh", "sarah")


def test_a_closed_account_does_not_open(cast: Cast) -> None:
    close(cast.sarah.user, cast)
    client, page = try_to_sign_in("sarah@tests.example", PASSWORD)
    assert "Compte fermé" in page
    assert client.get("/competence/").status_code == 302


def test_closing_the_account_ends_the_live_session_at_the_next_request_and_for_good(cast: Cast) -> None:
    client = cast.sarah.client()
    assert client.get("/competence/").status_code == 200
    close(cast.sarah.user, cast)
    assert client.get("/competence/").headers["Location"] == "/accounts/login/?next=/competence/"
    with acting(cast.adrien) as admin:
        switch_account(by=admin, user=cast.sarah.user, is_active=True)
    assert client.get("/competence/").status_code == 302


def test_closing_one_account_leaves_the_other_sessions(cast: Cast) -> None:
    karim = cast.karim.client()
    close(cast.sarah.user, cast)
    assert karim.get("/competence/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/set/",
        "login/code/",
        "login/code/confirm/",
        "social/connections/",
        "3rdparty/",
        "",
    ],
)
def test_nobody_signs_up_changes_the_address_or_comes_from_elsewhere(cast: Cast, path: str) -> None:
    assert Client().get(f"/accounts/{path}").status_code == 404
    assert cast.sarah.client().get(f"/accounts/{path}").status_code == 404


def test_signing_out_ends_the_session(cast: Cast) -> None:
    client = cast.sarah.client()
    response = client.post("/accounts/logout/", follow=True)
    assert response.redirect_chain[-1][0] == LOGIN
    assert client.get("/competence/").status_code == 302


def test_a_signed_in_page_is_not_kept_by_the_browser(cast: Cast) -> None:
    assert cast.sarah.client().get("/competence/").headers["Cache-Control"] == "no-store, private"


def test_guessing_is_slowed_down_for_the_account(cast: Cast) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "3/5m/key"}):
        pages = [try_to_sign_in("sarah@tests.example", f"essai {number}")[1] for number in range(4)]
        _, right = try_to_sign_in("sarah@tests.example", PASSWORD)
    assert [WRONG in page for page in pages] == [True, True, True, False]
    assert "Trop d’essais" in pages[3]
    assert "Trop d’essais" in right


def test_nobody_is_locked_out_by_tries_from_elsewhere(cast: Cast) -> None:
    """Maud's address is tried from another network: that network waits, Maud signs in from hers."""

    def tried(password: str, address: str) -> str:
        client = Client(REMOTE_ADDR=address)
        return str(client.post(LOGIN, {"login": "maud@tests.example", "password": password}, follow=True).text)

    with override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "3/5m/key"}):
        for address in ("203.0.113.9", "2001:db8:0:7::9"):
            assert [WRONG in tried(f"essai {number}", address) for number in range(4)] == [True, True, True, False]
        assert "Trop d’essais" in tried(PASSWORD, "2001:db8:0:7::10"), "the same subscriber's network"
        assert "Se déconnecter" in tried(PASSWORD, "198.51.100.4")


@pytest.mark.parametrize(
    ("password", "is_weak"),
    [
        ("Sarah-Fictif-2026!", True),
        ("sarah@tests.example1", True),
        ("Gardien-Melun-2026", True),
        ("motdepasse-azerty77", True),
        ("Convention77-parquet", True),
        ("aaaaaaaaaaaaaaaa", True),
        ("trois brebis et un tracteur", False),
        ("kZ8#vQ2pLm!x", False),
        ("kqzvbnwptrxh", False),
        ("886544046746", True),  # digits alone: 40 bits, though the estimate of tries is content
        ("633969740084225", True),
        ("5345983803434870", False),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(cast: Cast, password: str, is_weak: bool) -> None:
    try:
        validate_password(password, cast.sarah.user)
    except ValidationError:
        assert is_weak
    else:
        assert not is_weak


def test_too_many_requests_from_one_address_get_a_page_of_the_portal(db: None) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}):
        answers = [Client().post(LOGIN, {"login": "a@b.example", "password": "x"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "Attendez quelques minutes" in answers[1].text


def test_a_fragment_whose_session_has_ended_leads_the_page_to_signing_in(cast: Cast) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/competence/?q=Meaux"}
    response = Client().get("/competence/", headers=headers)
    assert response.status_code == 200
    assert response.text == ""
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/competence/%3Fq%3DMeaux&fin=1"
    assert "HX-Redirect" not in cast.sarah.client().get("/competence/", headers=headers).headers


def test_a_fragment_that_comes_from_no_address_leads_to_signing_in_all_the_same(cast: Cast) -> None:
    response = Client().get("/competence/", headers={"HX-Request": "true", "HX-Current-URL": "http://["})
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/accounts/login/?next=/&fin=1")


# Forgotten passwords


def ask_for_a_new_password(email: str) -> str:
    """The page that follows, which must be the same for everybody; then the worker's turn."""
    response = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
    outbox.send_batch(at=timezone.now())
    return without_tokens(response.text)


def link_in(message: EmailMessage) -> str:
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", str(message.body))
    assert found
    return found.group(1)


def test_a_new_password_is_chosen_by_a_link_without_content(cast: Cast) -> None:
    ask_for_a_new_password("sarah@tests.example")
    (message,) = mail.outbox
    assert message.to == ["sarah@tests.example"]
    assert f"\n{settings.PORTAL_URL}/accounts/password/reset/key/" in str(message.body)
    assert "Sarah" not in message.body
    client = Client()
    form = client.get(link_in(message), follow=True).redirect_chain[-1][0]
    chosen = "quatre mots sans lien"
    page = client.post(form, {"password1": chosen, "password2": chosen}, follow=True)
    assert "Mot de passe enregistré" in page.text
    assert "Ce lien ne vaut plus" in Client().get(link_in(message), follow=True).text
    signed, _ = try_to_sign_in("sarah@tests.example", chosen)
    assert signed.get("/competence/").status_code == 200


def test_nothing_is_sent_to_whoever_has_no_way_in_and_nothing_tells(cast: Cast) -> None:
    close(cast.karim.user, cast)
    yesterday = timezone.localdate() - timedelta(days=1)
    end_designation(by=machine_actor(timezone.now()), designation=cast.maud.designation, ends_on=yesterday)
    pages = {
        ask_for_a_new_password(f"{name}@tests.example").replace(f"{name}@", "x@")
        for name in ("karim", "maud", "personne")
    }
    assert mail.outbox == []
    assert pages == {ask_for_a_new_password("sarah@tests.example").replace("sarah@", "x@")}


def test_asking_is_the_same_work_whether_there_is_an_account_or_none(cast: Cast) -> None:
    """The same statements, one row written each time, no mail; a row for nobody goes when the worker has looked."""
    close(cast.karim.user, cast)
    said = {}
    for name in ("sarah", "karim", "personne"):
        with CaptureQueriesContext(connection) as asked:
            Client().post("/accounts/password/reset/", {"email": f"{name}@tests.example"})
        statements = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
        said[name] = [re.sub(r"'[^']*'", "?", statement) for statement in statements]
    assert said["sarah"] == said["karim"] == said["personne"]
    assert len([statement for statement in said["sarah"] if statement.startswith("INSERT")]) == 1
    assert mail.outbox == []
    assert Message.objects.filter(kind=RESET_KIND).count() == 3
    outbox.send_batch(at=timezone.now())
    left = Message.objects.filter(kind=RESET_KIND).values_list("recipient_id", "state")
    assert set(left) == {(cast.sarah.user.pk, "sent"), (cast.karim.user.pk, "moot")}


def test_the_key_of_a_new_password_is_kept_nowhere(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    ask_for_a_new_password("sarah@tests.example")
    key = link_in(mail.outbox[0]).split("/")[-2].partition("-")[2]
    assert len(key) > 20
    said = capsys.readouterr()
    assert key not in repr([*Message.objects.values_list()]) + said.out + said.err


def test_a_mail_that_would_come_after_the_hour_is_not_sent(cast: Cast) -> None:
    Client().post("/accounts/password/reset/", {"email": "sarah@tests.example"})
    outbox.send_batch(at=timezone.now() + timedelta(minutes=61))
    assert mail.outbox == []
    assert Message.objects.get().state == "moot"


def test_somebody_who_waits_for_a_designation_may_choose_a_password(cast: Cast) -> None:
    ask_for_a_new_password("nadia@tests.example")
    assert [message.to for message in mail.outbox] == [["nadia@tests.example"]]


def test_a_link_opens_nothing_once_the_account_is_closed(cast: Cast) -> None:
    ask_for_a_new_password("sarah@tests.example")
    close(cast.sarah.user, cast)
    assert "Ce lien ne vaut plus" in Client().get(link_in(mail.outbox[0]), follow=True).text


# One's own account


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/"])
def test_the_accounts_own_pages_are_open_without_a_designation(cast: Cast, path: str) -> None:
    assert signed_in(cast.nadia).get(path).status_code == 200


def test_a_second_factor_is_offered_and_never_demanded(cast: Cast) -> None:
    client, _ = try_to_sign_in("sarah@tests.example", PASSWORD)
    page = client.get("/accounts/2fa/").text
    assert "proposé, jamais exigé" in page
    asked = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert "Confirmez que c’est vous" in asked.text
    proof = asked.redirect_chain[-1][0]
    activation = client.post(proof, {"password": PASSWORD}, follow=True)
    assert "Activer une application de codes" in activation.text
