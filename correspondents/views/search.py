"""The one box. What is looked for never stands in an address: it is posted, and kept nowhere."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from acting.enums import EVERYBODY
from acting.pages import ActingRequest, page
from correspondents.search_page import Search
from journal.services import record_list_read


@page(*EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def search(request: ActingRequest) -> HttpResponse:
    asked = {name: request.POST.get(name, "") for name in ("texte", "nature", "apres", "proches")}
    found = Search(
        request.actor, asked["texte"], kind=asked["nature"], after=asked["apres"], alike=asked["proches"] == "1"
    )
    for group in found.groups:
        if group.source.verb:
            rows = [(hit.owner_id, hit.object_id) for hit in group.found.hits]
            reason = "recherche, suite" if found.is_continued else "recherche"
            record_list_read(by=request.actor, verb=group.source.verb, rows=rows, reason=reason)
    is_posted = request.method == "POST"
    fragment = "correspondents/_search_results.html" if is_posted else "correspondents/_search_palette.html"
    return render(request, fragment if request.htmx else "correspondents/search.html", {"search": found})
