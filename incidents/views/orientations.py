""" "Orientation faite", for the themes that keep this and no more: no name, no address, no word."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.days import add_months
from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from incidents.forms.orientations import OrientationForm
from incidents.permissions import orientations_visible_to
from incidents.services.orientations import note_orientation
from signatories.permissions import can_count_orientations, can_offer_orientation, convention_of, themes_visible_to

NEXT = (
    "C’est noté, sans aucun nom. Et maintenant : la personne décide de la suite ; n’écrivez rien au dossier de "
    "location, n’envoyez aucun courrier au logement ; si le danger revient, appelez d’abord."
)


@irrevocable
@page(Function.GARDIEN, Function.REFERENT)
def orientation_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    theme = get_object_or_404(themes_visible_to(request.actor).prefetch_related("contacts"), pk=pk)
    require(can_offer_orientation(request.actor, theme))
    form = OrientationForm(request.POST or None, actor=request.actor, commune=request.GET.get("commune", ""))
    if form.is_valid() and accepted(form, lambda: note_orientation(by=request.actor, theme=theme, **form.noted())):
        messages.success(request, NEXT)
        return redirect("theme_detail", pk=pk)
    return render(request, "incidents/orientation_form.html", {"form": form, "theme": theme})


@page(Function.REFERENT)
def orientation_count(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The landlord's own count: a fragment of the theme's page, or a page where there is no JavaScript."""
    theme = get_object_or_404(themes_visible_to(request.actor), pk=pk)
    require(can_count_orientations(request.actor, theme))
    kept_since = add_months(request.actor.today, -convention_of(request.actor).keep_theme_months)
    counts = orientations_visible_to(request.actor).filter(theme=theme, on__gte=kept_since).counted()
    context = {"theme": theme, "counts": counts, "total": sum(n for _, n in counts), "since": kept_since}
    template = "_orientation_count" if request.htmx else "orientation_count"
    return render(request, f"incidents/{template}.html", context)
