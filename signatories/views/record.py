"""The record of the own convention, read by everybody who works with it, and kept by its administrators.

What the public may know is a page of its own, below: `signatories.views.public`.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from acting.enums import EVERYBODY, Function
from acting.forms import accepted
from acting.lists import Listing
from acting.pages import ActingRequest, irrevocable, page
from files.services import serve
from signatories.convention_record import change_lines, setting_lines
from signatories.enums import DocumentKind
from signatories.forms.convention import ArticleForm, DocumentForm, ProcessingForm, SettingsForm, TermForm
from signatories.permissions import (
    articles_visible_to,
    can_edit_convention,
    convention_of,
    documents_visible_to,
    processings_visible_to,
    setting_changes_visible_to,
)
from signatories.services import convention as services

CHANGES_SHOWN = 25


@page(*EVERYBODY)
def convention_text(request: ActingRequest) -> HttpResponse:
    """Term, articles and annexes."""
    documents = documents_visible_to(request.actor).filter(removed_at=None)
    context = {
        "convention": convention_of(request.actor),
        "articles": articles_visible_to(request.actor),
        "signed": documents.filter(kind=DocumentKind.SIGNED).first(),
        "annexes": documents.filter(kind=DocumentKind.ANNEX),
        "may_edit": can_edit_convention(request.actor),
    }
    return render(request, "signatories/convention_text.html", context)


@page(*EVERYBODY)
def convention_processings(request: ActingRequest) -> HttpResponse:
    context = {
        "convention": convention_of(request.actor),
        "processings": processings_visible_to(request.actor),
        "may_edit": can_edit_convention(request.actor),
    }
    return render(request, "signatories/convention_processings.html", context)


@page(*EVERYBODY)
def convention_settings(request: ActingRequest) -> HttpResponse:
    changes = setting_changes_visible_to(request.actor).select_related("signatory")
    page_obj = Listing(changes, ("-at", "-id"), request.GET, size=CHANGES_SHOWN).page()
    convention = convention_of(request.actor)
    context = {
        "convention": convention,
        "settings": setting_lines(convention),
        "changes": change_lines(page_obj),
        "page_obj": page_obj,
        "querystring": "",
        "may_edit": can_edit_convention(request.actor),
    }
    return render(request, "signatories/convention_settings.html", context)


@page(*EVERYBODY)
def document_download(request: ActingRequest, pk: UUID) -> HttpResponse:
    """An annex, or the signed text: no case data, so the reading is not written down."""
    document = get_object_or_404(documents_visible_to(request.actor).filter(removed_at=None), pk=pk)
    return serve(document.file)


@page(Function.ADMINISTRATEUR)
def convention_term(request: ActingRequest) -> HttpResponse:
    convention = convention_of(request.actor)
    form = TermForm(request.POST or None, instance=convention)

    def write() -> None:
        values = {name: form.cleaned_data[name] for name in services.TERM}
        services.change_settings(by=request.actor, convention=convention, values=values)

    return written(request, form, write, title="Échéance et renouvellement", back="convention_text")


@page(Function.ADMINISTRATEUR)
def convention_settings_edit(request: ActingRequest) -> HttpResponse:
    convention = convention_of(request.actor)
    form = SettingsForm(request.POST or None, convention=convention)

    def write() -> None:
        services.change_settings(by=request.actor, convention=convention, **form.chosen())

    return written(request, form, write, title="Modifier les réglages", back="convention_settings")


@page(Function.ADMINISTRATEUR)
def article_new(request: ActingRequest) -> HttpResponse:
    form = ArticleForm(request.POST or None, convention=convention_of(request.actor))
    return _kept(request, form, services.keep_article, title="Ajouter un article", back="convention_text")


@page(Function.ADMINISTRATEUR)
def article_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    article = get_object_or_404(articles_visible_to(request.actor), pk=pk)
    if request.POST.get("act") == "remove":
        services.remove_article(by=request.actor, row=article)
        return _removed(request, f"L’article {article.number} est retiré.", "convention_text")
    form = ArticleForm(request.POST or None, convention=convention_of(request.actor), instance=article)
    title = f"Modifier l’article {article.number}"
    return _kept(request, form, services.keep_article, title=title, back="convention_text", remove="Retirer l’article")


@page(Function.ADMINISTRATEUR)
def processing_new(request: ActingRequest) -> HttpResponse:
    form = ProcessingForm(request.POST or None, convention=convention_of(request.actor))
    title, back = "Ajouter un traitement", "convention_processings"
    return _kept(request, form, services.keep_processing, title=title, back=back)


@page(Function.ADMINISTRATEUR)
def processing_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    processing = get_object_or_404(processings_visible_to(request.actor), pk=pk)
    if request.POST.get("act") == "remove":
        services.remove_processing(by=request.actor, row=processing)
        return _removed(request, "Le traitement est retiré.", "convention_processings")
    form = ProcessingForm(request.POST or None, convention=convention_of(request.actor), instance=processing)
    title, back, remove = "Modifier le traitement", "convention_processings", "Retirer le traitement"
    return _kept(request, form, services.keep_processing, title=title, back=back, remove=remove)


@page(Function.ADMINISTRATEUR)
def document_new(request: ActingRequest) -> HttpResponse:
    form = DocumentForm(request.POST or None, request.FILES or None)
    convention = convention_of(request.actor)

    def write() -> None:
        services.deposit_document(by=request.actor, convention=convention, **form.deposited())

    return written(request, form, write, title="Déposer un document", back="convention_text")


@irrevocable
@page(Function.ADMINISTRATEUR)
@require_POST
def document_remove(request: ActingRequest, pk: UUID) -> HttpResponse:
    document = get_object_or_404(documents_visible_to(request.actor), pk=pk)
    services.remove_document(by=request.actor, row=document)
    return _removed(request, "Le document est retiré et son fichier effacé.", "convention_text")


def written(
    request: ActingRequest, form: forms.BaseForm, write: Callable[[], object], *, title: str, back: str, **context: Any
) -> HttpResponse:
    """The form, and again with its errors; once valid, what it says is written and one is led back."""
    if form.is_valid() and accepted(form, write):
        messages.success(request, "C’est enregistré.")
        return redirect(back)
    return render(
        request,
        "signatories/convention_form.html",
        {"form": form, "title": title, "back": back, "lead": "", "remove": ""} | context,
    )


def _kept(
    request: ActingRequest, form: Any, keep: Callable[..., object], *, title: str, back: str, remove: str = ""
) -> HttpResponse:
    def write() -> None:
        keep(by=request.actor, row=form.save(commit=False))

    return written(request, form, write, title=title, back=back, remove=remove)


def _removed(request: ActingRequest, done: str, back: str) -> HttpResponse:
    messages.success(request, done)
    return redirect(back)
