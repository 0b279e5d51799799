"""Writes of the papers: asked for, stored once, handed out."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from acting.actor import Actor, acting_as, known, machine_actor
from acting.changes import taken
from acting.pages import ask, require
from acting.refusals import Conflict, Refused, refuse
from correspondents.models import Designation
from files.services import store_bytes, store_own_work, take_back
from incidents.evidence_rules import refusals_of_binding
from incidents.evidence_sources import pieces_of
from incidents.evidence_walls import PAPER
from incidents.models import EvidenceFile, Letter, Mailing
from incidents.permissions import can_keep_situation
from incidents.services.evidence import keep_bound_paper
from journal.enums import Channel
from journal.jobs import LeaseLostError, cancel, finish
from journal.models import Job
from journal.services import enqueue_job, record, record_list_read
from journal.verbs import Verb
from referrals.models import Disclosure, Injunction, Referral
from referrals.permissions import disclosures_visible_to, referrals_visible_to
from reports.enums import ReportKind
from reports.evidence_paper import EvidenceDraft
from reports.figures import published_years
from reports.models import LAST_TWELVE_MONTHS, Report, YearlyReview
from reports.pdf import Paper
from reports.periods import own_period
from reports.permissions import (
    can_keep_review,
    can_request_yearly,
    can_still_read,
    own_figures_of,
    quarters_published,
    reports_visible_to,
)
from signatories.models import Convention, Meeting
from signatories.permissions import convention_of
from territory.permissions import accesses_visible_to

RETENTION = timedelta(days=30)
TASK = "reports.tasks.make_report"
PURPOSE = "rapport"
NOT_A_WHOLE_QUARTER = "Choisissez un trimestre dont les trois mois sont publiés."
# What the paper of one object is a read of.
READ_AS_ONE = {
    ReportKind.INJUNCTION: Verb.INJUNCTION_READ,
    ReportKind.MAILING: Verb.MAILING_READ,
    ReportKind.EVIDENCE: Verb.EVIDENCE_READ,
    ReportKind.LETTER: Verb.LETTER_READ,
}


def request_sheet(*, by: Actor, referral: Referral) -> Report:
    """The fiche de saisine of a referral whose content the requester reads."""
    return _request(by=by, kind=ReportKind.SHEET, object_id=referral.pk, owner_id=referral.sender_id)


def request_receipt(*, by: Actor, disclosure: Disclosure) -> Report:
    """The receipt of one communication that the requester reads."""
    owner_id = disclosure.referral.sender_id
    return _request(by=by, kind=ReportKind.RECEIPT, object_id=disclosure.pk, owner_id=owner_id)


def request_exchange(*, by: Actor, referral: Referral) -> Report:
    """The whole exchange of a referral that the requester's side sent."""
    return _request(by=by, kind=ReportKind.EXCHANGE, object_id=referral.pk, owner_id=referral.sender_id)


def request_docket(*, by: Actor) -> Report:
    """The bordereau of what waits at the requester's post."""
    return _request(by=by, kind=ReportKind.DOCKET, object_id=by.post_id, owner_id=by.signatory_id)


def request_injunction(*, by: Actor, injunction: Injunction) -> Report:
    """The file of an injunction, for whichever side sees it."""
    return _request(by=by, kind=ReportKind.INJUNCTION, object_id=injunction.pk, owner_id=injunction.landlord_id)


def request_letter(*, by: Actor, letter: Letter) -> Report:
    """A letter, as it stands when the paper is made; the letter itself keeps the paper too."""
    return _request(by=by, kind=ReportKind.LETTER, object_id=letter.pk, owner_id=letter.situation.landlord_id)


def request_mailing(*, by: Actor, mailing: Mailing) -> Report:
    """All its letters behind one another, for the printer; each letter keeps its own paper."""
    return _request(by=by, kind=ReportKind.MAILING, object_id=mailing.pk, owner_id=mailing.landlord_id)


def request_evidence(*, by: Actor, evidence: EvidenceFile) -> Report:
    """A dossier bound as it is chosen now. Raises Refused for one that is frozen, or holds what cannot be bound."""
    ask(can_keep_situation, by, evidence.situation)
    if evidence.frozen_at:
        raise Refused("Ce dossier est figé : son PDF ne change plus.")
    refuse(refusals_of_binding(pieces_of(by, evidence)))
    return _request(by=by, kind=ReportKind.EVIDENCE, object_id=evidence.pk, owner_id=evidence.situation.landlord_id)


@transaction.atomic
def cancel_report(*, by: Actor, report: Report) -> Report:
    """One’s own, while it is made: nothing of it is kept. Raises Conflict where it had ended."""
    require(reports_visible_to(by).filter(pk=report.pk).exists())
    if not cancel(report.job, at=by.now):
        raise Conflict("it had ended")
    _record(by, Verb.REPORT_CANCELLED, report, None, Channel.FORM)
    return report


def request_review(*, by: Actor, review: YearlyReview) -> Report:
    """The PDF of a bilan as it stands: a project, or the one for signature. Raises Refused for one that is frozen."""
    ask(can_keep_review, by, review.convention_id)
    if review.frozen_at:
        raise Refused("Ce bilan est figé\u00a0: son PDF ne change plus.")
    return _request(by=by, kind=ReportKind.REVIEW, object_id=review.pk, owner_id=by.signatory_id)


def request_minutes(*, by: Actor, meeting: Meeting) -> Report:
    """The relevé of a meeting, as it stands when the paper is made."""
    return _request(by=by, kind=ReportKind.MEETING, object_id=meeting.pk, owner_id=by.signatory_id)


def request_directory(*, by: Actor) -> Report:
    """The directory, as the requester's signatory sees it."""
    return _request(by=by, kind=ReportKind.DIRECTORY, object_id=by.signatory_id, owner_id=by.signatory_id)


def request_referral_register(*, by: Actor) -> Report:
    """The register of what the requester's post received and sent; a référent's of the whole house."""
    return _request(by=by, kind=ReportKind.REFERRALS, object_id=by.post_id, owner_id=by.signatory_id)


def request_access_register(*, by: Actor) -> Report:
    """The register of accesses, as the requester's signatory sees it."""
    return _request(by=by, kind=ReportKind.ACCESSES, object_id=by.signatory_id, owner_id=by.signatory_id)


def request_own(*, by: Actor, period: str) -> Report:
    """The bilan of the requester's own figures, of a period of « Pilotage »; one that is none is the first."""
    code = own_period(period, by.today).code
    return _request(by=by, kind=ReportKind.OWN, object_id=own_figures_of(by), period=code, owner_id=by.signatory_id)


def request_yearly(*, by: Actor, period: str) -> Report:
    """The bilan annuel of a year ("2025") that was published, or of the last twelve months. Raises Refused."""
    ask(can_request_yearly, by)
    if period not in published_periods(convention_of(by)):
        raise Refused("Choisissez une période publiée.", "period")
    return _request(by=by, kind=ReportKind.YEARLY, period=period)


def request_quarter(*, by: Actor, period: str) -> Report:
    """The tableau de bord of a quarter ("2026-T3") of which each month is published. Raises Refused."""
    ask(can_request_yearly, by)
    if period not in quarters_published(by):
        raise Refused(NOT_A_WHOLE_QUARTER, "period")
    return _request(by=by, kind=ReportKind.QUARTER, period=period)


def published_periods(convention: Convention) -> list[str]:
    """What a bilan may be of; the last twelve months are taken at their word."""
    return [LAST_TWELVE_MONTHS, *map(str, published_years(convention))]


@transaction.atomic
def store_report(*, by: Actor, job: Job, report: Report, paper: Paper) -> None:
    """Keeps the paper and ends its job in one transaction. Raises LeaseLostError, and then nothing is kept."""
    if not finish(job, at=by.now):
        raise LeaseLostError(job.pk)
    named: dict[str, Any] = {"name": f"{paper.name}.pdf", "content_type": "application/pdf", "owner_id": paper.owner_id}
    kept = named | {"purpose": PURPOSE, "purge_on": None if paper.is_kept else report.purge_on}
    if paper.path is not None:
        report.file = store_own_work(by=by, source=paper.path, **kept)
    else:
        report.file = store_bytes(by=by, content=paper.content, is_own_work=True, **kept)
    report.pages, report.fingerprint, report.shows = paper.pages, paper.fingerprint, list(paper.shows)
    with acting_as(machine_actor(by.now)):
        report.save(update_fields=["file", "pages", "fingerprint", "shows"])
    _record(by, Verb.REPORT_MADE, report, paper.owner_id, Channel.JOB)


@transaction.atomic
def store_bound(*, by: Actor, job: Job, report: Report, draft: EvidenceDraft, bound: Path, pages: int) -> None:
    """Keeps the paper of a dossier, which stays with it, and ends its job in one transaction. Raises LeaseLostError,
    and Conflict where the dossier binds something else by now; then nothing is kept."""
    if not finish(job, at=by.now):
        raise LeaseLostError(job.pk)
    evidence = draft.evidence
    report.file = store_own_work(
        by=by,
        source=bound,
        name=f"dossier-{evidence.reference}.pdf",
        content_type="application/pdf",
        owner_id=draft.owner_id,
        purpose=PAPER,
    )
    try:
        keep_bound_paper(by=by, evidence=evidence, stored=report.file, pages=pages, digest=draft.digest)
    except Conflict:
        take_back(report.file)
        raise
    report.pages, report.fingerprint = pages, draft.digest
    with acting_as(machine_actor(by.now)):
        report.save(update_fields=["file", "pages", "fingerprint"])
    _record(by, Verb.REPORT_MADE, report, draft.owner_id, Channel.JOB)


def note_download(*, by: Actor, report: Report) -> None:
    """A download is a read of what the paper shows, by way of a PDF: of each referral, injunction or letter on it."""
    owner_id = report.file.owner_id if report.file else None
    _record(by, Verb.REPORT_DOWNLOADED, report, owner_id, Channel.PDF)
    if report.kind in (ReportKind.SHEET, ReportKind.EXCHANGE):
        record(by=by, verb=Verb.REFERRAL_READ, object_id=report.object_id, owner_id=owner_id, channel=Channel.PDF)
    if report.kind == ReportKind.RECEIPT:
        read = disclosures_visible_to(by).filter(pk__in=[report.object_id]).values_list("referral_id", flat=True)
        record(by=by, verb=Verb.REFERRAL_READ, object_id=read.get(), owner_id=owner_id, channel=Channel.PDF)
    if report.kind == ReportKind.DOCKET:
        rows = referrals_visible_to(by).filter(pk__in=report.shows).values_list("sender_id", "pk")
        record_list_read(by=by, verb=Verb.REFERRAL_READ, rows=rows, channel=Channel.PDF, reason="bordereau")
    if report.kind in (ReportKind.REFERRALS, ReportKind.ACCESSES):
        _note_register(by, report)
    if report.kind == ReportKind.OWN:
        record(by=by, verb=Verb.OWN_FIGURES_READ, object_id=None, owner_id=owner_id, channel=Channel.PDF)
    if report.kind in READ_AS_ONE:
        verb = READ_AS_ONE[ReportKind(report.kind)]
        record(by=by, verb=verb, object_id=report.object_id, owner_id=owner_id, channel=Channel.PDF)


def _note_register(by: Actor, report: Report) -> None:
    """Each row that the register says more of than its box does."""
    is_of_referrals = report.kind == ReportKind.REFERRALS
    verb = Verb.REFERRAL_READ if is_of_referrals else Verb.ACCESS_READ
    rows: QuerySet[Any] = referrals_visible_to(by) if is_of_referrals else accesses_visible_to(by)
    owner = "sender_id" if is_of_referrals else "residence__landlord_id"
    read = rows.filter(pk__in=report.shows).values_list(owner, "pk")
    record_list_read(by=by, verb=verb, rows=read, channel=Channel.PDF, reason="registre")


@transaction.atomic
def _request(
    *, by: Actor, kind: ReportKind, object_id: UUID | None = None, period: str = "", owner_id: UUID | None = None
) -> Report:
    """A second click while the paper is in the making gives the same report; two at once stand in line.

    Raises Refused for what the requester may not read.
    """
    if not can_still_read(by, Report(kind=kind, object_id=object_id, period=period)):
        raise Refused("Ce document n’est pas, ou n’est plus, à votre portée.")
    taken(Designation.objects.all(), Designation(pk=known(by.designation_id)))
    alike = reports_visible_to(by).in_the_making().filter(kind=kind, object_id=object_id, period=period)
    asked_already = alike.first()
    if asked_already:
        return asked_already
    report = Report(
        id=uuid4(),
        kind=kind,
        **_requested_as(by),
        object_id=object_id,
        period=period,
        created_at=by.now,
        purge_on=by.today + RETENTION,
    )
    report.job = enqueue_job(by=by, task=TASK, object_id=report.id)
    report.save(force_insert=True)
    _record(by, Verb.REPORT_REQUESTED, report, owner_id, Channel.FORM)
    return report


def _requested_as(by: Actor) -> dict[str, Any]:
    return {
        "user_id": by.user_id,
        "designation_id": by.designation_id,
        "post_id": by.post_id,
        "signatory_id": by.signatory_id,
    }


def _record(by: Actor, verb: Verb, report: Report, owner_id: UUID | None, channel: Channel) -> None:
    record(
        by=by,
        verb=verb,
        object_id=report.pk,
        owner_id=owner_id,
        channel=channel,
        reason=report.get_kind_display(),
    )
