from correspondents.models.arrival import Charter, CharterAcceptance, Invitation
from correspondents.models.people import (
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
