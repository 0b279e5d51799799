"""The directory. A name never stands in an address: searches are posted, filters are not."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from acting.enums import EVERYBODY
from acting.pages import ActingRequest, page
from correspondents import vcard
from correspondents.contacts import csv_of, vcards_of, xlsx_of
from correspondents.directory import Found, find_people, for_display, posts_for_display, themes_with_posts
from correspondents.directory_lists import by_function, grouped
from correspondents.forms import DirectoryFilterForm, DirectorySearchForm
from correspondents.perimeters import perimeter_of, territory_of
from correspondents.permissions import EXPORTING, can_export_directory, directory_visible_to, posts_in_directory
from correspondents.services import note_card, note_export, note_post_card
from files.tables.writer import CSV_TYPE, XLSX_TYPE
from signatories.permissions import parties_visible_to
from signatories.saved_filters import beside

PER_PAGE = 25


@page(*EVERYBODY)
def directory(request: ActingRequest) -> HttpResponse:
    form, text, found = _asked(request)
    page_obj = found.page(request.actor, request.GET, PER_PAGE)
    context = {
        "form": form,
        "search": DirectorySearchForm({"text": text}),
        "text": text,
        "commune": found.commune,
        "page_obj": page_obj,
        "groups": grouped(page_obj),
        "querystring": urlencode(form.querystring),
        "saved": beside(request.actor, "directory", urlencode(form.querystring)),
        "may_export": can_export_directory(request.actor),
    }
    fragment = "correspondents/_directory_results.html"
    return render(request, fragment if request.htmx else "correspondents/directory.html", context)


@page(*EVERYBODY)
def directory_signatory(request: ActingRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(parties_visible_to(request.actor).select_related("convention"), pk=pk)
    posts = list(posts_for_display(request.actor, posts_in_directory(request.actor).filter(signatory=signatory)))
    context = {
        "signatory": signatory,
        "territory": territory_of(request.actor, signatory),
        "functions": by_function(posts),
    }
    return render(request, "correspondents/directory_signatory.html", context)


@page(*EVERYBODY)
def directory_post(request: ActingRequest, pk: UUID) -> HttpResponse:
    post = get_object_or_404(posts_for_display(request.actor, posts_in_directory(request.actor)), pk=pk)
    context = {"post": post, "perimeter": perimeter_of(request.actor, post)}
    return render(request, "correspondents/directory_post.html", context)


@page(*EVERYBODY)
def directory_post_card(request: ActingRequest, pk: UUID) -> HttpResponse:
    post = get_object_or_404(posts_for_display(request.actor, posts_in_directory(request.actor)), pk=pk)
    people = post.people  # type: ignore[attr-defined]
    note_post_card(by=request.actor, post=post, count=len(people))
    return _download(vcards_of(request.actor, people, _version(request), service=post), vcard.CONTENT_TYPE, "poste.vcf")


@page(*EVERYBODY)
def directory_card(request: ActingRequest, pk: UUID) -> HttpResponse:
    people = for_display(request.actor, directory_visible_to(request.actor))
    designation = get_object_or_404(people, pk=pk)
    note_card(by=request.actor, designation=designation)
    return _download(vcards_of(request.actor, [designation], _version(request)), vcard.CONTENT_TYPE, "contact.vcf")


@page(*EXPORTING)
@require_POST
def directory_csv(request: ActingRequest) -> HttpResponse:
    """All that the search and the filters find, not only the page that shows it."""
    _, _, found = _asked(request)
    people = found.everybody(request.actor)
    name = f"annuaire-{request.actor.today}"
    if request.POST.get("format") == "xlsx":
        note_export(by=request.actor, people=people, form="Excel")
        return _download(xlsx_of(people), XLSX_TYPE, f"{name}.xlsx")
    note_export(by=request.actor, people=people, form="CSV")
    return _download(csv_of(people), CSV_TYPE, f"{name}.csv")


@page(*EXPORTING)
@require_POST
def directory_cards(request: ActingRequest) -> HttpResponse:
    _, _, found = _asked(request)
    people = found.everybody(request.actor)
    note_export(by=request.actor, people=people, form="vCard")
    return _download(
        vcards_of(request.actor, people, _version(request)), vcard.CONTENT_TYPE, f"annuaire-{request.actor.today}.vcf"
    )


def _version(request: ActingRequest) -> str:
    """The one that the address asks for, the newest where it asks for none that there is."""
    asked = request.GET.get("version", "")
    return asked if asked in vcard.VERSIONS else vcard.NEWEST


def _asked(request: ActingRequest) -> tuple[DirectoryFilterForm, str, Found]:
    """The filters of the address, the text of the form, and whom they find."""
    form = DirectoryFilterForm(request.GET, actor=request.actor, themes=list(themes_with_posts(request.actor)))
    search = DirectorySearchForm(request.POST)
    text = search.cleaned_data["text"].strip() if search.is_valid() else ""
    return form, text, find_people(request.actor, text, form.narrowing)


def _download(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    """Never opened in the browser nor kept by it; the file's name holds nobody's."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
