"""Reads the published cells. Pages and papers of a delegate stand on this module and see nothing else."""

from datetime import date

from reports.enums import CellKind
from reports.models import PublishedCell


def published_years() -> list[int]:
    """Calendar years published whole, newest first."""
    years = PublishedCell.objects.filter(kind=CellKind.FACTS, months=12, family="", first_month__month=1)
    return sorted({first.year for first in years.values_list("first_month", flat=True)}, reverse=True)


def published_on() -> date | None:
    return PublishedCell.objects.order_by("-published_on").values_list("published_on", flat=True).first()
