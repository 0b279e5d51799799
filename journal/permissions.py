"""Who may read the journal: the same rule as the database's policies, so that lists and counts agree with them."""

from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet

from acting.actor import Actor
from journal.models import Entry, Job

DPO = "dpo"
ADMINISTRATOR = "administrateur"
REFERENT = "referent"


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Own actions; for a DPO what touches the signatory's data or was done by its people; technical entries for the
    administrator."""
    return Entry.objects.filter(reduce(or_, _rules(actor), Q(pk__in=[])))


def by_day_alone(actor: Actor) -> Q:
    """What a DPO is told of without its hour: what others than the own house did with its data."""
    if actor.function != DPO or not actor.signatory_id:
        return Q(pk__in=[])
    return Q(owner_id=actor.signatory_id, signatory_id__isnull=False) & ~Q(signatory_id=actor.signatory_id)


def entry_parts(actor: Actor) -> list[QuerySet[Entry]]:
    """The same entries, in parts that one index each walks: each with `told`, when its reader is told that it was."""
    alone = by_day_alone(actor)
    return [
        Entry.objects.filter(rule).annotate(told=F("told_at"))
        if rule == Q(owner_id=actor.signatory_id) and actor.function == DPO
        else Entry.objects.filter(rule).exclude(alone).annotate(told=F("at"))
        for rule in _rules(actor)
    ]


def _rules(actor: Actor) -> list[Q]:
    rules = [Q(user_id=actor.user_id)] if actor.user_id else []
    if actor.function == DPO and actor.signatory_id:
        rules += [Q(owner_id=actor.signatory_id), Q(signatory_id=actor.signatory_id)]
    return [*rules, Q(owner_id=None)] if actor.function == ADMINISTRATOR else rules


def can_read_consultations(actor: Actor) -> bool:
    """A référent answers for the house's data: what the own people opened of it, by function and day. A DPO reads the
    journal itself; nobody is told what the other side reads."""
    return actor.function == REFERENT


def can_resend_messages(actor: Actor) -> bool:
    """The administrator sees to it that mail leaves; to whom, see `messages_visible_to` of the correspondents."""
    return actor.function == ADMINISTRATOR


def can_retry_jobs(actor: Actor) -> bool:
    """The administrator sees to it that work is done; which, see `jobs_kept_by` of the correspondents."""
    return actor.function == ADMINISTRATOR


def jobs_visible_to(actor: Actor) -> QuerySet[Job]:
    """The jobs a person asked for; all of them, which name no case data, for the administrator."""
    if actor.function == ADMINISTRATOR:
        return Job.objects.all()
    return Job.objects.filter(user_id=actor.user_id) if actor.user_id else Job.objects.none()
