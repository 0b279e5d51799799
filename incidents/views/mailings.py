"""Letters in numbers: asked for once, made or named, printed as one paper by `reports`."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from incidents.forms.mailings import MailingForm
from incidents.letter_sources import template_of
from incidents.models import Mailing
from incidents.permissions import CASE_FUNCTIONS, can_keep_situations, letters_visible_to, mailings_visible_to
from incidents.services.mailings import make_mailing
from incidents.views.letters import kind_or_404
from journal.services import record, record_list_read
from journal.verbs import Verb


@page(*CASE_FUNCTIONS)
def mailing_new(request: ActingRequest, kind: str) -> HttpResponse:
    require(can_keep_situations(request.actor))
    template = template_of(request.actor, kind_or_404(kind))
    form = MailingForm(request.POST or None, template=template, actor=request.actor)
    made: list[Mailing] = []

    def act() -> None:
        chosen, words = list(form.cleaned_data["situations"]), form.words()
        made.append(make_mailing(by=request.actor, kind=kind, situations=chosen, words=words, key=form.key()))

    if form.is_valid() and accepted(form, act):
        messages.success(request, "Les lettres sont faites ; celles qui n’ont pu l’être sont nommées.")
        return redirect("mailing_detail", pk=made[0].pk)
    return render(request, "incidents/mailing_form.html", {"form": form, "template": template})


@page(*CASE_FUNCTIONS)
def mailing_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    mailing = get_object_or_404(mailings_visible_to(request.actor), pk=pk)
    letters = list(letters_visible_to(request.actor).filter(mailing=mailing).for_display().in_order())
    record(by=request.actor, verb=Verb.MAILING_READ, object_id=mailing.pk, owner_id=mailing.landlord_id)
    rows = [(mailing.landlord_id, each.pk) for each in letters]
    record_list_read(by=request.actor, verb=Verb.LETTER_READ, rows=rows)
    context = {"mailing": mailing, "letters": letters}
    return render(request, "incidents/mailing_detail.html", context)
