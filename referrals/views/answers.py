"""Answers that are prepared, validated, given up, and one outcome given to several referrals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from acting.actor import Actor
from acting.enums import INBOX_FUNCTIONS
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Conflict
from acting.typed import typed_in
from acting.words import listed
from correspondents.permissions import can_refer
from journal.services import record, record_list_read
from journal.verbs import Verb
from referrals.enums import ReferralState
from referrals.forms.answers import AnswerForm, BatchAnswerForm
from referrals.forms.batches import MOST_AT_ONCE, TickedForm
from referrals.lifecycle import Act, Side, has_move
from referrals.models import Referral
from referrals.permissions import (
    can_prepare,
    can_validate,
    prepared_answers_visible_to,
    received_referrals_visible_to,
    referrals_visible_to,
    side_of,
)
from referrals.prepared_page import to_validate
from referrals.referral_list import WITH_WHAT_IS_ASKED, received_as_read, rows_of
from referrals.referral_page import former_answer, read_answers, shared_with
from referrals.services import answers as services
from referrals.services.answers import Left
from referrals.views.referrals import REFERRAL_FUNCTIONS, show_referral


@page(*REFERRAL_FUNCTIONS)
@require_POST
def answer_prepare(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = get_object_or_404(referrals_visible_to(request.actor).for_display(), pk=pk)
    require(can_prepare(request.actor, referral))
    former = former_answer(referral, read_answers(request.actor, referral))
    form = AnswerForm(request.actor, referral, request.POST, former=former)
    if not has_move(Act.ANSWER, ReferralState(referral.state), asks_more=referral.asks_more):
        raise Conflict(f"an answer to {referral.state}", typed_in(form))
    given = form.given if form.is_valid() else None
    if given is None or not accepted(
        form, lambda: services.prepare_answer(by=request.actor, referral=referral, **given())
    ):
        return show_referral(request, referral, answer_form=form)
    messages.success(request, "Réponse préparée. Elle ne part qu’une fois validée.")
    return redirect("referral_detail", pk=pk)


@page(*REFERRAL_FUNCTIONS)
@require_POST
def answer_drop(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Of a referral: the answer that is prepared for it."""
    referral = get_object_or_404(referrals_visible_to(request.actor), pk=pk)
    require(request.actor.function in INBOX_FUNCTIONS and side_of(request.actor, referral) == Side.RECIPIENT)
    prepared = prepared_answers_visible_to(request.actor).filter(referral=pk).first()
    if prepared is None:
        raise Conflict("sent or given up meanwhile")
    services.drop_prepared(by=request.actor, prepared=prepared)
    messages.success(request, "Réponse préparée abandonnée.")
    return redirect("referral_detail", pk=pk)


@irrevocable
@page(*INBOX_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def answers_to_validate(request: ActingRequest) -> HttpResponse:
    """Each prepared answer in full; those that are ticked leave as they were shown."""
    if request.method == "POST":
        require(can_validate(request.actor))
        seen = dict(mark.split(":", 1) for mark in request.POST.getlist("vu") if ":" in mark)
        ticked = {key: seen[str(key)] for key in _keys(request.POST.getlist("reponse")) if str(key) in seen}
        sent = services.validate_answers(by=request.actor, seen=ticked)
        _say(request, len(sent.done), sent.left, none_ticked=not ticked)
        return redirect("answers_to_validate")
    shown = to_validate(request.actor)
    _record_read(request, [each.row.referral for each in shown])
    context = {"shown": shown, "may_validate": can_validate(request.actor)}
    return render(request, "referrals/answers_to_validate.html", context)


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_POST
def answer_many(request: ActingRequest) -> HttpResponse:
    """From the inbox: the ticked ones with one form; then, with what was chosen, each is answered or named."""
    ticked, is_sent = TickedForm(request.POST, actor=request.actor), request.POST.get("act") == "send"
    if ticked.names_unseen:
        raise Http404
    require(can_refer(request.actor))
    chosen = _chosen(request, ticked, is_sent=is_sent)
    if not chosen:
        messages.error(request, ticked.sentence)
        return redirect("referral_list")
    require(all(side_of(request.actor, each) == Side.RECIPIENT for each in chosen))
    form, left = BatchAnswerForm(request.actor, chosen, request.POST if is_sent else None), list[Left]()
    if is_sent and not ticked.is_valid():
        form.add_error(None, ticked.sentence)
    if is_sent and form.is_valid() and accepted(form, lambda: left.extend(_answer(request, ticked, form))) and not left:
        return redirect("referral_list")
    return _show_many(request, chosen, form, left)


def _chosen(request: ActingRequest, ticked: TickedForm, *, is_sent: bool) -> list[Referral]:
    """All that stood on the page, whether or not it is still ticked."""
    keys = _keys(request.POST.getlist("affichee" if is_sent else "saisine"))
    keys = keys or ([each.pk for each in ticked.cleaned_data["chosen"]] if ticked.is_valid() else [])
    rows = referrals_visible_to(request.actor).for_display().filter(pk__in=keys[:MOST_AT_ONCE])
    return list(rows.by_what_is_due())


def _answer(request: ActingRequest, ticked: TickedForm, form: BatchAnswerForm) -> list[Left]:
    marks = (mark.split(":", 1) for mark in request.POST.getlist("vu") if ":" in mark)
    seen = {
        UUID(key): int(version) for key, version in marks if version.isdecimal() and len(version) < 10 and _keys([key])
    }
    sent = services.answer_referrals(
        by=request.actor, referrals=ticked.cleaned_data["chosen"], seen=seen, **form.said()
    )
    _say(request, len(sent.done), sent.left)
    return sent.left


def _show_many(request: ActingRequest, chosen: list[Referral], form: BatchAnswerForm, left: list[Left]) -> HttpResponse:
    """What has been answered is no more on the page; what may no longer be is named with its reason."""
    keys = [each.referral.pk for each in left] or [each.pk for each in chosen]
    received = received_referrals_visible_to(request.actor).filter(pk__in=keys)
    shown = received_as_read(request.actor, WITH_WHAT_IS_ASKED).filter(pk__in=received).by_what_is_due()
    rows, read = rows_of(request.actor, shown), shared_with(request.actor, keys)
    _record_opened(request.actor, [row.referral for row in rows if row.referral.pk in read])
    _record_read(request, [row.referral for row in rows if row.referral.pk not in read])
    opened = [(row, read.get(row.referral.pk, [])) for row in rows]
    context: dict[str, Any] = {"opened": opened, "rows": rows, "form": form, "unticked": _unticked(request)}
    context["may_send"] = any(row.may_answer for row in rows)
    return render(request, "referrals/answer_many.html", context)


def _unticked(request: ActingRequest) -> set[UUID]:
    ticked = set(_keys(request.POST.getlist("saisine")))
    return set(_keys(request.POST.getlist("affichee"))) - ticked


def _keys(texts: list[str]) -> list[UUID]:
    """Those that are keys at all."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _say(request: ActingRequest, done: int, left: list[Left], *, none_ticked: bool = False) -> None:
    if none_ticked:
        messages.error(request, "Cochez au moins une réponse.")
    if done:
        messages.success(request, "Réponse envoyée." if done == 1 else f"{done} réponses envoyées.")
    if left:
        named = listed([f"{each.referral.reference} ({each.why})" for each in left], most=MOST_AT_ONCE)
        messages.warning(request, f"Rien n’est parti pour {named}.")


def _record_opened(actor: Actor, referrals: list[Referral]) -> None:
    """Shown with all that was shared: as its own page leaves it."""
    for referral in referrals:
        record(by=actor, verb=Verb.REFERRAL_READ, object_id=referral.pk, owner_id=referral.sender_id)


def _record_read(request: ActingRequest, referrals: list[Referral]) -> None:
    rows = [(referral.sender_id, referral.pk) for referral in referrals]
    record_list_read(by=request.actor, verb=Verb.REFERRAL_READ, rows=rows)
