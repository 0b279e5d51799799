"""What is asked, as it is told and shown: held, within, summed, withdrawn, and nothing where nothing was published yet.

Each month counts what a test says; all else is as the machine and the delegates do it.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from acting.days import day_of
from reports import publication
from reports.counting import Month
from reports.enums import CellKind
from reports.figures import ABSENT, HELD, WITHDRAWN, figures_of
from reports.models import HeldCount, PublishedCell
from reports.periods import published_months
from reports.protection import REST, Shares, Stream
from reports.scorecard import ASKED, Line, Scorecard, scorecard_of
from reports.services.publications import withdraw_publication
from signatories.models import Convention, Decision, Meeting
from signatories.permissions import convention_of
from tests.figures import prepare, publish
from tests.pages import one_line
from tests.people import Cast, Person, acting
from tests.reports.test_publication import latest
from tests.roles import installing

Worker = Callable[[], AbstractContextManager[None]]
Counted = Callable[[Month], dict[Stream, Shares]]
Publishing = Callable[..., None]

MANY: Shares = {"a": 20, "b": 20, "c": 20}
FEW: Shares = {"a": 1, "b": 1}
OUTWEIGHED: Shares = {"a": 60, "b": 6}
COMPLAINTS, OUTCOMES = Stream(CellKind.COMPLAINTS), Stream(CellKind.OUTCOMES)
STEP = Stream(CellKind.STEPS, topic="Assignation")


def months() -> list[date]:
    return published_months(day_of(timezone.now()))


@pytest.fixture
def publishing(cast: Cast, as_worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Publishing:
    """Twelve months or more, each of which counts so much, beside facts of which each has many."""

    def run(counted: Counted, published: int = 12) -> None:
        facts = {Stream(CellKind.FACTS, family="Squat"): MANY}
        monkeypatch.setattr(publication, "begun_in", lambda convention, now: months()[-published])
        monkeypatch.setattr(publication, "counts_of", lambda month: facts | counted(month))
        monkeypatch.setattr(publication, "staff_families", list)
        monkeypatch.setattr(publication, "delays", lambda month: {})
        prepare(as_worker)
        publish(cast.delphine)

    return run


def card(person: Person) -> Scorecard:
    with acting(person) as actor:
        figures = figures_of(convention_of(actor), "12m")
        assert figures
        return scorecard_of(actor, figures)


def lines(person: Person, key: str) -> dict[str, Line]:
    return {line.label: line for line in card(person).by_key[key].lines}


def test_a_year_is_the_sum_of_what_its_months_told(cast: Cast, publishing: Publishing) -> None:
    publishing(lambda month: {COMPLAINTS: MANY, OUTCOMES: {}, STEP: MANY})
    with acting(cast.maud):
        told = PublishedCell.objects.filter(kind="complaints").values_list("value", flat=True)
        assert set(told) <= {60}
        year = sum(value or 0 for value in told)
    found = lines(cast.maud, "complaints")["Plaintes déposées"]
    assert (found.year.value, found.month.value) == (year, 60) == (720, 60)
    assert lines(cast.maud, "steps")["Assignation"].year.value == 720


def test_what_one_landlord_outweighs_is_held(cast: Cast, publishing: Publishing) -> None:
    publishing(lambda month: {COMPLAINTS: OUTWEIGHED, OUTCOMES: FEW})
    found = lines(cast.maud, "complaints")
    assert found.pop("Suites connues, parmi les plaintes").year.text == ABSENT, "a share of what is held"
    assert {line.year.text for line in found.values()} == {HELD}
    assert HeldCount.objects.filter(kind="complaints").count() == 12


def test_a_topic_is_held_and_told_by_itself(cast: Cast, publishing: Publishing) -> None:
    other = replace(STEP, topic="Expulsion")
    publishing(lambda month: {STEP: MANY, other: {}})
    found = lines(cast.maud, "steps")
    assert (found["Assignation"].year.known, found["Expulsion"].year.text) == (True, HELD)
    assert set(HeldCount.objects.values_list("topic", flat=True)) == {"Expulsion"}


def test_the_last_row_of_the_partners_is_the_sum_of_those_above_it(cast: Cast, publishing: Publishing) -> None:
    """The forces acknowledge what was sent before the twelve months: their row is clipped, and the total with it."""
    before, latest_months = set(months()[:12]), set(months()[-3:])
    sent = {name: Stream(CellKind.SENT, partner=name) for name in ("forces", "prosecution")}
    acknowledged = {name: Stream(CellKind.ACKNOWLEDGED, partner=name) for name in sent}
    publishing(
        lambda month: {
            sent["prosecution"]: MANY,
            acknowledged["prosecution"]: {"a": 10, "b": 10, "c": 10},
            sent["forces"]: MANY if month.month in before | latest_months else {},
            acknowledged["forces"]: {} if month.month in before else MANY,
        },
        published=24,
    )
    with acting(cast.maud) as actor:
        figures = figures_of(convention_of(actor), "12m")
    assert figures
    rows = {row.label: (row.sent.value, row.acknowledged.value) for row in figures.partners if row.sent.known}
    assert rows == {"Parquets": (720, 360), "Police et gendarmerie": (180, 180)}
    assert (figures.everyone.sent.value, figures.everyone.acknowledged.value) == (900, 540)


def test_never_more_outcomes_are_told_than_complaints(cast: Cast, publishing: Publishing) -> None:
    """What became known of complaints of before exceeds what was lodged: it is held until it fits."""
    early = months()[-12]
    publishing(lambda month: {COMPLAINTS: MANY, OUTCOMES: dict.fromkeys("abc", 90) if month.month == early else {}})
    with acting(cast.delphine):
        for kind in ("complaints", "outcomes"):
            assert PublishedCell.objects.filter(kind=kind).count() == 12
        so_far = Counter[str]()
        for cell in PublishedCell.objects.order_by("publication__month", "pk").exclude(value=None):
            so_far[cell.kind] += cell.value or 0
            assert so_far["outcomes"] <= so_far["complaints"]
    found = lines(cast.maud, "complaints")
    known, filed = found["Plaintes dont la suite est connue"].year, found["Plaintes déposées"].year
    assert (known.value or 0) <= (filed.value or 0)


def test_a_subject_is_told_only_where_what_is_never_told_hides_the_rest(cast: Cast, publishing: Publishing) -> None:
    sent = Stream(CellKind.SENT, partner="forces")
    subject = Stream(CellKind.SUBJECT, partner="forces", topic="Passage ou présence")
    rest = replace(subject, topic=REST)
    publishing(lambda month: {sent: MANY, subject: {"a": 15, "b": 15}, rest: {"a": 5, "b": 0}})
    told = lines(cast.maud, "subjects")
    assert list(told) == ["Police et gendarmerie\u00a0: passage ou présence"], "the rest is no line"
    assert {line.year.text for line in told.values()} == {HELD}
    with acting(cast.delphine):
        assert not PublishedCell.objects.filter(topic=REST).exists()


def test_a_subject_with_enough_beside_it_is_told(cast: Cast, publishing: Publishing) -> None:
    sent = Stream(CellKind.SENT, partner="forces")
    subject = Stream(CellKind.SUBJECT, partner="forces", topic="Passage ou présence")
    publishing(lambda month: {sent: MANY, subject: {"a": 15, "b": 15}, replace(subject, topic=REST): MANY})
    assert [line.year.value for line in lines(cast.maud, "subjects").values()] == [360]
    assert not HeldCount.objects.filter(topic=REST).exists(), "kept as long as a part of it is held"


def test_before_a_figure_was_published_there_is_no_zero(cast: Cast, publishing: Publishing) -> None:
    """Months of a portal that did not count it yet say "–", and the page says since when it does."""
    begins = months()[-3]
    publishing(lambda month: {COMPLAINTS: MANY, OUTCOMES: {}} if month.month >= begins else {})
    found = card(cast.maud)
    assert found.since == begins
    complaints = lines(cast.maud, "complaints")
    assert complaints["Plaintes déposées"].year.value == 180
    assert {line.year.text for line in lines(cast.maud, "steps").values()} == {ABSENT}
    page = one_line(cast.maud.client().get("/tableau-de-bord/").content.decode())
    assert "Ces lignes ne sont publiées que depuis" in page
    assert page.count("Pas encore publié pour cette période.") == sum(not each.is_published for each in found.themes)


def test_a_withdrawn_month_is_left_out(cast: Cast, publishing: Publishing) -> None:
    publishing(lambda month: {COMPLAINTS: MANY, OUTCOMES: {}})
    with acting(cast.delphine) as actor:
        withdraw_publication(by=actor, publication=latest(cast.delphine), reason="Un import a été compté deux fois.")
        third = latest(cast.delphine).month - timedelta(days=62)
        gone = latest(cast.delphine).__class__.objects.get(month=third.replace(day=1))
        withdraw_publication(by=actor, publication=gone, reason="Un import a été compté deux fois.")
    found = lines(cast.maud, "complaints")["Plaintes déposées"]
    assert found.year.value == 600
    assert WITHDRAWN not in found.year.text


def test_decisions_are_exact_and_of_the_day(cast: Cast, publishing: Publishing) -> None:
    publishing(lambda month: {})
    with installing():
        convention = Convention.objects.get(department_code="77")
        meeting = Meeting.objects.create(
            convention=convention, kind="steering", title="Comité", starts_at=timezone.now()
        )
        due = months()[-1]
        for number, (on, done) in enumerate(((due, due), (due, None), (months()[0], None), (None, None)), start=1):
            given = {"owner": cast.sarah.signatory, "owner_function": "Référent", "due_on": on, "done_on": done}
            Decision.objects.create(meeting=meeting, number=number, text="Réparer.", **given)
    told = lines(cast.maud, "meetings")
    assert [(line.year.text, line.month.text) for line in told.values()] == [("2", "2"), ("1", "1")]


def test_what_a_convention_sets_is_its_target_and_its_dwellings(cast: Cast, publishing: Publishing) -> None:
    publishing(lambda month: {})
    before = lines(cast.maud, "participation")["Logements sociaux du département"].year.text
    Convention.objects.filter(department_code="77").update(answer_target_days=10, social_dwellings=90_962)
    after = lines(cast.maud, "participation")
    assert (before, after["Logements sociaux du département"].year.text) == ("à vérifier", "90\u202f962")
    assert after["Bailleurs parties à la convention"].year.text == "2"
    assert lines(cast.maud, "answers")["Délai médian de la première réponse"].target == "10 jours"
    targets = [line.target for theme in card(cast.maud).themes for line in theme.lines if line.target]
    assert sorted(targets) == ["10 jours", *["non fixé"] * 5]


def test_a_share_has_the_target_that_a_setting_gives_it(cast: Cast, publishing: Publishing) -> None:
    publishing(lambda month: {COMPLAINTS: MANY, OUTCOMES: {"a": 15, "b": 15}})
    names = ("answered_target", "outcomes_target", "settled_target", "decisions_target", "coverage_target")
    Convention.objects.filter(department_code="77").update(**{name: at for at, name in enumerate(names, start=1)})
    targets = {line.label: line.target for theme in card(cast.maud).themes for line in theme.lines if line.target}
    assert targets == {
        "Saisines avec une réponse": "1 sur dix",
        "Délai médian de la première réponse": "non fixé",
        "Suites connues, parmi les plaintes": "2 sur dix",
        "Situations de baux réglées sans mise en demeure": "3 sur dix",
        "Décisions faites, parmi celles à faire": "4 sur dix",
        "Part couverte": "5 sur dix",
    }
    known = lines(cast.maud, "complaints")["Suites connues, parmi les plaintes"]
    assert known.year.text == "environ cinq sur dix", "360 outcomes of 720 complaints, as the lines above it tell them"
    page = one_line(cast.maud.client().get("/tableau-de-bord/").content.decode())
    assert page.count('data-label="Cible">2 sur dix<') == 1


def test_every_kind_that_is_asked_has_a_theme(cast: Cast, publishing: Publishing) -> None:
    publishing(lambda month: {})
    others = {
        CellKind.FACTS, CellKind.COMMUNE, CellKind.STAFF, CellKind.LATE, CellKind.DWELLINGS, CellKind.SENT,
        CellKind.ACKNOWLEDGED, CellKind.ANSWERED, CellKind.DELAY, CellKind.POSTS_FILLED, CellKind.POSTS_VACANT,
    }  # fmt: skip
    assert set(ASKED) == set(CellKind) - others
    assert [theme.key for theme in card(cast.maud).themes] == [
        "answers", "subjects", "refusals", "complaints", "staff", "steps", "outcomes", "legs", "places",
        "injunctions", "orientations", "meetings", "participation",
    ]  # fmt: skip
