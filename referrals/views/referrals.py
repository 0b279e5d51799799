"""Referrals on screen: the inbox and outbox, one referral, a view for each act on it; in `sheet` one begins."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acting import french
from acting.actor import Actor
from acting.enums import INBOX_FUNCTIONS, Function
from acting.forms import accepted
from acting.lists import Page
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Conflict, Refused
from acting.typed import typed_in
from correspondents.permissions import can_refer
from files.tables.export import exported
from journal.enums import Channel
from journal.services import record, record_each_read, record_list_read
from journal.verbs import Verb
from referrals.alike import sent_alike
from referrals.enums import FieldSet, ReferralState
from referrals.forms.answers import AnswerForm
from referrals.forms.referrals import UNSEEN, ActForm, RefusalForm
from referrals.forms.renewals import ReadersForm, ReferralWithdrawalForm, RenewalForm
from referrals.lifecycle import Act
from referrals.models import Referral
from referrals.permissions import (
    can_do,
    can_prepare,
    referrals_visible_to,
)
from referrals.prepared_page import prepared_for
from referrals.referral_export import referral_sheet
from referrals.referral_list import ReferralList, beside_to_treat, rows_of
from referrals.referral_page import can_act, draft_to_come, former_answer, read_answers, referral_context
from referrals.services import referrals as services
from referrals.services import renewals
from referrals.services.answers import answer_in_place_of
from referrals.sharing import Sharing, sharing_of_draft
from signatories.saved_filters import beside

REFERRAL_FUNCTIONS = (*INBOX_FUNCTIONS, Function.REFERENT)


@page(*REFERRAL_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_list(request: ActingRequest) -> HttpResponse:
    """A number of a PV or of the parquet is searched by POST: it must not stand in an address."""
    listing = ReferralList(request.actor, request.GET, number=request.POST.get("number", ""))
    shown = listing.page()
    rows = rows_of(request.actor, shown)
    _record_list_read(request.actor, listing, shown)
    context = {"listing": listing, "rows": rows, "page_obj": shown, "querystring": listing.querystring()}
    context |= {"to_acknowledge": [row for row in rows if row.may_acknowledge], "may_refer": can_refer(request.actor)}
    context["acts"] = any(row.may_answer for row in rows)
    context["saved"] = beside(request.actor, "referral_list", listing.querystring())
    return render(request, "referrals/referral_list.html", context)


@page(*REFERRAL_FUNCTIONS)
@require_safe
def referral_export(request: ActingRequest) -> HttpResponse:
    """The box that the address names, to its last referral."""
    box = ReferralList(request.actor, request.GET)
    back = f"{reverse('referral_list')}?{box.querystring()}"
    return exported(request, referral_sheet(request.actor, box), back=back)


@page(*REFERRAL_FUNCTIONS)
@require_safe
def referral_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    return show_referral(request, _referral(request, pk))


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_send(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A draft goes as it was shown: drawn from what has changed since, it is shown again."""

    def send_as_shown(*, by: Actor, referral: Referral, version: int | None) -> None:
        draft, seen = draft_to_come(by, referral), request.POST.get("seen")
        if draft and seen not in (None, draft.digest):
            raise Refused(UNSEEN)
        services.send_referral(by=by, referral=referral, version=version)

    try:
        return _act(request, pk, Act.SEND, send_as_shown, "Saisine envoyée.")
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("referral_detail", pk=pk)


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = referral_for(request, pk, Act.WITHDRAW)
    form = ReferralWithdrawalForm(request.POST)
    require_possible(request.actor, referral, Act.WITHDRAW, form)
    if not form.is_valid() or not accepted(
        form, lambda: services.withdraw_referral(by=request.actor, referral=referral, **form.cleaned_data)
    ):
        return show_referral(request, referral, withdrawal_form=form)
    messages.success(request, "Saisine retirée : le destinataire ne lit plus ce qui lui était communiqué.")
    return redirect("referral_detail", pk=pk)


@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_renew(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = referral_for(request, pk, Act.RENEW)
    form = RenewalForm(request.actor, referral, request.POST)
    require_possible(request.actor, referral, Act.RENEW, form)
    if not form.is_valid() or not accepted(
        form, lambda: renewals.renew_referral(by=request.actor, referral=referral, **form.cleaned_data)
    ):
        return show_referral(request, referral, renewal_form=form)
    messages.success(request, f"Accès prolongé jusqu’au {french.day(form.cleaned_data['until'])}.")
    return redirect("referral_detail", pk=pk)


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_rename(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = referral_for(request, pk, Act.RENAME)
    form = ReadersForm(request.actor, referral, request.POST)
    require_possible(request.actor, referral, Act.RENAME, form)
    if not form.is_valid() or not accepted(
        form, lambda: renewals.name_readers(by=request.actor, referral=referral, **form.cleaned_data)
    ):
        return show_referral(request, referral, readers_form=form)
    messages.success(request, "Personnes nommées : elles seules lisent désormais cette saisine.")
    return redirect("referral_detail", pk=pk)


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_close(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, Act.CLOSE, services.close_referral, "Saisine close.")


@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_acknowledge(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, Act.ACKNOWLEDGE, services.acknowledge_referral, "Accusé de réception donné.")


@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_start(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, Act.START, services.start_referral, "Saisine prise en charge.")


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_answer(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = referral_for(request, pk, Act.ANSWER)
    former = former_answer(referral, read_answers(request.actor, referral))
    form = AnswerForm(request.actor, referral, request.POST, former=former)
    require_possible(request.actor, referral, Act.ANSWER, form)
    if not form.is_valid() or not accepted(
        form,
        lambda: answer_in_place_of(
            by=request.actor, referral=referral, prepared=form.cleaned_data["prepared"], **form.given()
        ),
    ):
        return show_referral(request, referral, answer_form=form)
    messages.success(request, "Réponse envoyée.")
    return redirect("referral_detail", pk=pk)


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_refuse(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = referral_for(request, pk, Act.REFUSE)
    form = RefusalForm(request.POST)
    require_possible(request.actor, referral, Act.REFUSE, form)
    if not form.is_valid() or not accepted(
        form, lambda: services.refuse_referral(by=request.actor, referral=referral, **form.cleaned_data)
    ):
        return show_referral(request, referral, refusal_form=form)
    messages.success(request, "Saisine refusée ; l’expéditeur en lit le motif.")
    return redirect("referral_detail", pk=pk)


def _referral(request: ActingRequest, pk: UUID) -> Referral:
    return get_object_or_404(referrals_visible_to(request.actor).for_display(), pk=pk)


def referral_for(request: ActingRequest, pk: UUID, act: Act) -> Referral:
    """Seen (else 404), and allowed for this side and function (else 403)."""
    referral = _referral(request, pk)
    require(can_do(request.actor, referral, act))
    return referral


def require_possible(actor: Actor, referral: Referral, act: Act, form: BaseForm) -> None:
    """Raises Conflict, with what was typed, where the state of today has no such act any more."""
    if not can_act(actor, referral, act):
        raise Conflict(f"{act} from {referral.state}", typed_in(form))


def _act(request: ActingRequest, pk: UUID, act: Act, service: Any, done: str) -> HttpResponse:
    """An act without content: check, do, say so, back to the referral."""
    referral = referral_for(request, pk, act)
    form = ActForm(request.POST)
    require_possible(request.actor, referral, act, form)
    if not form.is_valid():
        raise Conflict("a version that is no number")
    service(by=request.actor, referral=referral, version=form.cleaned_data["version"])
    messages.success(request, done)
    return redirect("referral_detail", pk=pk)


def record_read(actor: Actor, referral: Referral) -> None:
    record(by=actor, verb=Verb.REFERRAL_READ, object_id=referral.pk, owner_id=referral.sender_id)


def record_alike_read(actor: Actor, alike: list[Referral]) -> None:
    record_list_read(by=actor, verb=Verb.REFERRAL_READ, rows=[(each.sender_id, each.pk) for each in alike])


def read_in(actor: Actor, sharing: Sharing | None) -> list[tuple[Verb, UUID]]:
    """The steps and the persons that a preview shows, one by one."""
    shown = sharing.shared if sharing else []
    drawn = sharing.drawn(actor) if sharing and {FieldSet.STEPS, FieldSet.PERSONS} & {*shown} else None
    steps = drawn.steps if drawn and FieldSet.STEPS in shown else ()
    persons = drawn.persons if drawn and FieldSet.PERSONS in shown else ()
    return [*((Verb.STEP_READ, each.pk) for each in steps), *((Verb.PERSON_READ, each.pk) for each in persons)]


def _record_list_read(actor: Actor, listing: ReferralList, shown: Page[Referral]) -> None:
    """Whoever tries numbers until one is there leaves an entry for each, which never holds the number."""
    verb = Verb.REFERRAL_SEARCHED if listing.number else Verb.REFERRAL_READ
    rows = [(referral.sender_id, referral.pk) for referral in shown]
    record_list_read(by=actor, verb=verb, rows=rows, reason=shown.told(listing.narrowed_by))
    if listing.number and not rows:
        record(by=actor, verb=verb, object_id=None, owner_id=None, channel=Channel.LIST, count=0)


def show_referral(request: ActingRequest, referral: Referral, **forms: Any) -> HttpResponse:
    record_read(request.actor, referral)
    actor, context = request.actor, referral_context(request.actor, referral)
    found = [(Verb.COMPLAINT_READ, each.complaint.pk) for each in context["own_complaints"]]
    record_each_read(by=actor, read=found, owner_id=referral.recipient_id)
    before, after = beside_to_treat(actor, referral) if context["is_recipient"] else (None, None)
    context |= {
        "alike": _alike_of_draft(actor, referral),
        "before": before,
        "after": after,
        "next_to_treat": after if referral.state != ReferralState.SENT else None,
        "form": next(iter(forms.values()), None),
    }
    context |= _forms_of_recipient(actor, referral, context) | _forms_of_sender(actor, referral, context["may"])
    return render(request, "referrals/referral_detail.html", context | forms)


def _alike_of_draft(actor: Actor, referral: Referral) -> list[Referral]:
    """What was sent already, and is read, beside a draft; with the steps and persons that its preview shows."""
    if referral.state != ReferralState.DRAFT:
        return []
    sharing = sharing_of_draft(actor, referral)
    record_each_read(by=actor, read=read_in(actor, sharing), owner_id=referral.sender_id)
    alike = sent_alike(actor, sharing, besides=referral)
    record_alike_read(actor, alike)
    return alike


def _forms_of_recipient(actor: Actor, referral: Referral, context: dict[str, Any]) -> dict[str, Any]:
    prepared = prepared_for(actor, referral) if context["is_recipient"] else None
    former = former_answer(referral, context["answers"])
    return {
        "prepared": prepared,
        "may_prepare": can_prepare(actor, referral) and context["is_live"],
        "answer_form": AnswerForm(actor, referral, former=former, prepared=prepared.prepared if prepared else None),
        "refusal_form": RefusalForm(version=referral.version),
    }


def _forms_of_sender(actor: Actor, referral: Referral, may: dict[str, bool]) -> dict[str, BaseForm | None]:
    return {
        "renewal_form": RenewalForm(actor, referral) if may[Act.RENEW] else None,
        "readers_form": ReadersForm(actor, referral) if may[Act.RENAME] else None,
        "withdrawal_form": ReferralWithdrawalForm(version=referral.version),
    }
