"""One residence with who is competent and who looks after it; which gardien's post that is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.actor import Actor
from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, page
from correspondents.forms.residences import CoverForm
from correspondents.gardiens import gardien_posts, is_covered, landlord_contact, posts_covering
from correspondents.permissions import can_name_gardiens, can_refer
from correspondents.routing import competent_posts
from correspondents.services.residences import cover_residence
from journal.services import record_each_read
from journal.verbs import Verb
from territory.models import Residence
from territory.permissions import can_keep_residence, holds_or_gives, residences_visible_to
from territory.register import accesses_of
from territory.services.residences import note_residence_read
from territory.views.residences import READERS, kept_residence


@page(*READERS)
def residence_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    residence = get_object_or_404(residences_visible_to(actor), pk=pk)
    accesses = accesses_of(actor, residence)
    note_residence_read(by=actor, residence=residence)
    record_each_read(
        by=actor, read=[(Verb.ACCESS_READ, line.access.pk) for line in accesses], owner_id=residence.landlord_id
    )
    context = {
        "residence": residence,
        "is_open": residence.closed_on is None or residence.closed_on > actor.today,
        "competences": competent_posts(residence.commune, actor.today),
        "accesses": accesses,
        "shows_accesses": holds_or_gives(actor),
        "may_keep": can_keep_residence(actor, residence),
        "may_refer": can_refer(actor),
        "sees_facts": actor.function in (Function.REFERENT, Function.GARDIEN),
    }
    return render(request, "correspondents/residence_detail.html", context | _who_looks_after(actor, residence))


@page(Function.REFERENT)
def residence_posts(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    residence = kept_residence(actor, pk)
    covering = posts_covering(actor, residence)
    form = CoverForm(request.POST if request.method == "POST" else None, actor=actor)
    form.initial["post"] = covering[0].pk if covering else None
    if form.is_valid() and accepted(
        form, lambda: cover_residence(by=actor, residence=residence, post=form.cleaned_data["post"])
    ):
        post = form.cleaned_data["post"]
        done = f"{post.named} s’occupe de cette résidence." if post else "Aucun gardien ne s’occupe de cette résidence."
        messages.success(request, done)
        return redirect("residence_detail", pk=pk)
    note_residence_read(by=actor, residence=residence)
    context = {"form": form, "residence": residence, "has_posts": gardien_posts(actor).exists()}
    return render(request, "correspondents/residence_posts.html", context)


def _who_looks_after(actor: Actor, residence: Residence) -> dict[str, Any]:
    """Names for the own landlord; partners learn that somebody does, and whom to call at the landlord's."""
    if can_name_gardiens(actor):
        return {"is_own": True, "posts": posts_covering(actor, residence), "is_covered": False, "contact": None}
    contact = landlord_contact(residence, actor.today)
    return {"is_own": False, "posts": [], "is_covered": is_covered(residence), "contact": contact}
