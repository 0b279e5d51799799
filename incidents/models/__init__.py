from incidents.models.addressee import Addressee, AddresseeQuerySet, Title
from incidents.models.attachment import Attachment, AttachmentQuerySet
from incidents.models.complaint import Complaint, ComplaintChange
from incidents.models.evidence import EvidenceFile, EvidenceFileQuerySet, Piece, PieceQuerySet
from incidents.models.fact import Category, FactCount, FollowUp, Incident, IncidentQuerySet
from incidents.models.fact_import import FactImport, FactImportQuerySet, ImportMemory
from incidents.models.legal_action import LegalAction, LegalActionQuerySet
from incidents.models.letter import Letter, LetterQuerySet, LetterTemplate, Mailing
from incidents.models.orientation import Orientation
from incidents.models.person import Person, PersonQuerySet
from incidents.models.search_word import CaseWord, SearchedKind
from incidents.models.situation import Situation, SituationQuerySet, SituationTurn
from incidents.models.staff import StaffNote, StaffNoteQuerySet
from incidents.models.step import Step, StepQuerySet

__all__ = [
    "Addressee",
    "AddresseeQuerySet",
    "Attachment",
    "AttachmentQuerySet",
    "CaseWord",
    "Category",
    "Complaint",
    "ComplaintChange",
    "EvidenceFile",
    "EvidenceFileQuerySet",
    "FactCount",
    "FactImport",
    "FactImportQuerySet",
    "FollowUp",
    "ImportMemory",
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
    "Piece",
    "PieceQuerySet",
    "SearchedKind",
    "Situation",
    "SituationQuerySet",
    "SituationTurn",
    "StaffNote",
    "StaffNoteQuerySet",
    "Step",
    "StepQuerySet",
    "Title",
]
