"""What the page of an injunction shows to one side or the other, read through what that actor may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from acting.actor import Actor
from referrals.enums import InjunctionState
from referrals.injunction_draft import injunction_basis
from referrals.injunction_rules import INJUNCTION_MOVES, InjunctionAct, InjunctionSide
from referrals.models import Injunction
from referrals.permissions import can_move_injunction, can_note_lease, injunction_sides, leases_visible_to


@dataclass(frozen=True, slots=True)
class DatedStep:
    label: str
    on: date


def injunction_context(actor: Actor, injunction: Injunction) -> dict[str, Any]:
    return {
        "injunction": injunction,
        "basis": injunction_basis(),
        "state": injunction.state_on(actor.today),
        "clocks": injunction.clocks_on(actor.today),
        "steps": steps_of_injunction(injunction),
        "may": {act.value: can_act_on_injunction(actor, injunction, act) for act in InjunctionAct},
        "is_landlord": InjunctionSide.LANDLORD in injunction_sides(actor, injunction),
        "may_note_lease": can_note_lease(actor, injunction),
        "lease": leases_visible_to(actor).filter(injunction=injunction).first(),
    }


def can_act_on_injunction(actor: Actor, injunction: Injunction, act: InjunctionAct) -> bool:
    """Allowed by side, and a move that the table has from here; the préfet waits for the end of a clock."""
    from_here = InjunctionState(injunction.state) in INJUNCTION_MOVES[act].to
    if act == InjunctionAct.SUBSTITUTE and injunction.due_on is not None and injunction.due_on >= actor.today:
        return False
    return from_here and can_move_injunction(actor, injunction, act)


def steps_of_injunction(injunction: Injunction) -> list[DatedStep]:
    """The dates of what was done, in the order in which an injunction goes."""
    dated = (
        ("Notifiée par le préfet, hors du portail", injunction.notified_on),
        (f"Réponse : {injunction.get_answer_display()}", injunction.answered_on),
        (f"Juge saisi : {injunction.court}", injunction.seized_on),
        ("Juge saisi par le préfet, à la place du bailleur", injunction.substituted_on),
        (injunction.get_state_display(), injunction.ended_on),
    )
    return [DatedStep(label, on) for label, on in dated if on]
