"""The bilans of the two delegates: that of a year written by one, reviewed by the other and frozen; that of the last
twelve months still in writing. Once, when a whole year is published beside those twelve."""

from datetime import date
from typing import Any
from uuid import uuid5

from django.utils import timezone

from acting.actor import Actor, acting_as, known, machine_actor
from acting.enums import Function
from correspondents.actors import actor_for
from correspondents.enums import DesignationRole
from correspondents.models import Designation
from files.services import store_bytes
from reports.enums import Chapter, ReportKind
from reports.figures import figures_of, published_years
from reports.models import LAST_TWELVE_MONTHS, Report, YearlyReview
from reports.pdf import pdf_available, print_draft
from reports.reviews import draft_review
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

WORDS = {
    Chapter.YEAR: (
        "Données de démonstration. Le comité de pilotage a demandé aux bailleurs de déclarer dans la semaine\u00a0: "
        "les mois se comparent mieux depuis."
    ),
    Chapter.ANSWERS: (
        "Données de démonstration. Depuis que les accusés de réception se donnent en un clic, les bailleurs relancent "
        "moins. Le comité technique reprend chaque trimestre les saisines restées sans réponse."
    ),
    Chapter.MEETINGS: "Données de démonstration. Le comité de pilotage a demandé que chaque décision ait une date.",
}
IN_WRITING = {Chapter.FACTS: "Données de démonstration. À relire avec les chiffres du quatrième trimestre."}


def prepare_bilans() -> None:
    """Nothing where there are some, where no year is published, or where there are not two delegates."""
    now = timezone.now()
    with acting_as(machine_actor(now)):
        convention = Convention.objects.get(department_code="77")
        held = Designation.objects.running_on(machine_actor(now).today).filter(
            post__function=Function.DELEGUE, post__signatory__convention=convention
        )
        people = [each for each in held.titular_first() if each.role != DesignationRole.PREPARATEUR]
        recent = figures_of(convention, LAST_TWELVE_MONTHS)
        years = [year for year in published_years(convention) if recent and recent.first != date(year, 1, 1)]
        if YearlyReview.objects.exists() or not years or len(people) < 2:
            return
        author, reviewer = (actor_for(each, now) for each in people[:2])
    _write(author, reviewer, str(years[0]))


def _write(by: Actor, other: Actor, year: str) -> None:
    with acting_as(by):
        bilan = _begun(by, year, WORDS)
        _begun(by, LAST_TWELVE_MONTHS, IN_WRITING)
        submit_review(by=by, review=bilan)
    with acting_as(other):
        approve_review(by=other, review=bilan)
        if pdf_available():
            freeze(other, bilan)


def freeze(by: Actor, bilan: YearlyReview) -> None:
    """With its PDF, as the worker makes it."""
    report = Report(kind=ReportKind.REVIEW, object_id=bilan.pk, designation_id=known(by.designation_id))
    draft = draft_review(by, report)
    paper = print_draft(draft)
    kept: dict[str, Any] = {"content_type": "application/pdf", "purpose": PURPOSE, "purge_on": None}
    named = f"{paper.name}.pdf"
    report.file = store_bytes(
        by=by, content=paper.content, name=named, owner_id=paper.owner_id, is_own_work=True, **kept
    )
    report.pages = paper.pages
    keep_review_paper(by=by, report=report, reviewed_at=draft.context["review"].reviewed_at)
    freeze_review(by=by, review=bilan)


def _begun(by: Actor, period: str, words: dict[Chapter, str]) -> YearlyReview:
    bilan = begin_review(by=by, period=period, key=uuid5(known(by.convention_id), period))
    for chapter, text in words.items():
        comment_chapter(by=by, review=bilan, chapter=chapter, text=text)
    return bilan
