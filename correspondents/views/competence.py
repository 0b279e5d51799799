"""« Qui est compétent ? »"""

from django.http import HttpResponse
from django.shortcuts import render

from correspondents.access import EVERYBODY, ActingRequest, page
from correspondents.forms import CommuneForm
from correspondents.routing import competent_posts, find_communes, match_of
from signatories.permissions import communes_visible_to

MOST_SHOWN = 60


@page(*EVERYBODY)
def competence(request: ActingRequest) -> HttpResponse:
    """One commune is answered; several are a list to choose from, each by its name, which no other has."""
    form = CommuneForm(request.GET or None)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    found = find_communes(query, communes_visible_to(request.actor))
    matches = [match_of(query, commune) for commune in found[: MOST_SHOWN + 1]]
    match = matches[0] if len(matches) == 1 else None
    context = {
        "form": form,
        "query": query,
        "matches": matches[:MOST_SHOWN],
        "too_many": len(matches) > MOST_SHOWN,
        "match": match,
        "competences": competent_posts(match.commune, request.actor.today) if match else [],
    }
    return render(request, "correspondents/competence.html", context)
