"""Facts: filing one, what waits and what became of it, one fact and its triage."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from acting.actor import Actor
from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from files.tables.export import exported
from incidents.attaching import pieces_seen
from incidents.attachment_rules import has_room
from incidents.complaint_rules import clock_of
from incidents.enums import TRIABLE, Between, IncidentState
from incidents.fact_export import fact_sheet
from incidents.fact_list import COLUMNS, FactFilter, fact_page
from incidents.fact_search import FactSearch
from incidents.fact_words import fact_in_words
from incidents.filing_rules import SetAsideReason
from incidents.forms.attachments import AddPiecesForm
from incidents.forms.facts import FactForm, InformedForm, TriageForm, TriageManyForm
from incidents.models import Attachment, Incident
from incidents.permissions import (
    can_add_to_fact,
    can_file,
    can_import_facts,
    can_triage,
    complaints_visible_to,
    incidents_visible_to,
)
from incidents.services.attachments import add_attachments, discard_held, hold_attachments
from incidents.services.facts import file_incident, leave_apart, note_informed, set_aside, triage_facts
from incidents.services.situations import join_facts
from incidents.staff_page import staff_checklist
from incidents.worklist import facts_waiting, lines_about
from journal.services import record, record_list_read
from journal.verbs import Verb
from signatories.permissions import can_offer_orientation, convention_of, themes_visible_to
from signatories.saved_filters import beside
from signatories.theme_guard import Concern
from signatories.waiting import scale_of

BETWEEN_WHOM = "Entre qui cela s’est-il passé ?"  # before it is answered, no screen and no tab says what it was
# Who it was between is asked again each time; photos are not kept before it is answered.
WRITTEN = [name for name in FactForm.base_fields if name not in ("between", "photos", "held")]


@page(Function.GARDIEN, Function.REFERENT)
def incident_list(request: ActingRequest) -> HttpResponse:
    """Gardien: own facts and those of the post's residences. Référent: what waits; a list that an address asks for is
    that of all facts."""
    if request.GET or not can_triage(request.actor):
        return _list(request)
    return _worklist(request, TriageManyForm(actor=request.actor))


@page(Function.REFERENT)
def incident_all(request: ActingRequest) -> HttpResponse:
    """All facts of the house, filtered, sorted, or searched."""
    return _list(request)


@page(Function.REFERENT)
def incident_export(request: ActingRequest) -> HttpResponse:
    """What the list is narrowed to, in the columns in which facts are imported; by a link, or posted."""
    require(can_import_facts(request.actor))
    filters = FactFilter(request.GET, actor=request.actor)
    back = f"{reverse('incident_all')}?{filters.querystring()}"
    return exported(request, fact_sheet(request.actor, filters), back=back)


@page(Function.REFERENT)
@require_POST
def incident_triage_many(request: ActingRequest) -> HttpResponse:
    """Facts of one group, as the référent decides about them."""
    form = TriageManyForm(request.POST, actor=request.actor)
    said: list[str] = []
    if form.is_valid() and accepted(form, lambda: said.append(_decide(request.actor, form))):
        messages.success(request, said[0])
        return redirect("incident_list")
    return _worklist(request, form)


@irrevocable
@page(Function.GARDIEN, Function.REFERENT)
def incident_new(request: ActingRequest) -> HttpResponse:
    """What speaks of violence at home, of suicide or radicalisation files nothing, even while incomplete: the
    numbers to call come first."""
    require(can_file(request.actor))
    if request.method != "POST":
        return _filing(request, FactForm(actor=request.actor))
    form = FactForm(_as_meant(request.POST), request.FILES, actor=request.actor)
    is_complete = form.is_valid()
    if "back" in request.POST:
        return _filing(request, form)
    if concern := form.concern:
        return _numbers_first(request, form, concern)
    if not is_complete or form.is_to_reread:
        return _filing(request, form)
    filed: list[Incident] = []
    if accepted(form, lambda: filed.append(file_incident(by=request.actor, **form.filed()))):
        return _after_filing(request, filed[0], form)
    return _filing(request, form)


@page(Function.GARDIEN, Function.REFERENT)
def incident_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    incident = get_object_or_404(incidents_visible_to(request.actor).for_display(), pk=pk)
    return _detail(request, incident, TriageForm())


@page(Function.REFERENT)
@require_POST
def incident_triage(request: ActingRequest, pk: UUID) -> HttpResponse:
    incident = get_object_or_404(incidents_visible_to(request.actor).for_display(), pk=pk)
    require(can_triage(request.actor))
    form = TriageForm(request.POST)
    if not form.is_valid() or not accepted(form, lambda: _triage(request.actor, incident, form)):
        return _detail(request, incident, form)
    messages.success(request, f"Le fait {incident.reference} est {incident.get_state_display().lower()}.")
    return redirect("incident_list")


@page(Function.GARDIEN, Function.REFERENT)
@require_POST
def incident_informed(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Whoever complained was told; never who that is."""
    incident = get_object_or_404(incidents_visible_to(request.actor).for_display(), pk=pk)
    form = InformedForm(request.POST, incident=incident)
    if form.is_valid() and accepted(
        form, lambda: note_informed(by=request.actor, incident=incident, on=form.cleaned_data["informed_on"])
    ):
        messages.success(request, "C’est noté, sans aucun nom.")
        return redirect("incident_detail", pk=pk)
    return _detail(request, incident, TriageForm(), form)


@page(Function.GARDIEN, Function.REFERENT)
@require_POST
def incident_attachments(request: ActingRequest, pk: UUID) -> HttpResponse:
    """More photos and papers: each is added as it is, one that is refused is named."""
    incident = get_object_or_404(incidents_visible_to(request.actor).for_display(), pk=pk)
    require(can_add_to_fact(request.actor, incident))
    form = AddPiecesForm(request.POST, request.FILES)
    added: list[Attachment] = []
    if form.is_valid() and accepted(
        form, lambda: added.extend(add_attachments(by=request.actor, to=incident, pieces=form.prepared))
    ):
        messages.success(request, form.said(len(added)))
        if not form.refused:
            return redirect("incident_detail", pk=pk)
        form.tell_refused()
    return _detail(request, incident, TriageForm(), more=form)


def _list(request: ActingRequest) -> HttpResponse:
    actor = request.actor
    filters = FactFilter(request.GET, actor=actor)
    found = FactSearch(actor, str(request.POST.get("texte", "")))
    facts = found.page() if found.is_asked else fact_page(actor, filters, request.GET)
    rows = [(fact.landlord_id, fact.pk) for fact in facts]
    narrowed = ["texte cherché"] if found.is_asked else filters.narrowed_by
    record_list_read(by=actor, verb=Verb.FACT_READ, rows=rows, reason=facts.told(narrowed))
    context = {
        "filters": filters,
        "found": found,
        "page_obj": facts,
        "columns": filters.heads(COLUMNS),
        "querystring": filters.querystring(),
        "can_triage": can_triage(actor),
    }
    template = "incident_all" if can_triage(actor) else "incident_list"
    context["saved"] = beside(actor, template, filters.querystring())
    return render(request, f"incidents/{template}.html", context)


def _worklist(request: ActingRequest, form: TriageManyForm) -> HttpResponse:
    actor = request.actor
    waiting = facts_waiting(actor, scale_of(convention_of(actor)))
    rows = [(fact.landlord_id, fact.pk) for fact in waiting.facts]
    record_list_read(by=actor, verb=Verb.FACT_READ, rows=rows, reason="à traiter")
    context = {"waiting": waiting, "form": form, "reasons": SetAsideReason.choices}
    return render(request, "incidents/incident_worklist.html", context)


def _decide(actor: Actor, form: TriageManyForm) -> str:
    """What was done, for a message."""
    facts, decision = list(form.cleaned_data["fait"]), form.cleaned_data["act"]
    if decision == TriageManyForm.TOGETHER:
        situation = join_facts(by=actor, facts=facts, situation=form.cleaned_data["situation"])
        return f"{_facts(len(facts))} dans la situation {situation.reference}."
    missed = triage_facts(by=actor, facts=facts, decision=decision, reason=form.cleaned_data["reason"])
    done = len(facts) - len(missed)
    one, several = {"left_apart": ("laissé isolé", "laissés isolés"), "set_aside": ("écarté", "écartés")}[decision]
    said = f"{_facts(done)} {several if done > 1 else one}."
    others = ", ".join(fact.reference for fact in missed)
    return f"{said} Traités entre-temps par quelqu’un d’autre : {others}." if missed else said


def _facts(count: int) -> str:
    return f"{count} faits" if count > 1 else f"{count} fait"


def _filing(request: ActingRequest, form: FactForm) -> HttpResponse:
    """A form that comes back keeps what was sent with it for a day, and discards what was taken out of it."""
    _discard(request, form, "drop")
    if form.pieces:
        accepted(form, lambda: form.keep(hold_attachments(by=request.actor, pieces=form.pieces)))
    return render(request, "incidents/incident_form.html", {"form": form})


def _discard(request: ActingRequest, form: FactForm, name: str) -> None:
    if held := form.held_by_author(name):
        discard_held(by=request.actor, held=held)


def _as_meant(posted: QueryDict) -> QueryDict:
    """ "Ce n’était pas cela" names the theme in `back`: of suicide and radicalisation it is not asked again."""
    meant = posted.copy()
    meant.setlist("not_meant", [*posted.getlist("not_meant"), *posted.getlist("back")])
    return meant


def _numbers_first(request: ActingRequest, form: FactForm, concern: Concern) -> HttpResponse:
    """Whom to call, then who it was between, or the theme's page with its circuit. The portal keeps nothing of what was
    typed; the page does, for whoever meant something else."""
    _discard(request, form, "held")
    theme = themes_visible_to(request.actor).filter(code=concern.theme).first()
    is_asked = concern == Concern.HOUSEHOLD and form.answer != Between.HOUSEHOLD
    context = {
        "concern": concern,
        "title": BETWEEN_WHOM if is_asked else concern.label,
        "answers": form.answers if is_asked else [],
        "written": [(name, value) for name in WRITTEN for value in request.POST.getlist(name)],
        "left_out": form.left_out,
        "residence": form.cleaned_data.get("residence"),
        "theme": theme,
        "may_orient": bool(theme and can_offer_orientation(request.actor, theme)),
    }
    return render(request, "incidents/incident_concern.html", context)


def _after_filing(request: ActingRequest, incident: Incident, form: FactForm) -> HttpResponse:
    """On to the fact, which says who reads it and what follows; of an agent who was targeted, what is due then."""
    _discard(request, form, "drop")
    if incident.filed_at == request.actor.now:
        messages.success(request, f"Le fait {incident.reference} est déclaré.")
    else:
        messages.info(request, f"Ce fait était déjà déclaré ({incident.reference}) : rien n’a été ajouté.")
    if form.twice:
        messages.info(request, form.twice)
    if form.left_out:
        messages.warning(request, "Vos photos n’ont pas été gardées pendant la question : ajoutez-les sous « Pièces ».")
    return redirect("incident_detail", pk=incident.pk)


def _detail(
    request: ActingRequest,
    incident: Incident,
    form: TriageForm,
    informed: InformedForm | None = None,
    more: AddPiecesForm | None = None,
) -> HttpResponse:
    actor = request.actor
    record(by=actor, verb=Verb.FACT_READ, object_id=incident.pk, owner_id=incident.landlord_id)
    may_triage = can_triage(actor)
    pieces = list(pieces_seen(actor, incident))
    complaints = complaints_visible_to(actor).filter(incident=incident).order_by("filed_on", "id")
    context = {
        "incident": incident,
        "in_words": fact_in_words(incident),
        "form": form,
        "informed": informed or InformedForm(incident=incident),
        "lines": lines_about(actor, incident),
        "complaints": [(each, clock_of(each.found_on, each.sent_on, actor.today)) for each in complaints],
        "is_new": incident.state == IncidentState.FILED,
        "is_author": incident.filed_by_id == actor.user_id,
        "can_note_complaint": may_triage,
        "can_leave_apart": may_triage and incident.state in TRIABLE and incident.state != IncidentState.LEFT_APART,
        "can_set_aside": may_triage and incident.state in TRIABLE and incident.state != IncidentState.SET_ASIDE,
        "whole_house": may_triage,
        "pieces": pieces,
        "more": more or AddPiecesForm(),
        "can_add_pieces": can_add_to_fact(actor, incident) and has_room(len(pieces)),
        "staff": staff_checklist(actor, incident) if may_triage and incident.targets_staff else None,
    }
    return render(request, "incidents/incident_detail.html", context)


def _triage(actor: Actor, incident: Incident, form: TriageForm) -> None:
    """Raises Conflict when the fact was attached to a situation meanwhile."""
    if form.cleaned_data["decision"] == IncidentState.LEFT_APART:
        leave_apart(by=actor, incident=incident)
    else:
        set_aside(by=actor, incident=incident, reason=form.cleaned_data["reason"])
