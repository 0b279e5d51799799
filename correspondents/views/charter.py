"""The charter: read and accepted by everybody before the first access, written by administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from acting.enums import EVERYBODY, Function
from acting.forms import accepted
from acting.pages import ActingRequest, before_charter, irrevocable, page
from correspondents.arrival import charter_in_force, charter_to_accept
from correspondents.forms.arrival import AgreementForm, CharterForm
from correspondents.permissions import charters_visible_to
from correspondents.services.arrival import accept_charter, publish_charter
from signatories.permissions import convention_of


@before_charter
@irrevocable
@page(*EVERYBODY)
def charter(request: ActingRequest) -> HttpResponse:
    """The version in force, to accept or to read again; then on to where one was going."""
    asked = charter_to_accept(request.actor)
    form = AgreementForm(request.POST or None)
    if asked and form.is_valid() and form.cleaned_data["charter"] == asked.pk:
        accept_charter(by=request.actor, charter=asked)
        return redirect(_onward(request))
    if request.method == "POST" and not asked:
        return redirect(_onward(request))
    shown = charter_in_force(convention_of(request.actor), request.actor.today)
    context = {"charter": shown, "asked": asked, "onward": _onward(request), "has_changed": request.method == "POST"}
    return render(request, "correspondents/charter.html", context)


def _onward(request: ActingRequest) -> str:
    """Inside the portal only."""
    address = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if is_ours else "/"


@irrevocable
@page(Function.ADMINISTRATEUR)
def charter_list(request: ActingRequest) -> HttpResponse:
    charters = list(charters_visible_to(request.actor))
    initial = {"version": charters[0].version + 1 if charters else 1, "in_force_on": request.actor.today}
    form = CharterForm(request.POST or None, initial=initial, today=request.actor.today)
    convention = convention_of(request.actor)
    if form.is_valid() and accepted(
        form, lambda: publish_charter(by=request.actor, convention=convention, **form.cleaned_data)
    ):
        messages.success(request, f"La version {form.cleaned_data['version']} est publiée.")
        return redirect("charter_list")
    context = {"form": form, "charters": charters, "version": initial["version"], "today": request.actor.today}
    return render(request, "correspondents/charter_list.html", context)
