"""The list of the journal: what its address narrows it to, in parts that one index each walks."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from django.http import QueryDict

from acting.actor import Actor
from acting.days import start_of
from acting.keys import Source, any_of
from acting.lists import Listing, Page
from journal.models import Entry
from journal.permissions import by_day_alone
from reports.forms import JournalFilter
from reports.permissions import entry_parts_of_convention

PER_PAGE = 25


# Within a day the lines that are told without their hour come last, in no order at all: the identifier is drawn.
TOLD = ("-told", "-id")


def journal_page(actor: Actor, form: JournalFilter, asked: QueryDict) -> Page[Entry]:
    """Nothing while a filter is wrong: a list could be taken for its answer.

    In the order in which its reader is told: else where a page is cut between lines of the own house, whose hour is
    shown, would tell the hour of a partner's.
    """
    parts = [] if form.errors else entry_parts_of_convention(actor)
    sources = [Source(entries) for part in parts for entries in _about(_chosen(part, form), form.wanted)]
    told = Case(When(by_day_alone(actor), then=F("told_at")), default=F("at"))
    rows: QuerySet[Entry] = Entry.objects.annotate(told=told)
    return Listing(rows, TOLD, asked, size=PER_PAGE, sources=sources).page()


def _chosen(entries: QuerySet[Entry], form: JournalFilter) -> QuerySet[Entry]:
    since, until, verb, person = (form.chosen.get(name) for name in ("since", "until", "verb", "person"))
    wanted = {
        "told__gte": since and start_of(since),
        "told__lt": until and start_of(until + timedelta(days=1)),
        "verb": verb,
        "user_id": person,
    }
    return entries.filter(**{name: value for name, value in wanted.items() if value})


def _about(entries: QuerySet[Entry], wanted: UUID | None) -> list[QuerySet[Entry]]:
    """All of them; or those that name one object, and the lists that showed it."""
    if wanted is None:
        return [entries]
    showing = any_of(("SELECT journal_lists_showing(%s)", [wanted]))
    return [entries.filter(object_id=wanted), entries.filter(Q(showing))]
