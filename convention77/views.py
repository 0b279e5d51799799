"""The landing page, and the page of an error. Everything else belongs to the app whose data it shows."""

import errno
import sys

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import defaults

from acting.actor import acting_as, visitor
from acting.enums import Function
from acting.pages import signed_in_page
from convention77.menu import LANDING
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


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever failed is in the log already. That a disk is full is said, since no second try will mend it: of the
    private folder, or of the one where an upload arrives before any view is called."""
    error = sys.exc_info()[1]
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return render(request, "507.html", status=507)
    return defaults.server_error(request)
