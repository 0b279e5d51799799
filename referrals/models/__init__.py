from referrals.models.answer import OUTCOME_FIELDS, Answer, GivenOutcome, PreparedAnswer
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
from referrals.models.piece import DisclosedPiece
from referrals.models.referral import (
    DUE_KEYS,
    LONGEST_NUMBER,
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
from referrals.models.retention import Retention
from referrals.models.search_word import ReferralWord

__all__ = [
    "DUE_KEYS",
    "INJUNCTION_KEYS",
    "LATEST_ASKED",
    "LONGEST_NUMBER",
    "OUTCOME_FIELDS",
    "Answer",
    "DelayCount",
    "DisclosedNumber",
    "DisclosedPiece",
    "Disclosure",
    "DisclosureSource",
    "DueRank",
    "ExceptionalAccess",
    "ExceptionalAccessQuerySet",
    "ExceptionalMatter",
    "ExceptionalReading",
    "GivenOutcome",
    "Handling",
    "Injunction",
    "InjunctionLease",
    "InjunctionQuerySet",
    "InjunctionRank",
    "LegalBasis",
    "PreparedAnswer",
    "Referral",
    "ReferralGroupObjectPermission",
    "ReferralQuerySet",
    "ReferralSource",
    "ReferralUserObjectPermission",
    "ReferralWord",
    "ReferredIncident",
    "Retention",
    "Subject",
    "SubjectRule",
]
