"""What the portal's administrator keeps: accounts, reference data, work done aside. Never case data."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from acting.enums import Function
from acting.lists import Listing
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Refused
from correspondents.arrival import invitation_state
from correspondents.forms import AccountSearchForm, SwitchAccountForm
from correspondents.oversight import integrity, job_troubles, mail_troubles, reference_data
from correspondents.permissions import (
    account_sources,
    accounts_visible_to,
    can_invite,
    can_switch_accounts,
    designations_visible_to,
    jobs_kept_by,
    messages_visible_to,
)
from correspondents.services import switch_account
from signatories.permissions import convention_of

PAGE_SIZE = 25
BY_NAME = ("last_place", "first_place", "account")  # as the own convention names them
REOPENED = "Le compte est ouvert."
CLOSED = "Le compte est fermé et ses sessions ont pris fin."


@page(Function.ADMINISTRATEUR)
def overview(request: ActingRequest) -> HttpResponse:
    accounts = accounts_visible_to(request.actor)
    context = {
        "open": accounts.filter(is_active=True).count(),
        "closed": accounts.filter(is_active=False).count(),
        "jobs": job_troubles(jobs_kept_by(request.actor), request.actor.now),
        "outbox": mail_troubles(messages_visible_to(request.actor), request.actor.now),
        "reference": reference_data(convention_of(request.actor)),
        "integrity": integrity(),
    }
    return render(request, "correspondents/administration.html", context)


@page(Function.ADMINISTRATEUR)
def account_list(request: ActingRequest) -> HttpResponse:
    form = AccountSearchForm(request.POST or None)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    rows = accounts_visible_to(request.actor).with_running(designations_visible_to(request.actor), request.actor.today)
    sources = account_sources(request.actor, name)
    asked = {} if name else request.GET  # what was searched is one page: a second would need the name in its address
    page_obj = Listing(rows, BY_NAME, asked, size=PAGE_SIZE, sources=sources, apart=True).page()
    context = {"form": form, "name": name, "page_obj": page_obj, "querystring": ""}
    return render(request, "correspondents/account_list.html", context)


@page(Function.ADMINISTRATEUR)
def account_detail(request: ActingRequest, pk: object) -> HttpResponse:
    account = get_object_or_404(accounts_visible_to(request.actor), pk=pk)
    context = {
        "account": account,
        "held": designations_visible_to(request.actor).filter(user=account).order_by("-starts_on"),
        "today": request.actor.today,
        "is_open": account.is_active or not account.is_known,
        "is_own": account.pk == request.actor.user_id,
        "may_switch": can_switch_accounts(request.actor, account),
        "may_invite": can_invite(request.actor, account),
        "invitation": invitation_state(account, request.actor.now),
    }
    return render(request, "correspondents/account_detail.html", context)


@irrevocable
@page(Function.ADMINISTRATEUR)
@require_POST
def account_switch(request: ActingRequest, pk: object) -> HttpResponse:
    account = get_object_or_404(accounts_visible_to(request.actor), pk=pk)
    require(can_switch_accounts(request.actor, account))
    form = SwitchAccountForm(request.POST)
    form.full_clean()
    try:
        account = switch_account(by=request.actor, user=account, is_active=form.cleaned_data["open"])
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, REOPENED if account.is_active else CLOSED)
    return redirect("account_detail", pk=account.pk)
