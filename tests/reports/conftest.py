"""A referral of Sarah to Maud, its sheet, and a worker that one can call by hand."""

import random
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from acting.days import PARIS
from files.services import read_verified
from incidents.enums import PlaceType, Recurrence
from incidents.models import Category, Incident
from journal.models import Job
from referrals.enums import FieldSet
from referrals.models import Referral
from reports.models import Report
from reports.periods import published_months
from reports.services.papers import request_sheet
from reports.tasks import make_report
from territory.models import Residence
from tests.people import Cast, Person, acting, make_fact, make_referral, make_residence

NUMBERS = count(1)
Work = Callable[[Report], Job]

WEIGHTS = {"occupation": 30, "bruit": 24, "proprete": 18, "degradation": 14, "stupefiants": 6, "menace": 4, "squat": 1}
FACTS = "Porte du hall forcée, vitrage brisé. <b>Réparation</b> : 1 240 €."


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
def work(as_worker: Callable[[], AbstractContextManager[None]]) -> Work:
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


def content_of(person: Person, report: Report) -> bytes:
    stored = seen_by(person, report).file
    assert stored is not None
    return read_verified(stored)


def text_of(pdf: bytes) -> str:
    """The words of a PDF on one line, as pdftotext reads them."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def file_many(by: Person, residences: list[Residence], per_month: int, seed: int) -> None:
    """Facts of the published months, straight into the table: rates and categories as in the field."""
    chance, rows = random.Random(seed), []
    categories = Category.objects.in_bulk()
    for month in published_months(timezone.now().astimezone(PARIS).date()):
        for _ in range(chance.randint(per_month // 2, per_month * 3 // 2)):
            code = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            at = datetime(month.year, month.month, chance.randint(1, 28), 12, tzinfo=PARIS)
            rows.append(
                Incident(
                    landlord=by.signatory,
                    residence=chance.choice(residences),
                    place=PlaceType.HALL,
                    category=categories[code],
                    started_at=at,
                    recurrence=Recurrence.ISOLATED,
                    facts="Fait fictif.",
                    reference=f"F-{next(NUMBERS):07d}",  # drawn by chance, two of thousands would be alike now and then
                    filed_by=by.user,
                    filed_post=by.post,
                    filed_at=at + timedelta(hours=1),
                    submission=uuid4(),
                )
            )
    with acting(by):
        Incident.objects.bulk_create(rows)


@pytest.fixture
def filed(cast: Cast) -> Cast:
    """Two years of facts of two landlords, in Meaux and Melun, and one residence alone in Provins."""
    provins = make_residence(cast.victor.signatory, "Les Remparts", "77379")
    melun = make_residence(cast.victor.signatory, "Les Carmes", "77288")
    file_many(cast.sarah, [cast.tilleuls, cast.erables], 40, seed=1)
    file_many(cast.victor, [cast.pommiers, melun, provins], 30, seed=2)
    return cast
