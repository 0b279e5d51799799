"""What a sender changes of a referral that is read: how long, and, of a reserved one, by whom."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from acting.actor import Actor
from acting.refusals import Conflict, Refused, refuse
from correspondents.routing import people_answering
from journal.enums import Channel
from journal.services import post_message, record
from journal.verbs import Verb
from referrals.lifecycle import Act
from referrals.models import Referral
from referrals.permissions import grant_disclosures
from referrals.readers import people_told_of_it
from referrals.services.referrals import moved
from referrals.sharing import refusals_of, renewal_of
from referrals.sharing_rules import AskedReaders, refusals_of_readers


@transaction.atomic
def renew_referral(*, by: Actor, referral: Referral, until: date, version: int | None = None) -> Referral:
    """What was shared is read until a later day, if it could be shared until then today. Raises Refused."""
    locked = moved(by, referral, Act.RENEW, version)
    refuse(refusals_of(by, renewal_of(by, locked, until=until)))
    locked.until, locked.renewed_at = until, by.now
    locked.save()
    for designation in people_told_of_it(locked, by.today):
        post_message(by=by, kind="referral_renewed", recipient_id=designation.user_id, object_id=locked.pk)
    record(by=by, verb=Verb.REFERRAL_RENEWED, object_id=locked.pk, owner_id=locked.sender_id, channel=Channel.FORM)
    return locked


@transaction.atomic
def name_readers(*, by: Actor, referral: Referral, readers: Collection[UUID], version: int | None = None) -> Referral:
    """A reserved referral is read from now on by these designations of the recipient's post, and by nobody whom it
    named before; who is new is told. Raises Refused."""
    locked = moved(by, referral, Act.RENAME, version)
    if not locked.is_reserved:
        raise Conflict("not reserved to anybody")
    answering = {each.pk: each for each in people_answering(locked.recipient_post, by.today)}
    refuse(refusals_of_readers(AskedReaders(is_reserved=True, named=readers, answering=answering)))
    new = set(readers) - set(locked.named_readers)
    if not new and len(set(readers)) == len(locked.named_readers):
        raise Refused("Ces personnes sont déjà celles que vous aviez nommées.", "readers")
    locked.named_readers = sorted(set(readers))
    locked.save()
    grant_disclosures(locked)
    for each in new:
        post_message(by=by, kind="referral_waiting", recipient_id=answering[each].user_id, object_id=locked.pk)
    record(
        by=by, verb=Verb.REFERRAL_READERS_NAMED, object_id=locked.pk, owner_id=locked.sender_id, channel=Channel.FORM
    )
    return locked
