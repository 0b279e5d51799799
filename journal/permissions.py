"""Who may read the journal: the same rule as the database's policies, so that lists and counts agree with them."""

from django.db.models import Q, QuerySet

from acting.actor import Actor
from journal.models import Entry, Job

DPO = "dpo"
ADMINISTRATOR = "administrateur"


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Own actions; for a DPO what touches the signatory's data or was done by its people; technical entries for the
    administrator."""
    rule = Q(user_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    if actor.function == DPO and actor.signatory_id:
        rule |= Q(owner_id=actor.signatory_id) | Q(signatory_id=actor.signatory_id)
    if actor.function == ADMINISTRATOR:
        rule |= Q(owner_id=None)
    return Entry.objects.filter(rule)


def jobs_visible_to(actor: Actor) -> QuerySet[Job]:
    """The jobs a person asked for; all of them, which name no case data, for the administrator."""
    if actor.function == ADMINISTRATOR:
        return Job.objects.all()
    return Job.objects.filter(user_id=actor.user_id) if actor.user_id else Job.objects.none()
