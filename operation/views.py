"""The state of the portal, for its administrator and for the machine that watches it. Never case data."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from acting.enums import Function
from acting.pages import ActingRequest, page, public_page
from operation.exposition import exposition
from operation.state import measured_lines, version_lines, what_is_wrong_now


@page(Function.ADMINISTRATEUR)
def portal_state(request: ActingRequest) -> HttpResponse:
    context = {"wrong": what_is_wrong_now(request.actor.now), "lines": measured_lines()}
    return render(request, "operation/state.html", context)


@page(Function.ADMINISTRATEUR)
def portal_version(request: ActingRequest) -> HttpResponse:
    return render(request, "operation/version.html", {"lines": version_lines()})


@public_page
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever bears the token of the settings; without it the address is none."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
