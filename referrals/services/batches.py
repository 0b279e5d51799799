"""Several referrals at once: each by the act of its own page; one that has moved meanwhile is left, and named."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from acting.actor import Actor
from acting.pages import ask, require
from acting.refusals import Conflict
from correspondents.permissions import can_refer
from referrals.lifecycle import Side
from referrals.models import Referral
from referrals.permissions import received_referrals_visible_to, side_of
from referrals.services.referrals import acknowledge_referral


@dataclass(frozen=True, slots=True)
class Batch:
    """`left`: as they are now, withdrawn, acknowledged or answered already, or past their last day."""

    done: list[Referral] = field(default_factory=list)
    left: list[Referral] = field(default_factory=list)


@transaction.atomic
def acknowledge_referrals(*, by: Actor, referrals: Iterable[Referral]) -> Batch:
    """In the order of their keys, so that two batches never wait for each other. Raises PermissionDenied for what was
    sent to somebody else."""
    ask(can_refer, by)
    batch = Batch()
    for referral in sorted(referrals, key=lambda each: each.pk):
        require(side_of(by, referral) == Side.RECIPIENT)
        try:
            batch.done.append(acknowledge_referral(by=by, referral=referral))
        except (Conflict, PermissionDenied):
            batch.left.append(received_referrals_visible_to(by).get(pk=referral.pk))
    return batch
