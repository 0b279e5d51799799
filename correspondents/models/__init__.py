from correspondents.models.arrival import AddressChange, Charter, CharterAcceptance, Invitation
from correspondents.models.designation import (
    LAST_NAME,
    SEARCH_NAME,
    Absence,
    Designation,
    DesignationQuerySet,
    acting_choice,
    reading_on,
)
from correspondents.models.due import DueTelling, Snooze
from correspondents.models.mail_choice import MailChoice
from correspondents.models.mailbox_change import MailboxChange
from correspondents.models.post import Post, PostQuerySet
from correspondents.models.user import User, UserManager, UserQuerySet

__all__ = [
    "LAST_NAME",
    "SEARCH_NAME",
    "Absence",
    "AddressChange",
    "Charter",
    "CharterAcceptance",
    "Designation",
    "DesignationQuerySet",
    "DueTelling",
    "Invitation",
    "MailChoice",
    "MailboxChange",
    "Post",
    "PostQuerySet",
    "Snooze",
    "User",
    "UserManager",
    "UserQuerySet",
    "acting_choice",
    "reading_on",
]
