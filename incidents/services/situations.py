"""Situations: facts taken together, taken apart, rated, kept by somebody, ended and opened again."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from acting import french
from acting.actor import Actor, known
from acting.changes import same_or_conflict, taken, write_changes
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from correspondents.messages import SITUATION_KIND
from correspondents.models import Designation
from incidents.enums import Ending, IncidentState, SituationKind, Turn
from incidents.models import Incident, Situation, SituationTurn
from incidents.permissions import (
    can_keep_situation,
    can_keep_situations,
    can_triage,
    can_triage_fact,
    colleagues_of,
    incidents_visible_to,
    legal_actions_visible_to,
    situations_visible_to,
)
from incidents.rating import Lift, rated, refusals_of_rating
from incidents.references import insert_with_reference, new_situation_reference
from incidents.situation_rules import (
    refusals_of_ending,
    refusals_of_joining,
    refusals_of_lease,
    refusals_of_merging,
    refusals_of_moving,
    refusals_of_review,
)
from journal.services import post_message, record
from journal.verbs import Verb
from territory.models import Residence
from territory.permissions import residences_visible_to


@transaction.atomic
def open_situation(*, by: Actor, incident: Incident) -> Situation:
    """The situation of the fact; a fact that has none gets one of its own, without asking anybody."""
    ask(can_triage_fact, by, incident)
    locked = _locked(by, [incident])[0]
    situation = locked.situation or _join(by, [locked], None)
    incident.situation, incident.state = situation, IncidentState(locked.state)
    return situation


@transaction.atomic
def join_facts(*, by: Actor, facts: Sequence[Incident], situation: Situation | None = None) -> Situation:
    """Facts that wait, into a situation that is there or into a new one of their place. Raises Refused, and Conflict
    where one has been taken meanwhile."""
    for fact in facts:
        ask(can_triage_fact, by, fact)
    locked = _locked(by, facts)
    target = taken(situations_visible_to(by), situation) if situation else None
    refuse(refusals_of_joining(locked, target))
    return _join(by, locked, target)


@transaction.atomic
def open_lease_situation(
    *, by: Actor, residence: Residence, lease: str, lease_from: date | None, key: UUID
) -> Situation:
    """Of a lease, by the landlord's own number of it; the same `key` opens one. Raises Refused, and Conflict when the
    same form comes back with other words."""
    ask(can_keep_situations, by)
    words = {"residence_id": residence.pk, "lease": lease.strip(), "lease_from": lease_from}
    if earlier := situations_visible_to(by).filter(pk=key).first():
        return same_or_conflict(earlier, words)
    if not residences_visible_to(by).filter(pk=residence.pk, landlord_id=known(by.signatory_id)).exists():
        raise Refused("Choisissez une de vos résidences.", "residence")
    refuse(refusals_of_lease(lease, lease_from, by.today, _open_of_lease(by, lease.strip())))
    situation = Situation(
        id=key,
        landlord_id=residence.landlord_id,
        residence=residence,
        kind=SituationKind.LEASE,
        lease=lease.strip(),
        lease_from=lease_from,
        opened_at=by.now,
    )
    refuse(unfit_values(situation, "lease", "lease_from"))
    return _opened(by, situation)


@transaction.atomic
def move_facts(*, by: Actor, situation: Situation, facts: Sequence[Incident], to: Situation | None = None) -> Situation:
    """Some facts of a situation, into another one of the residence, or into a new one of their place. What was sent
    about them stays as it was sent. Raises Refused, and Conflict where one has gone already."""
    ask(can_keep_situation, by, situation)
    ask(can_triage, by)
    source = taken(situations_visible_to(by), situation)
    target = taken(situations_visible_to(by), to) if to else None
    locked = _locked(by, facts)
    if any(fact.situation_id != source.pk for fact in locked):
        raise Conflict("a fact has left the situation")
    are_all = not incidents_visible_to(by).filter(situation=source).exclude(pk__in=[f.pk for f in locked]).exists()
    refuse(refusals_of_moving(locked, source, target, are_all=are_all))
    if target is None:
        target = _opened(by, _of_place(by, locked))
    _attach(by, locked, target)
    named = _named(locked)
    _turn(by, source, Turn.MOVED, f"{named} → {target.reference}")
    _turn(by, target, Turn.JOINED, f"{named}, venu de {source.reference}")
    return target


@transaction.atomic
def merge_situation(*, by: Actor, situation: Situation, into: Situation) -> Situation:
    """All its facts pass to the other one, and it ends. Raises Refused, and Conflict where it has ended."""
    ask(can_keep_situation, by, situation)
    ask(can_triage, by)
    source, target = _open(by, situation), taken(situations_visible_to(by), into)
    has_action = legal_actions_visible_to(by).running().filter(situation=source).exists()
    refuse(refusals_of_merging(source, target, has_action=has_action))
    facts = _locked(by, list(incidents_visible_to(by).filter(situation=source)))
    _attach(by, facts, target)
    write_changes(source, {"ended_at": by.now, "ending": Ending.MERGED, "merged_into": target})
    _turn(by, source, Turn.MERGED, f"à {target.reference}")
    _turn(by, target, Turn.MERGED, f"avec {source.reference}")
    _record(by, Verb.SITUATION_MERGED, source)
    return target


@transaction.atomic
def rate_situation(
    *, by: Actor, situation: Situation, gravity: int, recurrence: int, lifts: Collection[str] = (), reason: str = ""
) -> Situation:
    """How grave a place is; `reason` says why the grid is lifted. Raises Refused."""
    ask(can_keep_situation, by, situation)
    locked = _open(by, situation)
    if not locked.is_of_place:
        raise Refused("Une situation d’un bail n’est jamais cotée.")
    refuse(refusals_of_rating(gravity, recurrence, lifts, reason))
    found = rated(gravity, recurrence, lifts)
    in_order = [lift for lift in Lift.values if lift in lifts]
    words = {"gravity": gravity, "recurrence": recurrence, "lifts": in_order, "colour": found.colour}
    if write_changes(locked, words):
        because = " ".join(found.because) + (f" Motif : {reason.strip()}" if lifts else "")
        _turn(by, locked, Turn.RATED, because, found.colour)
        _record(by, Verb.SITUATION_RATED, locked)
    return locked


@transaction.atomic
def keep_situation(
    *, by: Actor, situation: Situation, assigned_to: Designation | None, review_on: date | None
) -> Situation:
    """By which colleague it is followed, and when it is looked at again. Raises Refused."""
    ask(can_keep_situation, by, situation)
    locked = _open(by, situation)
    is_other = assigned_to != locked.assigned_to
    if assigned_to and is_other and not colleagues_of(by).filter(pk=assigned_to.pk).exists():
        raise Refused("Choisissez un référent ou un juriste de votre organisme, en fonction.", "assigned_to")
    if review_on != locked.review_on:
        refuse(refusals_of_review(review_on, by.today))
    if write_changes(locked, {"assigned_to": assigned_to}):
        _turn(by, locked, Turn.ASSIGNED, f"à {assigned_to.post.label}" if assigned_to else "à personne")
        _record(by, Verb.SITUATION_ASSIGNED, locked)
        if assigned_to and assigned_to.user_id != by.user_id:
            post_message(by=by, kind=SITUATION_KIND, recipient_id=assigned_to.user_id, object_id=locked.pk)
    if write_changes(locked, {"review_on": review_on}):
        _turn(by, locked, Turn.REVIEW_SET, f"le {french.day(review_on)}" if review_on else "plus de date")
        _record(by, Verb.SITUATION_REVIEW_SET, locked)
    return locked


@transaction.atomic
def close_situation(*, by: Actor, situation: Situation, ending: Ending | str) -> Situation:
    """Its facts are over too, as whoever filed them is told. Raises Refused, and Conflict where it has ended."""
    ask(can_keep_situation, by, situation)
    locked = _open(by, situation)
    refuse(refusals_of_ending(locked, ending))
    write_changes(locked, {"ended_at": by.now, "ending": ending, "review_on": None})
    locked.incidents.filter(state=IncidentState.ATTACHED).update(state=IncidentState.CLOSED)
    _turn(by, locked, Turn.CLOSED, Ending(ending).label)
    _record(by, Verb.SITUATION_CLOSED, locked)
    return locked


@transaction.atomic
def reopen_situation(*, by: Actor, situation: Situation) -> Situation:
    """Raises Conflict where it is open, and Refused where its facts are another's now, or where another one has been
    opened for its lease."""
    ask(can_keep_situation, by, situation)
    locked = taken(situations_visible_to(by), situation)
    if locked.ended_at is None:
        raise Conflict("reopening of an open situation")
    if locked.ending == Ending.MERGED:
        raise Refused("Cette situation est réunie à une autre : séparez-en les faits depuis celle-ci.")
    if locked.kind == SituationKind.LEASE:
        refuse(refusals_of_lease(locked.lease, locked.lease_from, by.today, _open_of_lease(by, locked.lease)))
    try:
        with transaction.atomic():
            write_changes(locked, {"ended_at": None, "ending": ""})
    except IntegrityError as error:  # the database has one open situation of a lease, whoever comes first
        raise Conflict("another situation of the lease has just been opened") from error
    locked.incidents.filter(state=IncidentState.CLOSED).update(state=IncidentState.ATTACHED)
    _turn(by, locked, Turn.REOPENED)
    _record(by, Verb.SITUATION_REOPENED, locked)
    return locked


def _open_of_lease(by: Actor, lease: str) -> list[str]:
    """References; one at most."""
    same = situations_visible_to(by).open().filter(kind=SituationKind.LEASE, lease=lease)
    return list(same.values_list("reference", flat=True)[:1])


def _open(by: Actor, situation: Situation) -> Situation:
    """Taken, and still open. Raises Conflict."""
    locked = taken(situations_visible_to(by), situation)
    if locked.ended_at:
        raise Conflict("the situation has ended")
    return locked


def _locked(by: Actor, facts: Sequence[Incident]) -> list[Incident]:
    """The facts as they are now, held in the order of their keys so that two people cannot block each other. Raises
    Conflict when one is gone."""
    wanted = {fact.pk for fact in facts}
    rows = incidents_visible_to(by).filter(pk__in=wanted).order_by("pk")
    held = list(rows.select_for_update(of=("self",), no_key=True))
    if len(held) != len(wanted):
        raise Conflict("a fact is gone")
    return held


def _of_place(by: Actor, facts: Sequence[Incident]) -> Situation:
    """A new one, of the place of the first fact that happened."""
    first = min(facts, key=lambda fact: (fact.started_at, fact.pk))
    return Situation(
        landlord_id=first.landlord_id,
        residence_id=first.residence_id,
        place=first.place,
        building=first.building,
        opened_at=by.now,
    )


def _opened(by: Actor, situation: Situation) -> Situation:
    """Raises NoReferenceLeft, and Conflict where somebody opened one for the same lease at the same moment."""

    def earlier() -> Situation | None:
        if found := situations_visible_to(by).filter(pk=situation.pk).first():
            return found
        if situation.lease and _open_of_lease(by, situation.lease):
            raise Conflict("another situation of the lease has just been opened")
        return None

    opened = insert_with_reference(situation, new_situation_reference, earlier)
    if opened is not situation:
        return opened
    _turn(by, situation, Turn.OPENED)
    _record(by, Verb.SITUATION_OPENED, situation)
    return situation


def _join(by: Actor, facts: Sequence[Incident], situation: Situation | None) -> Situation:
    target = situation or _opened(by, _of_place(by, facts))
    _attach(by, facts, target)
    _turn(by, target, Turn.JOINED, _named(facts))
    return target


def _attach(by: Actor, facts: Sequence[Incident], target: Situation) -> None:
    for fact in facts:
        fact.situation = target
        fact.state = IncidentState.ATTACHED
        fact.save(update_fields=["situation", "state"])
        record(by=by, verb=Verb.FACT_ATTACHED, object_id=fact.pk, owner_id=fact.landlord_id)


def _named(facts: Sequence[Incident]) -> str:
    return ", ".join(fact.reference for fact in facts)[:400]


def _turn(by: Actor, situation: Situation, turn: Turn, said: str = "", colour: str = "") -> None:
    SituationTurn.objects.create(
        situation=situation, turn=turn, at=by.now, post_id=by.post_id, said=said[:500], colour=colour
    )


def _record(by: Actor, verb: Verb, situation: Situation) -> None:
    record(by=by, verb=verb, object_id=situation.pk, owner_id=situation.landlord_id)
