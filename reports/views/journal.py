"""The journal's pages: a DPO's, the administrator's, and everybody's own actions. Reading it is itself written down."""

from django.http import HttpResponse
from django.shortcuts import render

from acting.actor import Actor
from acting.enums import EVERYBODY, Function
from acting.pages import ActingRequest, page
from journal.services import record
from journal.verbs import Verb
from reports.forms import JournalFilter
from reports.journal_lines import journal_lines
from reports.journal_list import journal_page

SAID = {
    Function.DPO: "Qui a lu ou modifié les données de votre organisme, et ce qu’ont fait ses agents.",
    Function.ADMINISTRATEUR: "Comptes, tâches et accès refusés ; aucune donnée de dossier.",
}
OWN = "Ce que vous avez lu et écrit sur le portail."


@page(*EVERYBODY)
def journal(request: ActingRequest) -> HttpResponse:
    """Wrong filters show the form again with its errors, and no list that could be taken for an answer."""
    actor = request.actor
    form = JournalFilter(request.GET or None, actor=actor)
    page_obj = journal_page(actor, form, request.GET)
    lines = journal_lines(actor, page_obj, form.people)
    _record_reading(actor, len(lines))
    context = {
        "form": form,
        "page_obj": page_obj,
        "lines": lines,
        "searched": form.searched,
        "subtitle": SAID.get(Function(actor.function), OWN),
        "shows_days_alone": any(line.at is None for line in lines),
        "names_institutions": actor.function in SAID,
    }
    return render(request, "reports/journal.html", context)


def _record_reading(actor: Actor, count: int) -> None:
    """Once for each page shown; the administrator's reading is a technical entry like what it reads."""
    owner_id = None if actor.function == Function.ADMINISTRATEUR else actor.signatory_id
    record(by=actor, verb=Verb.JOURNAL_READ, object_id=None, owner_id=owner_id, count=count)
