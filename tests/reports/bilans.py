"""A second delegate beside Delphine, and a bilan of theirs in each of its states."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from acting.days import day_of, months_from
from correspondents.enums import DesignationRole
from correspondents.models import Designation
from files.services import store_bytes
from reports.enums import CellKind, CellState, PublicationState, ReportKind, ReviewState
from reports.models import Commentary, Publication, PublishedCell, Report, YearlyReview
from reports.periods import CUT_OFF_DAYS, cut_off_of, published_months
from reports.services.papers import PURPOSE
from reports.services.reviews import (
    approve_review,
    begin_review,
    comment_chapter,
    freeze_review,
    keep_review_paper,
    submit_review,
)
from signatories.models import Convention
from tests.people import Cast, Person, acting, appoint, make_user
from tests.roles import as_worker, installing

# The calendar year that the 24 months behind hold whole, and that is not the last twelve.
A_YEAR = str(next(month.year for month in published_months(day_of(timezone.now())) if month.month == 1))
COMMENTED = "Le comité technique a repris les saisines restées sans réponse."


def second_delegate(cast: Cast, name: str = "Damien") -> Person:
    return appoint(make_user(name), cast.delphine.post, role=DesignationRole.SUPPLEANT)


def begun(person: Person, period: str = "12m", *, text: str = COMMENTED) -> YearlyReview:
    """Begun, and one chapter commented, by that person."""
    with acting(person) as actor:
        review = begin_review(by=actor, period=period, key=uuid4())
        if text:
            comment_chapter(by=actor, review=review, chapter="saisines", text=text)
        return review


def submitted(person: Person, period: str = "12m") -> YearlyReview:
    review = begun(person, period)
    with acting(person) as actor:
        return submit_review(by=actor, review=review)


def reviewed(person: Person, other: Person, period: str = "12m") -> YearlyReview:
    review = submitted(person, period)
    with acting(other) as actor:
        return approve_review(by=actor, review=review)


def printed(person: Person, review: YearlyReview, content: bytes = b"%PDF-1.7 bilan") -> YearlyReview:
    """With a PDF that the worker would have made; its content is of no account here."""
    with as_worker(), acting(person) as actor:
        kept: dict[str, Any] = {"content_type": "application/pdf", "purpose": PURPOSE, "purge_on": None}
        stored = store_bytes(by=actor, content=content, name="bilan.pdf", owner_id=actor.signatory_id, **kept)
        report = Report(kind=ReportKind.REVIEW, object_id=review.pk, file=stored, pages=20)
        assert review.reviewed_at is not None
        keep_review_paper(by=actor, report=report, reviewed_at=review.reviewed_at)
    review.refresh_from_db()
    return review


def frozen(person: Person, other: Person, period: str = "12m") -> YearlyReview:
    review = printed(other, reviewed(person, other, period))
    with acting(person) as actor:
        return freeze_review(by=actor, review=review)


def publish_a_year(convention: Convention, first: date) -> None:
    """Twelve months with one figure each, as a delegate left them; what they say is of no account."""
    now = timezone.now()
    with installing():
        for month in months_from(first):
            published = Publication.objects.create(
                convention=convention,
                month=month,
                cut_off=cut_off_of(month, CUT_OFF_DAYS),
                small_count=4,
                state=PublicationState.PUBLISHED,
                prepared_at=now,
                published_at=now,
            )
            told = {"kind": CellKind.FACTS, "family": "Squat", "state": CellState.SHOWN, "value": 10}
            PublishedCell.objects.create(publication=published, first_month=month, months=1, **told)


def laid(author: Person, year: int, state: ReviewState, submitter: Designation | None = None) -> YearlyReview:
    """A row as it would stand, of months of its own; `submitter` where it is not the author. Nothing is published."""
    now = author.actor().now
    submitter = submitter or author.designation
    row = YearlyReview(
        convention=author.signatory.convention,
        first_month=date(year, 1, 1),
        edition=1,
        reference=f"B-{year}-{author.signatory.convention.department_code}",
        state=state,
        begun_by=author.designation,
        begun_at=now,
    )
    if state != ReviewState.DRAFT:
        row.submitted_by, row.submitted_at = submitter, now
    with installing():
        if state in (ReviewState.REVIEWED, ReviewState.FROZEN):
            row.reviewed_by, row.reviewed_at, row.pages = second_delegate_of(author), now, 20
        if state == ReviewState.FROZEN:
            row.frozen_at = now
            kept: dict[str, Any] = {"content_type": "application/pdf", "purpose": PURPOSE, "purge_on": None}
            owner_id = author.signatory.pk
            row.file = store_bytes(by=author.actor(), content=b"%PDF-1.7", name="b.pdf", owner_id=owner_id, **kept)
        row.save(force_insert=True)
    return row


def laid_with_words(author: Person, year: int) -> tuple[YearlyReview, Commentary]:
    """A draft of which one chapter is commented."""
    row = laid(author, year, ReviewState.DRAFT)
    with installing():
        said = {"review": row, "chapter": "saisines", "text": COMMENTED}
        return row, Commentary.objects.create(**said, author=author.designation, written_at=row.begun_at)


def second_delegate_of(author: Person) -> Designation:
    """Damien's, named once."""
    found = Designation.objects.filter(post=author.post).exclude(pk=author.designation.pk).first()
    return found or appoint(make_user("Damien"), author.post, role=DesignationRole.SUPPLEANT).designation
