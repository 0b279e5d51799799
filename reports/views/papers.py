"""Asking for a paper, following it, taking it away."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from acting.actor import Actor
from acting.enums import Function
from acting.forms import accepted
from acting.lists import Listing
from acting.pages import ActingRequest, page, require
from acting.refusals import Refused
from correspondents.readers import people_asked
from files.services import serve
from incidents.permissions import (
    CASE_FUNCTIONS,
    evidence_files_visible_to,
    letters_visible_to,
    mailings_visible_to,
)
from journal.enums import JobState
from referrals.permissions import disclosures_visible_to, injunctions_visible_to
from referrals.views.injunctions import INJUNCTION_FUNCTIONS
from reports.enums import ReportKind
from reports.figures import published_years
from reports.forms import QuarterForm, YearlyForm
from reports.models import Report
from reports.pdf import pdf_available
from reports.periods import RUNNING, OwnPeriod, own_periods
from reports.permissions import (
    OWN_FUNCTIONS,
    PRINTING_FUNCTIONS,
    REPORT_FUNCTIONS,
    SHEET_FUNCTIONS,
    can_request_yearly,
    can_still_read,
    exchanges_visible_to,
    quarters_published,
    reports_visible_to,
    sheets_visible_to,
)
from reports.report_readers import readers_of_report
from reports.services.papers import (
    cancel_report,
    note_download,
    request_access_register,
    request_directory,
    request_docket,
    request_evidence,
    request_exchange,
    request_injunction,
    request_letter,
    request_mailing,
    request_minutes,
    request_quarter,
    request_receipt,
    request_referral_register,
    request_sheet,
    request_yearly,
)
from reports.titles import title_of, titled
from signatories.permissions import can_print_meetings, convention_of, meetings_visible_to
from territory.permissions import ACCESS_EXPORTING, holds_or_gives

LONG_WAIT = timedelta(minutes=2)
# By the names that the templates ask for.
KINDS = {
    "sheet": ReportKind.SHEET,
    "receipt": ReportKind.RECEIPT,
    "exchange": ReportKind.EXCHANGE,
    "docket": ReportKind.DOCKET,
    "injunction": ReportKind.INJUNCTION,
    "letter": ReportKind.LETTER,
    "mailing": ReportKind.MAILING,
    "directory": ReportKind.DIRECTORY,
    "evidence": ReportKind.EVIDENCE,
    "referral_register": ReportKind.REFERRALS,
    "access_register": ReportKind.ACCESSES,
    "review": ReportKind.REVIEW,
    "minutes": ReportKind.MEETING,
    "quarter": ReportKind.QUARTER,
    "own": ReportKind.OWN,
}


@page(*REPORT_FUNCTIONS)
def report_list(request: ActingRequest) -> HttpResponse:
    """Own papers; a delegate asks here for the bilan annuel and the tableau de bord of a quarter."""
    actor, made, form, quarter_form = request.actor, list[Report](), None, None
    if can_request_yearly(actor):
        form = YearlyForm(request.POST or None, years=published_years(convention_of(actor)))
        quarter_form = QuarterForm(quarters=quarters_published(actor).values())
    require(form is not None or request.method != "POST")
    if form is not None and form.is_valid() and accepted(form, partial(_ask_yearly, actor, form, made)):
        return redirect("report_detail", pk=made[0].pk)
    return _listed(request, form, quarter_form)


@page(Function.DELEGUE)
@require_POST
def quarter_paper(request: ActingRequest) -> HttpResponse:
    """The tableau de bord of a quarter of which each month is published."""
    actor, made = request.actor, list[Report]()
    form = QuarterForm(request.POST, quarters=quarters_published(actor).values())
    if form.is_valid() and accepted(form, partial(_ask_quarter, actor, form, made)):
        return redirect("report_detail", pk=made[0].pk)
    return _listed(request, YearlyForm(years=published_years(convention_of(actor))), form)


def _listed(request: ActingRequest, form: YearlyForm | None, quarter_form: QuarterForm | None) -> HttpResponse:
    reports = reports_visible_to(request.actor).select_related("job", "file").defer("shows")
    page_obj = Listing(reports, ("-created_at", "-id"), request.GET).page()
    lines = [_line(report, title) for report, title in titled(request.actor, page_obj)]
    context = {"lines": lines, "page_obj": page_obj, "querystring": "", "form": form, "quarter_form": quarter_form}
    context |= {"pdf_off": not pdf_available(), "registers": _registers(request.actor)}
    return render(request, "reports/report_list.html", context | {"periods": _own_periods(request.actor)})


def _own_periods(actor: Actor) -> Sequence[OwnPeriod]:
    return own_periods(actor.today) if actor.function in OWN_FUNCTIONS else ()


def _registers(actor: Actor) -> dict[str, bool] | None:
    offered = {
        "of_referrals": actor.function in SHEET_FUNCTIONS,
        "of_accesses": actor.function in ACCESS_EXPORTING and holds_or_gives(actor),
    }
    return offered if any(offered.values()) else None


def _ask_yearly(actor: Actor, form: YearlyForm, made: list[Report]) -> None:
    made.append(request_yearly(by=actor, period=form.cleaned_data["period"]))


def _ask_quarter(actor: Actor, form: QuarterForm, made: list[Report]) -> None:
    made.append(request_quarter(by=actor, period=form.cleaned_data["period"]))


@page(*SHEET_FUNCTIONS)
@require_POST
def referral_sheet(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = get_object_or_404(sheets_visible_to(request.actor), pk=pk)
    report = request_sheet(by=request.actor, referral=referral)
    return redirect("report_detail", pk=report.pk)


@page(*SHEET_FUNCTIONS)
@require_POST
def disclosure_receipt(request: ActingRequest, pk: UUID) -> HttpResponse:
    disclosure = get_object_or_404(disclosures_visible_to(request.actor).select_related("referral"), pk=pk)
    report = request_receipt(by=request.actor, disclosure=disclosure)
    return redirect("report_detail", pk=report.pk)


@page(*SHEET_FUNCTIONS)
@require_POST
def exchange_paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    referral = get_object_or_404(exchanges_visible_to(request.actor), pk=pk)
    report = request_exchange(by=request.actor, referral=referral)
    return redirect("report_detail", pk=report.pk)


@page(*SHEET_FUNCTIONS)
@require_POST
def docket_paper(request: ActingRequest) -> HttpResponse:
    report = request_docket(by=request.actor)
    return redirect("report_detail", pk=report.pk)


@page(*INJUNCTION_FUNCTIONS)
@require_POST
def injunction_paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    injunction = get_object_or_404(injunctions_visible_to(request.actor), pk=pk)
    report = request_injunction(by=request.actor, injunction=injunction)
    return redirect("report_detail", pk=report.pk)


@page(*CASE_FUNCTIONS)
@require_POST
def letter_paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    letter = get_object_or_404(letters_visible_to(request.actor).for_display(), pk=pk)
    report = request_letter(by=request.actor, letter=letter)
    return redirect("report_detail", pk=report.pk)


@page(*CASE_FUNCTIONS)
@require_POST
def mailing_paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    mailing = get_object_or_404(mailings_visible_to(request.actor), pk=pk)
    report = request_mailing(by=request.actor, mailing=mailing)
    return redirect("report_detail", pk=report.pk)


@page(*CASE_FUNCTIONS)
@require_POST
def evidence_paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    evidence = get_object_or_404(evidence_files_visible_to(request.actor).for_display(), pk=pk)
    try:
        report = request_evidence(by=request.actor, evidence=evidence)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("evidence_detail", pk=evidence.pk)
    return redirect("report_detail", pk=report.pk)


@page(*REPORT_FUNCTIONS)
@require_POST
def report_cancel(request: ActingRequest, pk: UUID) -> HttpResponse:
    report = get_object_or_404(reports_visible_to(request.actor).select_related("job"), pk=pk)
    cancel_report(by=request.actor, report=report)
    return redirect("report_detail", pk=report.pk)


@page(*PRINTING_FUNCTIONS)
@require_POST
def meeting_paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    meeting = get_object_or_404(meetings_visible_to(request.actor), pk=pk)
    require(can_print_meetings(request.actor))
    report = request_minutes(by=request.actor, meeting=meeting)
    return redirect("report_detail", pk=report.pk)


@page(*REPORT_FUNCTIONS)
@require_POST
def directory_pdf(request: ActingRequest) -> HttpResponse:
    report = request_directory(by=request.actor)
    return redirect("report_detail", pk=report.pk)


@page(*SHEET_FUNCTIONS)
@require_POST
def referral_register(request: ActingRequest) -> HttpResponse:
    report = request_referral_register(by=request.actor)
    return redirect("report_detail", pk=report.pk)


@page(*ACCESS_EXPORTING)
@require_POST
def access_register(request: ActingRequest) -> HttpResponse:
    report = request_access_register(by=request.actor)
    return redirect("report_detail", pk=report.pk)


@page(*REPORT_FUNCTIONS)
def report_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    report = get_object_or_404(reports_visible_to(request.actor).select_related("job", "file"), pk=pk)
    readers = readers_of_report(request.actor, report, people_asked(request.actor))
    return render(request, "reports/report_detail.html", _detail(request, report) | {"readers": readers})


@page(*REPORT_FUNCTIONS)
def report_progress(request: ActingRequest, pk: UUID) -> HttpResponse:
    report = get_object_or_404(reports_visible_to(request.actor).select_related("job", "file"), pk=pk)
    return render(request, "reports/_report_progress.html", _detail(request, report))


@page(*REPORT_FUNCTIONS)
def report_download(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Asked again at each download: a paper of March may show what is closed to its reader in April."""
    reports = reports_visible_to(request.actor).select_related("file").exclude(file=None)
    report = get_object_or_404(reports, pk=pk)
    if report.file is None or not can_still_read(request.actor, report):
        raise Http404
    response = serve(report.file)
    note_download(by=request.actor, report=report)
    return response


def _line(report: Report, title: str) -> dict[str, Any]:
    """What list and detail both say of a paper; the template decides nothing."""
    erased = report.file is not None and report.file.erased_at is not None
    return {
        "report": report,
        "title": title,
        "running": report.job.state in (JobState.QUEUED, JobState.RUNNING),
        "ready": report.job.state == JobState.READY and not erased,
        "failed": report.job.state == JobState.FAILED,
        "cancelled": report.job.state == JobState.CANCELLED,
        "erased": erased,
    }


def _detail(request: ActingRequest, report: Report) -> dict[str, Any]:
    readable = can_still_read(request.actor, report)
    line = _line(report, title_of(request.actor, report))
    return line | {
        "readable": readable,
        **{f"is_{name}": report.kind == kind for name, kind in KINDS.items()},
        "may_ask_again": (line["failed"] or line["cancelled"]) and readable,
        "waits_long": line["running"] and timezone.now() - report.created_at > LONG_WAIT,
        "period_name": RUNNING if report.period.isdigit() else "",  # of « Pilotage »
        "pdf_off": not pdf_available(),
    }
