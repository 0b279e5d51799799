"""The days that are due in the landlord's cases: situations to see again, delays after a step, a sworn warden's five
days, interviews."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from acting.actor import Actor
from acting.days import day_of, start_of
from acting.keys import whether
from correspondents.due_rules import LAW_ALERTS, OWN_ALERTS, Due
from correspondents.due_sources import DueSource, Reach, nearest
from incidents.attending import Attending, attending, watches_unfollowed
from incidents.complaint_rules import DAYS_TO_SEND
from incidents.enums import StaffItem
from incidents.ladder import IN_COURT, NODE, Rung
from incidents.models import Complaint, Incident, Letter, Situation, Step
from incidents.permissions import (
    can_keep_situations,
    can_triage,
    complaints_visible_to,
    incidents_visible_to,
    letters_by_day_visible_to,
    letters_visible_to,
    situations_visible_to,
    staff_notes_visible_to,
    steps_by_day_visible_to,
    steps_visible_to,
)
from incidents.staff_rules import DAYS_TO_DECLARE, Said, last_day_to_declare, named, still_open
from journal.verbs import Verb


def landlord_due(actor: Actor, reach: Reach) -> list[Due]:
    own = attending(actor)
    return [
        *_reviews(actor, reach, own),
        *_steps(actor, reach, own),
        *_interviews(actor, reach, own),
        *_warden_reports(actor, reach, own),
        *_targeted_staff(actor, reach),
    ]


LANDLORD_SOURCE = DueSource(can_keep_situations, landlord_due)


def _reviews(actor: Actor, reach: Reach, own: Attending) -> list[Due]:
    rows = situations_visible_to(actor).open().filter(own.of(whole_house=watches_unfollowed(actor)))
    shown = nearest(rows, situations_visible_to(actor).select_related("residence"), "review_on", reach)
    return [_review(each, each.review_on) for each in shown if each.review_on]


def _review(situation: Situation, review_on: date) -> Due:
    return Due(
        kind="situation",
        object_id=situation.pk,
        owner_id=situation.landlord_id,
        what="Situation à revoir",
        about=_about(situation),
        reference=situation.reference,
        due_on=review_on,
        is_law=False,
        url=reverse("situation_detail", args=[situation.pk]),
        read=Verb.SITUATION_READ,
    )


def _steps(actor: Actor, reach: Reach, own: Attending) -> list[Due]:
    of_house, followed = _situation(actor, own, whole_house=True), _situation(actor, own, whole_house=False)
    later = steps_visible_to(actor).standing().filter(situation=OuterRef("situation"), rung__in=IN_COURT)
    gone_on = later.filter(noted_at__gt=OuterRef("noted_at"))  # the case has gone on in court
    waiting = steps_by_day_visible_to(actor).waiting().alias(gone_on=whether(gone_on)).filter(gone_on=None)
    if watches_unfollowed(actor):
        rows = waiting.alias(watched=of_house).filter(watched=True)
    else:
        in_court = Q(rung__in=IN_COURT, of_house=True)
        rows = waiting.alias(watched=followed, of_house=of_house).filter(Q(watched=True) | in_court)
    shown = steps_visible_to(actor).select_related("situation__residence")
    return [_step(each) for each in nearest(rows, shown, "due_on", reach)]


def _situation(actor: Actor, own: Attending, *, whole_house: bool) -> Subquery:
    """Whether the open situation of a row is the actor's to watch."""
    watched = situations_visible_to(actor).open().filter(own.of(whole_house=whole_house))
    return whether(watched.filter(pk=OuterRef("situation_id")))


def _step(step: Step) -> Due:
    situation, rung = step.situation, Rung(step.rung)
    delay = NODE[rung].delay
    return Due(
        kind="demarche",
        object_id=step.pk,
        owner_id=situation.landlord_id,
        what=f"{rung.label} : {delay.said if delay else 'le délai laissé s’achève'}",
        about=_about(situation),
        reference=situation.reference,
        due_on=step.due_on,
        is_law=step.is_law,
        url=reverse("step_result", args=[step.pk]),
        read=Verb.STEP_READ,
        alerts=LAW_ALERTS if step.is_law else OWN_ALERTS,
        noted_on=day_of(step.noted_at),
    )


def _interviews(actor: Actor, reach: Reach, own: Attending) -> list[Due]:
    """One for a step and a day, however many holders of the lease were asked to come then."""
    watched = _situation(actor, own, whole_house=watches_unfollowed(actor))
    standing = steps_visible_to(actor).filter(pk=OuterRef("step_id"), result="", withdrawn_at=None)
    letters = letters_by_day_visible_to(actor).alias(watched=watched, standing=whether(standing))
    rows = letters.filter(watched=True, standing=True, step__isnull=False, meets_at__isnull=False)
    read = letters_visible_to(actor).select_related("situation__residence", "step")
    shown = nearest(rows, read, "meets_at", reach, start_of)
    dues: dict[tuple[str, date], Due] = {}
    for each in sorted(shown, key=lambda letter: letter.pk):
        if each.step and each.meets_at:
            due = _interview(each, each.step, each.meets_at)
            dues.setdefault((due.url, due.due_on), due)  # the step is where one acts
    return list(dues.values())


def _interview(letter: Letter, step: Step, meets_at: datetime) -> Due:
    return Due(
        kind="entretien",
        object_id=letter.pk,
        owner_id=letter.situation.landlord_id,
        what="Entretien fixé par la convocation",
        about=_about(letter.situation),
        reference=letter.situation.reference,
        due_on=day_of(meets_at),
        is_law=False,
        url=reverse("step_result", args=[step.pk]),
        read=Verb.LETTER_READ,
        noted_on=day_of(step.noted_at),
    )


def _warden_reports(actor: Actor, reach: Reach, own: Attending) -> list[Due]:
    """Of a fact that no situation takes up as of one that nobody follows, and of one that has ended."""
    is_over = Q(incident__situation__ended_at__isnull=False)
    watched = own.of("incident__situation__", whole_house=True) | is_over
    if not watches_unfollowed(actor):
        watched = own.of("incident__situation__", whole_house=False)
    rows = complaints_visible_to(actor).to_send().filter(watched)
    read = complaints_visible_to(actor).select_related("incident__residence")
    shown = nearest(rows, read, "found_on", reach, lambda day: day - DAYS_TO_SEND)
    return [_warden_report(each, until) for each in shown if (until := each.to_send_until)]


def _warden_report(complaint: Complaint, until: date) -> Due:
    fact = complaint.incident
    return Due(
        kind="proces-verbal",
        object_id=complaint.pk,
        owner_id=complaint.landlord_id,
        what="Procès-verbal d’un garde assermenté : à envoyer au procureur",
        about=f"{fact.residence.name}, {fact.get_place_display().lower()}",
        reference=fact.reference,
        due_on=until,
        is_law=True,
        url=reverse("complaint_detail", args=[complaint.pk]),
        read=Verb.COMPLAINT_READ,
        alerts=LAW_ALERTS,
        noted_on=day_of(complaint.noted_at) if complaint.noted_at else complaint.filed_on,
    )


def _targeted_staff(actor: Actor, reach: Reach) -> list[Due]:
    """Of the référents alone, whoever follows the situation: as long as a point of the checklist is open. Its day is
    that of the accident at work, also once that is settled and the others are not."""
    if not can_triage(actor):
        return []
    rows = incidents_visible_to(actor).with_open_checklist()
    read = incidents_visible_to(actor).select_related("residence")
    earliest = timedelta(days=DAYS_TO_DECLARE)
    shown = nearest(rows, read, "filed_at", reach, lambda day: start_of(day - earliest))
    notes = staff_notes_visible_to(actor).filter(incident__in=shown).standing()
    answers: dict[UUID, dict[StaffItem, Said]] = {}
    for note in notes:
        answers.setdefault(note.incident_id, {})[StaffItem(note.item)] = note.said
    return [_agent(each, still_open(answers.get(each.pk, {}))) for each in shown]


def _agent(fact: Incident, items: list[StaffItem]) -> Due:
    is_counted, last = StaffItem.ACCIDENT in items, last_day_to_declare(day_of(fact.filed_at))
    return Due(
        kind="agent-vise",
        object_id=fact.pk,
        owner_id=fact.landlord_id,
        what=f"Agent visé, à noter\u00a0: {named(items, last)}",
        about=f"{fact.residence.name}, {fact.get_place_display().lower()}",
        reference=fact.reference,
        due_on=last,
        is_law=is_counted,
        is_of_portal=not is_counted,
        url=reverse("incident_staff", args=[fact.pk]),
        read=Verb.FACT_READ,
        alerts=LAW_ALERTS if is_counted else OWN_ALERTS,
        noted_on=day_of(fact.filed_at),
        is_first=True,
    )


def _about(situation: Situation) -> str:
    return f"{situation.residence.name}, {situation.in_phrase}"
