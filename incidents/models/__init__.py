from incidents.models.addressee import Addressee, AddresseeQuerySet, Title
from incidents.models.complaint import Complaint, ComplaintChange
from incidents.models.fact import Category, FactCount, FollowUp, Incident, IncidentQuerySet
from incidents.models.letter import Letter, LetterQuerySet, LetterTemplate, Mailing
from incidents.models.orientation import Orientation
from incidents.models.situation import Situation, SituationQuerySet, SituationTurn
from incidents.models.step import Step, StepQuerySet

__all__ = [
    "Addressee",
    "AddresseeQuerySet",
    "Category",
    "Complaint",
    "ComplaintChange",
    "FactCount",
    "FollowUp",
    "Incident",
    "IncidentQuerySet",
    "Letter",
    "LetterQuerySet",
    "LetterTemplate",
    "Mailing",
    "Orientation",
    "Situation",
    "SituationQuerySet",
    "SituationTurn",
    "Step",
    "StepQuerySet",
    "Title",
]
