"""What happened around a situation, in the order of its days: facts, complaints, what was done to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from acting import french
from acting.actor import Actor
from acting.days import day_of
from incidents.enums import Turn
from incidents.ladder import Rung, Skip, Taken
from incidents.models import Complaint, Incident, LegalAction, Letter, Situation, Step
from incidents.permissions import (
    attachments_visible_to,
    complaints_visible_to,
    incidents_visible_to,
    legal_actions_visible_to,
    letters_visible_to,
    situation_turns_visible_to,
    situations_visible_to,
    steps_visible_to,
)
from territory.marks import Marked

SILENT = (Turn.JOINED,)  # the facts themselves say that they are there


@dataclass(frozen=True, slots=True)
class Happened:
    """`at` is a moment, or None where only the day is known; `by` a post, never a person."""

    day: date
    at: datetime | None
    title: str
    said: str = ""
    by: Marked | str = ""
    template: str = ""
    about: object = None

    @property
    def order(self) -> tuple[date, bool, datetime | date]:
        return self.day, self.at is not None, self.at or self.day


def facts_of(actor: Actor, situation: Situation) -> list[Incident]:
    rows = incidents_visible_to(actor).filter(situation=situation).for_display()
    return list(rows.order_by("started_at", "id"))


def complaints_of(actor: Actor, facts: Sequence[Incident]) -> list[Complaint]:
    return list(complaints_visible_to(actor).filter(incident__in=facts).order_by("filed_on", "id"))


def steps_of(actor: Actor, situation: Situation) -> list[Step]:
    return list(
        steps_visible_to(actor)
        .filter(situation=situation)
        .in_order()
        .select_related("post")
        .prefetch_related(Prefetch("letters", letters_visible_to(actor)), _pieces(actor))
    )


def _pieces(actor: Actor) -> "Prefetch[Any]":
    """Of facts and of steps alike: those that stand, in their order."""
    return Prefetch("attachments", attachments_visible_to(actor).standing().in_order())


def first_fact_on(actor: Actor, situation: Situation) -> date | None:
    """The day of the first fact taken together here; None where there is none yet."""
    facts = incidents_visible_to(actor).filter(situation=situation).order_by("started_at", "id")
    at = facts.values_list("started_at", flat=True).first()
    return day_of(at) if at else None


def taken_in(actor: Actor, situation: Situation, *, but: Step | None = None) -> list[Taken]:
    """The steps that stand, after the gathering of facts, which is done where there are some; `but` one of them."""
    began = first_fact_on(actor, situation)
    gathered = [Taken(Rung.GATHERING, began)] if began else []
    steps = steps_visible_to(actor).filter(situation=situation).standing().in_order()
    return [*gathered, *(step.taken for step in steps if step != but)]


def chronology(
    actor: Actor, situation: Situation, facts: Sequence[Incident], more: Sequence[Happened] = ()
) -> list[Happened]:
    """The oldest first; `more` is what rooms above know."""
    turns = situation_turns_visible_to(actor).filter(situation=situation).exclude(turn__in=SILENT)
    prefetch_related_objects(facts, _pieces(actor))
    lines = _lines(actor, situation, facts, steps_of(actor, situation))
    actions = legal_actions_visible_to(actor).filter(situation=situation).in_order().select_related("post")
    lines += [line for action in actions for line in _legal_action(action)]
    lines += [
        Happened(day_of(each.at), each.at, each.get_turn_display(), each.said, each.post.named if each.post else "")
        for each in turns.select_related("post")
    ]
    return sorted([*lines, *more], key=lambda line: line.order)


def told_in_court(actor: Actor, situation: Situation, facts: Sequence[Incident]) -> list[Happened]:
    """What an evidence file says: facts, complaints, the steps that stand and the letters. How the house rates and
    organises its case, and what it passed on, stays outside."""
    standing = [step for step in steps_of(actor, situation) if step.withdrawn_at is None]
    return sorted(_lines(actor, situation, facts, standing), key=lambda line: line.order)


def _lines(actor: Actor, situation: Situation, facts: Sequence[Incident], steps: Sequence[Step]) -> list[Happened]:
    lines = [_fact(fact) for fact in facts]
    lines += [_complaint(complaint) for complaint in complaints_of(actor, facts)]
    lines += [_step(step) for step in steps]
    alone = letters_visible_to(actor).filter(situation=situation, step=None, sent_on__isnull=False)
    return [*lines, *(_letter(letter) for letter in alone.select_related("post").in_order())]


def merged_with(actor: Actor, situation: Situation) -> list[Situation]:
    return list(situations_visible_to(actor).filter(merged_into=situation).order_by("ended_at"))


def _fact(fact: Incident) -> Happened:
    return Happened(
        day_of(fact.started_at), fact.started_at, fact.category.label, fact.facts, fact.filed_post.named, "fact", fact
    )


def _step(step: Step) -> Happened:
    """With its proof and its result; one that was withdrawn says why."""
    numbers = list(filter(None, [step.tracking_number, *(letter.tracking_number for letter in step.letters.all())]))
    said = [step.get_proof_display() + (f" n° {', '.join(dict.fromkeys(numbers))}" if numbers else "")]
    if step.until:
        said.append(f"délai jusqu’au {french.day(step.until)}")
    if step.skip:
        said.append(("" if step.skip == Skip.TRUCE else "étape passée : ") + step.get_skip_display().lower())
    if step.result:
        said.append(f"{step.get_result_display().lower()} le {french.day(step.resulted_on or step.done_on)}")
    came_back = [letter.returned_on for letter in step.letters.all() if letter.returned_on]
    said += [f"lettre revenue le {french.day(on)}" for on in sorted(came_back)]
    if step.receipt_id:
        said.append("justificatif déposé")
    if step.withdrawn_at:
        said.append(f"retirée : {step.withdrawn_why}")
    words = ", ".join(said) + "."
    title = f"{step.get_rung_display()} (retirée)" if step.withdrawn_at else step.get_rung_display()
    told = "\n".join(filter(None, [words, step.note]))
    return Happened(step.done_on, None, title, told, step.post.named, "step", step)


def _letter(letter: Letter) -> Happened:
    """Of a kind that is no step; its addressee stands on its own page alone."""
    said = [letter.get_proof_display() + (f" n° {letter.tracking_number}" if letter.tracking_number else "")]
    said += [f"revenue le {french.day(letter.returned_on)}"] if letter.returned_on else []
    title, on = f"Lettre : {letter.get_kind_display().lower()}", letter.sent_on or letter.written_on
    return Happened(on, None, title, ", ".join(said) + ".", letter.post.named, "letter", letter)


def _legal_action(action: LegalAction) -> Iterator[Happened]:
    """What the landlord goes to court for, and nobody's name."""
    kind, by = action.get_kind_display(), action.post.named
    early = f", avant le premier fait : {action.early_why}" if action.early_why else ""
    is_begun_at_once = action.begun_on == action.stated_on
    first = "engagée" if is_begun_at_once else "envisagée"
    yield Happened(action.stated_on, None, f"Action en justice {first}", f"{kind}{early}", by)
    if action.begun_on and not is_begun_at_once:
        yield Happened(action.begun_on, None, "Action en justice engagée", kind, by)
    if action.withdrawn_at:
        why = f"{kind} : {action.withdrawn_why}"
        yield Happened(day_of(action.withdrawn_at), action.withdrawn_at, "Action en justice retirée", why)


def _complaint(complaint: Complaint) -> Happened:
    numbers = [f"PV {complaint.pv_number}"] if complaint.pv_number else []
    numbers += [f"parquet {complaint.prosecution_number}"] if complaint.prosecution_number else []
    outcome = [complaint.get_outcome_display().lower()] if complaint.outcome else []
    said = ", ".join(filter(None, [complaint.get_complainant_display(), complaint.service, *numbers, *outcome]))
    return Happened(complaint.filed_on, None, complaint.kind.label, said)
