"""Bilans as somebody sees them: what their chapters say, and the draft of their paper."""

from acting.actor import Actor, known
from reports.enums import Chapter
from reports.models import Report, YearlyReview
from reports.pdf import Draft
from reports.permissions import commentaries_visible_to, reviews_visible_to
from reports.review_paper import Said, draft_of_review


def draft_review(actor: Actor, report: Report) -> Draft:
    """Raises YearlyReview.DoesNotExist when the actor sees no such bilan: the caller has asked before."""
    review = reviews_visible_to(actor).for_display().get(pk=known(report.object_id))
    return draft_of_review(actor, review, said_of(actor, review))


def said_of(actor: Actor, review: YearlyReview) -> Said:
    """By chapter the commentary that says something, or None."""
    found = commentaries_visible_to(actor).filter(review=review).exclude(text="")
    by_chapter = {each.chapter: each for each in found.select_related("author__user", "author__post__signatory")}
    return {chapter.value: by_chapter.get(chapter.value) for chapter in Chapter}
