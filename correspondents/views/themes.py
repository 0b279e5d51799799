"""Objets de travail: whom to call first, then the circuit; administrators keep them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from acting.enums import EVERYBODY
from acting.pages import ActingRequest, page
from correspondents.themes import posts_named_for
from signatories.permissions import (
    can_count_orientations,
    can_edit_themes,
    can_offer_orientation,
    themes_visible_to,
)


@page(*EVERYBODY)
def theme_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    theme = get_object_or_404(themes_visible_to(actor).prefetch_related("contacts"), pk=pk)
    context = {
        "theme": theme,
        "posts": posts_named_for(actor, theme),
        "may_edit": can_edit_themes(actor),
        "may_orient": can_offer_orientation(actor, theme),
        "may_count": can_count_orientations(actor, theme),
    }
    return render(request, "correspondents/theme_detail.html", context)
