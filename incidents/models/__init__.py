from incidents.models.incident import Category, Complaint, Incident, Situation
from incidents.models.orientation import Orientation
from incidents.models.referral import (
    Answer,
    Disclosure,
    FollowUp,
    LegalBasis,
    Referral,
    ReferralGroupObjectPermission,
    ReferralSource,
    ReferredIncident,
    Subject,
    SubjectRule,
)

__all__ = [
    "Answer",
    "Category",
    "Complaint",
    "Disclosure",
    "FollowUp",
    "Incident",
    "LegalBasis",
    "Orientation",
    "Referral",
    "ReferralGroupObjectPermission",
    "ReferralSource",
    "ReferredIncident",
    "Situation",
    "Subject",
    "SubjectRule",
]
