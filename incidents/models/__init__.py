from incidents.models.addressee import Addressee, AddresseeQuerySet, Title
from incidents.models.complaint import Complaint, ComplaintChange
from incidents.models.fact import Category, FactCount, FollowUp, Incident, IncidentQuerySet
from incidents.models.legal_action import LegalAction, LegalActionQuerySet
from incidents.models.letter import Letter, LetterQuerySet, LetterTemplate, Mailing
from incidents.models.orientation import Orientation
from incidents.models.person import Person, PersonQuerySet
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
    "LegalAction",
    "LegalActionQuerySet",
    "Letter",
    "LetterQuerySet",
    "LetterTemplate",
    "Mailing",
    "Orientation",
    "Person",
    "PersonQuerySet",
    "Situation",
    "SituationQuerySet",
    "SituationTurn",
    "Step",
    "StepQuerySet",
    "Title",
]
