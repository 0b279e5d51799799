"""What an administrator looks at to know that the portal works: what is stuck, and reference data. Never case data,
nor totals that cases make: how many papers and mails there are grows with them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from journal.enums import JobState, MessageState
from journal.models import Job, Message
from journal.sealing import last_exported_head
from signatories.models import Convention
from territory.enums import CompetenceDomain
from territory.models import Competence, Residence

LATE_MINUTES = 30

JOB_TROUBLES = {
    JobState.QUEUED.value: f"attendent depuis plus de {LATE_MINUTES} minutes",
    JobState.RUNNING.value: f"en cours depuis plus de {LATE_MINUTES} minutes",
    JobState.FAILED.value: "en échec",
}
MAIL_TROUBLES = {
    MessageState.WAITING.value: f"attendent depuis plus de {LATE_MINUTES} minutes",
    MessageState.REFUSED.value: "refusés par l’adresse",
    MessageState.FAILED.value: "abandonnés après trois jours",
}

SETTLED = (MessageState.REFUSED, MessageState.FAILED)  # of mails: what leaves no more by itself

Counted = list[tuple[str, str, int]]


def is_stuck_mail(at: datetime) -> Q:
    """What did not leave, waits for another try, or waits longer than any mail should."""
    again = Q(state=MessageState.WAITING, put_off=False, due_at__gt=F("created_at"))
    return Q(state__in=SETTLED) | again | _late_mail(at)


def is_stuck_job(at: datetime) -> Q:
    """What failed, or is not done long after it was asked for."""
    return Q(state=JobState.FAILED) | _late(JobState.QUEUED, at) | _late(JobState.RUNNING, at)


def _late_mail(at: datetime) -> Q:
    """What waits by its reader's choice is late only from the end of that on."""
    since = at - timedelta(minutes=LATE_MINUTES)
    by_choice = Q(state=MessageState.WAITING, put_off=True, due_at__lt=since)
    return by_choice | Q(state=MessageState.WAITING, put_off=False, created_at__lt=since)


def _late(state: str, at: datetime) -> Q:
    return Q(state=state, created_at__lt=at - timedelta(minutes=LATE_MINUTES))


def job_troubles(jobs: QuerySet[Job], at: datetime) -> Counted:
    return _counted(jobs, JOB_TROUBLES, at)


def mail_troubles(messages: QuerySet[Message], at: datetime) -> Counted:
    return _counted(messages, MAIL_TROUBLES, at)


def _counted(rows: QuerySet[Any], troubles: dict[str, str], at: datetime) -> Counted:
    """What needs an administrator, by state; how much goes well is the cases' affair."""
    settled = (JobState.FAILED, *SETTLED)
    rules = {state: Q(state=state) if state in settled else _late(state, at) for state in troubles}
    rules |= {MessageState.WAITING.value: _late_mail(at)} if MessageState.WAITING.value in troubles else {}
    return [(state, label, rows.filter(rules[state]).count()) for state, label in troubles.items()]


def reference_data(convention: Convention) -> dict[str, Any]:
    """How many rows of each table of a convention, and for each domain of competence where it comes from."""
    rows = (
        Competence.objects.filter(commune__convention=convention)
        .order_by("domain")
        .values("domain", "source", "vintage")
    )
    counted = rows.annotate(count=Count("pk"), to_verify=Count("pk", filter=Q(to_verify=True)))
    return {
        "communes": convention.communes.count(),
        "signatories": convention.signatories.count(),
        "residences": Residence.objects.filter(landlord__convention=convention).count(),
        "competences": [{**row, "label": CompetenceDomain(row["domain"]).label} for row in counted],
    }


def integrity() -> dict[str, Any]:
    """The last head of the journal that was written out, to be compared away from the host; None before the first."""
    at, digest = last_exported_head(Path(settings.PRIVATE_ROOT)) or (None, "")
    return {"exported_at": at, "digest": digest}
