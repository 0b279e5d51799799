from incidents.models.fact import Category, Complaint, FactCount, FollowUp, Incident, IncidentQuerySet, Situation
from incidents.models.orientation import Orientation

__all__ = [
    "Category",
    "Complaint",
    "FactCount",
    "FollowUp",
    "Incident",
    "IncidentQuerySet",
    "Orientation",
    "Situation",
]
