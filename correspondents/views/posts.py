"""The posts that somebody keeps: the own signatory's, or those of the convention; and their people, once in a while."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acting.enums import ANSWERING_FUNCTIONS, Function
from acting.forms import accepted
from acting.lists import Listing
from acting.pages import ActingRequest, irrevocable, page
from acting.refusals import Refused
from correspondents.establishment import (
    POSTS_IN_ORDER,
    by_signatory,
    listed_posts,
    people_at,
    post_lines,
    signatory_asked,
    to_review,
)
from correspondents.forms.designations import ConfirmAllForm, ReviewForm
from correspondents.forms.posts import PostForm
from correspondents.models import Post
from correspondents.naming import POST_KEEPERS
from correspondents.permissions import DESIGNATING_FUNCTIONS, can_keep_posts, only_voice, posts_kept_by
from correspondents.review import overdue_count, review_lines
from correspondents.services import posts as services
from correspondents.services.confirmations import review_designations

PER_PAGE = 25
REVIEWED_AT_ONCE = 150  # a form has at most 200 fields (DATA_UPLOAD_MAX_NUMBER_FIELDS)


@page(*DESIGNATING_FUNCTIONS)
@require_safe
def post_list(request: ActingRequest) -> HttpResponse:
    page_obj = Listing(listed_posts(request.actor), POSTS_IN_ORDER, request.GET, size=PER_PAGE).page()
    context = {
        "groups": by_signatory(post_lines(request.actor, list(page_obj))),
        "page_obj": page_obj,
        "querystring": "",
        "may_keep_posts": can_keep_posts(request.actor),
        "keeps_others": request.actor.function in (Function.DELEGUE, Function.ADMINISTRATEUR),
        "to_confirm": overdue_count(request.actor),
    }
    return render(request, "correspondents/post_list.html", context)


@page(*POST_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: ActingRequest) -> HttpResponse:
    """For the own signatory; an administrator names another one in the address."""
    signatory = signatory_asked(request.actor, request.GET.get("organisme"))
    form = PostForm(request.actor, signatory, request.POST or None)
    if form.is_valid() and accepted(form, lambda: services.create_post(by=request.actor, **form.new())):
        messages.success(request, "Le poste est créé. Désignez maintenant qui le tient.")
        return redirect("post_manage", pk=form.key())
    return render(request, "correspondents/post_form.html", {"form": form, "signatory": signatory, "post": None})


@page(*DESIGNATING_FUNCTIONS)
@require_safe
def post_manage(request: ActingRequest, pk: UUID) -> HttpResponse:
    post = _post(request, pk)
    people = people_at(request.actor, post)
    context = {
        "post": post,
        "current": [held for held in people if not held.is_over],
        "former": [held for held in people if held.is_over],
        "only_voice": only_voice(request.actor, post.signatory),
        "may_keep_posts": can_keep_posts(request.actor),
        "is_own_post": pk == request.actor.post_id and request.actor.function in ANSWERING_FUNCTIONS,
    }
    return render(request, "correspondents/post_manage.html", context)


@page(*POST_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    post = _post(request, pk)
    form = PostForm(request.actor, post.signatory, request.POST or None, post=post)
    if form.is_valid() and accepted(form, lambda: services.update_post(by=request.actor, post=post, **form.given())):
        messages.success(request, "Le poste est modifié.")
        return redirect("post_manage", pk=pk)
    return render(request, "correspondents/post_form.html", {"form": form, "signatory": post.signatory, "post": post})


@irrevocable
@page(*POST_KEEPERS)
@require_POST
def post_reopen(request: ActingRequest, pk: UUID) -> HttpResponse:
    post = _post(request, pk)
    try:
        services.reopen_post(by=request.actor, post=post)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "Le poste est rouvert.")
    return redirect("post_manage", pk=pk)


@irrevocable
@page(*DESIGNATING_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: ActingRequest) -> HttpResponse:
    """« Ils sont toujours là » : one screen, as many decisions at once as a form may have fields; the rest follows."""
    asked = list(to_review(request.actor))
    designations = asked[:REVIEWED_AT_ONCE]
    typed = request.POST if request.method == "POST" else None
    everybody = ConfirmAllForm(designations, typed if "shown" in request.POST else None)
    form = ReviewForm(designations, None if everybody.is_bound else typed)
    sent = everybody if everybody.is_bound else form
    if sent.is_valid() and accepted(sent, lambda: review_designations(by=request.actor, **sent.decisions())):
        messages.success(request, "Les décisions sont enregistrées.")
        return redirect("confirmation")
    context = {
        "form": sent,
        "lines": review_lines(form, request.actor),
        "shown": everybody.digest(),
        "to_follow": len(asked) - len(designations),
    }
    return render(request, "correspondents/confirmation.html", context)


def _post(request: ActingRequest, pk: UUID) -> Post:
    return get_object_or_404(posts_kept_by(request.actor).select_related("signatory"), pk=pk)
