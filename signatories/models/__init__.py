from signatories.models.convention import Article, Convention, Document, Processing, SettingChange, Signatory
from signatories.models.meeting import Attendance, Decision, Meeting
from signatories.models.saved_filter import SavedFilter
from signatories.models.theme import Theme, ThemeContact

__all__ = [
    "Article",
    "Attendance",
    "Convention",
    "Decision",
    "Document",
    "Meeting",
    "Processing",
    "SavedFilter",
    "SettingChange",
    "Signatory",
    "Theme",
    "ThemeContact",
]
