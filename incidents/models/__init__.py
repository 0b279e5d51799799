from incidents.models.complaint import Complaint, ComplaintChange
from incidents.models.fact import Category, FactCount, FollowUp, Incident, IncidentQuerySet
from incidents.models.orientation import Orientation
from incidents.models.situation import Situation, SituationQuerySet, SituationTurn
from incidents.models.step import Step, StepQuerySet, taken_in

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
    "SituationQuerySet",
    "SituationTurn",
    "Step",
    "StepQuerySet",
    "taken_in",
]
