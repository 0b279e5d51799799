from incidents.models.complaint import Complaint, ComplaintChange
from incidents.models.fact import Category, FactCount, FollowUp, Incident, IncidentQuerySet, Situation
from incidents.models.orientation import Orientation

__all__ = [
    "Category",
    "Complaint",
    "ComplaintChange",
    "FactCount",
    "FollowUp",
    "Incident",
    "IncidentQuerySet",
    "Orientation",
    "Situation",
]
