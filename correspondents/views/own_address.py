"""Mon compte: another address to come in with, asked here and confirmed from the mail that goes to it."""

import time
from contextlib import suppress
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.core.ratelimit import consume
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from acting.actor import acting_as, visitor
from acting.forms import accepted
from acting.pages import irrevocable, signed_in_page
from acting.refusals import Conflict
from correspondents.forms.persons import OwnAddressForm
from correspondents.models import User
from correspondents.own_address import change_of_key, change_waiting, was_changed_by
from correspondents.services.own_address import ask_for_address, confirm_address, withdraw_address

ASKED = (
    "Un courriel part à la nouvelle adresse, avec le lien qui confirme ; un autre prévient l’adresse actuelle. Rien ne "
    "change avant que vous ayez confirmé, dans les vingt-quatre heures."
)
CHANGED = (
    "Votre adresse a changé : c’est avec elle que vous vous connectez désormais. Vos autres sessions sont fermées."
)
WITHDRAWN = "Votre adresse reste la même : le lien envoyé n’ouvre plus rien."
NOTHING_WAITS = "Aucun changement d’adresse n’était en attente."
TOO_MANY = "Trop de demandes. Attendez une heure, puis recommencez."
TYPED = "address_typed"  # what was typed, while the second factor is asked for again


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_address(request: HttpRequest) -> HttpResponse:
    with acting_as(by := visitor(request.user.pk, timezone.now())):
        user = User.objects.get(pk=by.user_id)
        if is_mfa_enabled(user) and not _second_factor_was_given(request):
            return _ask_second_factor(request)
        if request.method != "POST":
            return _page(request, user, OwnAddressForm(user, initial={"email": request.session.pop(TYPED, "")}))
        if not consume(request, action="manage_email"):
            return _too_many(request, user)
        form = OwnAddressForm(user, request.POST)
        if form.is_valid() and accepted(
            form, lambda: ask_for_address(by=by, user=user, email=form.cleaned_data["email"])
        ):
            messages.success(request, ASKED)
            return redirect("mfa_index")
        return _page(request, user, form)


def _page(request: HttpRequest, user: User, form: OwnAddressForm, status: int = 200) -> HttpResponse:
    return render(request, "correspondents/own_address.html", {"form": form, "account": user}, status=status)


def _too_many(request: HttpRequest, user: User) -> HttpResponse:
    """Before anything that was typed is looked at: the answer must not tell whether the password is right."""
    messages.error(request, TOO_MANY)
    return _page(request, user, OwnAddressForm(user, initial={"email": request.POST.get("email", "")}), status=429)


def _second_factor_was_given(request: HttpRequest) -> bool:
    """For this, not at sign-in hours ago: within the time that django-allauth sets for its own pages."""
    given = [each["at"] for each in get_authentication_records(request, request.user) if each["method"] == "mfa"]
    return bool(given) and time.time() - given[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def _ask_second_factor(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        request.session[TYPED] = request.POST.get("email", "")[:254]
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': reverse('own_address')})}")


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_address_pending(request: HttpRequest) -> HttpResponse:
    """What the person has asked for and not confirmed yet, a fragment of the account's page, and a way to give it up:
    without the second factor, since everything stays as it is."""
    with acting_as(by := visitor(request.user.pk, timezone.now())):
        user = User.objects.get(pk=by.user_id)
        if request.method == "POST":
            messages.success(request, WITHDRAWN if withdraw_address(by=by, user=user) else NOTHING_WAITS)
            return redirect("mfa_index")
        name = "_own_address_pending" if request.headers.get("HX-Request") else "own_address_pending"
        context = {"change": change_waiting(user, by.now), "account": user}
        return render(request, f"correspondents/{name}.html", context)


@irrevocable
@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_address_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Signs nobody in: the person who asked has to be there, with the password, and has to click. A second click is
    told what the first one did."""
    by = visitor(request.user.pk, timezone.now())
    with acting_as(by):
        user = User.objects.get(pk=by.user_id)
        change = change_of_key(user, key, by.now)
        if change and request.method != "POST":
            return render(request, "correspondents/own_address_confirm.html", {"change": change})
        if change:
            with suppress(Conflict):
                confirm_address(by=by, change=change, key=key, session_key=request.session.session_key or "")
        if not was_changed_by(user, key):
            return render(request, "correspondents/own_address_spent.html", status=404)
    messages.success(request, CHANGED)
    return redirect("mfa_index")
