"""« Qui est compétent ? »"""

from django.http import HttpResponse
from django.shortcuts import render

from acting.enums import EVERYBODY, Function
from acting.pages import ActingRequest, page
from correspondents.routing import competent_posts, match_of
from territory.communes import find_communes
from territory.forms.competence import CommuneForm
from territory.permissions import communes_visible_to

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
        "may_refer": request.actor.function == Function.REFERENT,
        "competences": competent_posts(match.commune, request.actor.today) if match else [],
    }
    return render(request, "correspondents/competence.html", context)
