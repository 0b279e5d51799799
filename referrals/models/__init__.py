from referrals.models.delay_count import DelayCount
from referrals.models.exceptional import (
    LATEST_ASKED,
    ExceptionalAccess,
    ExceptionalAccessQuerySet,
    ExceptionalMatter,
    ExceptionalReading,
)
from referrals.models.grant import ReferralGroupObjectPermission, ReferralUserObjectPermission
from referrals.models.handling import Handling
from referrals.models.injunction import INJUNCTION_KEYS, Injunction, InjunctionLease, InjunctionQuerySet, InjunctionRank
from referrals.models.referral import (
    DUE_KEYS,
    LONGEST_NUMBER,
    Answer,
    DisclosedNumber,
    Disclosure,
    DisclosureSource,
    DueRank,
    LegalBasis,
    Referral,
    ReferralQuerySet,
    ReferralSource,
    ReferredIncident,
    Subject,
    SubjectRule,
)

__all__ = [
    "DUE_KEYS",
    "INJUNCTION_KEYS",
    "LATEST_ASKED",
    "LONGEST_NUMBER",
    "Answer",
    "DelayCount",
    "DisclosedNumber",
    "Disclosure",
    "DisclosureSource",
    "DueRank",
    "ExceptionalAccess",
    "ExceptionalAccessQuerySet",
    "ExceptionalMatter",
    "ExceptionalReading",
    "Handling",
    "Injunction",
    "InjunctionLease",
    "InjunctionQuerySet",
    "InjunctionRank",
    "LegalBasis",
    "Referral",
    "ReferralGroupObjectPermission",
    "ReferralQuerySet",
    "ReferralSource",
    "ReferralUserObjectPermission",
    "ReferredIncident",
    "Subject",
    "SubjectRule",
]
