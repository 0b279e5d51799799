"""Objets de travail: the list; administrators keep them. The page of one belongs to correspondents."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from acting.enums import EVERYBODY, Function
from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from acting.rows import Rows
from signatories.forms.themes import ContactRows, ThemeForm
from signatories.models import Theme
from signatories.permissions import can_edit_themes, convention_of, themes_visible_to
from signatories.services.themes import (
    CONTACT_FIELDS,
    create_theme,
    restore_theme,
    revise_theme,
    set_contacts,
    withdraw_theme,
)


@page(*EVERYBODY)
def theme_list(request: ActingRequest) -> HttpResponse:
    themes = list(themes_visible_to(request.actor).prefetch_related("contacts"))
    context = {
        "themes": [theme for theme in themes if theme.withdrawn_on is None],
        "withdrawn": [theme for theme in themes if theme.withdrawn_on],
        "may_edit": can_edit_themes(request.actor),
    }
    return render(request, "signatories/theme_list.html", context)


@page(Function.ADMINISTRATEUR)
def theme_new(request: ActingRequest) -> HttpResponse:
    require(can_edit_themes(request.actor))
    convention = convention_of(request.actor)
    form = ThemeForm(request.POST or None, convention=convention)
    made: list[Theme] = []

    def create() -> None:
        key = form.submission_key()
        made.append(create_theme(by=request.actor, convention=convention, submission=key, **form.written()))

    if form.is_valid() and accepted(form, create):
        messages.success(request, "L’objet de travail est ajouté. Donnez maintenant ses contacts.")
        return redirect("theme_contacts", pk=made[0].pk)
    return render(request, "signatories/theme_form.html", {"form": form, "theme": None})


@page(Function.ADMINISTRATEUR)
def theme_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    theme = get_object_or_404(themes_visible_to(request.actor), pk=pk)
    require(can_edit_themes(request.actor))
    form = ThemeForm(request.POST or None, instance=theme, convention=convention_of(request.actor))
    if form.is_valid() and accepted(form, lambda: revise_theme(by=request.actor, theme=theme, **form.written())):
        messages.success(request, "L’objet de travail est enregistré.")
        return redirect("theme_detail", pk=pk)
    return render(request, "signatories/theme_form.html", {"form": form, "theme": theme})


@page(Function.ADMINISTRATEUR)
def theme_contacts(request: ActingRequest, pk: UUID) -> HttpResponse:
    theme = get_object_or_404(themes_visible_to(request.actor), pk=pk)
    require(can_edit_themes(request.actor))
    rows = _contact_rows(request, theme)
    if rows.is_valid() and accepted(rows, lambda: set_contacts(by=request.actor, theme=theme, contacts=rows.kept())):
        messages.success(request, "Les contacts sont enregistrés.")
        return redirect("theme_detail", pk=pk)
    return render(request, "signatories/theme_contacts.html", {"rows": rows, "theme": theme})


@page(Function.ADMINISTRATEUR)
@require_POST
def theme_withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The state that the button asks for, so that a click on an old page does not do the opposite."""
    theme = get_object_or_404(themes_visible_to(request.actor), pk=pk)
    require(can_edit_themes(request.actor))
    if request.POST.get("withdrawn") == "on":
        withdraw_theme(by=request.actor, theme=theme)
        messages.success(request, f"« {theme.name} » n’est plus montré. Ce qui y a été compté reste.")
    else:
        restore_theme(by=request.actor, theme=theme)
        messages.success(request, f"« {theme.name} » est de nouveau montré.")
    return redirect("theme_detail", pk=pk)


def _contact_rows(request: ActingRequest, theme: Theme) -> Rows:
    present = list(theme.contacts.order_by("position").values(*CONTACT_FIELDS))
    given: dict[str, Any] = {"present": present}
    if request.method == "POST":
        return cast(Rows, ContactRows(request.POST, **given))
    return cast(Rows, ContactRows(initial=present, **given))
