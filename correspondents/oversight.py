"""What an administrator looks at to know that the portal works. Counts and dates, never case data."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from correspondents.messages import wording_of
from journal.enums import JobState, MessageState
from journal.models import Job, Message
from journal.sealing import last_exported_head
from signatories.models import Convention
from territory.enums import CompetenceDomain
from territory.models import Competence, Residence

Counted = list[tuple[str, str, int]]


def jobs_by_state(jobs: QuerySet[Job]) -> Counted:
    return _by_state(jobs, JobState)


def messages_by_state(messages: QuerySet[Message]) -> Counted:
    return _by_state(messages, MessageState)


def latest_failures(messages: QuerySet[Message], most: int = 10) -> list[tuple[Message, str]]:
    """With the subject that the mail bears: a kind says more than an administrator may know of a case."""
    failed = messages.filter(state=MessageState.FAILED).order_by("-created_at")[:most]
    return [(message, wording_of(message.kind).subject) for message in failed]


def _by_state(rows: QuerySet[Any], states: type[JobState] | type[MessageState]) -> Counted:
    """Every state as (value, label, how many), the empty ones too."""
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return [(value, str(label), counts.get(value, 0)) for value, label in states.choices]


def reference_data(convention: Convention) -> dict[str, Any]:
    """How many rows of each table of a convention, and for each domain of competence where it comes from."""
    return {
        "communes": convention.communes.count(),
        "signatories": convention.signatories.count(),
        "residences": Residence.objects.filter(landlord__convention=convention).count(),
        "competences": _competences_by_source(convention),
    }


def _competences_by_source(convention: Convention) -> list[dict[str, Any]]:
    rows = (
        Competence.objects.filter(commune__convention=convention)
        .order_by("domain")
        .values("domain", "source", "vintage")
    )
    counted = rows.annotate(count=Count("pk"), to_verify=Count("pk", filter=Q(to_verify=True)))
    return [{**row, "label": CompetenceDomain(row["domain"]).label} for row in counted]


def integrity() -> dict[str, Any]:
    """The last head of the journal that was written out, to be compared away from the host; None before the first."""
    at, digest = last_exported_head(Path(settings.PRIVATE_ROOT)) or (None, "")
    return {"exported_at": at, "digest": digest}
