"""What asks nothing is told apart in the list from what is to be done; not when its access has ended."""

import re
from datetime import timedelta

from django.utils import timezone

from referrals.services.referrals import acknowledge_referral, withdraw_referral
from tests.people import Cast, acting, make_referral

MARK = "pour information"


def marked(page: str) -> set[str]:
    """References of the rows that carry the mark."""
    rows = page.split("<tr>")[1:]
    return {found[0] for row in rows if MARK in row and (found := re.search(r"S-\w{4}-\w{2}", row))}


def test_what_only_tells_is_marked_on_both_sides(cast: Cast) -> None:
    told = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="intervention-site")
    asked = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="contact-astreinte")
    received = cast.sarah.client().get("/saisines/?boite=recues").text
    assert asked.reference in received
    assert marked(received) == marked(cast.karim.client().get("/saisines/?boite=envoyees").text) == {told.reference}


def test_it_is_said_no_more_when_nothing_is_read_any_more(cast: Cast) -> None:
    told = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="intervention-site")
    with acting(cast.karim) as by:
        withdraw_referral(by=by, referral=told)
    page = cast.sarah.client().get("/saisines/?boite=recues&etat=terminees").text
    assert told.reference in page
    assert marked(page) == set()


def test_what_only_tells_waits_for_no_answer_once_it_was_acknowledged(cast: Cast) -> None:
    """In the row and on the page, on both sides; what asks goes on waiting."""
    at = timezone.now() - timedelta(days=20)
    told = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="intervention-site", at=at)
    asked = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="contact-astreinte", at=at)
    assert "Sans accusé de réception depuis" in cast.karim.client().get(f"/saisines/{told.pk}/").text
    with acting(cast.sarah) as by:
        for each in (told, asked):
            acknowledge_referral(by=by, referral=each)
    waiting = {}
    for person in (cast.sarah, cast.karim):
        for each in (told, asked):
            page = person.client().get(f"/saisines/{each.pk}/").text
            waiting[person.user.first_name, each.subject_id] = "Sans réponse depuis" in page
    assert waiting == {
        ("Sarah", "intervention-site"): False,
        ("Sarah", "contact-astreinte"): True,
        ("Karim", "intervention-site"): False,
        ("Karim", "contact-astreinte"): True,
    }
    received = cast.sarah.client().get("/saisines/?boite=recues").text
    rows = {ref: row for row in re.split(r"<tr\b", received)[1:] for ref in re.findall(r"S-\w{4}-\w{2}", row)}
    assert "Sans réponse depuis" not in rows[told.reference]
    assert "Sans réponse depuis" in rows[asked.reference]
