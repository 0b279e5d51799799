"""The bilans of the convention: written, submitted, reviewed by another delegate, frozen, handed out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from acting.enums import Function
from acting.forms import accepted
from acting.lists import Listing
from acting.pages import ActingRequest, irrevocable, page
from acting.refusals import Refused
from files.services import serve
from journal.enums import Channel
from reports.enums import Chapter, ReviewState
from reports.figures import figures_from, published_years
from reports.forms import CommentaryForm, ReviewBeginForm
from reports.models import YearlyReview
from reports.pdf import pdf_available
from reports.permissions import (
    authors_of,
    commentaries_visible_to,
    is_anothers,
    reviews_visible_to,
    what_freezing_lacks,
)
from reports.review_rules import may_move, refusals_of_reviewing
from reports.reviews import said_of
from reports.services.papers import request_review
from reports.services.reviews import (
    approve_review,
    begin_review,
    comment_chapter,
    freeze_review,
    note_review_read,
    reopen_review,
    submit_review,
)
from signatories.permissions import convention_of

ORDER = ("-first_month", "-edition", "id")


@page(Function.DELEGUE)
def review_list(request: ActingRequest) -> HttpResponse:
    """Those in the making and all that were frozen; another one begins here."""
    convention, begun = convention_of(request.actor), list[YearlyReview]()
    form = ReviewBeginForm(request.POST or None, years=published_years(convention), actor=request.actor)

    def begin() -> None:
        begun.append(begin_review(by=request.actor, period=form.cleaned_data["period"], key=form.key()))

    if form.is_valid() and accepted(form, begin):
        messages.success(request, "Le bilan est commencé\u00a0: commentez ses chapitres, puis soumettez-le.")
        return redirect("review_detail", pk=begun[0].pk)
    page_obj = Listing(reviews_visible_to(request.actor).select_related("file"), ORDER, request.GET).page()
    context = {"page_obj": page_obj, "querystring": "", "form": form}
    return render(request, "reports/review_list.html", context)


@page(Function.DELEGUE)
def review_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    review = _review(request, pk)
    note_review_read(by=request.actor, review=review)
    return render(request, "reports/review_detail.html", _shown(request, review))


@page(Function.DELEGUE)
def review_comment(request: ActingRequest, pk: UUID, chapter: str) -> HttpResponse:
    review = _review(request, pk)
    if chapter not in Chapter.values:
        raise Http404
    found = commentaries_visible_to(request.actor).filter(review=review, chapter=chapter).first()
    form = CommentaryForm(request.POST or None, commentary=found)
    if form.is_valid() and accepted(
        form, lambda: comment_chapter(by=request.actor, review=review, chapter=chapter, **form.written())
    ):
        messages.success(request, "Le commentaire est enregistré, et signé de votre nom.")
        return redirect("review_detail", pk=pk)
    note_review_read(by=request.actor, review=review)
    context = {"review": review, "form": form, "chapter": Chapter(chapter), "commentary": found}
    return render(request, "reports/review_comment.html", context)


@page(Function.DELEGUE)
@require_POST
def review_submit(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, submit_review, "Le bilan attend la relecture d’un autre délégué.")


@page(Function.DELEGUE)
@require_POST
def review_approve(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, approve_review, "Le bilan est relu\u00a0: fabriquez son PDF définitif, puis figez-le.")


@page(Function.DELEGUE)
@require_POST
def review_reopen(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, reopen_review, "Le bilan est de nouveau en rédaction.")


@irrevocable
@page(Function.DELEGUE)
@require_POST
def review_freeze(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, freeze_review, "Le bilan est figé\u00a0: ni lui ni son PDF ne changent plus.")


@page(Function.DELEGUE)
@require_POST
def review_paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A project, or the one for signature: followed on the page of reports."""
    review = _review(request, pk)
    try:
        report = request_review(by=request.actor, review=review)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("review_detail", pk=pk)
    return redirect("report_detail", pk=report.pk)


@page(Function.DELEGUE)
def review_download(request: ActingRequest, pk: UUID) -> HttpResponse:
    review = _review(request, pk)
    if review.file is None:
        raise Http404
    response = serve(review.file)
    note_review_read(by=request.actor, review=review, channel=Channel.PDF)
    return response


def _review(request: ActingRequest, pk: UUID) -> YearlyReview:
    return get_object_or_404(reviews_visible_to(request.actor).for_display(), pk=pk)


def _act(request: ActingRequest, pk: UUID, act: Callable[..., YearlyReview], done: str) -> HttpResponse:
    review = _review(request, pk)
    try:
        act(by=request.actor, review=review)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, done)
    return redirect("review_detail", pk=pk)


def _shown(request: ActingRequest, review: YearlyReview) -> dict[str, Any]:
    """Chapter by chapter what is said, and what may be done; the template decides nothing."""
    said, figures = said_of(request.actor, review), figures_from(review.convention, review.first_month)
    waits, wrote = review.state == ReviewState.SUBMITTED, authors_of(request.actor, review)
    return {
        "review": review,
        "lead": figures.lead if figures else "",
        "is_published": figures is not None,
        "chapters": [(chapter, each := said[chapter.value], is_anothers(request.actor, each)) for chapter in Chapter],
        "is_draft": review.state == ReviewState.DRAFT,
        "is_reviewed": review.state == ReviewState.REVIEWED,
        "waits": waits,
        "held_back": list(refusals_of_reviewing(request.actor.user_id, wrote)) if waits else [],
        "may_reopen": may_move(review.state, ReviewState.DRAFT),
        "lacking": what_freezing_lacks(request.actor, review),
        "pdf_off": not pdf_available(),
    }
