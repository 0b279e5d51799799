"""The journal's pages: a DPO's, the administrator's, and everybody's own actions. Reading it is itself written down."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from acting.actor import Actor
from acting.enums import EVERYBODY, Function
from acting.pages import ActingRequest, page
from files.tables.export import exported
from journal.services import record
from journal.verbs import Verb
from reports.forms import JournalFilter
from reports.journal_lines import journal_lines
from reports.journal_list import journal_listing, journal_sheet

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
    page_obj = journal_listing(actor, form, request.GET).page()
    lines = journal_lines(actor, page_obj, form.people, form.wanted)
    record(by=actor, verb=Verb.JOURNAL_READ, object_id=None, owner_id=_owner(actor), count=len(lines))
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


@page(*EVERYBODY)
@require_safe
def journal_export(request: ActingRequest) -> HttpResponse:
    form = JournalFilter(request.GET or None, actor=request.actor)
    back = f"{reverse('journal')}?{request.GET.urlencode()}"
    if form.errors:  # the page says what is wrong
        return redirect(back)
    return exported(request, journal_sheet(request.actor, form, _owner(request.actor)), back=back)


def _owner(actor: Actor) -> UUID | None:
    """The administrator's reading is a technical entry like what it reads."""
    return None if actor.function == Function.ADMINISTRATEUR else actor.signatory_id
