"""What is refused, absent or too late is said in French, and tells nothing of what is there."""

import re
from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.datastructures import MultiValueDict
from django.views.defaults import bad_request, server_error

from acting.forms import accepted
from acting.refusals import Conflict, Refused
from convention77 import views
from convention77.middleware import ConflictMiddleware
from journal.models import Entry
from tests.people import Cast, acting, make_fact, signed_in

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def body(page: str) -> str:
    return TOKEN.sub("", page)


def test_what_somebody_else_owns_looks_like_what_never_existed(cast: Cast) -> None:
    fact = make_fact(cast.zoe, cast.pommiers)
    client = cast.sarah.client()
    hidden, absent = client.get(f"/faits/{fact.pk}/"), client.get(f"/faits/{uuid4()}/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert body(hidden.text) == body(absent.text)
    assert "Page introuvable" in body(hidden.text)
    assert cast.zoe.client().get(f"/faits/{fact.pk}/").status_code == 200


def test_an_unknown_address_is_a_plain_404_for_a_visitor(db: None) -> None:
    response = Client().get("/nulle-part/")
    assert response.status_code == 404
    assert "Page introuvable" in response.text
    assert "/faits/" not in response.text


def test_a_known_address_leads_a_visitor_to_the_sign_in_page(db: None) -> None:
    assert Client().get(f"/faits/{uuid4()}/").status_code == 302


def test_a_page_that_is_not_for_the_function_says_so_in_the_persons_own_menu(cast: Cast) -> None:
    response = cast.gilles.client().get("/administration/")
    assert response.status_code == 403
    assert "Accès refusé" in response.text
    assert "Mes faits déclarés" in response.text


def test_a_refusal_is_journaled_as_the_persons_own(cast: Cast) -> None:
    cast.gilles.client().get("/administration/")
    with acting(cast.gilles):
        entry = Entry.objects.get(verb="page.refusee")
    assert (entry.user_id, entry.object_type, entry.reason) == (cast.gilles.user.pk, "page", "403 administration/")


def test_a_form_without_token_is_refused_with_what_to_do(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.sarah.user, "correspondents.backend.DesignatedBackend")
    response = client.post("/designation/", {"designation": "x"})
    assert response.status_code == 403
    assert "Ce formulaire a expiré" in response.text


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_no_address_takes_more_than_pages_and_forms_need(cast: Cast, method: str) -> None:
    """Also where the view names no methods, where it is not ours, and where there is none; signed in or not."""
    for client in (cast.sarah.client(), Client()):
        for address in ("/", "/faits/", "/faits/nouveau/", "/journal/", "/accounts/login/", "/health/ready", "/rien/"):
            answer = client.generic(method, address)
            assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST"), address
            assert "Rien à afficher ici" in answer.text


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "idna", "rot13", "base64", "punycode", "latin-1", "rien"])
def test_what_is_sent_is_read_in_utf_8_whatever_is_said_of_it(cast: Cast, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    answer = cast.sarah.client().generic("POST", "/competence/", b"commune=%C3%89cuelles", content_type=kind)
    assert answer.status_code == 200
    assert answer.wsgi_request.POST["commune"] == "Écuelles"
    answer = Client().generic("GET", "/accounts/login/?next=%2F%C3%A9", content_type=kind)
    assert (answer.status_code, answer.wsgi_request.GET["next"]) == (200, "/é")
    answer = Client().generic("POST", "/accounts/login/", b"login=%C3%A9&password=y", content_type=kind)
    assert (answer.status_code, answer.wsgi_request.POST["login"]) == (200, "é")


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("http://testserver/faits/nouveau/", "/faits/nouveau/"),
        ("http://ailleurs.example/faits/", "/"),
        ("http://[bad", "/"),
        ("http://a]b/", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_is_led_to_the_own_page_before(db: None, referer: str, page: str) -> None:
    answer = Client().post("/saisines/", HTTP_REFERER=referer)
    assert answer.headers["Location"] == f"/accounts/login/?next={page}&fin=1"


def answered(request: HttpRequest, error: Exception) -> HttpResponse:
    response = ConflictMiddleware(lambda _: HttpResponse()).process_exception(request, error)
    assert response is not None
    assert response.status_code == 409
    return response


def test_whoever_comes_too_late_is_told_so(cast: Cast) -> None:
    conflict = Conflict("answer from closed")
    response = answered(cast.sarah.client().get("/competence/").wsgi_request, conflict)
    assert "Modifié entre-temps" in response.text
    assert str(conflict) not in response.text


def test_a_refusal_that_no_form_caught_says_why(cast: Cast) -> None:
    request = cast.sarah.client().post("/faits/nouveau/", {"facts": "Porte forcée.", "password": "mon mot secret"})
    response = answered(request.wsgi_request, Refused("Cette résidence est fermée.", "residence"))
    assert "Cette résidence est fermée." in response.text
    assert "mon mot secret" not in response.text
    assert "Modifié entre-temps" not in response.text


class EveryKind(forms.Form):
    """A field of each kind that somebody may type into, and two that nobody shall read again."""

    word = forms.CharField(label="Note")
    count = forms.IntegerField(label="Nombre")
    day = forms.DateField(label="Jour")
    moment = forms.DateTimeField(label="Heure")
    choice = forms.ChoiceField(label="Issue", choices=[("removed", "Personnes évincées"), ("none", "Rien constaté")])
    several = forms.MultipleChoiceField(
        label="Quoi", choices=[("a", "Le lieu"), ("b", "Les faits"), ("c", "La plainte")]
    )
    box = forms.BooleanField(label="Vérifié", required=False)
    empty = forms.CharField(label="Vide", required=False)
    file = forms.FileField(label="Acte")
    version = forms.IntegerField(widget=forms.HiddenInput)
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput)


def test_what_was_typed_stands_on_the_page_with_its_labels(cast: Cast) -> None:
    typed = {"word": "Illisible", "count": "37", "day": "2026-11-05", "moment": "2026-11-05T14:30", "box": "on"}
    typed |= {"choice": "removed", "version": "12345", "password": "mon mot secret"}
    data = MultiValueDict({name: [value] for name, value in typed.items()} | {"several": ["a", "b"]})
    act: UploadedFile[bytes] = SimpleUploadedFile("acte.pdf", b"%PDF-1.7")

    def too_late() -> None:
        raise Conflict("twice")

    with pytest.raises(Conflict) as caught, transaction.atomic():
        accepted(EveryKind(data, MultiValueDict({"file": [act]})), too_late)
    assert [(each.label, each.words) for each in caught.value.typed] == [
        ("Note", "Illisible"),
        ("Nombre", "37"),
        ("Jour", "5 novembre 2026"),
        ("Heure", "5 novembre 2026, 14 h 30"),
        ("Issue", "Personnes évincées"),
        ("Quoi", "Le lieu, Les faits"),
        ("Vérifié", "oui"),
        ("Acte", "acte.pdf (à joindre de nouveau)"),
    ]
    page = answered(cast.sarah.client().get("/competence/").wsgi_request, caught.value).text
    assert [words for each in caught.value.typed for words in (each.label, each.words) if words not in page] == []
    assert "mon mot secret" not in page
    assert "12345" not in page


def test_another_error_is_none_of_its_business(rf: RequestFactory) -> None:
    middleware = ConflictMiddleware(lambda _: HttpResponse())
    assert middleware.process_exception(rf.get("/"), ValueError()) is None


@pytest.mark.parametrize(
    ("view", "status", "said"),
    [(bad_request, 400, "Demande incomprise"), (server_error, 500, "Une erreur est survenue")],
)
def test_an_error_of_the_portal_needs_neither_database_nor_session(
    rf: RequestFactory, view: object, status: int, said: str
) -> None:
    arguments: tuple[object, ...] = (Exception(),) if status == 400 else ()
    response = view(rf.get("/"), *arguments)  # type: ignore[operator]
    assert response.status_code == status
    assert said in response.content.decode()


def test_an_error_page_shows_no_count(cast: Cast) -> None:
    """It is drawn outside the page's transaction, where the database shows nothing: a count would be wrong."""
    make_fact(cast.gilles, cast.tilleuls)
    client = cast.sarah.client()
    assert 'class="count"' in client.get("/competence/").text
    assert 'class="count"' not in client.get("/nulle-part/").text


def test_a_person_without_designation_gets_the_error_pages_too(cast: Cast) -> None:
    client = signed_in(cast.nadia)
    assert (client.get("/nulle-part/").status_code, client.get("/faits/").status_code) == (404, 403)


def test_an_unknown_path_under_accounts_leads_nowhere(db: None) -> None:
    assert Client().get("/accounts/").status_code == 404


def answer_to_what_the_database_refused(request: HttpRequest) -> HttpResponse:
    """It gives up a statement, as when somebody holds for long what is asked for."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        try:
            cursor.execute("SELECT pg_sleep(5)")
        except OperationalError:
            return views.server_error(request)
    pytest.fail("nothing was given up")


def test_a_database_that_is_busy_or_away_is_told_with_what_was_typed(db: None) -> None:
    sent = {"facts": "Porte du hall forcée.", "password": "ne se montre pas", "residence": "12"}
    answer = answer_to_what_the_database_refused(RequestFactory().post("/faits/nouveau/", sent))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Le portail est très occupé ou en maintenance" in answer.text
    assert "Porte du hall forcée." in answer.text
    assert "ne se montre pas" not in answer.text
    assert "Réessayez" not in answer.text


def test_a_page_that_could_not_be_read_is_asked_for_again(db: None) -> None:
    answer = answer_to_what_the_database_refused(RequestFactory().get("/faits/?page=2"))
    assert answer.status_code == 503
    assert "Réessayez dans une minute." in answer.text
    assert 'href="/faits/?page=2"' in answer.text
