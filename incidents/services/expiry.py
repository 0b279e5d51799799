"""Writing down that referrals have ended by their date. The rule itself reads dates and waits for nobody."""

from incidents.models import Referral
from incidents.services.referrals import expire_referral
from journal.actor import Actor


def expire_overdue(*, by: Actor) -> int:
    """Returns how many; needs the machine in the worker's role, which sees them all."""
    overdue = list(Referral.objects.overdue_on(by.today))
    for referral in overdue:
        expire_referral(by=by, referral=referral)
    return len(overdue)
