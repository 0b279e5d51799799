"""Recertification: every few months each signatory says of its people that they still hold their posts.

A warning goes out `confirmation_warning_days` before the day; nobody is suspended without having been warned as long
ago as that, however long the worker slept. Suspending is reversible: confirming lifts it. Two things keep the portal
from locking everybody out: an administrator is warned and never suspended; whoever is suspended, the administrators
can confirm, and the delegate of the convention too unless it is a gardien. Nobody confirms under a suspended
designation, not even oneself.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from acting.actor import Actor
from acting.changes import taken
from acting.enums import ANSWERING_FUNCTIONS, Function
from acting.kept import GAPS, forget
from acting.pages import ask, require
from acting.refusals import Refused
from correspondents.models import Designation, DesignationQuerySet
from correspondents.permissions import can_name_at
from correspondents.services.designations import end_designation
from journal.services import post_message, record
from journal.verbs import Verb
from signatories.models import Signatory

WARNED_MANAGER, WARNED_PERSON, SUSPENDED = "confirmation_due", "designation_to_confirm", "designation_suspended"


@transaction.atomic
def confirm_designation(*, by: Actor, designation: Designation) -> Designation:
    """The person still holds the post, as of today; a suspension is lifted. The same day again changes nothing."""
    ask(can_name_at, by, designation.post_id)
    locked = _locked(designation)
    if locked.accepted_at is None:
        raise Refused(f"La désignation de {locked.person} attend encore un accord : rien n’est à confirmer.")
    if locked.ended_at or (locked.ends_on and locked.ends_on < by.today):
        raise Refused(f"La désignation de {locked.person} a pris fin : il n’y a plus rien à confirmer.")
    if locked.confirmed_on == by.today and locked.suspended_on is None:
        return locked
    lifted = locked.suspended_on is not None
    locked.confirmed_on, locked.warned_on, locked.suspended_on = by.today, None, None
    locked.save(update_fields=["confirmed_on", "warned_on", "suspended_on"])
    _record(by, Verb.DESIGNATION_RESTORED if lifted else Verb.DESIGNATION_CONFIRMED, locked)
    return locked


@transaction.atomic
def review_designations(*, by: Actor, kept: Iterable[Designation], left: Iterable[Designation]) -> int:
    """One screen of decisions: who stays is confirmed, who has left ends today. All of it, or nothing.

    Raises Refused. Returns the number of decisions.
    """
    staying, leaving = list(kept), list(left)
    for designation in staying:
        confirm_designation(by=by, designation=designation)
    for designation in leaving:
        end_designation(by=by, designation=designation, ends_on=max(by.today, designation.starts_on))
    if not staying and not leaving:
        raise Refused("Choisissez « confirmée » ou « à terminer » pour au moins une personne.")
    return len(staying) + len(leaving)


@transaction.atomic
def warn_unconfirmed(*, by: Actor) -> int:
    """Tells the person and those who can confirm, once for each period. Returns how many designations."""
    require(by.is_machine)
    near = [d for d in _to_review(by).filter(warned_on=None) if by.today >= d.confirmation_due_on - _notice(d)]
    for designation in near:
        designation.warned_on = by.today
        designation.save(update_fields=["warned_on"])
        _record(by, Verb.DESIGNATION_WARNED, designation)
    told = {designation.user_id for designation in near}
    _tell_managers(by, WARNED_MANAGER, near)
    for user_id in sorted(told):
        post_message(by=by, kind=WARNED_PERSON, recipient_id=user_id)
    return len(near)


@transaction.atomic
def suspend_unconfirmed(*, by: Actor) -> int:
    """Past the day, and warned long enough ago. Returns how many designations."""
    require(by.is_machine)
    warned = _to_review(by).filter(warned_on__isnull=False, suspended_on=None)
    overdue = [d for d in warned if by.today >= d.confirmation_due_on and by.today >= _warned_on(d) + _notice(d)]
    late = [d for d in overdue if d.post.function != Function.ADMINISTRATEUR]
    for designation in late:
        designation.suspended_on = by.today
        designation.save(update_fields=["suspended_on"])
        _record(by, Verb.DESIGNATION_SUSPENDED, designation)
    _tell_managers(by, SUSPENDED, late)
    return len(late)


def _locked(designation: Designation) -> Designation:
    return taken(Designation.objects.select_related("post__signatory", "user"), designation)


def _to_review(by: Actor) -> DesignationQuerySet:
    """Running ones, locked: a second worker waits, and finds them warned or suspended already."""
    running = Designation.objects.running_on(by.today).with_due_date().order_by("pk")
    asked = running.filter(post__signatory__convention__confirmation_months__gt=0)
    return asked.select_related("post__signatory__convention", "user").select_for_update(of=("self",), no_key=True)


def _notice(designation: Designation) -> timedelta:
    return timedelta(days=designation.post.signatory.convention.confirmation_warning_days)


def _warned_on(designation: Designation) -> date:
    if designation.warned_on is None:
        raise ValueError("asked of a designation that nobody was warned about")
    return designation.warned_on


def _tell_managers(by: Actor, kind: str, designations: Iterable[Designation]) -> None:
    """One message each, however many designations: who can confirm at the signatory, else the delegates; of gardiens,
    whom delegates do not know, the administrators."""
    asked = {
        (d.post.signatory, Function.ADMINISTRATEUR if d.post.function == Function.GARDIEN else Function.DELEGUE)
        for d in designations
    }
    recipients = {user_id for signatory, beyond in asked for user_id in _managers(by, signatory, beyond)}
    for user_id in sorted(recipients):
        post_message(by=by, kind=kind, recipient_id=user_id)


def _managers(by: Actor, signatory: Signatory, beyond: Function) -> set[UUID]:
    running = Designation.objects.running_on(by.today).who_answer()
    answering = (*ANSWERING_FUNCTIONS, Function.DELEGUE, Function.ADMINISTRATEUR)
    own = running.filter(post__signatory=signatory, post__function__in=answering)
    others = running.filter(post__signatory__convention=signatory.convention_id, post__function=beyond)
    return set(own.values_list("user_id", flat=True)) or set(others.values_list("user_id", flat=True))


def _record(by: Actor, verb: Verb, designation: Designation) -> None:
    owner = designation.post.signatory_id
    record(by=by, verb=verb, object_id=designation.id, owner_id=owner)
    forget(GAPS)
