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
from acting.refusals import Conflict, OtherDesignation, Refused
from correspondents.models import Designation


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
        sentence = exception.sentence if isinstance(exception, Refused) else ""
        context = {
            "sentence": sentence,
            "typed": typed_in(request),
            "is_other": isinstance(exception, OtherDesignation),
        }
        if isinstance(exception, OtherDesignation):
            own: list[Designation] = getattr(request, "designations", [])
            context["opened_under"] = next((each for each in own if str(each.pk) == exception.opened_under), None)
        return render(request, "409.html", context, status=409)


def typed_in(request: HttpRequest) -> list[str]:
    """The sentences of the form that was sent, so that they are not lost; no word of a password."""
    sent = [value for name, values in request.POST.lists() if "password" not in name for value in values]
    return [value for value in sent if " " in value.strip()]
