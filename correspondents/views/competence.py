"""« Qui est compétent ? »"""

from django.http import HttpResponse
from django.shortcuts import render

from correspondents.access import EVERYBODY, ActingRequest, page
from correspondents.forms import CommuneForm
from correspondents.routing import competent_posts, find_communes, formerly

MOST_SHOWN = 60


@page(*EVERYBODY)
def competence(request: ActingRequest) -> HttpResponse:
    form = CommuneForm(request.GET or None)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    communes = list(find_communes(query)[: MOST_SHOWN + 1])
    commune = communes[0] if len(communes) == 1 else None
    context = {
        "form": form,
        "query": query,
        "communes": communes[:MOST_SHOWN],
        "too_many": len(communes) > MOST_SHOWN,
        "commune": commune,
        "by_former_code": formerly(query, commune) if commune else False,
        "competences": competent_posts(commune, request.actor.today) if commune else [],
    }
    return render(request, "correspondents/competence.html", context)
