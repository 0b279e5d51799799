"""The list of injunctions: what comes to its term first, then what is open, then what has ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from acting.actor import Actor
from acting.keys import Source
from acting.lists import Listing, Page
from referrals.enums import InjunctionState
from referrals.injunction_rules import Clock
from referrals.models import INJUNCTION_KEYS, Injunction, InjunctionQuerySet, InjunctionRank
from referrals.permissions import injunctions_visible_to

STATES = {"suivre": "À suivre", "terminees": "Terminées", "toutes": "Toutes"}


@dataclass(frozen=True, slots=True)
class InjunctionRow:
    injunction: Injunction
    state: InjunctionState
    clock: Clock | None


class InjunctionList:
    """`etat` comes from the address."""

    def __init__(self, actor: Actor, params: Mapping[str, str]) -> None:
        self.actor, self.params = actor, params
        self.state = params["etat"] if params.get("etat") in STATES else "suivre"

    def page(self) -> Page[Injunction]:
        own = injunctions_visible_to(self.actor)
        parts = {
            "suivre": own.filter(due_rank__lt=InjunctionRank.ENDED),
            "terminees": own.filter(due_rank=InjunctionRank.ENDED),
            "toutes": own,
        }
        shown: InjunctionQuerySet = Injunction.objects.for_display()
        return Listing(shown, INJUNCTION_KEYS, self.params, sources=[Source(parts[self.state])]).page()

    def rows(self, shown: Iterable[Injunction]) -> list[InjunctionRow]:
        today = self.actor.today
        return [InjunctionRow(each, each.state_on(today), running_clock(each, today)) for each in shown]

    @property
    def narrowed_by(self) -> list[str]:
        return [STATES[self.state].lower()]

    def querystring(self) -> str:
        return f"etat={self.state}" if "etat" in self.params else ""

    def states(self) -> list[dict[str, Any]]:
        return [{"key": key, "label": label, "current": key == self.state} for key, label in STATES.items()]


def running_clock(injunction: Injunction, today: date) -> Clock | None:
    return next((clock for clock in injunction.clocks_on(today) if clock.runs), None)
