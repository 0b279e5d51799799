"""The journal's pages: a DPO's, the administrator's, and everybody's own actions. Reading it is itself written down."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from acting.actor import Actor
from acting.days import PARIS
from acting.enums import EVERYBODY, Function
from acting.keys import Source
from acting.lists import Listing
from acting.pages import ActingRequest, page
from journal.models import LATEST, Entry
from journal.services import record
from journal.verbs import Verb
from reports.forms import JournalFilter
from reports.journal_lines import journal_lines
from reports.permissions import entry_parts_of_convention, people_of_house

PER_PAGE = 25
TITLES = {
    Function.DPO: ("Journal", "Qui a lu ou modifié les données de votre organisme, et ce qu’ont fait ses agents."),
    Function.ADMINISTRATEUR: ("Journal technique", "Comptes, tâches et accès refusés ; aucune donnée de dossier."),
}
OWN = ("Mes actions", "Ce que vous avez lu et écrit sur le portail.")


@page(*EVERYBODY)
def journal(request: ActingRequest) -> HttpResponse:
    """Wrong filters show the form again with its errors, and no list that could be taken for an answer."""
    people = {person.pk: person.get_full_name() for person in people_of_house(request.actor)}
    form = JournalFilter(request.GET or None, actor=request.actor, people=people)
    chosen = form.cleaned_data | {"object": form.wanted} if form.is_valid() else {}
    parts = entry_parts_of_convention(request.actor)
    sources = [Source(part.none() if form.errors else _filtered(part, chosen)) for part in parts]
    page_obj = Listing(Entry.objects.all(), LATEST, request.GET, size=PER_PAGE, sources=sources).page()
    lines = journal_lines(request.actor, page_obj, people)
    _record_reading(request.actor, len(lines))
    title, subtitle = TITLES.get(Function(request.actor.function), OWN)
    context = {
        "form": form,
        "lines": lines,
        "page_obj": page_obj,
        "querystring": _querystring(chosen),
        "title": title,
        "subtitle": subtitle,
        "shows_days_alone": any(line.at is None for line in lines),
        "names_institutions": request.actor.function in TITLES,
    }
    return render(request, "reports/journal.html", context)


def _filtered(entries: QuerySet[Entry], chosen: dict[str, Any]) -> QuerySet[Entry]:
    if chosen.get("since"):
        entries = entries.filter(at__gte=_midnight(chosen["since"]))
    if chosen.get("until"):
        entries = entries.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    if chosen.get("object"):
        entries = entries.filter(object_id=chosen["object"])
    if chosen.get("person"):
        entries = entries.filter(user_id=chosen["person"])
    return entries.filter(verb=chosen["verb"]) if chosen.get("verb") else entries


def _querystring(chosen: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in chosen.items() if value and name != "object"})


def _record_reading(actor: Actor, count: int) -> None:
    """Once for each page shown; the administrator's reading is a technical entry like what it reads."""
    owner_id = None if actor.function == Function.ADMINISTRATEUR else actor.signatory_id
    record(
        by=actor,
        verb=Verb.JOURNAL_READ,
        object_id=None,
        owner_id=owner_id,
        count=count,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)
