"""A landlord's residences: for its own people, and for the partners of their communes. No case is here."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from correspondents.access import ActingRequest, page
from correspondents.enums import ANSWERING_FUNCTIONS, Function
from correspondents.estates import accesses_of, gardien_posts, is_covered, landlord_contact, posts_covering
from correspondents.forms.residences import ClosingForm, CoverForm, ResidenceFilter, ResidenceForm
from correspondents.permissions import can_keep_residence, can_keep_residences, can_name_gardiens, require
from correspondents.routing import competent_posts
from correspondents.services.residences import cover_residence
from journal.actor import Actor
from signatories.enums import FORCES, SignatoryKind
from signatories.models import Residence
from signatories.permissions import accesses_visible_to, residences_visible_to
from signatories.services.residences import DuplicateResidence, close_residence, create_residence, update_residence

PAGE_SIZE = 25
COLUMNS = (("nom", "Résidence"), ("commune", "Commune"), ("bailleur", "Bailleur"), ("logements", "Logements"))
READERS = (
    Function.GARDIEN,
    Function.REFERENT,
    Function.CONTENTIEUX,
    Function.CORRESPONDANT,
    Function.MAGISTRAT,
    Function.PREPARATEUR,
)


@page(*READERS)
def residence_list(request: ActingRequest) -> HttpResponse:
    actor, own = request.actor, can_name_gardiens(request.actor)
    filters = ResidenceFilter(request.GET, actor=actor, sees_closed=own)
    residences = filters.apply(residences_visible_to(actor))
    context = {
        "filters": filters,
        "page_obj": Paginator(residences, PAGE_SIZE).get_page(request.GET.get("page")),
        "columns": _columns(filters, own),
        "querystring": filters.querystring(),
        "is_own": own,
        "may_keep": can_keep_residences(actor),
        "shows_accesses": holds_or_gives(actor),
        "overdue": accesses_visible_to(actor).overdue_on(actor.today).count(),
    }
    return render(request, "correspondents/residence_list.html", context)


@page(*READERS)
def residence_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    residence = get_object_or_404(residences_visible_to(actor), pk=pk)
    context = {
        "residence": residence,
        "is_open": residence.closed_on is None or residence.closed_on > actor.today,
        "competences": competent_posts(residence.commune, actor.today),
        "accesses": accesses_of(actor, residence),
        "shows_accesses": holds_or_gives(actor),
        "may_keep": can_keep_residence(actor, residence),
        "may_refer": actor.function in ANSWERING_FUNCTIONS,
        "sees_facts": actor.function in (Function.REFERENT, Function.GARDIEN),
    }
    return render(request, "correspondents/residence_detail.html", context | _who_looks_after(actor, residence))


@page(Function.REFERENT)
def residence_new(request: ActingRequest) -> HttpResponse:
    require(can_keep_residences(request.actor))
    form = ResidenceForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        try:
            residence = create_residence(by=request.actor, details=form.details(), key=form.key())
        except DuplicateResidence as duplicate:
            form.add_error("name", str(duplicate))
        else:
            messages.success(request, f"La résidence « {residence.name} » est enregistrée.")
            return redirect("residence_detail", pk=residence.pk)
    return render(request, "correspondents/residence_form.html", {"form": form, "residence": None})


@page(Function.REFERENT)
def residence_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    residence = _kept(request.actor, pk)
    form = ResidenceForm(request.POST or None, actor=request.actor, residence=residence)
    if form.is_valid():
        try:
            update_residence(by=request.actor, residence=residence, details=form.details())
        except DuplicateResidence as duplicate:
            form.add_error("name", str(duplicate))
        else:
            messages.success(request, "La résidence est enregistrée.")
            return redirect("residence_detail", pk=pk)
    return render(request, "correspondents/residence_form.html", {"form": form, "residence": residence})


@page(Function.REFERENT)
def residence_close(request: ActingRequest, pk: UUID) -> HttpResponse:
    residence = _kept(request.actor, pk)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    form.initial["closed_on"] = residence.closed_on or request.actor.today
    if form.is_valid():
        closed_on = form.cleaned_data["closed_on"]
        close_residence(by=request.actor, residence=residence, closed_on=closed_on)
        done = (
            f"La résidence est fermée à partir du {closed_on:%d/%m/%Y}." if closed_on else "La résidence est ouverte."
        )
        messages.success(request, done)
        return redirect("residence_detail", pk=pk)
    return render(request, "correspondents/residence_close.html", {"form": form, "residence": residence})


@page(Function.REFERENT)
def residence_posts(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    residence = _kept(actor, pk)
    covering = posts_covering(actor, residence)
    form = CoverForm(request.POST if request.method == "POST" else None, actor=actor)
    form.initial["post"] = covering[0].pk if covering else None
    if form.is_valid():
        post = form.cleaned_data["post"]
        cover_residence(by=actor, residence=residence, post=post)
        done = f"{post.label} s’occupe de cette résidence." if post else "Aucun gardien ne s’occupe de cette résidence."
        messages.success(request, done)
        return redirect("residence_detail", pk=pk)
    context = {"form": form, "residence": residence, "has_posts": gardien_posts(actor).exists()}
    return render(request, "correspondents/residence_posts.html", context)


def holds_or_gives(actor: Actor) -> bool:
    """The register is between landlords and forces."""
    return actor.signatory_kind in (*FORCES, SignatoryKind.LANDLORD)


def _kept(actor: Actor, pk: UUID) -> Residence:
    residence: Residence = get_object_or_404(residences_visible_to(actor), pk=pk)
    require(can_keep_residence(actor, residence))
    return residence


def _who_looks_after(actor: Actor, residence: Residence) -> dict[str, Any]:
    """Names for the own landlord; partners learn that somebody does, and whom to call at the landlord's."""
    if can_name_gardiens(actor):
        return {"is_own": True, "posts": posts_covering(actor, residence), "is_covered": False, "contact": None}
    contact = landlord_contact(residence, actor.today)
    return {"is_own": False, "posts": [], "is_covered": is_covered(residence), "contact": contact}


def _columns(filters: ResidenceFilter, own: bool) -> list[dict[str, str]]:
    """Headers that sort, and sort the other way round when they already do; a landlord needs no column of itself."""
    return [
        {
            "label": label,
            "query": filters.querystring(tri=f"-{name}" if filters.order == name else name),
            "sort": {name: "ascending", f"-{name}": "descending"}.get(filters.order, ""),
            "kind": "num" if name == "logements" else "",
        }
        for name, label in COLUMNS
        if not (own and name == "bailleur")
    ]
