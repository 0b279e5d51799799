"""Of whom one awaits what: by partner and subject, from what one has sent oneself and what still waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referrals.services.referrals import answer_referral, withdraw_referral
from referrals.silence import silences
from signatories.models import Convention
from signatories.waiting import Scale
from tests.people import Cast, Person, acting, make_referral
from tests.roles import installing

PAGE = "/saisines/sans-reponse/"


def told(person: Person, late_after: int = 30) -> list[tuple[str, str, int, int, int]]:
    with acting(person) as actor:
        scale = Scale(None, late_after)
        return [
            (each.partner, each.subject_id, each.waiting, each.late, scale.days_since(each.median_since, actor.today))
            for each in silences(actor, scale)
        ]


@pytest.fixture
def sent(cast: Cast) -> None:
    """Sarah awaits Karim's passage thrice and Maud's opinion; beside it what is answered, withdrawn, in draft, another
    house's, and what she owes herself."""
    for days in (40, 10, 3):
        make_referral(cast.sarah, cast.karim, cast.tilleuls, at=timezone.now() - timedelta(days=days))
    make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet", at=timezone.now() - timedelta(days=31))
    answered, gone = (make_referral(cast.sarah, cast.karim, cast.tilleuls) for _ in range(2))
    with acting(cast.karim) as karim:
        answer_referral(by=karim, referral=answered, outcome="nothing_found")
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=gone)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    make_referral(cast.victor, cast.karim, cast.pommiers)
    make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges", at=timezone.now() - timedelta(days=5))


@pytest.mark.usefixtures("sent")
def test_each_sees_whom_it_awaits_and_nobody_else(cast: Cast) -> None:
    police, parquet, morins = (each.signatory.short_name for each in (cast.karim, cast.maud, cast.sarah))
    assert told(cast.sarah) == [(police, "presence", 3, 1, 10), (parquet, "avis-parquet", 1, 1, 31)]
    assert told(cast.sarah, late_after=9)[0] == (police, "presence", 3, 2, 10)
    assert told(cast.karim) == [(morins, "acces-badges", 1, 0, 5)]
    assert told(cast.victor) == [(police, "presence", 1, 0, 0)]
    assert [told(person) for person in (cast.maud, cast.paul, cast.gilles, cast.delphine, cast.adrien)] == [[]] * 5


@pytest.mark.usefixtures("sent")
def test_the_page_says_it_and_leads_to_the_rows(cast: Cast) -> None:
    with installing():
        Convention.objects.filter(department_code="77").update(long_wait_days=35)
    client = cast.sarah.client()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(PAGE)
    assert len([each for each in asked if "PERCENTILE_DISC" in each["sql"]]) == 1
    assert "dont 1 depuis plus" in " ".join(page.text.split())
    assert "35" in page.text
    (first, _) = page.context["rows"]
    listed = client.get(f"/saisines/?{first.query}").context["page_obj"].rows
    assert len(listed) == first.waiting == 3
    assert {each.recipient_id for each in listed} == {cast.karim.signatory.pk}
    assert cast.perrine.client().get(PAGE).status_code == 200
    assert "Rien n’attend de réponse" in cast.paul.client().get(PAGE).text
