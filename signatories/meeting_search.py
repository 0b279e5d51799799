"""Meetings by the words of their title, agenda and minutes and of their decisions: a convention has some dozens a year,
read as they stand."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Func, OuterRef, Q, Subquery, TextField, Value
from django.urls import reverse

from acting import french
from acting.actor import Actor
from acting.fold import folded
from acting.search import SHORTEST_FORGIVEN, Found, Hit, Sought
from signatories.models import Meeting
from signatories.permissions import decisions_visible_to, meetings_visible_to

CLOSE = 0.55


def search_meetings(actor: Actor, sought: Sought) -> Found:
    """The newest, as many as a page holds: who looks for another one says more."""
    decided = decisions_visible_to(actor).filter(meeting=OuterRef("pk")).order_by().values("meeting")
    decisions = Subquery(decided.values(all=StringAgg("text", Value(" "), output_field=TextField())))
    parts = ("title", "place", "agenda", "minutes", decisions)
    said = _spaced(folded(_spaced(*parts)))
    meetings = meetings_visible_to(actor).annotate(said=said)
    for place, term in enumerate(sought.terms):
        spelt = Q(said__contains=f" {term.stem}") | Q(said__contains=f" {term.word}")
        if sought.loosely and len(term.word) >= SHORTEST_FORGIVEN:
            meetings = meetings.annotate(**{f"close_{place}": TrigramWordSimilarity(term.word, F("said"))})
            spelt |= Q(**{f"close_{place}__gte": CLOSE})
        meetings = meetings.filter(spelt)
    found = list(meetings.order_by("-starts_at", "-pk")[: sought.size + 1])
    return Found([_hit(each) for each in found[: sought.size]], len(found) > sought.size)


def _spaced(*parts: Any) -> Func:
    """Between spaces, the first one before them all: " mel" then finds the beginning of a word."""
    return Func(Value(" "), Value(""), *parts, function="concat_ws", output_field=TextField())


def _hit(meeting: Meeting) -> Hit:
    return Hit(
        url=reverse("meeting_detail", args=[meeting.pk]),
        title=meeting.title,
        line=f"{meeting.get_kind_display()}, {french.moment(meeting.starts_at)}",
        text=" ".join(filter(None, (meeting.place, meeting.agenda, meeting.minutes))),
        object_id=meeting.pk,
    )
