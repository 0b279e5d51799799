"""A mail that came back: its messages are refused, as by an address that the server does not take."""

from django.db import transaction

from acting.actor import Actor
from acting.kept import GAPS, forget
from acting.pages import require
from correspondents.bounces import Outcome, bounce_of
from correspondents.mail_reasons import CAME_BACK
from journal.enums import MessageState
from journal.models import Message


@transaction.atomic
def note_bounce(*, by: Actor, raw: bytes) -> Outcome:
    """What comes back for good is refused; whatever else it is changes nothing. Needs the machine."""
    require(by.is_machine)
    bounce = bounce_of(raw)
    if bounce is None:
        return Outcome.FOREIGN
    if bounce.outcome != Outcome.PERMANENT:
        return bounce.outcome
    told = Message.objects.filter(mail_id=bounce.mail_id, state=MessageState.SENT)
    if not told.update(state=MessageState.REFUSED, error=f"{CAME_BACK} {bounce.status}"):
        return Outcome.REPEATED
    forget(GAPS)
    return Outcome.PERMANENT
