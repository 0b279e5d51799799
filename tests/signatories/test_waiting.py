"""Whatever waits is shown on one scale, and its steps are the convention's settings."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from acting.actor import machine_actor
from acting.days import PARIS, day_of
from correspondents.services import end_designation
from referrals.services.referrals import acknowledge_referral
from signatories.models import Convention
from signatories.portal_settings import contradictions
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
