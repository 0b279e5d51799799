"""Finds out, once per request, who acts: the person, the designation chosen, and the time. Then the charter's gate."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from acting.pages import ActingRequest, PageView, page_behind
from correspondents.actors import actor_for
from correspondents.models import Designation, User, acting_choice

SESSION_KEY = "designation"


class DesignatedRequest(ActingRequest):
    """An acting request that also knows the person's account and designations."""

    user: User
    designation: Designation
    designations: list[Designation]


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        user = request.user
        designations = getattr(user, "designations_today", [])
        chosen = request.session.get(SESSION_KEY) or getattr(user, "last_chosen", None)
        designation = acting_choice(designations, chosen)
        request.designations = designations  # type: ignore[attr-defined]
        request.designation = designation  # type: ignore[attr-defined]
        request.actor = actor_for(designation, now) if designation else None  # type: ignore[attr-defined]
        return self.get_response(request)


class CharterMiddleware:
    """Before the first access, and again on a new version, the charter in force is accepted first.

    It asks nothing of whom the page is not for: they get the page's own refusal.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: "DesignatedRequest", view: PageView, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        policy = getattr(view, "policy", None)
        if not isinstance(policy, frozenset) or getattr(view, "opens_before_charter", False):
            return None
        asked = request.actor is not None and request.actor.function in policy
        return _charter_first(request) if asked and request.designation.owes_charter else None


def _charter_first(request: ActingRequest) -> HttpResponse:
    """Leads to the charter and back. A form that was sent meanwhile is not recorded, and its page says how to send it
    again: reloading that page after accepting sends the same once more."""
    onward = page_behind(request.htmx) if request.htmx else request.get_full_path()
    address = f"{reverse('charter')}?{urlencode({'next': onward})}"
    if request.htmx:
        return HttpResponseClientRedirect(address)
    if request.method in ("GET", "HEAD"):
        return redirect(address)
    return render(request, "correspondents/charter_first.html", status=409)
