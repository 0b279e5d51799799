"""A referral of Sarah to Maud, its sheet, and a worker that one can call by hand."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from pytest_django import Settings

from incidents.enums import FieldSet
from incidents.models import Referral
from journal.models import Job
from reports.models import Report
from reports.services import request_sheet
from reports.tasks import make_report
from tests.people import Cast, Person, acting, make_cast, make_fact, make_referral

FACTS = "Porte du hall forcée, vitrage brisé. <b>Réparation</b> : 1 240 €."


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def private_folder(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.PRIVATE_ROOT = tmp_path_factory.mktemp("private")


@pytest.fixture
def referral(cast: Cast) -> Referral:
    """To the parquet of Meaux, with the fact and its place."""
    fact = make_fact(cast.gilles, cast.tilleuls, facts=FACTS)
    return make_referral(
        cast.sarah,
        cast.maud,
        cast.tilleuls,
        incident=fact,
        subject="avis-parquet",
        field_sets=(FieldSet.FACTS, FieldSet.PLACE),
    )


def ask_sheet(person: Person, referral: Referral) -> Report:
    with acting(person) as actor:
        return request_sheet(by=actor, referral=referral)


@pytest.fixture
def work(as_worker: Callable[[], AbstractContextManager[None]]) -> Callable[[Report], Job]:
    """The worker takes the report until it is ready or given up."""

    def until_done(report: Report) -> Job:
        for _ in range(3):
            with as_worker():
                make_report(str(report.job_id))
        return Job.objects.get(pk=report.job_id)

    return until_done


def seen_by(person: Person, report: Report) -> Report:
    """The report as its requester reads it now."""
    with acting(person):
        return Report.objects.select_related("file", "job").get(pk=report.pk)
