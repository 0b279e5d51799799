"""The list of the journal: what its address narrows it to, in parts that one index each walks."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from django.http import QueryDict

from acting.actor import Actor
from acting.days import start_of
from acting.keys import Source, any_of
from acting.lists import Listing
from files.tables.export import Line, Sheet, day_cell, hour_cell
from journal.models import Entry
from journal.permissions import by_day_alone
from journal.verbs import Verb
from reports.forms import JournalFilter
from reports.journal_lines import JournalLine, journal_lines
from reports.permissions import entry_parts_of_convention

PER_PAGE = 25


# Within a day the lines that are told without their hour come last, in no order at all: the identifier is drawn.
TOLD = ("-told", "-id")


def journal_listing(actor: Actor, form: JournalFilter, asked: QueryDict | None = None) -> Listing[Entry]:
    """Nothing while a filter is wrong: a list could be taken for its answer.

    In the order in which its reader is told: else where a page is cut between lines of the own house, whose hour is
    shown, would tell the hour of a partner's.
    """
    parts = [] if form.errors else entry_parts_of_convention(actor)
    sources = [Source(entries) for part in parts for entries in _about(_chosen(part, form), form.wanted)]
    told = Case(When(by_day_alone(actor), then=F("told_at")), default=F("at"))
    rows: QuerySet[Entry] = Entry.objects.annotate(told=told)
    return Listing(rows, TOLD, asked, size=PER_PAGE, sources=sources)


def journal_sheet(actor: Actor, form: JournalFilter, owner_id: UUID | None) -> Sheet:
    """What is exported has been read: one entry of `owner_id`, which counts the lines and names none."""
    header = (
        "Jour", "Heure", "Fonction", "Organisme", "Nom", "Acte", "Objet", "Nombre", "Références", "Voie", "Motif",
    )  # fmt: skip
    narrowed = [form[name].label.lower() for name in form.chosen]
    return Sheet("Journal", Verb.JOURNAL_READ, header, _lines(actor, form, owner_id), narrowed)


def _lines(actor: Actor, form: JournalFilter, owner_id: UUID | None) -> Iterator[Line]:
    for part in journal_listing(actor, form).parts():
        for line in journal_lines(actor, part, form.people, form.wanted):
            yield Line(owner_id, None, _cells(line))


def _cells(line: JournalLine) -> list[str]:
    """As its page tells it: of a partner's the day, without hour, name or reason."""
    return [
        day_cell(line.day),
        hour_cell(line.at),
        line.function,
        line.institution,
        line.name,
        line.act,
        line.about,
        str(line.count),
        ", ".join([*line.references, *([f"et {line.unnamed} autres"] if line.unnamed else [])]),
        line.channel,
        line.reason,
    ]


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
