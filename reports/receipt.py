"""The receipt of one communication: what was passed on, with its digest, and the terms of its day.

It says nothing of the day on which it is asked for, nor of who asks: sender and recipient get the same file, and so
does whoever asks a year later.
"""

from acting.actor import Actor
from journal.jobs import JobError
from referrals.models import Disclosure
from referrals.permissions import disclosures_visible_to
from referrals.projection import digest
from referrals.terms import frozen_terms
from reports.models import Report
from reports.pdf import Draft

ALTERED = (
    "Le récépissé n’a pas été établi : l’empreinte ne répond plus à ce qui a été communiqué. "
    "Prévenez l’administrateur du portail."
)


def draft_receipt(actor: Actor, report: Report) -> Draft:
    """Raises Disclosure.DoesNotExist when the actor reads nothing of it, and JobError when it is not what was kept."""
    if report.object_id is None:
        raise Disclosure.DoesNotExist
    readable = disclosures_visible_to(actor).select_related(
        "referral__sender__convention",
        "referral__sender_post",
        "referral__recipient",
        "referral__recipient_post",
        "referral__recipient_designation__user",
        "referral__subject",
        "referral__basis",
    )
    disclosure = readable.get(pk=report.object_id)
    if digest(disclosure.content) != disclosure.digest:
        raise JobError(ALTERED)
    terms = frozen_terms(disclosure)
    frozen = {f"department_{name}": said for name, said in terms["department"].items()}
    return Draft(
        template="reports/pdf/receipt.html",
        context={"disclosure": disclosure, "terms": terms, "convention": frozen},
        name=f"recepisse-{terms['reference']}-{disclosure.number}",
        owner_id=disclosure.referral.sender_id,
    )
