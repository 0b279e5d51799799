"""The terms of a communication, as they stood when it was made: between whom, what for, on what ground, until when.

Frozen beside the content, so that a receipt asked for next year says what held then: posts are renamed, people leave,
texts are checked, accesses end earlier or later.
"""

from typing import Any

from correspondents.models import Designation, Post
from referrals.models import Disclosure, Referral
from referrals.projection import NO_LEGAL_EFFECT

Terms = dict[str, Any]


def terms_of(referral: Referral, addressee: Designation | None) -> Terms:
    """Plain data, for JSON; `addressee` is whoever was designated at the recipient's post on the day, if anybody."""
    convention, subject, basis = referral.sender.convention, referral.subject, referral.basis
    return {
        "department": {"code": convention.department_code, "name": convention.department_name},
        "reference": referral.reference,
        "sender": referral.sender.name,
        "sender_post": post_title(referral.sender_post),
        "recipient": referral.recipient.name,
        "recipient_post": post_title(referral.recipient_post),
        "addressee": str(addressee.person) if addressee else "",
        "addressee_role": addressee.get_role_display().lower() if addressee else "",
        "subject": subject.label,
        "nature": subject.get_nature_display(),
        "purpose": subject.purpose,
        "basis": basis.label,
        "basis_is_checked": basis.checked_on is not None,
        "condition": basis.condition if referral.condition_stated else "",
        "until": referral.until.isoformat(),
        "no_legal_effect": NO_LEGAL_EFFECT,
        "caveat": subject.caveat,
    }


def frozen_terms(disclosure: Disclosure) -> Terms:
    """Those that were kept with it; of one from before they were kept, what its referral says today."""
    referral = disclosure.referral
    kept: Terms = disclosure.terms
    return kept or terms_of(referral, referral.recipient_designation)


def post_title(post: Post) -> str:
    """The function, and the post's own title when it says more."""
    function = post.get_function_display()
    return str(function if post.label == function else f"{function}, {post.named}")
