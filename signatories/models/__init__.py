from signatories.models.convention import Article, Convention, Document, Processing, SettingChange, Signatory
from signatories.models.meeting import Attendance, Decision, Meeting
from signatories.models.theme import Theme, ThemeContact

__all__ = [
    "Article",
    "Attendance",
    "Convention",
    "Decision",
    "Document",
    "Meeting",
    "Processing",
    "SettingChange",
    "Signatory",
    "Theme",
    "ThemeContact",
]
