"""Coming in: the page that an invitation's mail leads to, and what an administrator does to send one."""

from datetime import datetime

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from acting.actor import visitor
from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, page, public_page, require
from acting.refusals import Conflict
from correspondents.arrival import invitation_of_key
from correspondents.forms.arrival import FirstPasswordForm
from correspondents.models import Invitation
from correspondents.permissions import accounts_visible_to, can_invite
from correspondents.services.arrival import accept_invitation, invite

INVITED = "L’invitation part dans la minute. Son lien vaut soixante-douze heures et ne sert qu’une fois."


@public_page
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """A wrong, used or old key is answered alike, and names nobody."""
    if not consume(request, action="reset_password_from_key"):
        refused: HttpResponse = respond_429(request)
        return refused
    now = timezone.now()
    found = invitation_of_key(key, now)
    if found is None:
        return _no_longer_valid(request)
    form = FirstPasswordForm(found.user, request.POST or None)
    try:
        if form.is_valid() and accepted(form, lambda: _accept(found, form.cleaned_data["new_password1"], now)):
            # Leads to signing in as usual; whoever was signed in on this device is signed out first.
            logout(request)
            messages.success(request, "Votre mot de passe est enregistré. Connectez-vous.")
            return redirect("account_login")
    except Conflict:
        return _no_longer_valid(request)
    return render(request, "correspondents/invitation.html", {"form": form, "account": found.user})


def _accept(found: Invitation, password: str, now: datetime) -> None:
    accept_invitation(by=visitor(found.user_id, now), invitation=found, password=password)


def _no_longer_valid(request: HttpRequest) -> HttpResponse:
    return render(request, "correspondents/invitation_spent.html", status=409 if request.method == "POST" else 404)


@page(Function.ADMINISTRATEUR)
@require_POST
def account_invite(request: ActingRequest, pk: object) -> HttpResponse:
    account = get_object_or_404(accounts_visible_to(request.actor), pk=pk)
    require(can_invite(request.actor, account))
    invite(by=request.actor, user=account)
    messages.success(request, INVITED)
    return redirect("account_detail", pk=account.pk)
