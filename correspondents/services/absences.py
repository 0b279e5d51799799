"""Writes on absences: who is away, and who stands in meanwhile."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from acting.actor import Actor
from acting.changes import same_or_conflict, taken
from acting.pages import ask
from acting.refusals import Refused, refuse, unfit_values
from correspondents.absence_rules import refusals_of_absence
from correspondents.enums import DesignationRole
from correspondents.messages import ABSENCE_KIND
from correspondents.models import Absence, Designation, Post
from correspondents.permissions import can_name_at
from journal.services import post_message, record
from journal.verbs import Verb


@transaction.atomic
def announce_absence(
    *,
    by: Actor,
    designation: Designation,
    starts_on: date,
    ends_on: date,
    stand_in: Designation | None = None,
    key: UUID | None = None,
) -> Absence:
    """Days both included; with a `key` that was used before, that absence.

    Raises Refused, and Conflict when the key comes back with other words.
    """
    ask(can_name_at, by, designation.post_id)
    taken(Post.objects.all(), designation.post)
    designation = taken(Designation.objects.select_related("post"), designation)
    stand_in = stand_in and taken(Designation.objects.select_related("user"), stand_in)
    words: dict[str, Any] = {"designation": designation, "stand_in": stand_in}
    words |= {"starts_on": starts_on, "ends_on": ends_on}
    earlier = Absence.objects.filter(pk=key).first() if key else None
    if earlier:
        return same_or_conflict(earlier, words)
    absence = Absence(**words)
    absence.id = key or absence.id
    _refuse_dates(by, absence)
    if stand_in:
        _refuse_stand_in(absence, stand_in)
    absence.save(force_insert=True)
    _tell(by, absence)
    _record(by, Verb.ABSENCE_ANNOUNCED, absence)
    return absence


@transaction.atomic
def end_absence(*, by: Actor, absence: Absence) -> None:
    """The person is back today. An absence that has not begun, or began today, never was."""
    ask(can_name_at, by, absence.designation.post_id)
    yesterday = by.today - timedelta(days=1)
    absence = taken(Absence.objects.select_related("designation__post", "stand_in"), absence)
    if absence.ends_on <= yesterday:
        return
    _tell(by, absence)
    _record(by, Verb.ABSENCE_ENDED, absence)
    if absence.starts_on > yesterday:
        absence.delete()
    else:
        absence.ends_on = yesterday
        absence.save(update_fields=["ends_on"])


def _tell(by: Actor, absence: Absence) -> None:
    """Whose absence it is, and who stands in: but for who says so."""
    if by.is_machine:
        return
    concerned = {each.user_id for each in (absence.designation, absence.stand_in) if each}
    for user_id in sorted(concerned - {by.user_id}):
        post_message(by=by, kind=ABSENCE_KIND, recipient_id=user_id, object_id=absence.pk)


def _refuse_dates(by: Actor, absence: Absence) -> None:
    refuse(unfit_values(absence, "starts_on", "ends_on"))
    refuse(refusals_of_absence(absence.starts_on, absence.ends_on, by.today))
    if _meanwhile(absence, designation=absence.designation).exists():
        raise Refused("Une absence est déjà annoncée sur une partie de ces jours.", "starts_on")


def _refuse_stand_in(absence: Absence, stand_in: Designation) -> None:
    if stand_in.post_id != absence.designation.post_id or stand_in.pk == absence.designation.pk:
        raise Refused("Le remplaçant doit être une autre personne du même poste.", "stand_in")
    if stand_in.role == DesignationRole.PREPARATEUR:
        raise Refused("Un préparateur ne répond pas : choisissez le titulaire ou un suppléant.", "stand_in")
    if stand_in.starts_on > absence.starts_on or (stand_in.ends_on and stand_in.ends_on < absence.ends_on):
        raise Refused(f"{stand_in.person} n’est pas à ce poste tous ces jours.", "stand_in")
    if _meanwhile(absence, designation=stand_in).exists():
        raise Refused(f"{stand_in.person} est absent aussi, au moins une partie de ces jours.", "stand_in")


def _meanwhile(absence: Absence, *, designation: Designation) -> QuerySet[Absence]:
    """Absences of the person that share a day with this one."""
    return designation.absences.filter(starts_on__lte=absence.ends_on, ends_on__gte=absence.starts_on)


def _record(by: Actor, verb: Verb, absence: Absence) -> None:
    record(by=by, verb=verb, object_id=absence.id, owner_id=absence.designation.post.signatory_id)
