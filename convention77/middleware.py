"""What the answers of all pages have in common."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from acting.pages import page_behind
from acting.refusals import Conflict, Refused


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


class NoStoreMiddleware:
    """On a shared computer of a police station, the back button must show nothing after sign-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
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
            return HttpResponseClientRedirect(f"{login}?{urlencode({REDIRECT_FIELD_NAME: page})}")
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
        return render(request, "409.html", context, status=409)
