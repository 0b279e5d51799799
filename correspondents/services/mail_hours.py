"""When somebody wants to be written to, chosen by that person alone."""

from django.db import transaction

from acting.actor import Actor
from acting.changes import taken, write_changes
from acting.pages import require
from acting.refusals import refuse
from correspondents.enums import Gathering
from correspondents.mail_hours import MailHours, refusals_of_hours
from correspondents.models import MailChoice, User
from journal.insertion import get_or_insert
from journal.services import record
from journal.verbs import Verb


@transaction.atomic
def choose_mail_hours(
    *,
    by: Actor,
    user: User,
    gathering: str,
    hour: int | None,
    quiet_from: int | None,
    quiet_until: int | None,
    working_days: bool,
) -> MailChoice:
    """From the next mail on, and for what waits already. `by` is the person. Raises Refused."""
    require(by.user_id == user.pk)
    hour = hour if gathering == Gathering.DAY else None
    refuse(refusals_of_hours(MailHours(gathering, hour, quiet_from, quiet_until, working_days)))
    said = {"gathering": gathering, "hour": hour, "quiet_from": quiet_from, "quiet_until": quiet_until}
    said |= {"working_days": working_days}
    row, is_new = get_or_insert(MailChoice.objects.all(), defaults=said, user_id=user.pk)
    choice = taken(MailChoice.objects.all(), row)
    if write_changes(choice, said) or is_new:
        write_changes(choice, {"is_new": True})
        record(by=by, verb=Verb.MAIL_HOURS_CHOSEN, object_id=user.pk, owner_id=None)
    return choice
