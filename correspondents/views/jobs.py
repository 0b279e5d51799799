"""The work done aside, as its administrator follows it: what failed or is late, why, and what mends it."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from acting.enums import Function
from acting.lists import Listing
from acting.pages import ActingRequest, page
from acting.refusals import Refused
from correspondents.oversight import LATE_MINUTES
from correspondents.permissions import jobs_kept_by, jobs_overseen_by
from journal.enums import JobState
from journal.failures import remedy_of
from journal.models import Job
from journal.services import retry_jobs

PAGE_SIZE = 25
STUCK = (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)


@page(Function.ADMINISTRATEUR)
def job_list(request: ActingRequest) -> HttpResponse:
    """Only what failed or is late."""
    jobs, state = jobs_kept_by(request.actor), request.GET.get("etat", "")
    if state in STUCK:
        jobs = jobs.filter(state=state)
    page_obj = Listing(jobs, ("-created_at", "-id"), request.GET, size=PAGE_SIZE).page()
    context = {
        "page_obj": page_obj,
        "lines": [(job, remedy_of(job.error, job.cause), job.state == JobState.FAILED) for job in page_obj.rows],
        "failed": jobs.filter(state=JobState.FAILED).count(),
        "states": [(each.value, each.label) for each in STUCK],
        "late_minutes": LATE_MINUTES,
        "state": state,
        "querystring": f"etat={state}" if state in STUCK else "",
    }
    return render(request, "correspondents/job_list.html", context)


@page(Function.ADMINISTRATEUR)
@require_POST
def job_retry(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A second click finds it running, and says that there was nothing to do."""
    job = get_object_or_404(jobs_overseen_by(request.actor), pk=pk)
    return _retried(request, jobs_overseen_by(request.actor).filter(pk=job.pk))


@page(Function.ADMINISTRATEUR)
@require_POST
def jobs_retry(request: ActingRequest) -> HttpResponse:
    """All of the list that failed."""
    return _retried(request, jobs_kept_by(request.actor))


def _retried(request: ActingRequest, jobs: QuerySet[Job]) -> HttpResponse:
    try:
        count = retry_jobs(by=request.actor, jobs=jobs)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        plural = "s" if count > 1 else ""
        said = f"{count} tâche{plural} relancée{plural}, pour trois essais."
        messages.success(request, said if count else "Aucune tâche n’était à relancer.")
    state = request.POST.get("etat", "")
    return redirect(f"{reverse('job_list')}{f'?etat={state}' if state in STUCK else ''}")
