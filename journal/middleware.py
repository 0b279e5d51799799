"""Every try that was refused is written down, although the request left nothing."""

from collections.abc import Callable
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from acting.actor import Actor, acting_as
from journal.services import record
from journal.verbs import Verb

REFUSALS = (403, 404)
UNKNOWN_ADDRESS = "adresse inconnue"
REASON_LENGTH = 200

log = structlog.get_logger(__name__)


class DeniedTriesMiddleware:
    """Placed inside the one that finds the actor. The same entry for any identifier, whether the object exists or not:
    whose data it was is found out later, not here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REFUSALS:
            _record_refusal(request, response.status_code)
        return response


def _record_refusal(request: HttpRequest, status: int) -> None:
    """Of whoever is signed in: with a designation an actor, without one a mere person. In a transaction of its own,
    after the request's was rolled back; a journal that is away does not turn a refusal into an error page."""
    actor: Actor | None = getattr(request, "actor", None)
    user, match = getattr(request, "user", None), request.resolver_match
    if actor is None and user is not None and user.is_authenticated:
        actor = Actor(now=timezone.now(), user_id=user.pk)
    if actor is None:
        return
    named = [value for value in match.kwargs.values() if isinstance(value, UUID)] if match else []
    address = match.route if match else UNKNOWN_ADDRESS  # as the portal writes it, `saisines/<uuid:pk>/`
    reason = f"{status} {address}"[:REASON_LENGTH]
    try:
        with transaction.atomic(), acting_as(actor):
            record(by=actor, verb=Verb.PAGE_REFUSED, object_id=next(iter(named), None), owner_id=None, reason=reason)
    except DatabaseError:
        log.exception("refusal_not_recorded")
