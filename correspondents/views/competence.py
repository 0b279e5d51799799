"""« Qui est compétent ? »"""

from django.http import HttpResponse
from django.shortcuts import render

from acting.enums import EVERYBODY
from acting.pages import ActingRequest, page
from correspondents.permissions import can_refer_by_commune
from correspondents.routing import competent_posts, match_of
from territory.communes import communes_alike, find_communes
from territory.forms.competence import CommuneForm
from territory.permissions import communes_visible_to

MOST_SHOWN = 60


@page(*EVERYBODY)
def competence(request: ActingRequest) -> HttpResponse:
    """One commune is answered; several are a list to choose from, each by its name, which no other has. While somebody
    types, what was found comes alone, as a fragment."""
    form = CommuneForm(request.GET or None)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    said = ("competences__signatory", "former_codes", "former_names")
    communes = communes_visible_to(request.actor).prefetch_related(*said)
    found = find_communes(query, communes)[: MOST_SHOWN + 1] or communes_alike(query, communes)
    matches = [match_of(query, commune) for commune in found]
    match = matches[0] if len(matches) == 1 else None
    context = {
        "form": form,
        "query": query,
        "matches": matches[:MOST_SHOWN],
        "too_many": len(matches) > MOST_SHOWN,
        "match": match,
        "may_refer": can_refer_by_commune(request.actor),
        "competences": competent_posts(match.commune, request.actor.today) if match else [],
    }
    name = "correspondents/_competence_results.html" if request.htmx else "correspondents/competence.html"
    return render(request, name, context)
