"""Whatever waits is shown on one scale, and its steps are the convention's settings."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from acting.actor import machine_actor
from acting.days import PARIS, day_of
from correspondents.services import end_designation
from referrals.services.referrals import acknowledge_referral
from signatories.models import Convention
from signatories.portal_settings import SETTINGS, contradictions
from signatories.waiting import Level, Scale
from tests.convention77.test_list_addresses import LISTS, NO_PAGES
from tests.people import Cast, acting, make_fact, make_referral

WAITED = re.compile(
    r'<span class="tag ?(\w*)" data-waited="(\d+)">\s*<span>'
    r'(?:[^<]|<span class="visually-hidden">[^<]*</span>)*</span>\s*</span>'
)
PLANTED = {9, 17, 20, 40}  # days, of a fact, of referrals with and without acknowledgement, of a vacant post
PLANTED_DAYS = "|".join(map(str, PLANTED))
OTHERWISE = re.compile(rf"(?:depuis|attend\w*) (?:\w+ ){{0,2}}\d+ jours?|\b(?:{PLANTED_DAYS}) jours?\b")
SHOWN_ON = {"referral_list", "handover", "incident_list", "gap_list", "answers_awaited"}
OPENED_BY = {"gap_list": "delphine", "theme_list": "gilles"}
PAGES = {(name, who, query) for name, who, queries in LISTS for query in queries}
PAGES |= {(name, OPENED_BY.get(name, "adrien"), "") for name in NO_PAGES} | {("answers_awaited", "sarah", "")}
PAGES |= {("gap_list", "sarah", ""), ("incident_list", "sarah", "")}


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (0, Level.IN_TIME),
        (10, Level.IN_TIME),
        (11, Level.LATE),
        (30, Level.LATE),
        (31, Level.VERY_LATE),
    ],
)
def test_a_step_is_passed_on_the_day_after(days: int, level: Level) -> None:
    assert Scale(10, 30).level_after(days) == level


def test_no_target_is_invented() -> None:
    assert [Scale(None, 30).level_after(days) for days in (1, 30, 31)] == [
        Level.IN_TIME,
        Level.IN_TIME,
        Level.VERY_LATE,
    ]


@pytest.mark.parametrize(("target", "long", "fits"), [(None, 1, True), (29, 30, True), (30, 30, False)])
def test_the_target_comes_before_the_long_wait(target: int | None, long: int, *, fits: bool) -> None:
    assert (contradictions({"answer_target_days": target, "long_wait_days": long}) == {}) == fits


@pytest.fixture
def waiting(cast: Cast) -> Cast:
    """A fact, a referral sent and received, and a vacant post, each for some days."""
    now = timezone.now()
    make_fact(cast.gilles, cast.tilleuls, at=now - timedelta(days=9))
    until = now.date() + timedelta(days=60)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, at=now - timedelta(days=20), until=until)
    taken_up = make_referral(cast.sarah, cast.karim, cast.tilleuls, at=now - timedelta(days=17), until=until)
    with acting(cast.karim) as karim:
        acknowledge_referral(by=karim, referral=taken_up)
    then = machine_actor(datetime.combine(day_of(now) - timedelta(days=41), time(12), PARIS))  # whatever the season
    end_designation(by=then, designation=cast.maud.designation, ends_on=then.today)
    return cast


@pytest.mark.parametrize(("target", "long"), [(8, 30), (15, 25), (None, 365)])
def test_every_list_shows_it_on_the_scale_of_the_settings(waiting: Cast, target: int | None, long: int) -> None:
    Convention.objects.filter(department_code="77").update(answer_target_days=target, long_wait_days=long)
    otherwise = {}
    seen: dict[str, set[tuple[int, str]]] = {}
    for name, who, query in sorted(PAGES):
        page = getattr(waiting, who).client().get(f"{reverse(name)}?{query}").text
        assert all("\xa0jour" in shown[0] for shown in WAITED.finditer(page) if shown[2] != "0"), name
        page = page.replace("\xa0", " ")
        for tone, days in WAITED.findall(page):
            seen.setdefault(name, set()).add((int(days), tone))
        if found := OTHERWISE.findall(re.sub(r"\s+", " ", WAITED.sub("", page))):
            otherwise[name, who, query] = found
    assert otherwise == {}
    assert set(seen) == SHOWN_ON
    told = set().union(*seen.values())

    def tone_of(days: int) -> str:
        return "bad" if days > long else "warn" if target and days > target else ""

    assert told == {(days, tone_of(days)) for days, _ in told}
    assert {days for days, _ in told} >= PLANTED


FRIDAY = date(2027, 3, 5)


@pytest.mark.parametrize("in_working_days", [False, True])
def test_days_are_counted_there_and_back_in_one_unit(in_working_days: bool) -> None:
    """Over weekends and the public holidays of Easter, the 1st and 8th of May."""
    scale = Scale(None, 30, in_working_days)
    days = [FRIDAY + timedelta(days=number) for number in range(70)]
    for first in days[:7]:
        for count in range(1, 40):
            due = scale.day_after(first, count)
            assert scale.days_since(first, due) == count
            assert scale.days_since(first, due - timedelta(days=1)) == count - 1
    for count in range(5):
        boundary = scale.first_within(days[50], count)
        assert scale.days_since(boundary, days[50]) <= count < scale.days_since(boundary - timedelta(days=1), days[50])


def test_the_words_say_the_unit() -> None:
    scale = Scale(None, 30, in_working_days=True)
    assert [scale.in_words(days) for days in (1, 12)] == ["1\xa0jour\xa0ouvré", "12\xa0jours\xa0ouvrés"]
    monday = datetime.combine(FRIDAY + timedelta(days=3), time(9), PARIS)
    assert scale.days_since(FRIDAY, day_of(monday)) == 1
    assert Scale(None, 30).days_since(FRIDAY, day_of(monday)) == 3


def test_lists_and_the_page_of_a_referral_say_working_days(waiting: Cast) -> None:
    Convention.objects.filter(department_code="77").update(waits_in_working_days=True)
    for address in ("/saisines/?boite=envoyees&etat=attente", "/saisines/sans-reponse/", "/saisines/suivi/", "/faits/"):
        page = waiting.sarah.client().get(address).text.replace("\xa0", " ")
        assert re.search(r"\d jours ouvrés", page), address
        assert not re.search(r"\d jours?(?! ouvré)<", page), address


def test_deputies_are_not_reminded_before_the_titular() -> None:
    assert contradictions({"reminder_days": 15, "deputy_reminder_days": 15}) == {}
    assert set(contradictions({"reminder_days": 15, "deputy_reminder_days": 14})) == {"deputy_reminder_days"}


def test_the_page_of_settings_changes_the_unit_and_a_client_that_leaves_it_out_keeps_it(cast: Cast) -> None:
    admin, page = cast.adrien.client(), "/administration/convention/reglages/"
    old = {
        setting.name: getattr(cast.adrien.signatory.convention, setting.name)
        for setting in SETTINGS
        if setting.name not in ("waits_in_working_days", "reminder_days", "deputy_reminder_days")
    }
    old = {name: "" if value is None else value for name, value in old.items()}
    assert admin.post(page, old | {"waits_in_working_days": "True", "reminder_days": 10}).status_code == 302
    assert admin.post(page, old).status_code == 302
    stored = Convention.objects.get(department_code="77")
    assert (stored.waits_in_working_days, stored.reminder_days, stored.deputy_reminder_days) == (True, 10, 30)
    assert "jours ouvrés" in admin.get("/convention/reglages/").text
    refused = admin.post(page, old | {"deputy_reminder_days": 9})
    assert refused.status_code == 200
    assert "Les suppléants ne sont pas prévenus avant le titulaire" in refused.text
    assert admin.post(page, old | {"reminder_days": ""}).status_code == 200
