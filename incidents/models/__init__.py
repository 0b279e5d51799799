from incidents.models.fact import Category, Complaint, FollowUp, Incident, IncidentQuerySet, Situation
from incidents.models.orientation import Orientation

__all__ = [
    "Category",
    "Complaint",
    "FollowUp",
    "Incident",
    "IncidentQuerySet",
    "Orientation",
    "Situation",
]
