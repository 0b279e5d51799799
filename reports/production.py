"""How a paper is made: by a worker, with what its requester may read at that moment, kept once or not at all."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from correspondents.actors import actor_of_designation
from incidents.models import Letter
from incidents.services.letters import keep_paper
from journal.jobs import JobError, set_progress
from journal.models import Job
from reports.bilan import draft_yearly
from reports.directory_paper import draft_directory
from reports.docket import draft_docket
from reports.enums import ReportKind
from reports.exchange import draft_exchange
from reports.fiche import draft_sheet
from reports.injunction_paper import draft_injunction
from reports.letter_paper import draft_letter, draft_mailing, draft_of, letter_of
from reports.minutes import draft_minutes
from reports.models import Report
from reports.pdf import Draft, Paper, print_bound, print_draft
from reports.permissions import can_still_read
from reports.receipt import draft_receipt
from reports.services import store_report

ENDED = "Votre désignation a pris fin, ou votre compte est fermé : ce rapport ne peut plus vous être remis."
GONE = "Ce que ce rapport devait montrer a été retiré, ou ne vous est plus accessible."
CHANGED = "L’annuaire a changé pendant la fabrication du PDF : demandez-le de nouveau."

DRAFTS: dict[ReportKind, Callable[[Actor, Report], Draft]] = {
    ReportKind.SHEET: draft_sheet,
    ReportKind.RECEIPT: draft_receipt,
    ReportKind.EXCHANGE: draft_exchange,
    ReportKind.DOCKET: draft_docket,
    ReportKind.YEARLY: draft_yearly,
    ReportKind.DIRECTORY: draft_directory,
    ReportKind.LETTER: draft_letter,
    ReportKind.MAILING: draft_mailing,
    ReportKind.MEETING: draft_minutes,
    ReportKind.INJUNCTION: draft_injunction,
}


def produce(job: Job) -> None:
    """Raises JobError with the reason for the requester, LeaseLostError when another worker has the job now."""
    with transaction.atomic(), acting_as(machine_actor(timezone.now())):
        report = Report.objects.get(pk=job.object_id)
    set_progress(job, 10)
    draft = _draft(report)
    letters: list[Letter] = draft.context.get("letters", [])
    if report.kind == ReportKind.MAILING:
        paper, parts = _print_mailing(job, draft, letters)
    else:
        set_progress(job, 40)
        paper, parts = print_draft(draft), []
    set_progress(job, 80)
    with transaction.atomic():
        actor = _requester(report.designation_id)
        with acting_as(actor):
            report.fingerprint, report.shows = paper.fingerprint, list(paper.shows)
            _require_readable(actor, report)
            store_report(by=actor, job=job, report=report, paper=paper)
            if report.kind == ReportKind.LETTER:
                letter = letter_of(actor, report)
                keep_paper(by=actor, letter=letter, content=paper.content, digest=paper.fingerprint)
            for letter, part in zip(letters, parts, strict=True):
                keep_paper(by=actor, letter=letter, content=part.content, digest=part.fingerprint)


def _print_mailing(job: Job, draft: Draft, letters: list[Letter]) -> tuple[Paper, list[Paper]]:
    """Each letter laid out tells how far it is, and keeps the lease."""
    with transaction.atomic(), acting_as(machine_actor(timezone.now())):
        drafts = [draft_of(letter) for letter in letters]
    return print_bound(drafts, draft, lambda done: set_progress(job, 10 + 70 * done // len(letters)))


def _draft(report: Report) -> Draft:
    """Read now, as the requester: what was visible at the click may be gone."""
    with transaction.atomic():
        actor = _requester(report.designation_id)
        with acting_as(actor):
            _require_readable(actor, report)
            return DRAFTS[ReportKind(report.kind)](actor, report)


def _requester(designation_id: UUID) -> Actor:
    now = timezone.now()
    with acting_as(machine_actor(now)):
        actor = actor_of_designation(designation_id, now)
    if actor is None:
        raise JobError(ENDED)
    return actor


def _require_readable(actor: Actor, report: Report) -> None:
    if not can_still_read(actor, report):
        raise JobError(CHANGED if report.kind == ReportKind.DIRECTORY else GONE)
