"""Complaints that were lodged, and those of which the landlord came to know what the prosecution decided."""

from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from incidents.enums import Complainant
from incidents.models import Complaint, ComplaintChange
from reports.counting.months import Month
from reports.counting.tallies import by_landlord
from reports.enums import CellKind
from reports.protection import Shares, Stream


def complaints(month: Month) -> dict[Stream, Shares]:
    """A tenant's is a date alone, and its outcome nobody here may know: it is not counted. An outcome counts once, when
    the first one was noted."""
    lodged = Complaint.objects.filter(landlord__convention=month.convention).exclude(complainant=Complainant.TENANT)
    filed = lodged.filter(month.takes("filed_on", "noted_at") | Q(noted_at=None) & month.holds("filed_on"))
    corrected = ComplaintChange.objects.filter(complaint=OuterRef("pk"), field="outcome", former="").order_by("at")
    known = lodged.exclude(outcome="").annotate(known_at=Coalesce(Subquery(corrected.values("at")[:1]), "noted_at"))
    since = _between("known_at", month.begins, month.ends) | Q(known_at=None) & month.holds("outcome_on")
    return {
        Stream(CellKind.COMPLAINTS): _counted(filed),
        Stream(CellKind.OUTCOMES): _counted(known.filter(since)),
    }


def _between(name: str, first: datetime, end: datetime) -> Q:
    return Q(**{f"{name}__gte": first, f"{name}__lt": end})


def _counted(found: QuerySet[Complaint]) -> Shares:
    return by_landlord(found.order_by().values_list("landlord_id").annotate(n=Count("pk")))
