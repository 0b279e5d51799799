"""Mon compte: when one wants to be written to."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from acting.actor import acting_as, visitor
from acting.forms import accepted
from acting.pages import signed_in_page
from correspondents.forms.mail_hours import MailHoursForm
from correspondents.mail_hours import USUAL
from correspondents.models import MailChoice, User
from correspondents.services.mail_hours import choose_mail_hours

CHOSEN = "C’est noté, aussi pour ce qui attend déjà."


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_mails(request: HttpRequest) -> HttpResponse:
    with acting_as(by := visitor(request.user.pk, timezone.now())):
        user = User.objects.get(pk=by.user_id)
        choice = MailChoice.objects.filter(user=user).first()
        form = MailHoursForm(request.POST or None, initial=asdict(choice.hours if choice else USUAL))
        if form.is_valid() and accepted(form, lambda: choose_mail_hours(by=by, user=user, **form.cleaned_data)):
            messages.success(request, CHOSEN)
            return redirect("mfa_index")
        return render(request, "correspondents/own_mails.html", {"form": form})
