"""After a relaxe the landlord's référent says whether a civil action keeps what the portal holds; the parquet sees none
of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from correspondents.due_sources import Reach, all_due
from journal.models import Entry
from journal.verbs import Verb
from referrals.models import Referral, Retention
from referrals.retention_rules import refusals_of_retention
from referrals.services import referrals as services
from tests.people import ASKED, TOLD_NUMBER, Cast, Person, acting, make_question, make_referral
from tests.roles import installing

TODAY = date(2026, 3, 2)
AGAIN = timezone.localdate() + timedelta(days=20)
QUESTION = "Une action civile est-elle en cours"


@pytest.fixture
def asked(cast: Cast) -> Referral:
    return make_question(cast)


def answer(cast: Cast, referral: Referral, outcome: str, motive: str = "", *, replaces: bool = False) -> None:
    with acting(cast.maud) as maud:
        services.answer_referral(
            by=maud, referral=referral, outcome=outcome, outcome_motive=motive, replaces_former=replaces
        )


def watched_by(person: Person) -> list[tuple[str, date]]:
    with acting(person) as actor:
        found = all_due(actor, Reach(actor.today, actor.today + timedelta(days=30), 50))
        return [(due.reference, due.due_on) for due in found if due.kind == "relaxe"]


def decided() -> list[tuple[bool, date | None]]:
    with installing():
        return list(Retention.objects.values_list("civil_action", "review_on"))


def address(referral: Referral) -> str:
    return f"/saisines/{referral.pk}/conservation/"


@pytest.mark.parametrize(
    ("civil_action", "review_on", "is_refused"),
    [
        (False, None, False),
        (False, TODAY + timedelta(days=1), True),
        (True, None, True),
        (True, TODAY, True),
        (True, TODAY + timedelta(days=1), False),
        (True, TODAY + timedelta(days=365), False),
        (True, TODAY + timedelta(days=366), True),
    ],
)
def test_a_civil_action_is_looked_at_again_within_the_year(
    civil_action: bool, review_on: date | None, is_refused: bool
) -> None:
    assert bool(refusals_of_retention(civil_action, review_on, TODAY)) is is_refused


@pytest.mark.parametrize(
    ("outcome", "motive", "asks"),
    [
        ("decided", "acquittal_final", True),
        ("decided", "acquittal_open", True),
        ("decided", "conviction_final", False),
        ("dismissed", "no_offence", True),
        ("dismissed", "unknown_author", False),
        ("alternative", "", False),
    ],
)
def test_which_answers_ask(cast: Cast, asked: Referral, outcome: str, motive: str, asks: bool) -> None:
    answer(cast, asked, outcome, motive)
    assert (QUESTION in cast.sarah.client().get(f"/saisines/{asked.pk}/").text) is asks
    assert cast.sarah.client().get(address(asked)).status_code == (200 if asks else 404)
    assert cast.sarah.client().post(address(asked), {"civil_action": "no"}).status_code == (302 if asks else 404)
    assert len(decided()) == asks


def test_it_is_due_at_once_for_the_landlord_alone_and_again_on_the_day(cast: Cast, asked: Referral) -> None:
    answer(cast, asked, "dismissed", "no_offence")
    watching = {name: watched_by(person) for name, person in cast.people().items()}
    assert {name: days for name, days in watching.items() if days} == {
        "sarah": [(asked.reference, timezone.localdate())]
    }
    shown = cast.sarah.client().post(address(asked), {"civil_action": "yes", "review_on": AGAIN.isoformat()})
    assert shown.status_code == 302
    assert watched_by(cast.sarah) == [(asked.reference, AGAIN)]
    assert cast.sarah.client().post(address(asked), {"civil_action": "no"}).status_code == 302
    assert (watched_by(cast.sarah), decided()) == ([], [(False, None)])


def test_the_page_says_that_nothing_is_erased_yet(cast: Cast, asked: Referral) -> None:
    answer(cast, asked, "dismissed", "no_offence")
    sarah = cast.sarah.client()
    sarah.post(address(asked), {"civil_action": "no"})
    assert "L’effacement reste à faire" in sarah.get(f"/saisines/{asked.pk}/").text
    assert "le portail ne le fait pas encore" in " ".join(sarah.get(address(asked)).text.split())


def test_the_parquet_sees_none_of_it(cast: Cast, asked: Referral) -> None:
    answer(cast, asked, "dismissed", "no_offence")
    maud = cast.maud.client()
    before = maud.get(f"/saisines/{asked.pk}/").text
    cast.sarah.client().post(address(asked), {"civil_action": "no"})
    after = maud.get(f"/saisines/{asked.pk}/").text
    assert QUESTION not in before + after
    assert "effacer" not in after
    assert maud.get(address(asked)).status_code == 403
    with installing():
        noted = Entry.objects.filter(verb=Verb.RETENTION_DECIDED)
        assert list(noted.values_list("owner_id", "user_id")) == [(cast.sarah.signatory.pk, cast.sarah.user.pk)]
    with acting(cast.maud):
        assert not Retention.objects.exists()


def test_another_landlord_finds_nothing_there(cast: Cast, asked: Referral) -> None:
    answer(cast, asked, "dismissed", "no_offence")
    victor = cast.victor.client()
    assert victor.get(address(asked)).status_code == 404
    assert victor.post(address(asked), {"civil_action": "no"}).status_code == 404
    assert decided() == []


def test_an_answer_that_was_replaced_asks_no_more(cast: Cast, asked: Referral) -> None:
    answer(cast, asked, "dismissed", "no_offence")
    answer(cast, asked, "dismissed", "unknown_author", replaces=True)
    assert watched_by(cast.sarah) == []
    assert cast.sarah.client().get(address(asked)).status_code == 404


def test_one_that_was_only_added_to_still_asks(cast: Cast, asked: Referral) -> None:
    answer(cast, asked, "dismissed", "no_offence")
    answer(cast, asked, "alternative")
    assert [reference for reference, _ in watched_by(cast.sarah)] == [asked.reference]


def test_what_a_parquet_tells_of_its_own_accord_asks_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for motive in ("acquittal_final", "conviction_final"):
        told = {"complaint_number": TOLD_NUMBER, "told": "decided", "told_motive": motive}
        monkeypatch.setitem(ASKED, "suite-donnee", told)
        referral = make_referral(cast.maud, cast.sarah, cast.tilleuls, subject="suite-donnee")
        asks = motive == "acquittal_final"
        assert (referral.reference in dict(watched_by(cast.sarah))) is asks
        posted = cast.sarah.client().post(address(referral), {"civil_action": "no"})
        assert posted.status_code == (302 if asks else 404)
    assert (decided(), watched_by(cast.sarah)) == ([(False, None)], [])


def test_bad_input_is_said_at_its_field_and_kept(cast: Cast, asked: Referral) -> None:
    answer(cast, asked, "dismissed", "no_offence")
    sarah = cast.sarah.client()
    nothing = sarah.post(address(asked), {})
    assert list(nothing.context["form"].errors) == ["civil_action"]
    without = sarah.post(address(asked), {"civil_action": "yes"})
    assert list(without.context["form"].errors) == ["review_on"]
    far = sarah.post(address(asked), {"civil_action": "yes", "review_on": "2099-01-01"})
    assert (list(far.context["form"].errors), far.context["form"]["review_on"].value()) == (["review_on"], "2099-01-01")
    assert decided() == []


def test_the_last_word_stands_and_the_same_word_is_one_entry(cast: Cast, asked: Referral) -> None:
    answer(cast, asked, "dismissed", "no_offence")
    sarah = cast.sarah.client()
    for said in ("no", "no"):
        sarah.post(address(asked), {"civil_action": said})
    sarah.post(address(asked), {"civil_action": "yes", "review_on": AGAIN.isoformat()})
    with installing():
        assert Entry.objects.filter(verb=Verb.RETENTION_DECIDED).count() == 2
    assert decided() == [(True, AGAIN)]
