"""« Désignations à compléter »: the whole convention for its delegate, the own house for who keeps its people."""

from django.http import HttpResponse
from django.shortcuts import render

from acting.enums import ANSWERING_FUNCTIONS, Function
from acting.pages import ActingRequest, page
from correspondents.gap_list import gap_map, gap_page


@page(Function.DELEGUE, Function.ADMINISTRATEUR, *ANSWERING_FUNCTIONS)
def gap_list(request: ActingRequest) -> HttpResponse:
    kind = request.GET.get("nature", "")
    found = gap_page(request.actor, kind)
    sees_all = request.actor.function not in ANSWERING_FUNCTIONS
    context = {
        "page": found,
        "kind": kind,
        "sees_all": sees_all,
        "map": gap_map(found) if sees_all else None,
    }
    return render(request, "correspondents/gap_list.html", context)
