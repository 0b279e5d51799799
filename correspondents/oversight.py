"""What an administrator looks at to know that the portal works. Counts and dates, never case data."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from journal.enums import JobState, MessageState
from journal.models import Job, Message
from journal.sealing import last_exported_head
from signatories.models import Convention
from territory.enums import CompetenceDomain
from territory.models import Competence, Residence

LATE_MINUTES = 30

Counted = list[tuple[str, str, int]]


def jobs_by_state(jobs: QuerySet[Job]) -> Counted:
    """Every state as (value, label, how many), the empty ones too."""
    counts = dict(jobs.order_by().values_list("state").annotate(n=Count("pk")))
    return [(value, str(label), counts.get(value, 0)) for value, label in JobState.choices]


def mail_troubles(messages: QuerySet[Message], at: datetime) -> Counted:
    """What did not leave, or waits longer than any mail should; how many left is the cases' affair."""
    troubles = {
        ("waiting", f"attendent depuis plus de {LATE_MINUTES} minutes"): Q(
            state=MessageState.WAITING, created_at__lt=at - timedelta(minutes=LATE_MINUTES)
        ),
        ("refused", "refusés par l’adresse"): Q(state=MessageState.REFUSED),
        ("failed", "abandonnés après trois jours"): Q(state=MessageState.FAILED),
    }
    return [(state, label, messages.filter(rule).count()) for (state, label), rule in troubles.items()]


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
