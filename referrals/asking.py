"""When the parquet may be asked about a complaint: by who complained, and not too early."""

from django.utils.formats import date_format

from acting.actor import Actor
from acting.days import add_months
from incidents.enums import Complainant
from incidents.models import Complaint
from signatories.models import Convention

OWN_COMPLAINT_ONLY = ("suite-plainte", "copie-decision")


def why_not_asked(complaint: Complaint, subject: str, convention: Convention, actor: Actor) -> str:
    """Why the parquet is not asked about this complaint (yet), in French; "" when it may be."""
    if subject not in OWN_COMPLAINT_ONLY:
        return ""
    if complaint.complainant != Complainant.LANDLORD:
        return "Le parquet ne renseigne que le plaignant (CPP, art. 40-2) : le bailleur ne l’est pas ici."
    earliest = add_months(complaint.filed_on, convention.outcome_wait_months)
    if subject == "suite-plainte" and actor.today < earliest:
        return f"Cette plainte est récente : demandez sa suite à partir du {date_format(earliest)}."
    return ""
