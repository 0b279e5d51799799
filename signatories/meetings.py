"""Meetings and decisions as their pages show them: what is late, what one may do, which list one looks at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from acting.actor import Actor
from acting.filters import Choice
from acting.french import days_in_words
from acting.keys import Source
from acting.lists import Listing, Page
from files.tables.export import Line, Sheet, day_cell, hour_cell
from journal.verbs import Verb
from signatories.enums import MeetingKind
from signatories.models import Decision, Meeting
from signatories.models.meeting import OWN_DECISIONS_FIRST
from signatories.permissions import (
    can_edit_meetings,
    can_follow_decision,
    decisions_visible_to,
    meetings_visible_to,
)
from signatories.saved_lists import SavedList

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
        return self.listing(asked).page()

    def listing(self, asked: QueryDict | None = None) -> Listing[Meeting]:
        visible, held = meetings_visible_to(self.actor), self.when == HELD
        meetings = visible.held(self.actor.now) if held else visible.to_come(self.actor.now)
        meetings = meetings.filter(kind=self.kind) if self.kind else meetings
        keys = ("-starts_at", "-id") if held else ("starts_at", "id")
        counted = meetings.with_decision_counts(self.actor.today)
        return Listing(counted, keys, asked, sources=[Source(meetings)])

    def sheet(self) -> Sheet:
        owner = self.actor.signatory_id  # a meeting is the convention's: written down as the reader's, as all of it is
        lines = (Line(owner, each.pk, _cells(each)) for each in self.listing().every())
        header = (
            "Réunion", "Annulée", "Nature", "Date", "Heure", "Lieu", "Décisions", "À suivre", "En retard",
        )  # fmt: skip
        narrowed = ["passées" if self.shows_held else "à venir", *(["nature"] if self.kind else [])]
        return Sheet("Réunions", Verb.MEETING_EXPORTED, header, lines, narrowed)

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

    def narrowed(self) -> str:
        """The address without what the list begins with."""
        return self.query(when=HELD if self.shows_held else "")

    def query(self, *, when: str | None = None, kind: str | None = None) -> str:
        chosen = {"quand": self.when if when is None else when, "nature": self.kind if kind is None else kind}
        return urlencode({name: value for name, value in chosen.items() if value})


def open_decisions(actor: Actor, asked: Mapping[str, str] | None = None) -> Listing[Decision]:
    """Every open decision of the convention, those that the reader's signatory owes first."""
    decisions = decisions_visible_to(actor).still_open().owned_first_by(actor.signatory_id)
    return Listing(decisions, OWN_DECISIONS_FIRST, asked)


def decision_sheet(actor: Actor) -> Sheet:
    header = ("Réunion", "Décision", "Qui s’en charge", "Fonction", "Pour le", "Où en est-on", "Suivi")
    return Sheet("Décisions", Verb.DECISION_EXPORTED, header, _decisions(actor))


def _decisions(actor: Actor) -> Iterator[Line]:
    for part in open_decisions(actor).parts():
        for line in decision_lines(actor, part):
            yield Line(line.decision.owner_id, line.decision.pk, _decision_cells(line))


def _decision_cells(line: DecisionLine) -> list[str]:
    decision = line.decision
    return [
        decision.meeting.title,
        decision.text,
        decision.owner.short_name,
        decision.owner_function,
        day_cell(decision.due_on),
        f"en retard de {days_in_words(line.late_days)}" if line.late_days else "à suivre",
        decision.follow_up,
    ]


def _cells(meeting: Meeting) -> list[str]:
    counts = (vars(meeting)[name] for name in ("decision_count", "open_count", "overdue_count"))
    return [
        meeting.title,
        "oui" if meeting.is_cancelled else "",
        meeting.get_kind_display(),
        day_cell(meeting.starts_at),
        hour_cell(meeting.starts_at),
        meeting.place,
        *map(str, counts),
    ]


def _late_days(actor: Actor, decision: Decision) -> int:
    late = decision.is_overdue_on(actor.today) and decision.due_on
    return (actor.today - late).days if late else 0


def _choices(actor: Actor, asked: QueryDict) -> list[Choice]:
    calendar = Calendar.of(actor, asked)
    held = [Choice("quand", "Quand", HELD, "Passées")] if calendar.shows_held else []
    kind = [Choice("nature", "Nature", calendar.kind, str(MeetingKind(calendar.kind).label))] if calendar.kind else []
    return held + kind


MEETINGS = SavedList("Réunions", _choices)
