"""One complaint: its numbers, by which the service and the parquet find the procedure."""

from typing import Any

from referrals.field_sets import Drawn, FieldSetModule


def is_filled(drawn: Drawn) -> bool:
    return drawn.complaint is not None


def project(drawn: Drawn) -> dict[str, Any]:
    """Raises ValueError without a complaint: `is_filled` is asked first."""
    complaint = drawn.complaint
    if complaint is None:
        raise ValueError("no complaint to project")
    return {
        "filed_on": complaint.filed_on.isoformat(),
        "complainant": complaint.get_complainant_display(),
        "service": complaint.service,
        "pv_number": complaint.pv_number,
        "prosecution_number": complaint.prosecution_number,
    }


FIELD_SET = FieldSetModule(
    name="complaint",
    label="La plainte",
    hint="date, plaignant, service, n° de PV et de parquet",
    line="Plainte",
    fragment="referrals/field_sets/complaint.html",
    rank=3,
    is_filled=is_filled,
    project=project,
)
