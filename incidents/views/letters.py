"""Letters of a situation of a lease, and the templates of the house. Their papers are made by `reports`."""

from base64 import b64encode
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from correspondents.readers import people_asked
from files.services import read_verified, serve
from files.tables.export import exported
from incidents.case_readers import readers_of_letter
from incidents.forms.letters import LetterEditForm, NewLetterForm, ReturnForm, SendingForm, TemplateForm
from incidents.letter_list import letter_sheet, letters_of
from incidents.letter_sources import template_of, templates_of
from incidents.letter_text import RUNG, LetterKind
from incidents.models import Letter
from incidents.permissions import (
    CASE_FUNCTIONS,
    can_keep_situation,
    can_keep_situations,
    letters_visible_to,
)
from incidents.services.letters import (
    discard_letter,
    make_letters,
    note_letter_download,
    note_return,
    revise_letter,
    send_letter,
    write_template,
)
from incidents.views.addressees import situation_of_lease
from journal.consultations import consultations_of
from journal.enums import Channel
from journal.services import record, record_each_read, record_list_read
from journal.verbs import Verb


@page(*CASE_FUNCTIONS)
def letter_template_list(request: ActingRequest) -> HttpResponse:
    require(can_keep_situations(request.actor))
    context = {"templates": templates_of(request.actor)}
    return render(request, "incidents/letter_template_list.html", context)


@page(*CASE_FUNCTIONS)
def letter_template_edit(request: ActingRequest, kind: str) -> HttpResponse:
    require(can_keep_situations(request.actor))
    template = template_of(request.actor, kind_or_404(kind))
    form = TemplateForm(request.POST or None, request.FILES or None, template=template)
    if form.is_valid() and accepted(form, lambda: write_template(by=request.actor, kind=kind, **form.words())):
        messages.success(request, "Le modèle est enregistré. Les lettres déjà faites restent telles quelles.")
        return redirect("letter_template_list")
    context = {"form": form, "template": template}
    return render(request, "incidents/letter_template_form.html", context)


@page(*CASE_FUNCTIONS)
def letter_list(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = situation_of_lease(request, pk)
    letters = letters_of(request.actor, situation)
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    rows = [(situation.landlord_id, each.pk) for each in letters]
    record_list_read(by=request.actor, verb=Verb.LETTER_READ, rows=rows)
    context = {"situation": situation, "letters": letters, "kinds": LetterKind, "may_keep": situation.ended_at is None}
    return render(request, "incidents/letter_list.html", context)


@page(*CASE_FUNCTIONS)
@require_safe
def letter_export(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = situation_of_lease(request, pk)
    owner, channel = situation.landlord_id, Channel.EXPORT
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=owner, channel=channel)
    back = reverse("letter_list", args=[pk])
    return exported(request, letter_sheet(request.actor, situation), back=back)


@page(*CASE_FUNCTIONS)
def letter_new(request: ActingRequest, pk: UUID, kind: str) -> HttpResponse:
    situation, template = situation_of_lease(request, pk), template_of(request.actor, kind_or_404(kind))
    form = NewLetterForm(request.POST or None, situation=situation, template=template, actor=request.actor)
    made: list[Letter] = []

    def act() -> None:
        chosen, words = list(form.cleaned_data["addressees"]), form.words()
        made.extend(
            make_letters(
                by=request.actor, situation=situation, kind=kind, addressees=chosen, words=words, key=form.key()
            )
        )

    if form.is_valid() and accepted(form, act):
        messages.success(request, "La lettre est faite." if len(made) == 1 else f"{len(made)} lettres sont faites.")
        return redirect("letter_detail", pk=made[0].pk) if len(made) == 1 else redirect("letter_list", pk=situation.pk)
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    context = {"situation": situation, "form": form, "template": template, "back": ("letter_list", situation.pk)}
    return render(request, "incidents/letter_form.html", context)


@page(*CASE_FUNCTIONS)
def letter_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """As the paper draws it."""
    letter = _letter(request, pk)
    record(by=request.actor, verb=Verb.LETTER_READ, object_id=letter.pk, owner_id=letter.situation.landlord_id)
    is_open = letter.situation.ended_at is None
    logo = b64encode(read_verified(letter.logo)).decode() if letter.logo else ""
    context: dict[str, Any] = {"letter": letter, "situation": letter.situation}
    context |= {"is_draft": is_open and not letter.sent_on, "may_come_back": is_open and letter.sent_on}
    context["rung"] = RUNG.get(LetterKind(letter.kind))
    context["logo"] = f"data:image/png;base64,{logo}" if logo else ""
    return render(request, "incidents/letter_detail.html", context)


@page(*CASE_FUNCTIONS)
def letter_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    """« Qui peut voir ceci, et pourquoi ? »: a letter is read in the house alone, whatever is passed on."""
    letter, people = _letter(request, pk), people_asked(request.actor)
    record(by=request.actor, verb=Verb.LETTER_READ, object_id=letter.pk, owner_id=letter.situation.landlord_id)
    context = {
        "letter": letter,
        "situation": letter.situation,
        "asked": len(people),
        "readers": readers_of_letter(request.actor, letter, people),
        "consultations": consultations_of(request.actor, letter.pk),
    }
    return render(request, "incidents/letter_readers.html", context)


@page(*CASE_FUNCTIONS)
def letter_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    letter = _letter(request, pk)
    template = letter.template or template_of(request.actor, letter.kind)
    form = LetterEditForm(request.POST or None, letter=letter, template=template, actor=request.actor)
    if form.is_valid() and accepted(form, lambda: revise_letter(by=request.actor, letter=letter, words=form.words())):
        messages.success(request, "La lettre est enregistrée. Si elle était en PDF, demandez-le de nouveau.")
        return redirect("letter_detail", pk=letter.pk)
    record(by=request.actor, verb=Verb.LETTER_READ, object_id=letter.pk, owner_id=letter.situation.landlord_id)
    context = {"situation": letter.situation, "form": form, "template": template, "letter": letter}
    return render(request, "incidents/letter_form.html", context | {"back": ("letter_detail", letter.pk)})


@page(*CASE_FUNCTIONS)
def letter_download(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The paper as it was printed, and, once sent, as it went."""
    letter = _letter(request, pk)
    if letter.file is None:
        raise Http404
    response = serve(letter.file)
    note_letter_download(by=request.actor, letter=letter)
    return response


@irrevocable
@page(*CASE_FUNCTIONS)
def letter_send(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Of a kind that is no step of the graduated response."""
    letter = _letter(request, pk)
    form = SendingForm(request.POST or None, letter=letter, actor=request.actor)
    if form.is_valid() and accepted(form, lambda: send_letter(by=request.actor, letter=letter, sending=form.sending())):
        messages.success(request, "L’envoi est noté : la lettre ne change plus.")
        return redirect("letter_detail", pk=letter.pk)
    return _act(request, letter, form, "Noter l’envoi", "Noter l’envoi")


@page(*CASE_FUNCTIONS)
def letter_return(request: ActingRequest, pk: UUID) -> HttpResponse:
    letter = _letter(request, pk)
    form = ReturnForm(request.POST or None, letter=letter, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: note_return(by=request.actor, letter=letter, on=form.cleaned_data["returned_on"])
    ):
        messages.success(request, "Le retour est noté.")
        return redirect("letter_detail", pk=letter.pk)
    return _act(request, letter, form, "Lettre revenue", "Noter le retour")


@irrevocable
@page(*CASE_FUNCTIONS)
def letter_discard(request: ActingRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """Once more does nothing more: a draft that is not there, or never was, is no longer there."""
    situation = situation_of_lease(request, pk)
    found = letters_visible_to(request.actor).for_display().filter(pk=letter, situation=situation).first()
    form = Form(request.POST if request.method == "POST" else None)
    if found and not (form.is_valid() and accepted(form, lambda: discard_letter(by=request.actor, letter=found))):
        return _act(request, found, form, "Abandonner le projet", "Abandonner")
    messages.success(request, "Le projet de lettre est abandonné.")
    return redirect("letter_list", pk=situation.pk)


def kind_or_404(kind: str) -> LetterKind:
    if kind not in LetterKind.values:
        raise Http404
    return LetterKind(kind)


def _letter(request: ActingRequest, pk: UUID) -> Letter:
    letter = get_object_or_404(letters_visible_to(request.actor).for_display(), pk=pk)
    require(can_keep_situation(request.actor, letter.situation))
    return letter


def _act(request: ActingRequest, letter: Letter, form: Form, title: str, button: str) -> HttpResponse:
    read = [(Verb.SITUATION_READ, letter.situation_id), (Verb.LETTER_READ, letter.pk)]
    record_each_read(by=request.actor, read=read, owner_id=letter.situation.landlord_id)
    context = {"letter": letter, "situation": letter.situation, "form": form, "title": title, "button": button}
    return render(request, "incidents/letter_act.html", context)
