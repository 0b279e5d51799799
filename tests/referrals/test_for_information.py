"""What asks nothing is told apart in the list from what is to be done; not when its access has ended."""

import re

from referrals.services.referrals import withdraw_referral
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
