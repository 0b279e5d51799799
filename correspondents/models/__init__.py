from correspondents.models.arrival import Charter, CharterAcceptance, Invitation
from correspondents.models.people import (
    Absence,
    Designation,
    DesignationQuerySet,
    Post,
    User,
    UserManager,
    UserQuerySet,
    acting_choice,
)

__all__ = [
    "Absence",
    "Charter",
    "CharterAcceptance",
    "Designation",
    "DesignationQuerySet",
    "Invitation",
    "Post",
    "User",
    "UserManager",
    "UserQuerySet",
    "acting_choice",
]
