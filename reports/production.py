"""How a paper is made: by a worker, with what its requester may read at that moment, kept once or not at all."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from acting.refusals import Conflict
from correspondents.actors import actor_of_designation
from incidents.models import Letter
from incidents.services.letters import keep_paper
from journal.jobs import JobError, set_progress
from journal.models import Job
from reports.access_register import draft_access_register
from reports.bilan import draft_yearly
from reports.directory_paper import draft_directory
from reports.docket import draft_docket
from reports.enums import ReportKind
from reports.evidence_paper import bind_evidence, draft_evidence, working_folder
from reports.exchange import draft_exchange
from reports.fiche import draft_sheet
from reports.injunction_paper import draft_injunction
from reports.letter_paper import draft_letter, draft_mailing, draft_of, letter_of
from reports.minutes import draft_minutes
from reports.models import Report
from reports.own_paper import draft_own
from reports.pdf import Draft, Paper, print_bound, print_draft, print_register
from reports.permissions import can_still_read
from reports.quarter_paper import draft_quarter
from reports.receipt import draft_receipt
from reports.referral_register import draft_referral_register
from reports.register import Register
from reports.reviews import draft_review
from reports.services.papers import store_bound, store_report
from reports.services.reviews import keep_review_paper

ENDED = "Votre désignation a pris fin, ou votre compte est fermé : ce rapport ne peut plus vous être remis."
GONE = "Ce que ce rapport devait montrer a été retiré, ou ne vous est plus accessible."
DOSSIER_CHANGED = "Le dossier a changé pendant la fabrication du PDF, ou il est figé : rouvrez-le et recommencez."
REVIEW_CHANGED = "Le bilan a changé pendant la fabrication du PDF, ou il est figé\u00a0: rouvrez-le et recommencez."
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
    ReportKind.REVIEW: draft_review,
    ReportKind.REFERRALS: draft_referral_register,
    ReportKind.ACCESSES: draft_access_register,
    ReportKind.QUARTER: draft_quarter,
    ReportKind.OWN: draft_own,
}


def produce(job: Job) -> None:
    """Raises JobError with the reason for the requester, LeaseLostError when another worker has the job now."""
    with transaction.atomic(), acting_as(machine_actor(timezone.now())):
        report = Report.objects.get(pk=job.object_id)
    set_progress(job, 10)
    if report.kind == ReportKind.EVIDENCE:
        _produce_evidence(job, report)
        return
    draft = _draft(report)
    if draft.register is not None:
        _produce_register(job, report, draft, draft.register)
        return
    letters: list[Letter] = draft.context.get("letters", [])
    if report.kind == ReportKind.MAILING:
        paper, parts = _print_mailing(job, draft, letters)
    else:
        set_progress(job, 40)
        paper, parts = print_draft(draft), []
    _keep(job, report, draft, paper, letters, parts)


def _produce_register(job: Job, report: Report, draft: Draft, register: Register) -> None:
    """Each part laid out tells how far it is, and keeps the lease."""
    with working_folder() as folder:
        rows = len(register.rows) or 1
        paper = print_register(draft, register, folder, lambda done: set_progress(job, 10 + 70 * done // rows))
        _keep(job, report, draft, paper)


def _keep(
    job: Job, report: Report, draft: Draft, paper: Paper, letters: Sequence[Letter] = (), parts: Sequence[Paper] = ()
) -> None:
    set_progress(job, 80)
    with transaction.atomic():
        actor = _requester(report.designation_id)
        with acting_as(actor):
            report.fingerprint, report.shows = paper.fingerprint, list(paper.shows)
            _require_readable(actor, report)
            store_report(by=actor, job=job, report=report, paper=paper)
            if draft.is_kept:
                _keep_review(actor, report, draft)
            if report.kind == ReportKind.LETTER:
                letter = letter_of(actor, report)
                keep_paper(by=actor, letter=letter, content=paper.content, digest=paper.fingerprint)
            for letter, part in zip(letters, parts, strict=True):
                keep_paper(by=actor, letter=letter, content=part.content, digest=part.fingerprint)


def _keep_review(actor: Actor, report: Report, draft: Draft) -> None:
    try:
        keep_review_paper(by=actor, report=report, reviewed_at=draft.context["review"].reviewed_at)
    except Conflict as conflict:
        raise JobError(REVIEW_CHANGED) from conflict


def _produce_evidence(job: Job, report: Report) -> None:
    """In a folder that goes with the work: what a killed worker left behind goes with the next."""
    with transaction.atomic():
        actor = _requester(report.designation_id)
        with acting_as(actor):
            _require_readable(actor, report)
            draft = draft_evidence(actor, report)
    with working_folder() as folder:
        bound, pages = bind_evidence(draft, folder, lambda percent: set_progress(job, percent))
        with transaction.atomic():
            actor = _requester(report.designation_id)
            with acting_as(actor):
                _require_readable(actor, report)
                try:
                    store_bound(by=actor, job=job, report=report, draft=draft, bound=bound, pages=pages)
                except Conflict as conflict:
                    raise JobError(DOSSIER_CHANGED) from conflict


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
