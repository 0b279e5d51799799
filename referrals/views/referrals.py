"""Referrals on screen: the inbox and outbox, the share sheet, one referral, and one view for each act on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from incidents.grouping import facts_to_attach, said_after, said_before
from incidents.models import Incident
from incidents.permissions import incidents_visible_to
from journal.enums import Channel
from journal.services import record, record_each_read, record_list_read
from journal.verbs import Verb
from referrals.alike import sent_alike
from referrals.enums import FieldSet, ReferralState
from referrals.forms.answers import AnswerForm
from referrals.forms.referrals import UNSEEN, ActForm, CompletionForm, ReferralForm, RefusalForm
from referrals.forms.renewals import ReadersForm, ReferralWithdrawalForm, RenewalForm
from referrals.lifecycle import Act
from referrals.matter import Matter, matter_asked, matter_of_referral
from referrals.models import Referral
from referrals.page_to_come import page_to_come
from referrals.permissions import (
    can_do,
    can_prepare,
    communes_open_to,
    referrals_visible_to,
    residences_open_to,
)
from referrals.prepared_page import prepared_for
from referrals.projection import digest
from referrals.recipients import ASKED_WITHOUT_RESIDENCE, candidates_in
from referrals.referral_list import ReferralList, beside_to_treat, rows_of
from referrals.referral_page import can_act, draft_to_come, former_answer, read_answers, referral_context
from referrals.services import referrals as services
from referrals.services import renewals
from referrals.services.answers import answer_in_place_of
from referrals.services.several import refer_to_each, said_of_sending
from referrals.share_sheet import Sheet
from referrals.sharing import Sharing, sharing_of_draft
from signatories.permissions import convention_of
from territory.permissions import communes_visible_to

REFERRAL_FUNCTIONS = (*INBOX_FUNCTIONS, Function.REFERENT)
OTHER_FACTS = 12


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
    return render(request, "referrals/referral_list.html", context)


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_new(request: ActingRequest) -> HttpResponse:
    """The share sheet. Any change on it comes back as a preview; sending takes what stands on it."""
    require(can_refer(request.actor))
    given = request.POST if request.method == "POST" else request.GET
    matter = matter_asked(request.actor, given)
    if matter is None:
        return _choose_matter(request)
    sheet = Sheet(request.actor, matter, given, convention_of(request.actor))
    is_shown_again = sheet.is_of_another_subject or sheet.changes_texts
    if request.method != "POST" or request.POST.get("act") == "preview" or is_shown_again:
        return _show_sheet(request, ReferralForm(sheet))
    form = ReferralForm(sheet, request.POST)
    if form.is_valid() and accepted(form, lambda: _prepare(request, form)) and not form.errors:
        return redirect("referral_detail", pk=form.referral.pk)
    return _show_sheet(request, form)


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
    referral = _referral_for(request, pk, Act.WITHDRAW)
    form = ReferralWithdrawalForm(request.POST)
    _require_possible(request.actor, referral, Act.WITHDRAW, form)
    if not form.is_valid() or not accepted(
        form, lambda: services.withdraw_referral(by=request.actor, referral=referral, **form.cleaned_data)
    ):
        return show_referral(request, referral, withdrawal_form=form)
    messages.success(request, "Saisine retirée : le destinataire ne lit plus ce qui lui était communiqué.")
    return redirect("referral_detail", pk=pk)


@page(*REFERRAL_FUNCTIONS)
@require_POST
def referral_renew(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = _referral_for(request, pk, Act.RENEW)
    form = RenewalForm(request.actor, referral, request.POST)
    _require_possible(request.actor, referral, Act.RENEW, form)
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
    referral = _referral_for(request, pk, Act.RENAME)
    form = ReadersForm(request.actor, referral, request.POST)
    _require_possible(request.actor, referral, Act.RENAME, form)
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
    referral = _referral_for(request, pk, Act.ANSWER)
    former = former_answer(referral, read_answers(request.actor, referral))
    form = AnswerForm(request.actor, referral, request.POST, former=former)
    _require_possible(request.actor, referral, Act.ANSWER, form)
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
    referral = _referral_for(request, pk, Act.REFUSE)
    form = RefusalForm(request.POST)
    _require_possible(request.actor, referral, Act.REFUSE, form)
    if not form.is_valid() or not accepted(
        form, lambda: services.refuse_referral(by=request.actor, referral=referral, **form.cleaned_data)
    ):
        return show_referral(request, referral, refusal_form=form)
    messages.success(request, "Saisine refusée ; l’expéditeur en lit le motif.")
    return redirect("referral_detail", pk=pk)


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_complete(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = _referral_for(request, pk, Act.COMPLETE)
    matter = matter_of_referral(request.actor, referral)
    others = _other_facts(request.actor, matter)
    form = CompletionForm(referral, matter, others, request.actor, request.POST or None)
    _require_possible(request.actor, referral, Act.COMPLETE, form)
    content = form.content() if form.is_valid() else None
    to_attach = facts_to_attach(form.added()["incidents"]) if content else []
    if content and request.POST.get("seen") == digest(content) and accepted(form, lambda: _complete(request, form)):
        messages.success(request, f"Saisine complétée.{said_after(to_attach)}")
        return redirect("referral_detail", pk=referral.pk)
    _record_read(request.actor, referral)
    _record_matter_read(request.actor, matter, form.sharing() if content else None)
    record_list_read(by=request.actor, verb=Verb.FACT_READ, rows=[(fact.landlord_id, fact.pk) for fact in others])
    seen = digest(content) if content else ""
    context = {"referral": referral, "form": form, "content": content, "seen": seen, "grouping": said_before(to_attach)}
    return render(request, "referrals/referral_complete.html", context)


def _referral(request: ActingRequest, pk: UUID) -> Referral:
    return get_object_or_404(referrals_visible_to(request.actor).for_display(), pk=pk)


def _referral_for(request: ActingRequest, pk: UUID, act: Act) -> Referral:
    """Seen (else 404), and allowed for this side and function (else 403)."""
    referral = _referral(request, pk)
    require(can_do(request.actor, referral, act))
    return referral


def _require_possible(actor: Actor, referral: Referral, act: Act, form: BaseForm) -> None:
    """Raises Conflict, with what was typed, where the state of today has no such act any more."""
    if not can_act(actor, referral, act):
        raise Conflict(f"{act} from {referral.state}", typed_in(form))


def _act(request: ActingRequest, pk: UUID, act: Act, service: Any, done: str) -> HttpResponse:
    """An act without content: check, do, say so, back to the referral."""
    referral = _referral_for(request, pk, act)
    form = ActForm(request.POST)
    _require_possible(request.actor, referral, act, form)
    if not form.is_valid():
        raise Conflict("a version that is no number")
    service(by=request.actor, referral=referral, version=form.cleaned_data["version"])
    messages.success(request, done)
    return redirect("referral_detail", pk=pk)


def _complete(request: ActingRequest, form: CompletionForm) -> None:
    """What stands on the preview, and nothing else, is sent."""
    version = form.cleaned_data["version"]
    services.complete_referral(by=request.actor, referral=form.referral, version=version, **form.added())


def _record_read(actor: Actor, referral: Referral) -> None:
    record(by=actor, verb=Verb.REFERRAL_READ, object_id=referral.pk, owner_id=referral.sender_id)


def _record_matter_read(actor: Actor, matter: Matter, sharing: Sharing | None) -> None:
    """Each fact and each complaint that a sheet draws on; the residence where there is neither. Steps and persons where
    they are shown. Of a landlord and a commune nothing is read that a directory does not say."""
    read = [(Verb.FACT_READ, fact.pk) for fact in matter.incidents]
    read += [(Verb.COMPLAINT_READ, complaint.pk) for complaint in matter.complaints]
    if place := matter.residence:
        read = [*(read or [(Verb.RESIDENCE_READ, place.pk)]), *_read_in(actor, sharing)]
        record_each_read(by=actor, read=read, owner_id=place.landlord_id)


def _record_alike_read(actor: Actor, alike: list[Referral]) -> None:
    record_list_read(by=actor, verb=Verb.REFERRAL_READ, rows=[(each.sender_id, each.pk) for each in alike])


def _read_in(actor: Actor, sharing: Sharing | None) -> list[tuple[Verb, UUID]]:
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
    _record_read(request.actor, referral)
    alike = list[Referral]()
    if referral.state == ReferralState.DRAFT:
        sharing = sharing_of_draft(request.actor, referral)
        record_each_read(by=request.actor, read=_read_in(request.actor, sharing), owner_id=referral.sender_id)
        alike = sent_alike(request.actor, sharing, besides=referral)
        _record_alike_read(request.actor, alike)
    context = referral_context(request.actor, referral) | {"alike": alike}
    found = [(Verb.COMPLAINT_READ, each.complaint.pk) for each in context["own_complaints"]]
    record_each_read(by=request.actor, read=found, owner_id=referral.recipient_id)
    prepared = prepared_for(request.actor, referral) if context["is_recipient"] else None
    before, after = beside_to_treat(request.actor, referral) if context["is_recipient"] else (None, None)
    former = former_answer(referral, context["answers"])
    given = {
        "before": before,
        "after": after,
        "next_to_treat": after if referral.state != ReferralState.SENT else None,
        "prepared": prepared,
        "may_prepare": can_prepare(request.actor, referral) and context["is_live"],
        "answer_form": AnswerForm(request.actor, referral, former=former, prepared=prepared and prepared.prepared),
        "refusal_form": RefusalForm(version=referral.version),
        **_forms_of_sender(request.actor, referral, context["may"]),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "referrals/referral_detail.html", context | given | forms)


def _forms_of_sender(actor: Actor, referral: Referral, may: dict[str, bool]) -> dict[str, BaseForm | None]:
    return {
        "renewal_form": RenewalForm(actor, referral) if may[Act.RENEW] else None,
        "readers_form": ReadersForm(actor, referral) if may[Act.RENAME] else None,
        "withdrawal_form": ReferralWithdrawalForm(version=referral.version),
    }


def _show_sheet(request: ActingRequest, form: ReferralForm) -> HttpResponse:
    sharing, matter = form.sheet.preview(), form.sheet.matter
    _record_matter_read(request.actor, matter, sharing)
    if matter.begun_from:
        _record_read(request.actor, matter.begun_from)
    also = [candidate.key for candidate in form.sheet.also]
    to_come = page_to_come(request.actor, sharing, also) if sharing else None
    alike = sent_alike(request.actor, sharing, also)
    _record_alike_read(request.actor, alike)
    context = {"form": form, "sheet": form.sheet, "matter": matter, "page": to_come, "alike": alike}
    context |= {"grouping": said_before(facts_to_attach(matter.incidents)), "is_fragment": bool(request.htmx)}
    name = "referrals/_sheet_changed.html" if request.htmx else "referrals/referral_new.html"
    return render(request, name, context)


def _prepare(request: ActingRequest, form: ReferralForm) -> None:
    actor, to_attach = request.actor, facts_to_attach(form.sheet.matter.incidents)
    sharing, key, is_draft = form.sharing(), form.submission_key(), request.POST.get("act") == "draft"
    referral = form.referral = services.prepare_referral(by=actor, sharing=sharing, submission=key)
    is_sent = not is_draft and can_act(actor, referral, Act.SEND)
    if is_sent:
        services.send_referral(by=actor, referral=referral)
    others = form.others()
    form.addressed = refer_to_each(by=actor, sharing=sharing, recipients=others, submission=key, is_draft=is_draft)
    if is_draft or is_sent:
        messages.success(request, f"{said_of_sending(form.addressed, is_draft=is_draft)}{said_after(to_attach)}")
    form.refuse_others()


def _choose_matter(request: ActingRequest) -> HttpResponse:
    """No matter named: recent facts (landlord) and residences to start from, of one commune where the address says; to
    a partner of the State also the landlords of a commune of its territory."""
    facts = incidents_visible_to(request.actor).for_display().newest_first()
    residences = residences_open_to(request.actor).order_by("commune__search_name", "search_name")
    asked = request.GET.get("commune", "").replace("\0", "")
    if commune := asked and communes_visible_to(request.actor).filter(pk=asked).first():
        facts, residences = facts.filter(residence__commune=commune), residences.filter(commune=commune)
    facts = facts[:OTHER_FACTS]
    read = [(fact.landlord_id, fact.pk) for fact in facts]
    record_list_read(by=request.actor, verb=Verb.FACT_READ, rows=read)
    context: dict[str, Any] = {"facts": facts, "residences": residences, "commune": commune, "addressees": ()}
    context["without_residence"] = ASKED_WITHOUT_RESIDENCE.get(request.actor.signatory_kind, "")
    communes = communes_open_to(request.actor)
    if commune and communes.filter(pk=commune.pk).exists():
        context["addressees"] = candidates_in(request.actor, commune)
    return render(request, "referrals/referral_matter.html", context | {"communes": communes.order_by("search_name")})


def _other_facts(actor: Actor, matter: Matter) -> list[Incident]:
    """Of the same residence, newest first, without those that were drawn on."""
    facts = incidents_visible_to(actor).filter(residence=matter.residence)
    known = [incident.pk for incident in matter.incidents]
    return list(facts.newest_first().exclude(pk__in=known).select_related("category")[:OTHER_FACTS])
