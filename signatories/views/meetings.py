"""Réunions: the list, one meeting, its calendar file; editing it, and following what was decided."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from acting.enums import MEETING_FUNCTIONS
from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from acting.rows import Rows
from files.tables.export import exported
from signatories.forms.meetings import AttendanceRows, DecisionForm, FollowUpForm, MeetingForm
from signatories.icalendar import CONTENT_TYPE, calendar_of
from signatories.meetings import Calendar, decision_lines, decision_sheet, open_decisions
from signatories.models import Decision, Meeting
from signatories.permissions import (
    MEETING_KEEPERS,
    can_edit_meetings,
    can_follow_decision,
    can_print_meetings,
    convention_of,
    decisions_visible_to,
    meetings_visible_to,
)
from signatories.saved_filters import beside
from signatories.services.meetings import (
    add_decision,
    create_meeting,
    follow_decision,
    revise_decision,
    revise_meeting,
    set_attendance,
)


@page(*MEETING_FUNCTIONS)
def meeting_list(request: ActingRequest) -> HttpResponse:
    calendar = Calendar.of(request.actor, request.GET)
    page_obj = calendar.page(request.GET)
    context = {
        "calendar": calendar,
        "page_obj": page_obj,
        "querystring": calendar.query(),
        "saved": beside(request.actor, "meeting_list", calendar.narrowed()),
        "open_count": decisions_visible_to(request.actor).still_open().count(),
        "may_edit": can_edit_meetings(request.actor),
    }
    return render(request, "signatories/meeting_list.html", context)


@page(*MEETING_FUNCTIONS)
@require_safe
def meeting_export(request: ActingRequest) -> HttpResponse:
    calendar = Calendar.of(request.actor, request.GET)
    return exported(request, calendar.sheet(), back=f"{reverse('meeting_list')}?{calendar.query()}")


@page(*MEETING_FUNCTIONS)
def meeting_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    meeting = _meeting(request, pk)
    context = {
        "meeting": meeting,
        "agenda": [line for line in meeting.agenda.splitlines() if line.strip()],
        "attendances": list(meeting.attendances.select_related("signatory")),
        "lines": decision_lines(actor, decisions_visible_to(actor).filter(meeting=meeting).order_by("number")),
        "is_past": meeting.starts_at < actor.now,
        "may_edit": can_edit_meetings(actor),
        "may_print": can_print_meetings(actor),
    }
    return render(request, "signatories/meeting_detail.html", context)


@page(*MEETING_FUNCTIONS)
def meeting_calendar(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A file for one's own calendar; it says no more than the page."""
    meeting = _meeting(request, pk)
    url = settings.PORTAL_URL + reverse("meeting_detail", args=[meeting.pk])
    response = HttpResponse(calendar_of(meeting, now=request.actor.now, url=url), content_type=CONTENT_TYPE)
    name = f"reunion-{localtime(meeting.starts_at):%Y-%m-%d}.ics"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@page(*MEETING_KEEPERS)
def meeting_new(request: ActingRequest) -> HttpResponse:
    require(can_edit_meetings(request.actor))
    form = MeetingForm(request.POST or None)
    convention, made = convention_of(request.actor), list[Meeting]()

    def create() -> None:
        key = form.submission_key()
        made.append(create_meeting(by=request.actor, convention=convention, submission=key, **form.written()))

    if form.is_valid() and accepted(form, create):
        messages.success(request, "La réunion est enregistrée.")
        return redirect("meeting_detail", pk=made[0].pk)
    return render(request, "signatories/meeting_form.html", {"form": form, "meeting": None})


@page(*MEETING_KEEPERS)
def meeting_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    meeting = _meeting(request, pk)
    require(can_edit_meetings(request.actor))
    form = MeetingForm(request.POST or None, meeting=meeting)
    if form.is_valid() and accepted(form, lambda: revise_meeting(by=request.actor, meeting=meeting, **form.written())):
        messages.success(request, "La réunion est enregistrée.")
        return redirect("meeting_detail", pk=pk)
    return render(request, "signatories/meeting_form.html", {"form": form, "meeting": meeting})


@page(*MEETING_KEEPERS)
def meeting_attendance(request: ActingRequest, pk: UUID) -> HttpResponse:
    meeting = _meeting(request, pk)
    require(can_edit_meetings(request.actor))
    rows = _attendance_rows(request, meeting)
    if rows.is_valid() and accepted(
        rows, lambda: set_attendance(by=request.actor, meeting=meeting, attendances=rows.kept())
    ):
        messages.success(request, "Les présences sont enregistrées.")
        return redirect("meeting_detail", pk=pk)
    return render(request, "signatories/meeting_attendance.html", {"rows": rows, "meeting": meeting})


@page(*MEETING_FUNCTIONS)
def decision_list(request: ActingRequest) -> HttpResponse:
    page_obj = open_decisions(request.actor, request.GET).page()
    context = {"lines": decision_lines(request.actor, page_obj), "page_obj": page_obj, "querystring": ""}
    return render(request, "signatories/decision_list.html", context)


@page(*MEETING_FUNCTIONS)
@require_safe
def decision_export(request: ActingRequest) -> HttpResponse:
    return exported(request, decision_sheet(request.actor), back=reverse("decision_list"))


@page(*MEETING_KEEPERS)
def decision_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    meeting = _meeting(request, pk)
    require(can_edit_meetings(request.actor))
    form = DecisionForm(request.POST or None, actor=request.actor)
    if form.is_valid() and accepted(
        form,
        lambda: add_decision(by=request.actor, meeting=meeting, submission=form.submission_key(), **form.written()),
    ):
        messages.success(request, "La décision est enregistrée.")
        return redirect("meeting_detail", pk=pk)
    context = {"form": form, "meeting": meeting, "decision": None, "follows_only": False}
    return render(request, "signatories/decision_form.html", context)


@page(*MEETING_KEEPERS)
def decision_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    decision = _decision(request, pk)
    require(can_edit_meetings(request.actor))
    form = DecisionForm(request.POST or None, actor=request.actor, decision=decision)
    if form.is_valid() and accepted(
        form, lambda: revise_decision(by=request.actor, decision=decision, **form.written())
    ):
        messages.success(request, "La décision est enregistrée.")
        return redirect("meeting_detail", pk=decision.meeting_id)
    return _decision_page(request, form, decision, follows_only=False)


@page(*MEETING_FUNCTIONS)
def decision_follow(request: ActingRequest, pk: UUID) -> HttpResponse:
    """How far it is, and since when it is done: for whoever owes it."""
    decision = _decision(request, pk)
    require(can_follow_decision(request.actor, decision))
    form = FollowUpForm(request.POST or None, actor=request.actor, decision=decision)
    if form.is_valid() and accepted(
        form, lambda: follow_decision(by=request.actor, decision=decision, **form.written())
    ):
        messages.success(request, "Le suivi est enregistré.")
        return redirect("meeting_detail", pk=decision.meeting_id)
    return _decision_page(request, form, decision, follows_only=True)


def _meeting(request: ActingRequest, pk: UUID) -> Meeting:
    return get_object_or_404(meetings_visible_to(request.actor), pk=pk)


def _decision(request: ActingRequest, pk: UUID) -> Decision:
    return get_object_or_404(decisions_visible_to(request.actor), pk=pk)


def _decision_page(
    request: ActingRequest, form: DecisionForm, decision: Decision, *, follows_only: bool
) -> HttpResponse:
    context = {"form": form, "meeting": decision.meeting, "decision": decision, "follows_only": follows_only}
    return render(request, "signatories/decision_form.html", context)


def _attendance_rows(request: ActingRequest, meeting: Meeting) -> Rows:
    present = list(meeting.attendances.values("signatory", "function", "was_present"))
    of_rows = {"actor": request.actor, "present": [each["signatory"] for each in present]}
    given: dict[str, Any] = {"present": present, "form_kwargs": of_rows}
    if request.method == "POST":
        return cast(Rows, AttendanceRows(request.POST, **given))
    return cast(Rows, AttendanceRows(initial=present, **given))
