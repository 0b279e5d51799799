"""Writes of the papers: asked for, stored once, handed out."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from acting.actor import Actor, acting_as, known, machine_actor
from acting.changes import taken
from acting.pages import ask
from acting.refusals import Refused
from correspondents.models import Designation
from files.services import store_bytes
from incidents.models import Letter, Mailing
from journal.enums import Channel
from journal.jobs import LeaseLostError, finish
from journal.models import Job
from journal.services import enqueue_job, record, record_list_read
from journal.verbs import Verb
from referrals.models import Disclosure, Injunction, Referral
from referrals.permissions import disclosures_visible_to, referrals_visible_to
from reports.enums import ReportKind
from reports.figures import published_years
from reports.models import LAST_TWELVE_MONTHS, Report
from reports.pdf import Paper
from reports.permissions import can_request_yearly, can_still_read, reports_visible_to
from signatories.models import Meeting
from signatories.permissions import convention_of

RETENTION = timedelta(days=30)
TASK = "reports.tasks.make_report"
PURPOSE = "rapport"


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


def request_minutes(*, by: Actor, meeting: Meeting) -> Report:
    """The relevé of a meeting, as it stands when the paper is made."""
    return _request(by=by, kind=ReportKind.MEETING, object_id=meeting.pk, owner_id=by.signatory_id)


def request_directory(*, by: Actor) -> Report:
    """The directory, as the requester's signatory sees it."""
    return _request(by=by, kind=ReportKind.DIRECTORY, object_id=by.signatory_id, owner_id=by.signatory_id)


def request_yearly(*, by: Actor, period: str) -> Report:
    """The bilan annuel of a year ("2025") that was published, or of the last twelve months. Raises Refused."""
    ask(can_request_yearly, by)
    if period != LAST_TWELVE_MONTHS and period not in map(str, published_years(convention_of(by))):
        raise Refused("Choisissez une période publiée.", "period")
    return _request(by=by, kind=ReportKind.YEARLY, period=period)


@transaction.atomic
def store_report(*, by: Actor, job: Job, report: Report, paper: Paper) -> None:
    """Keeps the paper and ends its job in one transaction. Raises LeaseLostError, and then nothing is kept."""
    if not finish(job, at=by.now):
        raise LeaseLostError(job.pk)
    report.file = store_bytes(
        by=by,
        content=paper.content,
        name=f"{paper.name}.pdf",
        content_type="application/pdf",
        owner_id=paper.owner_id,
        purpose=PURPOSE,
        purge_on=report.purge_on,
    )
    report.pages, report.fingerprint, report.shows = paper.pages, paper.fingerprint, list(paper.shows)
    with acting_as(machine_actor(by.now)):
        report.save(update_fields=["file", "pages", "fingerprint", "shows"])
    _record(by, Verb.REPORT_MADE, report, paper.owner_id, Channel.JOB)


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
    if report.kind == ReportKind.INJUNCTION:
        record(by=by, verb=Verb.INJUNCTION_READ, object_id=report.object_id, owner_id=owner_id, channel=Channel.PDF)
    if report.kind == ReportKind.MAILING:
        record(by=by, verb=Verb.MAILING_READ, object_id=report.object_id, owner_id=owner_id, channel=Channel.PDF)
    if report.kind == ReportKind.LETTER:
        record(by=by, verb=Verb.LETTER_READ, object_id=report.object_id, owner_id=owner_id, channel=Channel.PDF)


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
