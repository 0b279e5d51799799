"""Finds out, once per request, who acts: the person, the designation chosen, and the time."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from correspondents.actors import actor_for, running_designations
from correspondents.models import User, acting_choice

SESSION_KEY = "designation"


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        user = request.user
        designations = running_designations(user, now) if isinstance(user, User) else []
        designation = acting_choice(designations, request.session.get(SESSION_KEY))
        request.designations = designations  # type: ignore[attr-defined]
        request.designation = designation  # type: ignore[attr-defined]
        request.actor = actor_for(designation, now) if designation else None  # type: ignore[attr-defined]
        return self.get_response(request)
