"""Where a referral begins and grows: the share sheet, what it is about, and an addition to one that was sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from acting.actor import Actor
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from correspondents.permissions import can_refer
from incidents.grouping import facts_to_attach, said_after, said_before
from incidents.models import Incident
from incidents.permissions import incidents_visible_to
from journal.services import record_each_read, record_list_read
from journal.verbs import Verb
from referrals.alike import sent_alike
from referrals.forms.referrals import CompletionForm, ReferralForm
from referrals.lifecycle import Act
from referrals.matter import Matter, matter_asked, matter_of_referral
from referrals.page_to_come import page_to_come
from referrals.permissions import (
    communes_open_to,
    residences_open_to,
)
from referrals.projection import digest
from referrals.recipients import ASKED_WITHOUT_RESIDENCE, candidates_in
from referrals.referral_page import can_act
from referrals.services import referrals as services
from referrals.services.several import refer_to_each, said_of_sending
from referrals.share_sheet import Sheet
from referrals.sharing import Sharing
from referrals.views.referrals import (
    REFERRAL_FUNCTIONS,
    read_in,
    record_alike_read,
    record_read,
    referral_for,
    require_possible,
)
from signatories.permissions import convention_of
from territory.permissions import communes_visible_to

OTHER_FACTS = 12


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


@irrevocable
@page(*REFERRAL_FUNCTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_complete(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = referral_for(request, pk, Act.COMPLETE)
    matter = matter_of_referral(request.actor, referral)
    others = _other_facts(request.actor, matter)
    form = CompletionForm(referral, matter, others, request.actor, request.POST or None)
    require_possible(request.actor, referral, Act.COMPLETE, form)
    content = form.content() if form.is_valid() else None
    to_attach = facts_to_attach(form.added()["incidents"]) if content else []
    if content and request.POST.get("seen") == digest(content) and accepted(form, lambda: _complete(request, form)):
        messages.success(request, f"Saisine complétée.{said_after(to_attach)}")
        return redirect("referral_detail", pk=referral.pk)
    record_read(request.actor, referral)
    _record_matter_read(request.actor, matter, form.sharing() if content else None)
    record_list_read(by=request.actor, verb=Verb.FACT_READ, rows=[(fact.landlord_id, fact.pk) for fact in others])
    context = {"referral": referral, "form": form, "content": content, "grouping": said_before(to_attach)}
    return render(request, "referrals/referral_complete.html", context | {"seen": digest(content) if content else ""})


def _complete(request: ActingRequest, form: CompletionForm) -> None:
    """What stands on the preview, and nothing else, is sent."""
    version = form.cleaned_data["version"]
    services.complete_referral(by=request.actor, referral=form.referral, version=version, **form.added())


def _record_matter_read(actor: Actor, matter: Matter, sharing: Sharing | None) -> None:
    """Each fact and each complaint that a sheet draws on; the residence where there is neither. Steps and persons where
    they are shown. Of a landlord and a commune nothing is read that a directory does not say."""
    read = [(Verb.FACT_READ, fact.pk) for fact in matter.incidents]
    read += [(Verb.COMPLAINT_READ, complaint.pk) for complaint in matter.complaints]
    if place := matter.residence:
        read = [*(read or [(Verb.RESIDENCE_READ, place.pk)]), *read_in(actor, sharing)]
        record_each_read(by=actor, read=read, owner_id=place.landlord_id)


def _show_sheet(request: ActingRequest, form: ReferralForm) -> HttpResponse:
    sharing, matter = form.sheet.preview(), form.sheet.matter
    _record_matter_read(request.actor, matter, sharing)
    if matter.begun_from:
        record_read(request.actor, matter.begun_from)
    also = [candidate.key for candidate in form.sheet.also]
    to_come = page_to_come(request.actor, sharing, also) if sharing else None
    alike = sent_alike(request.actor, sharing, also)
    record_alike_read(request.actor, alike)
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
