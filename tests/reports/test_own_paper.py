"""The bilan of somebody's own figures: what the page says and nothing else, for whoever asked and nobody else."""

import io
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from acting.enums import Function
from correspondents.models import Designation
from files.tables.writer import BOM
from journal.enums import JobState
from journal.models import Entry
from referrals.services.referrals import answer_referral, refuse_referral
from reports.enums import ReportKind
from reports.models import Report
from reports.production import ENDED, GONE
from reports.services.papers import request_own
from tests.figures import publish_months_behind
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_referral, make_user
from tests.reports.conftest import Work, content_of, text_of
from tests.reports.test_filled_pages import drafted, filled, nearly_empty
from tests.reports.test_steering import Worker
from tests.roles import installing

pytestmark = pytest.mark.django_db

ADDRESS = "/pilotage/pdf/"
EXPORTS = {"sarah": "/pilotage/export/", "karim": "/pilotage/charge/export/", "maud": "/pilotage/charge/export/"}


def ask(person: Person, period: str = "12-mois") -> Report:
    with acting(person) as actor:
        return request_own(by=actor, period=period)


def told(person: Person, work: Work, period: str = "12-mois") -> str:
    report = ask(person, period)
    assert work(report).state == JobState.READY
    return text_of(content_of(person, report))


@pytest.fixture
def constance(cast: Cast) -> Person:
    """The lawyer of Sarah's house."""
    return appoint(make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))


@pytest.fixture
def busy(cast: Cast) -> Cast:
    for number in range(7):
        make_fact(cast.gilles, cast.tilleuls)
        if number < 4:
            referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
            with acting(cast.karim) as karim:
                if number:
                    answer_referral(by=karim, referral=referral, outcome="nothing_found")
                else:
                    refuse_referral(by=karim, referral=referral, motive="no_basis")
    for _ in range(3):
        make_fact(cast.victor, cast.pommiers)
        make_referral(cast.victor, cast.karim, cast.pommiers)
    make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    return cast


# What it says


@pytest.mark.parametrize("who", EXPORTS)
@pytest.mark.parametrize("period", ["12-mois", "annee"])
def test_each_number_of_the_exported_table_stands_on_it(busy: Cast, work: Work, who: str, period: str) -> None:
    person = busy.people()[who]
    lines = person.client().get(EXPORTS[who], {"periode": period}).text.removeprefix(BOM).splitlines()[1:]
    table = [tuple(line.strip('"').split('";"')) for line in lines]
    with acting(person) as actor:
        code = ask(person, period).period
    draft = drafted(person, ReportKind.OWN, object_id=who_of(person), period=code)
    on_paper = [
        (section.panel.title, section.panel.when, row[0], column, cell)
        for part in draft.context["parts"]
        for section in part.sections
        for row in section.panel.rows
        for column, cell in zip(section.panel.columns[1:], row[1:], strict=True)
    ]
    assert sorted(on_paper) == sorted(table)
    assert len(table) > 30
    said = told(person, work, period)
    flat = said.replace(" ", "")
    assert [cell for *_, cell in table if re.sub(r"\s", "", cell) not in re.sub(r"\s", "", flat)] == []
    assert str(actor.today.year) in said


def who_of(person: Person) -> Any:
    return person.signatory.pk if person.post.function == Function.REFERENT else person.post.pk
