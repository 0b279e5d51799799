from incidents.models.incident import Category, Complaint, Incident, Situation
from incidents.models.referral import (
    Answer,
    Disclosure,
    FollowUp,
    LegalBasis,
    Referral,
    ReferralGroupObjectPermission,
    ReferralSource,
    Subject,
)

__all__ = [
    "Answer",
    "Category",
    "Complaint",
    "Disclosure",
    "FollowUp",
    "Incident",
    "LegalBasis",
    "Referral",
    "ReferralGroupObjectPermission",
    "ReferralSource",
    "Situation",
    "Subject",
]
