"""The policy that every own view carries: who may open the page at all. What one sees there the querysets say."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from correspondents.arrivals import charter_to_accept
from correspondents.enums import Function
from correspondents.models import Designation, User
from journal.actor import Actor, acting_as


class ActingRequest(HttpRequest):
    """A request behind `@page`: somebody signed in, with a running designation."""

    user: User
    actor: Actor
    designation: Designation
    designations: list[Designation]
    htmx: HtmxDetails
    is_acting: bool


PageView = Callable[..., HttpResponse]

EVERYBODY = tuple(Function)


def page(*functions: Function, asks_charter: bool = True) -> Callable[[PageView], PageView]:
    """Opens a view to the functions named: 403 for others; inside, the database knows who acts.

    Before the first access, and again on a new version, the charter in force is accepted first.
    """

    def decorate(view: PageView) -> PageView:
        @wraps(view)
        def guarded(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None or request.actor.function not in functions:
                raise PermissionDenied
            if asks_charter and charter_to_accept(request.actor):
                return _charter_first(request)
            with acting_as(request.actor):
                request.is_acting = True
                try:
                    return view(request, *args, **kwargs)
                finally:
                    request.is_acting = False

        guarded.policy = frozenset(functions)  # type: ignore[attr-defined]
        return guarded

    return decorate


def page_behind(htmx: HtmxDetails) -> str:
    """The page that a fragment's request comes from; the first one when the browser's word for it is no address."""
    try:
        return htmx.current_url_abs_path or "/"
    except ValueError:
        return "/"


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


def signed_in_page(view: PageView) -> PageView:
    """Open to every signed-in person, with or without a designation; such a view shows no case data."""
    view.policy = "signed-in"  # type: ignore[attr-defined]
    return view


def public_page(view: PageView) -> PageView:
    """Open to the world."""
    opened = login_not_required(view)
    opened.policy = "public"  # type: ignore[attr-defined]
    return opened
