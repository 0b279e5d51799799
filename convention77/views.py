"""The landing page, and the page of an error. Everything else belongs to the app whose data it shows."""

import errno
import sys

import structlog
from django.contrib import messages
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from acting.actor import acting_as, visitor
from acting.enums import Function
from acting.pages import signed_in_page
from convention77.menu import LANDING
from convention77.middleware import sentences_in
from correspondents.permissions import own_designations_to_accept


@signed_in_page
def home(request: HttpRequest) -> HttpResponse:
    """Leads to where the function works; a person without a running designation stays here and sees nothing else, or
    is asked to accept the first one. Whoever works already is told that another waits, and lands where always."""
    actor = request.actor  # type: ignore[attr-defined]
    person = visitor(request.user.pk, timezone.now())
    with acting_as(person):
        waiting = own_designations_to_accept(person).exists()
    if actor is None:
        return redirect("own_designations") if waiting else render(request, "home.html")
    if waiting:
        messages.info(request, "Une désignation à votre nom attend votre accord : voyez « Mes désignations ».")
    return redirect(LANDING[Function(actor.function)])


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
DATABASE_HAS_NO_ROOM = "53100"
RETRY_SECONDS = 30


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever failed is in the log already. That a disk is full is said, since no second try will mend it: of the
    private folder, of the one where an upload arrives before any view is called, or of the database. That the database
    is away, or that somebody holds for long what was asked for, passes by itself; of a server that ends while it
    answers, psycopg tells by the bare class."""
    error = sys.exc_info()[1]
    cause = getattr(error.__cause__ if error else None, "pgcode", None)
    if (isinstance(error, OSError) and error.errno in NO_ROOM) or cause == DATABASE_HAS_NO_ROOM:
        return _unkept(render_to_string("507.html"), 507)
    if isinstance(error, (OperationalError, InterfaceError)) or type(error) is DatabaseError:
        return _busy(request)
    number = structlog.contextvars.get_contextvars().get("request_id", "")
    return _unkept(render_to_string("500.html", {"number": number}), 500)


def _unkept(page: str, status: int) -> HttpResponse:
    """Also where whoever would say so could not be asked: what was typed must not be there for the back button."""
    response = HttpResponse(page, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _busy(request: HttpRequest) -> HttpResponse:
    """Drawn without asking anybody anything, and so without the menu."""
    is_sent = request.method == "POST"
    context = {
        "is_sent": is_sent,
        "typed": sentences_in(request) if is_sent else [],
        "address": request.get_full_path(),
    }
    page = _unkept(render_to_string("503.html", context), 503)
    page.headers["Retry-After"] = str(RETRY_SECONDS)
    return page
