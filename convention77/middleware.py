"""What the answers of all pages have in common."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

import structlog
from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render, resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from acting.pages import page_behind
from acting.refusals import Conflict, OtherDesignation, Refused, Typed
from acting.words import readable
from correspondents.models import Designation

if TYPE_CHECKING:
    from django.http.request import _ImmutableQueryDict

SLID, SLIDE_SECONDS = "slid", 15 * 60
METHODS = ("GET", "HEAD", "POST")
ARRIVED, DRAFT_SECONDS = "arrived", 24 * 60 * 60


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


class RequestIdMiddleware:
    """Each request has a number of its own: in every line of the log that tells of it, in the journal, in the line of
    the job that it asked for, on the page of an error, and in the answer's `X-Request-ID`. Drawn here, whatever a
    client sends: what somebody typed stands in no log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.number = str(uuid4())  # type: ignore[attr-defined]  # for what is logged after it was answered
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = number
        return response


class Utf8Middleware:
    """Before anybody reads what was sent: the portal's forms are in UTF-8, whatever a client says of them. Python knows
    encodings in which Django cannot read an address, nor draw the page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.encoding = settings.DEFAULT_CHARSET
        return self.get_response(request)


class CompressMiddleware(GZipMiddleware):
    """Pages, in a third to a fifth of their size: a phone at the foot of a tower is slow.

    Never one that answers to what was sent along, in its address or its body: the length of a page that holds both a
    secret and what a stranger chose tells the secret, guess by guess (BREACH). The middleware adds a random length too.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if request.method != "GET" or request.META.get("QUERY_STRING") or not is_page:
            return response
        return super().process_response(request, response)


class NoStoreMiddleware:
    """On a shared computer of a police station, the back button must show nothing after sign-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class ThrottleMiddleware:
    """Of an address that is `throttled`: before the token is looked at, since that reads the whole of what is sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        action = getattr(view, "throttled", "")
        refused: HttpResponse | None = consume_or_429(request, action=action) if action else None
        return refused


class ReadableMiddleware:
    """What is typed in any form, before anybody reads it: see `readable`. After the token was looked at, which minds a
    body that breaks off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        request.GET = _made_readable(request.GET)
        if request.method == "POST":
            request.POST = _made_readable(request.POST)


def _made_readable(typed: "_ImmutableQueryDict") -> "_ImmutableQueryDict":
    pairs = [(name, value) for name, values in typed.lists() for value in values]
    read = [(name, readable(value)) for name, value in pairs]
    return typed if read == pairs else QueryDict(urlencode(read))


class SlidingSessionMiddleware:
    """A session lasts from the last page on, not from signing in; written down at most every quarter of an hour."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = int(time.time())
        if request.user.is_authenticated and now - request.session.get(SLID, 0) > SLIDE_SECONDS:
            request.session[SLID] = now
        return self.get_response(request)


def sign_in_at(page: str, *, has_ended: bool = False) -> str:
    """The address of signing in, which leads on to `page`; `fin` has it say that a session has ended."""
    asked = {REDIRECT_FIELD_NAME: page} | ({"fin": "1"} if has_ended else {})
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(asked, safe='/')}"


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads to signing in and back to the page that one was on: what was sent meanwhile is no page of its own."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(sign_in_at(request.get_full_path()))
        return HttpResponseRedirect(sign_in_at(_page_before(request), has_ended=True))


def _page_before(request: HttpRequest) -> str:
    """The own page that something was sent from; the first one when the browser's word for it is no address."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    return referer._replace(scheme="", netloc="").geturl() if referer.netloc == request.get_host() else "/"


class ArrivedMiddleware:
    """Says which draft of the device has arrived: that of a form after which one is led on. Until then it is kept
    there, whatever page comes: signing in, a refusal, a token that was too old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_led_on = isinstance(response, HttpResponseRedirect) and request.user.is_authenticated
        draft = request.POST.get("draft", "") if is_led_on else ""
        if draft:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(
                ARRIVED, quote(draft[:300], safe=""), max_age=DRAFT_SECONDS, secure=secure, samesite="Lax"
            )
        return response


class NotAllowedMiddleware:
    """An address that only takes what is sent, opened as a page: said in French, with a way on. No address takes more
    than pages and forms need: a view that names no methods would answer to TRACE with its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_known = request.method in METHODS
        response = self.get_response(request) if is_known else HttpResponseNotAllowed(METHODS)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


class SignInAgainMiddleware:
    """When a session has ended, a fragment's request leads the whole page to signing in, and back to where it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxRequest) -> HttpResponse:
        response = self.get_response(request)
        login = resolve_url(settings.LOGIN_URL)
        if request.htmx and urlsplit(response.headers.get("Location", "")).path == login:
            page = page_behind(request.htmx)
            return HttpResponseClientRedirect(sign_in_at(page, has_ended=True))
        return response


class ConflictMiddleware:
    """Whoever acts on what somebody else has moved meanwhile is told so, and whoever does what a rule refuses learns
    which one, with the words that were typed. The transaction is undone by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (Conflict, Refused)):
            return None
        context = {"sentence": getattr(exception, "sentence", ""), "typed": getattr(exception, "typed", ())}
        if isinstance(exception, OtherDesignation):
            own: list[Designation] = getattr(request, "designations", [])
            opened_under = next((each for each in own if str(each.pk) == exception.opened_under), None)
            context |= {"is_other": True, "opened_under": opened_under, "typed": sentences_in(request)}
        return render(request, "409.html", context, status=409)


def sentences_in(request: HttpRequest) -> list[Typed]:
    """Of a form that no page has read: what has a space in it, so that it is not lost; no word of a password."""
    sent = [value for name, values in request.POST.lists() if "password" not in name for value in values]
    return [Typed("", "Texte", value) for value in sent if " " in value.strip()]
