"""The mails that the portal sends, as its administrator follows them: to whom, when, with what result. Never why."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from acting.enums import Function
from acting.pages import ActingRequest, page, require
from correspondents.forms import AccountSearchForm
from correspondents.forms.mails import MailFilterForm
from correspondents.mail_list import UNSENT, mail_lines, mail_page
from correspondents.mailbox import latest_mails
from correspondents.permissions import accounts_visible_to, can_read_demo_mails, messages_visible_to
from journal.models import Message
from journal.services import resend_messages

DEMO_MAILS = 50


@page(Function.ADMINISTRATEUR)
def mail_list(request: ActingRequest) -> HttpResponse:
    filters, search = MailFilterForm(request.GET), AccountSearchForm(request.POST or None)
    name = search.cleaned_data["name"] if search.is_valid() else ""
    mails = filters.among(messages_visible_to(request.actor))
    if name:
        mails = mails.filter(recipient_id__in=accounts_visible_to(request.actor).searched(name).values("pk"))
    page_obj = mail_page(mails, request.GET)
    context = {
        "filters": MailFilterForm(initial=filters.chosen()),
        "chosen": filters.chosen(),
        "form": search,
        "name": name,
        "lines": mail_lines(request.actor, page_obj.rows),
        "page_obj": page_obj,
        "querystring": filters.querystring(),
        "unsent": mails.filter(state__in=UNSENT).count(),
        "offers_demo": settings.DEMO,
    }
    return render(request, "correspondents/mail_list.html", context)


@page(Function.ADMINISTRATEUR)
@require_POST
def mail_resend(request: ActingRequest, pk: UUID) -> HttpResponse:
    mail = get_object_or_404(messages_visible_to(request.actor), pk=pk)
    return _resent(request, messages_visible_to(request.actor).filter(pk=mail.pk))


@page(Function.ADMINISTRATEUR)
@require_POST
def mails_resend(request: ActingRequest) -> HttpResponse:
    """All of the chosen ones that did not leave. A choice that makes no sense chooses nothing, never everything."""
    chosen = MailFilterForm(request.POST)
    if not chosen.is_valid():
        raise BadRequest("a filter that is none")
    return _resent(request, chosen.among(messages_visible_to(request.actor)))


def _resent(request: ActingRequest, mails: QuerySet[Message]) -> HttpResponse:
    count = resend_messages(by=request.actor, messages=mails)
    plural = "s" if count > 1 else ""
    said = f"{count} courriel{plural} remis en attente : il{plural} part{'ent' if count > 1 else ''} dans la minute."
    messages.success(request, said if count else "Aucun courriel n’était à renvoyer.")
    querystring = MailFilterForm(request.POST).querystring()
    return redirect(f"{reverse('mail_list')}{'?' if querystring else ''}{querystring}")


@page(Function.ADMINISTRATEUR)
def demo_mail_list(request: ActingRequest) -> HttpResponse:
    """The texts of a demonstration's mails, which leave as files. A real portal has no such page."""
    if not settings.DEMO:
        raise Http404
    require(can_read_demo_mails(request.actor))
    mails = latest_mails(Path(settings.MAIL_ROOT), DEMO_MAILS)
    return render(request, "correspondents/demo_mail_list.html", {"mails": mails})
