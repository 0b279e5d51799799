"""Writes of the bilans: begun, commented, submitted, reviewed, and frozen as their PDF is."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import as_changed, same_or_conflict, taken, write_changes
from acting.pages import ask
from acting.refusals import Conflict, refuse, unfit_values
from files.services import erase
from incidents.references import insert_with_reference, new_review_reference
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb
from reports.enums import ReviewState
from reports.figures import figures_from, figures_of
from reports.models import Commentary, Report, YearlyReview
from reports.permissions import (
    authors_of,
    can_keep_review,
    commentaries_visible_to,
    is_anothers,
    last_turn_of,
    reviews_visible_to,
    what_freezing_lacks,
)
from reports.review_rules import (
    refusals_of_chapter,
    refusals_of_period,
    refusals_of_printing,
    refusals_of_reviewing,
    refusals_of_submission,
)
from reports.services.papers import published_periods
from signatories.guard import kept
from signatories.permissions import convention_of


@transaction.atomic
def begin_review(*, by: Actor, period: str, key: UUID) -> YearlyReview:
    """The bilan of a published year ("2025") or of the last twelve months; the same `key` begins one. Raises Refused,
    and Conflict when the same form comes back with another period."""
    convention = convention_of(by)
    ask(can_keep_review, by, convention.pk)
    published = figures_of(convention, period) if period in published_periods(convention) else None
    first_month = published.first if published else date.min
    if earlier := reviews_visible_to(by).filter(pk=key).first():
        return same_or_conflict(earlier, {"first_month": first_month})
    of_the_months = reviews_visible_to(by).filter(first_month=first_month)
    running = of_the_months.exclude(state=ReviewState.FROZEN)
    refuse(refusals_of_period(is_published=published is not None, in_the_making=running.exists()))
    wanted = YearlyReview(
        id=key,
        convention=convention,
        first_month=first_month,
        edition=of_the_months.count() + 1,
        reference=new_review_reference(),
        begun_by_id=known(by.designation_id),
        begun_at=by.now,
    )
    begun = insert_with_reference(wanted, new_review_reference, running.first)
    if begun.pk != key:
        raise Conflict("somebody else has begun one of the same months")
    _record_review(by, Verb.REVIEW_BEGUN, begun)
    return begun


@transaction.atomic
def comment_chapter(
    *, by: Actor, review: YearlyReview, chapter: str, text: str, overridden: Iterable[str] = ()
) -> Commentary:
    """Signed by whoever writes it, now; nobody else takes it off the paper. Raises Refused, and Conflict where the
    bilan is no draft any more."""
    locked = _taken_review(by, review, {ReviewState.DRAFT})
    said = {"text": text.strip(), "author_id": known(by.designation_id), "written_at": by.now}
    found = commentaries_visible_to(by).filter(review=locked, chapter=chapter).first()
    refuse(refusals_of_chapter(chapter, is_anothers=is_anothers(by, found)))
    commentary = as_changed(found, said) if found else Commentary(review=locked, chapter=chapter, **said)
    refuse(unfit_values(commentary, "text"))
    if found is None:
        commentary.save(force_insert=True)
    elif found.text != commentary.text:
        write_changes(found, said)
    else:
        return found
    _record_review(by, Verb.REVIEW_COMMENTED, locked, reason=kept(overridden))
    return commentary


@transaction.atomic
def submit_review(*, by: Actor, review: YearlyReview) -> YearlyReview:
    """To the other delegate. Raises Refused, and Conflict where it is no draft any more."""
    locked = _taken_review(by, review, {ReviewState.DRAFT})
    published = figures_from(locked.convention, locked.first_month)
    refuse(refusals_of_submission(is_published=published is not None))
    said = {"submitted_by_id": known(by.designation_id), "submitted_at": by.now}
    return _move_review(by, Verb.REVIEW_SUBMITTED, locked, {"state": ReviewState.SUBMITTED, **said})


@transaction.atomic
def approve_review(*, by: Actor, review: YearlyReview) -> YearlyReview:
    """Reviewed by somebody who has not written it. Raises Refused, and Conflict where it waits no more."""
    locked = _taken_review(by, review, {ReviewState.SUBMITTED})
    refuse(refusals_of_reviewing(by.user_id, authors_of(by, locked)))
    said = {"reviewed_by_id": known(by.designation_id), "reviewed_at": by.now}
    return _move_review(by, Verb.REVIEW_REVIEWED, locked, {"state": ReviewState.REVIEWED, **said})


@transaction.atomic
def reopen_review(*, by: Actor, review: YearlyReview) -> YearlyReview:
    """A draft again: the review and the PDF for signature are gone. Raises Conflict where it is frozen, or was not
    submitted."""
    locked = _taken_review(by, review, {ReviewState.SUBMITTED, ReviewState.REVIEWED})
    if locked.file:
        erase(by=by, stored=locked.file)
    acts = ("submitted_by_id", "submitted_at", "reviewed_by_id", "reviewed_at", "file_id", "pages")
    return _move_review(by, Verb.REVIEW_REOPENED, locked, {"state": ReviewState.DRAFT, **dict.fromkeys(acts)})


@transaction.atomic
def freeze_review(*, by: Actor, review: YearlyReview) -> YearlyReview:
    """As its PDF is: nothing of it changes, and whoever holds number and PDF has it verified. Raises Refused, and
    Conflict where it is not reviewed, or frozen already."""
    locked = _taken_review(by, review, {ReviewState.REVIEWED})
    refuse(what_freezing_lacks(by, locked))
    return _move_review(by, Verb.REVIEW_FROZEN, locked, {"state": ReviewState.FROZEN, "frozen_at": by.now})


@transaction.atomic
def keep_review_paper(*, by: Actor, report: Report, reviewed_at: datetime) -> None:
    """The PDF for signature, in the place of the one before. Raises Conflict where the bilan was taken up again or
    frozen, or one of its months withdrawn, since it was reviewed."""
    review = reviews_visible_to(by).select_related("file").get(pk=known(report.object_id))
    locked = _taken_review(by, review, {ReviewState.REVIEWED})
    moved_on = list(refusals_of_printing(reviewed_at=reviewed_at, moved_at=last_turn_of(by, locked)))
    if locked.reviewed_at != reviewed_at or moved_on or report.file is None:
        raise Conflict("the bilan has changed meanwhile")
    if locked.file:
        erase(by=by, stored=locked.file)
    _move_review(by, Verb.REVIEW_PRINTED, locked, {"file_id": report.file.pk, "pages": report.pages})


def note_review_read(*, by: Actor, review: YearlyReview, channel: Channel = Channel.PAGE) -> None:
    record(by=by, verb=Verb.REVIEW_READ, object_id=review.pk, owner_id=by.signatory_id, channel=channel)


def _taken_review(by: Actor, review: YearlyReview, states: Collection[ReviewState]) -> YearlyReview:
    """Raises Conflict where it has moved on."""
    ask(can_keep_review, by, review.convention_id)
    locked = taken(reviews_visible_to(by).select_related("convention", "file"), review)
    if locked.state not in states:
        raise Conflict(f"the bilan is {locked.state}")
    return locked


def _move_review(by: Actor, verb: Verb, locked: YearlyReview, fields: dict[str, Any]) -> YearlyReview:
    write_changes(locked, fields)
    _record_review(by, verb, locked)
    return locked


def _record_review(by: Actor, verb: Verb, review: YearlyReview, *, reason: str = "") -> None:
    record(by=by, verb=verb, object_id=review.pk, owner_id=by.signatory_id, reason=reason)
