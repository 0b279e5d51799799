"""What a session that has ended, or an address that only takes forms, says and where it leads."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.people import Cast, make_referral

pytestmark = pytest.mark.django_db


def led_to(response: object) -> dict[str, list[str]]:
    address = urlsplit(response.headers["Location"])  # type: ignore[attr-defined]
    assert address.path == "/accounts/login/"
    return parse_qs(address.query)


def test_what_was_sent_without_a_session_leads_back_to_the_page_of_the_form(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    page, act = f"/saisines/{referral.pk}/?vue=1", f"/saisines/{referral.pk}/repondre/"
    client = Client()
    ours, theirs = {"Referer": f"http://testserver{page}"}, {"Referer": "http://elsewhere.example/trap/"}
    assert led_to(client.post(act, {"note": "x"}, headers=ours)) == {"next": [page], "fin": ["1"]}
    assert led_to(client.post(act, {"note": "x"}, headers=theirs)) == {"next": ["/"], "fin": ["1"]}
    assert led_to(Client().get(page)) == {"next": [page]}


def test_an_address_that_only_takes_forms_says_so_in_french(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    answer = cast.maud.client().get(f"/saisines/{referral.pk}/repondre/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Cette adresse reçoit un formulaire" in answer.text


def test_only_what_leads_on_has_arrived(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    act, client = f"/saisines/{referral.pk}/repondre/", cast.maud.client()
    refused = client.post(act, {"outcome": "prosecuted", "draft": "abc:/saisines/"})
    assert "arrived" not in refused.cookies
    done = client.post(act, {"outcome": "sent_to_inquiry", "draft": "abc:/saisines/"})
    assert done.cookies["arrived"].value == "abc%3A%2Fsaisines%2F"
    assert "arrived" not in Client().post(act, {"draft": "abc:/saisines/"}).cookies


def test_a_session_lasts_from_the_last_page_on(cast: Cast) -> None:
    client = cast.maud.client()
    assert settings.SESSION_COOKIE_NAME not in client.get("/saisines/").cookies, "written down now and then only"
    session = client.session
    session["slid"] -= 16 * 60
    session.save()
    assert settings.SESSION_COOKIE_NAME in client.get("/saisines/").cookies
