from correspondents.models.arrival import Charter, CharterAcceptance, Invitation
from correspondents.models.people import (
    FIRST_NAME,
    LAST_NAME,
    Absence,
    Designation,
    DesignationQuerySet,
    Post,
    PostQuerySet,
    User,
    UserManager,
    UserQuerySet,
    acting_choice,
)

__all__ = [
    "FIRST_NAME",
    "LAST_NAME",
    "Absence",
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
]
