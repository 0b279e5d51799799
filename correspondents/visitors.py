"""The pages of signing in, before anybody acts: the database knows the person who comes in, and nothing more."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, unstash_login
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from acting.actor import acting_as, visitor

View = Callable[..., HttpResponse]


def for_visitors(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, each view inside the visitor's context."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            for_visitors(pattern.url_patterns)
        else:
            pattern.callback = _as_visitor(pattern.callback)
    return list(patterns)


def _as_visitor(view: View) -> View:
    @wraps(view)
    def visited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting_as(visitor(_coming_in(request), timezone.now())):
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    return visited


def _coming_in(request: HttpRequest) -> UUID | None:
    """Whoever is signed in, or has given the password and is asked for the second factor."""
    if request.user.is_authenticated:
        return request.user.pk
    given = request.session.get(LOGIN_SESSION_KEY)
    if not given:
        return None
    # The account is looked up as that person's, which the session says since the password was right.
    with acting_as(visitor(UUID(given["user_pk"]), timezone.now())):
        login = unstash_login(request, peek=True)
    return login.user.pk if login and login.user else None
