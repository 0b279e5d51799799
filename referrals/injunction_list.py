"""The list of injunctions: what comes to its term first, then what is open, then what has ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from acting.actor import Actor
from acting.filters import Choice
from acting.keys import Source
from acting.lists import Listing, Page
from files.tables.export import Line, Sheet, day_cell
from journal.verbs import Verb
from referrals.enums import InjunctionState
from referrals.injunction_rules import Clock
from referrals.models import INJUNCTION_KEYS, Injunction, InjunctionQuerySet, InjunctionRank
from referrals.permissions import injunctions_visible_to
from signatories.enums import SignatoryKind
from signatories.saved_lists import SavedList

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
        return self.listing().page()

    def listing(self) -> Listing[Injunction]:
        own = injunctions_visible_to(self.actor)
        parts = {
            "suivre": own.filter(due_rank__lt=InjunctionRank.ENDED),
            "terminees": own.filter(due_rank=InjunctionRank.ENDED),
            "toutes": own,
        }
        shown: InjunctionQuerySet = Injunction.objects.for_display()
        return Listing(shown, INJUNCTION_KEYS, self.params, sources=[Source(parts[self.state])])

    def rows(self, shown: Iterable[Injunction]) -> list[InjunctionRow]:
        today = self.actor.today
        return [InjunctionRow(each, each.state_on(today), running_clock(each, today)) for each in shown]

    def sheet(self) -> Sheet:
        is_prefecture = self.actor.signatory_kind == SignatoryKind.PREFECTURE
        rows = (row for part in self.listing().parts() for row in self.rows(part))
        lines = (Line(row.injunction.landlord_id, row.injunction.pk, _cells(row, is_prefecture)) for row in rows)
        partner = "Bailleur" if is_prefecture else "De"
        header = ("Référence", "Lieu", partner, "Notifiée le", "Terme", "État", "Délai")
        return Sheet("Injonctions", Verb.INJUNCTION_READ, header, lines, self.narrowed_by)

    @property
    def narrowed_by(self) -> list[str]:
        return [STATES[self.state].lower()]

    def querystring(self) -> str:
        return f"etat={self.state}" if "etat" in self.params else ""

    def states(self) -> list[dict[str, Any]]:
        return [{"key": key, "label": label, "current": key == self.state} for key, label in STATES.items()]


def running_clock(injunction: Injunction, today: date) -> Clock | None:
    return next((clock for clock in injunction.clocks_on(today) if clock.runs), None)


def _cells(row: InjunctionRow, is_prefecture: bool) -> list[str]:
    injunction = row.injunction
    return [
        injunction.reference,
        injunction.place,
        injunction.landlord.short_name if is_prefecture else _from(injunction),
        day_cell(injunction.notified_on),
        day_cell(row.clock.due_on) if row.clock else "",
        str(row.state.label),
        row.clock.left_in_words if row.clock else "",
    ]


def _from(injunction: Injunction) -> str:
    post = injunction.issuer_post
    return post.signatory.short_name if injunction.is_of_prefecture and post else "notée par vous"


def _choices(actor: Actor, asked: QueryDict) -> list[Choice]:
    listing = InjunctionList(actor, asked)
    return [Choice("etat", "État", listing.state, STATES[listing.state])] if asked.get("etat") == listing.state else []


INJUNCTIONS = SavedList("Injonctions", _choices)
