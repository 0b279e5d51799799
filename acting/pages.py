"""The policy that every own view carries: who may open the page at all. What one sees there the querysets say."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from acting.actor import Actor, acting_as
from acting.enums import Function
from acting.refusals import OtherDesignation


class ActingRequest(HttpRequest):
    """A request behind `@page`: somebody signed in acts under a running designation."""

    actor: Actor
    htmx: HtmxDetails
    is_acting: bool


PageView = Callable[..., HttpResponse]
About = ParamSpec("About")


def page(*functions: Function) -> Callable[[PageView], PageView]:
    """Opens a view to the functions named: 403 for others; inside, the database knows who acts.

    A form says under which designation it was opened (`{% form_keys %}`); sent under another one it does nothing.
    """

    def decorate(view: PageView) -> PageView:
        @wraps(view)
        def guarded(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None or request.actor.function not in functions:
                raise PermissionDenied
            opened_under = request.POST.get("acting_as", "")
            if opened_under not in ("", str(request.actor.designation_id)):
                raise OtherDesignation(opened_under)
            with acting_as(request.actor, lasting=not connection.savepoint_ids):
                request.is_acting = True
                try:
                    return view(request, *args, **kwargs)
                finally:
                    request.is_acting = False

        guarded.policy = frozenset(functions)  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in_page(view: PageView) -> PageView:
    """Open to every signed-in person, with or without a designation; such a view shows no case data."""
    view.policy = "signed-in"  # type: ignore[attr-defined]
    return view


def public_page(view: PageView) -> PageView:
    """Open to the world."""
    opened = login_not_required(view)
    opened.policy = "public"  # type: ignore[attr-defined]
    return opened


def throttled(action: str) -> Callable[[PageView], PageView]:
    """Asked for so many times and no more (`ACCOUNT_RATE_LIMITS`): past that, nothing of what is sent is read."""

    def decorate(view: PageView) -> PageView:
        view.throttled = action  # type: ignore[attr-defined]
        return view

    return decorate


def before_charter(view: PageView) -> PageView:
    """Opens before the charter in force is accepted, outside `@page`: the charter itself."""
    view.opens_before_charter = True  # type: ignore[attr-defined]
    return view


def irrevocable(view: PageView) -> PageView:
    """What is sent here shares, names, ends or refuses, and nothing takes it back: its forms say what follows and ask
    once, and Enter in a field sends none of them."""
    view.is_irrevocable = True  # type: ignore[attr-defined]
    return view


def page_behind(htmx: HtmxDetails) -> str:
    """The page that a fragment's request comes from; the first one when the browser's word for it is no address."""
    try:
        return htmx.current_url_abs_path or "/"
    except ValueError:
        return "/"


def require(allowed: bool) -> None:
    """Raises PermissionDenied: visible, but not for you to do."""
    if not allowed:
        raise PermissionDenied


def ask(rule: Callable[Concatenate[Actor, About], bool], by: Actor, *about: About.args, **named: About.kwargs) -> None:
    """What a service asks before all else: the rule of its page, whoever calls. Raises PermissionDenied.

    The rules are about people: the machine goes on, as far as the database lets it.
    """
    require(by.is_machine or rule(by, *about, **named))
