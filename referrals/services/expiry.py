"""Writing down that referrals have ended by their date. The rule itself reads dates and waits for nobody."""

import structlog
from django.db import DatabaseError, transaction

from acting.actor import Actor
from acting.pages import require
from acting.refusals import Conflict
from referrals.models import Referral
from referrals.services.referrals import expire_referral

log = structlog.get_logger(__name__)


def expire_overdue(*, by: Actor) -> int:
    """Returns how many; needs the machine in the worker's role, which sees them all.

    Each on its own: one that was ended meanwhile, or that the database refuses, leaves the others to expire.
    """
    require(by.is_machine)
    return sum(_expire(by, referral) for referral in Referral.objects.overdue_on(by.today))


def _expire(by: Actor, referral: Referral) -> bool:
    try:
        with transaction.atomic():
            expire_referral(by=by, referral=referral)
    except (Conflict, DatabaseError) as error:
        log.warning("referral_not_expired", referral=str(referral.pk), error=type(error).__name__)
        return False
    return True
