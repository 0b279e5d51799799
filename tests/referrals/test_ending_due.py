"""The last day of what was sent and waits, among the days that are due to its sender."""

from datetime import timedelta

import pytest
from django.utils import timezone

from correspondents.due_sources import Reach
from referrals.ending_due import endings_due
from referrals.models import Referral
from referrals.services import referrals as services
from referrals.services.renewals import renew_referral
from tests.people import Cast, acting, make_referral


def due_to(cast: Cast, name: str, days_later: int = 0) -> dict[str, int]:
    """Reference and days left."""
    with acting(cast.people()[name], timezone.now() + timedelta(days=days_later)) as actor:
        found = endings_due(actor, Reach(actor.today, actor.today + timedelta(days=30), 51))
    return {due.reference: (due.due_on - actor.today).days for due in found}


@pytest.fixture
def soon(cast: Cast) -> Referral:
    make_referral(cast.sarah, cast.karim, cast.tilleuls)  # for sixty days
    make_referral(cast.sarah, cast.karim, cast.tilleuls, until=cast.sarah.actor().today, send=False)
    make_referral(cast.victor, cast.karim, cast.pommiers, until=cast.sarah.actor().today)
    return make_referral(cast.sarah, cast.karim, cast.tilleuls, until=cast.sarah.actor().today + timedelta(days=10))


def test_the_sender_watches_the_last_day_of_what_waits(cast: Cast, soon: Referral) -> None:
    assert due_to(cast, "sarah") == {soon.reference: 10}
    assert due_to(cast, "sarah", days_later=10) == {soon.reference: 0}
    assert soon.reference not in due_to(cast, "sarah", days_later=11), "it has ended"
    assert due_to(cast, "karim") == {}


def test_what_is_renewed_or_answered_is_watched_no_more(cast: Cast, soon: Referral) -> None:
    with acting(cast.sarah) as sarah:
        renew_referral(by=sarah, referral=soon, until=sarah.today + timedelta(days=50))
    assert due_to(cast, "sarah") == {}
    other = make_referral(cast.sarah, cast.karim, cast.tilleuls, until=cast.sarah.actor().today + timedelta(days=3))
    assert due_to(cast, "sarah") == {other.reference: 3}
    with acting(cast.karim) as karim:
        services.answer_referral(by=karim, referral=other, outcome="nothing_found")
    assert due_to(cast, "sarah") == {}


def test_the_page_leads_to_where_one_renews(cast: Cast, soon: Referral) -> None:
    page = cast.sarah.client().get("/a-faire/").text
    assert f"/saisines/{soon.pk}/#prolonger" in page
    assert soon.reference in page
    assert soon.reference not in cast.karim.client().get("/a-faire/").text
