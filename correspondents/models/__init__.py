from correspondents.models.arrival import AddressChange, Charter, CharterAcceptance, Invitation
from correspondents.models.people import (
    LAST_NAME,
    SEARCH_NAME,
    Absence,
    Designation,
    DesignationQuerySet,
    Post,
    PostQuerySet,
    User,
    UserManager,
    UserQuerySet,
    acting_choice,
    reading_on,
)

__all__ = [
    "LAST_NAME",
    "SEARCH_NAME",
    "Absence",
    "AddressChange",
    "Charter",
    "CharterAcceptance",
    "Designation",
    "DesignationQuerySet",
    "Invitation",
    "Post",
    "PostQuerySet",
    "User",
    "UserManager",
    "UserQuerySet",
    "acting_choice",
    "reading_on",
]
