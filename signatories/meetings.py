"""Meetings and decisions as their pages show them: what is late, what one may do, which list one looks at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from acting.actor import Actor
from acting.keys import Source
from acting.lists import Listing, Page
from signatories.enums import MeetingKind
from signatories.models import Decision, Meeting
from signatories.permissions import can_edit_meetings, can_follow_decision, meetings_visible_to

TO_COME, HELD = "a-venir", "passees"


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """`late_days` is 0 unless the day it was due has passed; `is_own`: owed by the reader's signatory."""

    decision: Decision
    late_days: int
    is_own: bool
    may_edit: bool
    may_follow: bool


def decision_lines(actor: Actor, decisions: Iterable[Decision]) -> list[DecisionLine]:
    may_edit = can_edit_meetings(actor)
    return [
        DecisionLine(
            decision=decision,
            late_days=_late_days(actor, decision),
            is_own=decision.owner_id == actor.signatory_id,
            may_edit=may_edit,
            may_follow=can_follow_decision(actor, decision),
        )
        for decision in decisions
    ]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which meetings the list shows: to come or held, of which kind. What is not understood is left out."""

    actor: Actor
    when: str
    kind: str

    @classmethod
    def of(cls, actor: Actor, query: QueryDict) -> "Calendar":
        when, kind = query.get("quand", ""), query.get("nature", "")
        return cls(actor, when if when == HELD else TO_COME, kind if kind in MeetingKind.values else "")

    def page(self, asked: QueryDict) -> Page[Meeting]:
        visible, held = meetings_visible_to(self.actor), self.when == HELD
        meetings = visible.held(self.actor.now) if held else visible.to_come(self.actor.now)
        meetings = meetings.filter(kind=self.kind) if self.kind else meetings
        keys = ("-starts_at", "-id") if held else ("starts_at", "id")
        counted = meetings.with_decision_counts(self.actor.today)
        return Listing(counted, keys, asked, sources=[Source(meetings)]).page()

    @property
    def shows_held(self) -> bool:
        return self.when == HELD

    @property
    def tabs(self) -> list[dict[str, Any]]:
        named = ((TO_COME, "À venir"), (HELD, "Passées"))
        return [{"query": self.query(when=key), "label": label, "current": key == self.when} for key, label in named]

    @property
    def kinds(self) -> list[dict[str, Any]]:
        named = [("", "Toutes"), *MeetingKind.choices]
        return [{"query": self.query(kind=key), "label": label, "current": key == self.kind} for key, label in named]

    def query(self, *, when: str | None = None, kind: str | None = None) -> str:
        chosen = {"quand": self.when if when is None else when, "nature": self.kind if kind is None else kind}
        return urlencode({name: value for name, value in chosen.items() if value})


def _late_days(actor: Actor, decision: Decision) -> int:
    late = decision.is_overdue_on(actor.today) and decision.due_on
    return (actor.today - late).days if late else 0
