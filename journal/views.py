"""The two addresses that monitoring asks; they tell no more than yes and no."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from journal.health import readiness


@transaction.non_atomic_requests
@login_not_required
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers, whatever has become of the database."""
    return HttpResponse("ok", content_type="text/plain")


@transaction.non_atomic_requests
@login_not_required
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when everything is there, 503 otherwise."""
    state = readiness()
    return JsonResponse(state, status=200 if all(state.values()) else 503)


live.policy = "public"  # type: ignore[attr-defined]
ready.policy = "public"  # type: ignore[attr-defined]
