"""A referral that is read longer, by the rules of the day on which its sender says so; and one that is taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from acting.refusals import Refused
from journal.models import Entry, Message
from referrals.models import Disclosure, Referral, ReferralSource
from referrals.permissions import sources_visible_to
from referrals.services import referrals as services
from referrals.services.renewals import renew_referral
from tests.people import Cast, Person, acting, make_fact, make_referral
from tests.referrals.test_sharing_doors import change_setting
from tests.walls.trials import refused


def reads(person: Person, referral: Referral, days: int) -> bool:
    with acting(person, timezone.now() + timedelta(days=days)):
        return Disclosure.objects.filter(referral=referral).exists()


def renewed(cast: Cast, referral: Referral, days: int) -> Referral:
    with acting(cast.sarah) as sarah:
        return renew_referral(by=sarah, referral=referral, until=sarah.today + timedelta(days=days))


def test_it_is_read_to_the_later_day_and_not_a_day_longer(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    assert [reads(cast.karim, referral, days) for days in (60, 61)] == [True, False]
    before = Disclosure.objects.get(referral=referral).digest
    renewed(cast, referral, 90)
    assert [reads(cast.karim, referral, days) for days in (61, 90, 91)] == [True, True, False]
    assert Disclosure.objects.get(referral=referral).digest == before
    told = Message.objects.filter(kind="referral_renewed").values_list("recipient_id", "object_id")
    assert list(told) == [(cast.karim.user.pk, referral.pk)]
    assert Entry.objects.filter(verb="saisine.prolongee", object_id=referral.pk).count() == 1


@pytest.mark.parametrize(("days", "sentence"), [(60, "jusqu’au"), (30, "jusqu’au"), (-1, "passée"), (2000, "Au plus")])
def test_a_renewal_is_to_a_later_day_within_reach(cast: Cast, days: int, sentence: str) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with pytest.raises(Refused) as said:
        renewed(cast, referral, days)
    assert said.value.field == "until"
    assert sentence in said.value.sentence


def test_the_longest_counts_from_the_day_of_the_renewal(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    change_setting(cast, share_days=70, share_days_max=70)
    with pytest.raises(Refused):
        renewed(cast, referral, 71)
    assert renewed(cast, referral, 70).until == cast.sarah.actor().today + timedelta(days=70)


RENEWED = "UPDATE referrals_referral SET until = {}, renewed_at = {}, version = version + 1 WHERE id = %s"


def test_the_wall_knows_a_renewal(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.karim):
        assert refused(RENEWED.format("until + 1", "app_now()"), referral.pk)
    with acting(cast.sarah):
        for until, moment in (
            ("until", "app_now()"),
            ("until - 1", "app_now()"),
            ("'2056-01-01'", "app_now()"),
            ("until + 1", "renewed_at"),
            ("until + 1", "'2001-01-01'"),
        ):
            assert refused(RENEWED.format(until, moment), referral.pk), (until, moment)
        assert not refused(RENEWED.format("until + 1", "app_now()"), referral.pk)
    with acting(cast.sarah, timezone.now() + timedelta(days=62)):
        assert refused(RENEWED.format("until + 30", "app_now()"), referral.pk), "past its last day"


def test_what_was_shared_of_a_fact_is_renewed_with_it(cast: Cast) -> None:
    """Nothing is drawn again: what the facts say today is not what was sent."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact, field_sets=("facts", "place"))
    assert renewed(cast, referral, 80).field_sets == referral.field_sets


def test_the_page_offers_it_when_the_end_is_near(cast: Cast) -> None:
    today = cast.sarah.actor().today
    near = make_referral(cast.sarah, cast.karim, cast.tilleuls, until=today + timedelta(days=3))
    far = make_referral(cast.sarah, cast.karim, cast.tilleuls, until=today + timedelta(days=30))
    client = cast.sarah.client()
    pages = {days: client.get(f"/saisines/{each.pk}/").text for days, each in ((3, near), (30, far))}
    assert "dans 3 jours" in pages[3]
    assert "dans 30 jours" not in pages[30]
    assert all("Prolonger l’accès" in page for page in pages.values())
    assert "Prolonger l’accès" not in cast.karim.client().get(f"/saisines/{near.pk}/").text


def test_a_day_that_is_refused_stays_typed(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    page = cast.sarah.client().post(f"/saisines/{referral.pk}/renouveler/", {"until": "2056-01-01", "version": 2})
    assert page.status_code == 200
    assert 'value="2056-01-01"' in page.text
    assert "until" in page.context["renewal_form"].errors
    page = cast.sarah.client().post(f"/saisines/{referral.pk}/renouveler/", {"until": "31/02", "version": 2})
    assert 'value="31/02"' in page.text


# Taken back


def motive_of(referral: Referral) -> str:
    return ReferralSource.objects.get(pk=referral.pk).withdrawal_motive


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"withdrawal_motive": "no_need"}, "no_need"),
        ({}, ""),
        ({"withdrawal_motive": ""}, None),
        ({"withdrawal_motive": "because"}, None),
    ],
)
def test_a_motive_of_the_list_or_none_at_all(cast: Cast, given: dict[str, str], expected: str | None) -> None:
    """A client that knows no motive leaves it unsaid; who is asked and says nothing is asked again."""
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    page = cast.sarah.client().post(f"/saisines/{referral.pk}/retirer/", {"version": 2} | given)
    referral.refresh_from_db()
    if expected is None:
        assert (page.status_code, referral.state) == (200, "sent")
        assert "withdrawal_motive" in page.context["withdrawal_form"].errors
    else:
        assert (page.status_code, referral.state, motive_of(referral)) == (302, "withdrawn", expected)


def test_the_recipient_learns_that_and_when_but_not_why(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=referral, withdrawal_motive="complaint_withdrawn")
    pages = {name: cast.people()[name].client().get(f"/saisines/{referral.pk}/").text for name in ("sarah", "karim")}
    assert "Plainte retirée" in pages["sarah"]
    assert "Plainte retirée" not in pages["karim"]
    assert "retirée par l’expéditeur le" in pages["karim"]
    readers = set()
    for name, person in cast.people().items():
        with acting(person) as actor:
            assert set(sources_visible_to(actor)) == set(ReferralSource.objects.all()), name
            if ReferralSource.objects.filter(withdrawal_motive="complaint_withdrawn").exists():
                readers.add(name)
    assert readers == {"sarah"}


SAID = "UPDATE referrals_referralsource SET withdrawal_motive = %s WHERE referral_id = %s"


def test_a_motive_is_said_once_and_with_the_withdrawal(cast: Cast) -> None:
    sent, gone = (make_referral(cast.sarah, cast.karim, cast.tilleuls) for _ in range(2))
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=gone)
        assert refused(SAID, "no_need", sent.pk)
        assert not refused(SAID, "no_need", gone.pk)
        assert refused(SAID, "other", gone.pk), "said again"
    long_gone = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=long_gone)
    with acting(cast.sarah, timezone.now() + timedelta(days=1)):
        assert refused(SAID, "no_need", long_gone.pk), "afterwards"


def test_a_draft_has_no_motive(cast: Cast) -> None:
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=draft, withdrawal_motive="no_need")
    assert motive_of(draft) == ""
