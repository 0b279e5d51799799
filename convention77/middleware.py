"""What the answers of all pages have in common."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from incidents.lifecycle import Conflict, MoveRefused


class NoStoreMiddleware:
    """On a shared computer of a police station, the back button must show nothing after sign-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class ConflictMiddleware:
    """Whoever acts on what somebody else has moved meanwhile is told so; the transaction is undone by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        conflict = isinstance(exception, (Conflict, MoveRefused))
        return render(request, "409.html", status=409) if conflict else None
