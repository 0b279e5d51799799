from incidents.models.fact import Category, Complaint, FactCount, FollowUp, Incident, IncidentQuerySet
from incidents.models.orientation import Orientation
from incidents.models.situation import Situation, SituationQuerySet, SituationTurn

__all__ = [
    "Category",
    "Complaint",
    "FactCount",
    "FollowUp",
    "Incident",
    "IncidentQuerySet",
    "Orientation",
    "Situation",
    "SituationQuerySet",
    "SituationTurn",
]
