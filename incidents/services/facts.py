"""Facts: filed by landlord staff, triaged by the référent."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import same_or_conflict, taken, write_changes
from acting.enums import Function
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from correspondents.models import Post
from correspondents.routing import people_to_tell
from files.media import Prepared
from incidents.enums import TRIABLE, TRIAGED, Between, IncidentState, PlaceType, PoliceCalled, Recurrence
from incidents.filing_rules import (
    concern_of,
    presses,
    refusals_of_concern,
    refusals_of_informing,
    refusals_of_moment,
    refusals_of_set_aside,
    targets_staff,
)
from incidents.models import Attachment, Category, Incident
from incidents.permissions import can_file, can_note_informed, can_triage, can_triage_fact
from incidents.references import insert_with_reference, new_incident_reference
from incidents.services.attachments import add_attachments, contents_of
from journal.services import post_message, record
from journal.verbs import Verb
from signatories.guard import kept
from signatories.theme_guard import OVERRIDDEN, concerns_in
from territory.models import Residence
from territory.permissions import residences_visible_to


@transaction.atomic
def file_incident(
    *,
    by: Actor,
    residence: Residence,
    place: PlaceType | str,
    category: Category,
    started_at: datetime,
    recurrence: Recurrence | str,
    facts: str,
    submission: UUID,
    building: str = "",
    damage_euros: int | None = None,
    police_called: PoliceCalled | str = PoliceCalled.NO,
    overridden: Iterable[str] = (),
    between: Between | str = "",
    not_meant: Collection[str] = (),
    pieces: Sequence[Prepared] = (),
    held: Collection[Attachment] = (),
) -> Incident:
    """The same submission gives the same fact with the same pieces, once, even when two requests carry it at the same
    moment. `pieces` are photos and papers that come now, `held` those that were kept when the form came back.

    `overridden` holds the kinds of warning that the author read and kept; the journal gets the kinds, never the words.
    `between` is the answer to who a violence was between, `not_meant` the themes that the author says the text is not
    about; neither is kept. Raises Refused, and Conflict when the submission comes back with other words or pieces.
    """
    ask(can_file, by)
    words: dict[str, Any] = {
        "residence": residence,
        "place": place,
        "building": building,
        "category": category,
        "started_at": started_at,
        "recurrence": recurrence,
        "facts": facts,
        "damage_euros": damage_euros,
        "police_called": police_called,
    }
    contents = {*contents_of(pieces), *(each.original_sha256 for each in held)}
    if filed := _filed_before(by, submission, words, contents):
        return filed
    is_targeted = targets_staff(by_category=category.targets_staff, between=between)
    incident = Incident(
        **words,
        landlord_id=known(by.signatory_id),
        filed_by_id=known(by.user_id),
        filed_post_id=known(by.post_id),
        filed_at=by.now,
        submission=submission,
        is_pressing=presses(targets_staff=is_targeted, is_violence=category.is_violence),
        targets_staff=is_targeted,
        staff_open=is_targeted,
    )
    _refuse_unfit(by, incident)
    texts = (building, facts)
    is_violence = category.is_violence
    refuse(
        refusals_of_concern(
            concern_of(place=place, is_violence=is_violence, texts=texts, between=between, not_meant=not_meant)
        )
    )
    earlier = partial(_filed_before, by, submission, words, contents)
    filed = insert_with_reference(incident, new_incident_reference, earlier)
    if filed is not incident:
        return filed
    add_attachments(by=by, to=incident, pieces=pieces, held=held)
    kinds = [*overridden, *([OVERRIDDEN] if concerns_in(*texts) else [])]
    _record(by, Verb.FACT_FILED, incident, reason=kept(kinds))
    if is_targeted:
        # Whoever answers for the landlord's safety posts today learns at once that an agent was targeted.
        posts = Post.objects.filter(signatory_id=known(by.signatory_id), function=Function.REFERENT)
        people = {designation.user_id for post in posts for designation in people_to_tell(post, by.today)}
        for user_id in sorted(people - {by.user_id}):
            post_message(by=by, kind="agent_vise", recipient_id=user_id, object_id=incident.id)
    return incident


@transaction.atomic
def leave_apart(*, by: Actor, incident: Incident) -> Incident:
    """Kept, without a situation for now. Raises Conflict when it has been attached meanwhile."""
    ask(can_triage_fact, by, incident)
    return _triage(by, incident, IncidentState.LEFT_APART, Verb.FACT_LEFT_APART)


@transaction.atomic
def set_aside(*, by: Actor, incident: Incident, reason: str) -> Incident:
    """Not a matter for the landlord's action; `reason` goes to the journal. Raises Conflict when it was attached, and
    Refused for a reason that is not of the list."""
    ask(can_triage_fact, by, incident)
    refuse(refusals_of_set_aside(reason))
    return _triage(by, incident, IncidentState.SET_ASIDE, Verb.FACT_SET_ASIDE, reason)


@transaction.atomic
def triage_facts(
    *, by: Actor, facts: Sequence[Incident], decision: IncidentState | str, reason: str = ""
) -> list[Incident]:
    """Several at once, each left apart or set aside; returns those that somebody else has taken meanwhile, as they are.

    Raises Refused for a reason that is not of the list, and for another decision.
    """
    ask(can_triage, by)
    if not facts:
        raise Refused("Choisissez au moins un fait.", "fait")
    if decision not in TRIAGED:
        raise Refused("Choisissez ce que deviennent ces faits.", "act")
    missed = []
    for fact in facts:
        try:
            with transaction.atomic():
                if decision == IncidentState.LEFT_APART:
                    leave_apart(by=by, incident=fact)
                else:
                    set_aside(by=by, incident=fact, reason=reason)
        except Conflict:
            missed.append(fact)
    return missed


@transaction.atomic
def note_informed(*, by: Actor, incident: Incident, on: date | None) -> Incident:
    """The day on which whoever complained was told what became of it; never who that is. Raises Refused."""
    ask(can_note_informed, by, incident)
    refuse(refusals_of_informing(on, started_at=incident.started_at, today=by.today))
    locked = _locked(incident)
    if write_changes(locked, {"informed_on": on}):
        _record(by, Verb.FACT_INFORMED, locked)
    return locked


def _refuse_unfit(by: Actor, incident: Incident) -> None:
    """Of a residence of the own landlord that is open, and lately."""
    refuse(unfit_values(incident))
    refuse(refusals_of_moment(incident.started_at, by.now))
    if not residences_visible_to(by).open_on(by.today).filter(pk=incident.residence_id).exists():
        raise Refused("Choisissez une de vos résidences, parmi celles qui sont ouvertes.", "residence")


def _filed_before(by: Actor, submission: UUID, words: dict[str, Any], contents: set[str]) -> Incident | None:
    """A submission is its author's own: nobody is handed somebody else's fact for having guessed it."""
    own = Incident.objects.filter(filed_by_id=by.user_id, landlord_id=by.signatory_id)
    filed = own.filter(submission=submission).first()
    if filed is None:
        return None
    if contents - set(filed.attachments.values_list("original_sha256", flat=True)):
        raise Conflict(f"fact {filed.pk} was filed without some of these pieces")
    return same_or_conflict(filed, words)


def _locked(incident: Incident) -> Incident:
    """The row as it is now, held until the end of the act, so that two clicks open one situation. Without its
    situation: whoever has waited for the row would be given the one that was joined before."""
    return taken(Incident.objects.all(), incident)


def _triage(by: Actor, incident: Incident, state: IncidentState, verb: Verb, reason: str = "") -> Incident:
    locked = _locked(incident)
    if locked.state not in TRIABLE:
        raise Conflict(f"{verb} of a fact that is {locked.state}")
    if locked.state != state:
        locked.state = state
        locked.save(update_fields=["state"])
        _record(by, verb, locked, reason)
    incident.state = locked.state
    return locked


def _record(by: Actor, verb: Verb, incident: Incident, reason: str = "") -> None:
    owner = incident.landlord_id
    record(by=by, verb=verb, object_id=incident.id, owner_id=owner, reason=reason)
