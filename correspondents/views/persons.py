"""Names, telephones and addresses put right: one's own, and those that the own house wrote."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from acting.actor import acting_as, visitor
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require, signed_in_page
from correspondents.forms.persons import AddressForm, WordsForm
from correspondents.models import User
from correspondents.permissions import DESIGNATING_FUNCTIONS, can_correct_words, designations_kept_by
from correspondents.services import persons

READDRESSED = "L’adresse est corrigée : l’ancienne invitation n’ouvre plus rien, une nouvelle part dans la minute."
CORRECTED = "C’est corrigé, partout où votre nom est montré."


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_words(request: HttpRequest) -> HttpResponse:
    by = visitor(request.user.pk, timezone.now())
    with acting_as(by):
        user = User.objects.get(pk=by.user_id)
        form = WordsForm(request.POST or None, initial={name: getattr(user, name) for name in persons.NAMES})
        if form.is_valid() and accepted(form, lambda: persons.correct_own_words(by=by, user=user, **form.cleaned_data)):
            messages.success(request, CORRECTED)
            return redirect("mfa_index")
        return render(request, "correspondents/own_words.html", {"form": form})


@page(*DESIGNATING_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def designation_correct(request: ActingRequest, pk: UUID) -> HttpResponse:
    designation = get_object_or_404(designations_kept_by(request.actor), pk=pk)
    require(can_correct_words(request.actor, designation))
    initial = {name: getattr(designation.person, name) for name in persons.NAMES}
    form = WordsForm(request.POST or None, initial=initial)
    if form.is_valid() and accepted(
        form, lambda: persons.correct_designation(by=request.actor, designation=designation, **form.cleaned_data)
    ):
        messages.success(request, "C’est corrigé.")
        return redirect("post_manage", pk=designation.post_id)
    return render(request, "correspondents/designation_correct.html", {"form": form, "designation": designation})


@irrevocable
@page(*DESIGNATING_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def designation_readdress(request: ActingRequest, pk: UUID) -> HttpResponse:
    designation = get_object_or_404(designations_kept_by(request.actor), pk=pk)
    require(can_correct_words(request.actor, designation))
    form = AddressForm(request.POST or None, initial={"email": designation.user.email})
    if form.is_valid() and accepted(
        form, lambda: persons.correct_address(by=request.actor, designation=designation, **form.cleaned_data)
    ):
        messages.success(request, READDRESSED)
        return redirect("post_manage", pk=designation.post_id)
    return render(request, "correspondents/designation_readdress.html", {"form": form, "designation": designation})
