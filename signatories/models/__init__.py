from signatories.models.convention import Article, Convention, Document, Processing, SettingChange, Signatory
from signatories.models.meeting import Attendance, Decision, Meeting
from signatories.models.territory import (
    Commune,
    Competence,
    CompetenceChange,
    CompetenceImport,
    FormerCommune,
    Residence,
    ResidenceAccess,
    ResidenceGroupObjectPermission,
)
from signatories.models.theme import Theme, ThemeContact

__all__ = [
    "Article",
    "Attendance",
    "Commune",
    "Competence",
    "CompetenceChange",
    "CompetenceImport",
    "Convention",
    "Decision",
    "Document",
    "FormerCommune",
    "Meeting",
    "Processing",
    "Residence",
    "ResidenceAccess",
    "ResidenceGroupObjectPermission",
    "SettingChange",
    "Signatory",
    "Theme",
    "ThemeContact",
]
