"""The landlord's decision on what it keeps of a referral that told of nobody's guilt."""

from datetime import date

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import taken, write_changes
from acting.pages import ask
from acting.refusals import Refused, refuse
from journal.enums import Channel
from journal.insertion import get_or_insert
from journal.services import record
from journal.verbs import Verb
from referrals.clearings import cleared_at
from referrals.models import Referral, Retention
from referrals.permissions import can_decide_retention, retentions_visible_to
from referrals.retention_rules import refusals_of_retention


@transaction.atomic
def decide_retention(*, by: Actor, referral: Referral, civil_action: bool, review_on: date | None = None) -> Retention:
    """The last word stands. The entry is the landlord's own: the parquet does not learn it. Raises Refused."""
    ask(can_decide_retention, by, referral)
    if cleared_at(by, referral) is None:
        raise Refused("Cette saisine ne dit ni relaxe ni absence d’infraction : il n’y a rien à décider.")
    refuse(refusals_of_retention(civil_action, review_on, by.today))
    said = {"civil_action": civil_action, "review_on": review_on}
    author = {"designation_id": known(by.designation_id), "decided_at": by.now}
    new = said | author | {"landlord_id": known(by.signatory_id)}
    row, is_new = get_or_insert(retentions_visible_to(by), defaults=new, referral=referral)
    held = taken(retentions_visible_to(by), row)
    is_other = any(getattr(held, name) != value for name, value in said.items())
    if is_other:
        write_changes(held, said | author)
    if is_new or is_other:
        record(
            by=by,
            verb=Verb.RETENTION_DECIDED,
            object_id=referral.pk,
            owner_id=held.landlord_id,
            channel=Channel.FORM,
        )
    return held
