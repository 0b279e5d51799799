"""The landing page. Everything else belongs to the app whose data it shows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from acting.enums import Function
from acting.pages import signed_in_page
from convention77.menu import LANDING


@signed_in_page
def home(request: HttpRequest) -> HttpResponse:
    """Leads to where the function works; a person without a running designation stays here and sees nothing else."""
    actor = request.actor  # type: ignore[attr-defined]
    return redirect(LANDING[Function(actor.function)]) if actor else render(request, "home.html")
