"""What nothing speaks of any more: bytes, rows of files, jobs, messages, words of the search, folders of work.

Everything is found again each time from the tables as they are, and taken away by the room that it belongs to. A day of
grace, so that nothing goes whose other half is on its way. What cannot be left over has no place here: a right on an
object goes with the object (foreign keys), a group is its post's, and `check_grants` tells which rights do not follow
their rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from acting.actor import Actor, acting_as, machine_actor
from correspondents.models import User
from files.models import StoredFile
from files.services import erase, remove_orphans, unspoken_of
from incidents.models import CaseWord, Complaint, FactImport, Incident, Situation
from journal.models import Job, Message
from journal.services import forget_jobs, forget_messages
from referrals.models import Disclosure, ExceptionalAccess, ReferralWord
from reports.evidence_paper import clear_workings, count_workings
from reports.models import Report
from signatories.models import Signatory

GRACE = timedelta(days=1)
# Of each task, what its jobs are about.
ABOUT: dict[str, Any] = {
    "reports.tasks.make_report": Report,
    "incidents.tasks.run_fact_import": FactImport,
    "referrals.tasks.seek_exceptional_matter": ExceptionalAccess,
    "referrals.tasks.copy_exceptional_matter": ExceptionalAccess,
}


@dataclass(frozen=True, slots=True)
class Orphans:
    """`label` for whoever reads the command, in French."""

    label: str
    count: Callable[[Actor], int]
    clear: Callable[[Actor], int]


def count_orphans(*, at: datetime) -> dict[str, int]:
    return {kind: _as_machine(each.count, at) for kind, each in KINDS.items()}


def clear_orphans(*, at: datetime) -> dict[str, int]:
    """How many of each kind went; each kind in a transaction of its own."""
    return {kind: _as_machine(each.clear, at) for kind, each in KINDS.items()}


def _as_machine(act: Callable[[Actor], int], at: datetime) -> int:
    by = machine_actor(at)
    with transaction.atomic(), acting_as(by):
        return act(by)


def files_of_nobody(by: Actor) -> QuerySet[StoredFile]:
    """Rows that no row of any table refers to. What has a date goes on it, whoever refers to it; what was erased is
    the proof of that."""
    found = StoredFile.objects.filter(erased_at=None, purge_on=None, created_at__lt=by.now - GRACE)
    for relation in relations_to(StoredFile):
        column, rows = str(relation.field.name), cast(Any, relation.related_model)
        found = found.exclude(Exists(rows.objects.filter(**{column: OuterRef("pk")})))
    return found


def relations_to(model: Any) -> list[ForeignObjectRel]:
    """Every foreign key to it, those that have no way back by name included."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, ForeignObjectRel) and not field.concrete]


def jobs_of_nothing(by: Actor) -> QuerySet[Job]:
    gone = Q(pk__in=[])
    for task, model in ABOUT.items():
        gone |= Q(~Exists(model.objects.filter(pk=OuterRef("object_id"))), task=task)
    return Job.objects.filter(gone, created_at__lt=by.now - GRACE)


def messages_to_nobody(by: Actor) -> QuerySet[Message]:
    """A forgotten password of an address that nobody has waits a day at most for a mail server that is away."""
    person, signatory = (Exists(model.objects.filter(pk=OuterRef("recipient_id"))) for model in (User, Signatory))
    return Message.objects.filter(~person, ~signatory, created_at__lt=by.now - GRACE)


def words_of_nothing(by: Actor) -> tuple[QuerySet[CaseWord], QuerySet[ReferralWord]]:
    """Triggers take a word away with its thing: one that is left was written beside them."""
    cases = CaseWord.objects.all()
    for model in (Incident, Situation, Complaint):
        cases = cases.exclude(Exists(model.objects.filter(pk=OuterRef("object_id"))))
    return cases, ReferralWord.objects.exclude(Exists(Disclosure.objects.filter(pk=OuterRef("disclosure_id"))))


def _erase_files(by: Actor) -> int:
    found = list(files_of_nobody(by))
    for stored in found:
        erase(by=by, stored=stored)
    return len(found)


def _count_words(by: Actor) -> int:
    return sum(words.count() for words in words_of_nothing(by))


def _clear_words(by: Actor) -> int:
    """The functions of the search take away what a thing that is gone had."""
    count = _count_words(by)
    cases, referrals = words_of_nothing(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT incidents_index_words('', %s::uuid[])", [_distinct(cases, "object_id")])
        cursor.execute("SELECT referrals_index_words(%s::uuid[])", [_distinct(referrals, "disclosure_id")])
    return count


def _distinct(words: QuerySet[Any], column: str) -> list[Any]:
    return list(words.order_by(column).values_list(column, flat=True).distinct())


KINDS: dict[str, Orphans] = {
    "bytes": Orphans(
        "octets sans ligne",
        lambda by: sum(1 for _ in unspoken_of(by.now)),
        lambda by: remove_orphans(by=by),
    ),
    "files": Orphans("fichiers dont rien ne parle", lambda by: files_of_nobody(by).count(), _erase_files),
    "jobs": Orphans(
        "tâches dont l’objet a disparu",
        lambda by: jobs_of_nothing(by).count(),
        lambda by: forget_jobs(by=by, jobs=jobs_of_nothing(by)),
    ),
    "messages": Orphans(
        "courriels à personne",
        lambda by: messages_to_nobody(by).count(),
        lambda by: forget_messages(by=by, messages=messages_to_nobody(by)),
    ),
    "words": Orphans("mots de recherche de ce qui a disparu", _count_words, _clear_words),
    "folders": Orphans(
        "dossiers de travail abandonnés",
        lambda _: count_workings(older_than=GRACE.total_seconds()),
        lambda _: clear_workings(),
    ),
}
