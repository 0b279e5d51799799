"""Nobody reads anything before the charter in force is accepted, and a new version asks again."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from acting.refusals import Refused
from correspondents.arrival import charter_in_force, charter_to_accept
from correspondents.enums import DesignationRole
from correspondents.models import Charter, CharterAcceptance
from correspondents.services.arrival import accept_charter, publish_charter
from incidents.models import Incident
from journal.models import Entry
from signatories.models import Convention
from tests.people import Cast, Person, acting, appoint, make_fact, make_residence

# What a sample of functions opens first, and an address to which each of them writes.
PAGES = {
    "gilles": ("/faits/", "/faits/nouveau/", "/competence/", "/journal/"),
    "sarah": ("/faits/", "/saisines/", "/tableau-de-bord/", "/rapports/"),
    "karim": ("/saisines/", "/competence/", "/tableau-de-bord/"),
    "maud": ("/saisines/", "/rapports/"),
    "perrine": ("/saisines/",),
    "delphine": ("/tableau-de-bord/", "/rapports/", "/competence/"),
    "dina": ("/journal/", "/competence/"),
    "adrien": ("/administration/", "/administration/comptes/", "/administration/chartes/"),
}
SAMPLE = [(name, page) for name, pages in PAGES.items() for page in pages]


def publish(cast: Cast, version: int = 1, *, days: int = 0, text: str = "Soyez discrets.") -> Charter:
    with acting(cast.adrien) as adrien:
        return publish_charter(
            by=adrien,
            convention=cast.adrien.signatory.convention,
            version=version,
            text=text,
            in_force_on=adrien.today + timedelta(days=days),
        )


def agree(client: Client, charter: Charter, onward: str = "") -> str:
    return client.post("/charte/", {"charter": charter.pk, "next": onward}).headers.get("Location", "")


def accept(person: Person, charter: Charter) -> None:
    with acting(person) as actor:
        accept_charter(by=actor, charter=charter)


@pytest.mark.parametrize(("name", "page"), SAMPLE)
def test_each_page_waits_for_the_charter_and_opens_after_it(cast: Cast, name: str, page: str) -> None:
    charter = publish(cast)
    client = cast.people()[name].client()
    first = client.get(page)
    assert (first.status_code, first.headers["Location"]) == (302, f"/charte/?next={quote(page, safe='')}")
    shown = client.get(first.headers["Location"])
    assert "Soyez discrets." in shown.text
    assert f'name="next" value="{page}"' in shown.text
    assert agree(client, charter, page) == page
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(("name", "page"), SAMPLE)
def test_without_a_charter_nothing_is_asked(cast: Cast, name: str, page: str) -> None:
    publish(cast, days=1)
    assert cast.people()[name].client().get(page).status_code == 200


def test_the_home_page_leads_to_the_charter_too(cast: Cast) -> None:
    publish(cast)
    assert cast.sarah.client().get("/", follow=True).redirect_chain[-1][0] == "/charte/?next=%2Ffaits%2F"


def test_a_page_of_another_function_stays_closed_before_and_after(cast: Cast) -> None:
    charter = publish(cast)
    client = cast.gilles.client()
    assert client.get("/administration/").status_code == 403
    agree(client, charter)
    assert client.get("/administration/").status_code == 403


def test_a_form_sent_meanwhile_is_not_lost_in_silence(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    client, charter = cast.sarah.client(), publish(cast)
    triage = {"decision": "left_apart"}
    told = client.post(f"/faits/{fact.pk}/tri/", triage)
    assert told.status_code == 409
    assert "n’est pas encore enregistré" in told.text
    with acting(cast.sarah):
        assert Incident.objects.get(pk=fact.pk).state == fact.state
    agree(client, charter)
    assert client.post(f"/faits/{fact.pk}/tri/", triage).status_code == 302
    with acting(cast.sarah):
        assert Incident.objects.get(pk=fact.pk).state == "left_apart"


def test_a_fragment_leads_the_whole_page_to_the_charter(cast: Cast) -> None:
    publish(cast)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/saisines/?boite=recues"}
    answer = cast.karim.client().get("/saisines/", headers=headers)
    assert (answer.text, answer.headers["HX-Redirect"]) == ("", "/charte/?next=%2Fsaisines%2F%3Fboite%3Drecues")
    answer = cast.karim.client().get("/saisines/", headers=headers | {"HX-Current-URL": "http://["})
    assert (answer.text, answer.headers["HX-Redirect"]) == ("", "/charte/?next=%2F")


def test_it_is_accepted_once_and_journaled_once(cast: Cast) -> None:
    charter, client = publish(cast), cast.sarah.client()
    assert [agree(client, charter, "/faits/") for _ in range(2)] == ["/faits/", "/faits/"]
    assert CharterAcceptance.objects.get().user == cast.sarah.user
    with acting(cast.sarah):
        written = Entry.objects.filter(verb="charte.acceptee").values_list("object_id", "owner_id", "user_id")
        assert list(written) == [(charter.pk, cast.sarah.signatory.pk, cast.sarah.user.pk)]


def test_a_new_version_asks_everybody_again_on_its_day(cast: Cast) -> None:
    first = publish(cast)
    for person in (cast.sarah, cast.karim):
        accept(person, first)
    second = publish(cast, 2, days=3)
    today = timezone.now()
    asked = {days: charter_to_accept(cast.sarah.actor(today + timedelta(days=days))) for days in (0, 2, 3, 400)}
    assert asked == {0: None, 2: None, 3: second, 400: second}
    Charter.objects.filter(pk=second.pk).update(in_force_on=cast.sarah.actor().today)
    client = cast.sarah.client()
    assert client.get("/faits/").status_code == 302
    assert "Version 2" in client.get("/charte/").text
    accept(cast.sarah, second)
    assert client.get("/faits/").status_code == 200
    assert cast.karim.client().get("/saisines/").status_code == 302


def test_nobody_accepts_a_version_that_was_not_read(cast: Cast) -> None:
    """The page showed version 1; version 2 appeared before the click."""
    first = publish(cast)
    client = cast.sarah.client()
    second = publish(cast, 2, text="Soyez plus discrets encore.")
    response = client.post("/charte/", {"charter": first.pk})
    assert response.status_code == 200
    assert "Une nouvelle version vient de paraître" in response.text
    assert "Soyez plus discrets encore." in response.text
    assert not CharterAcceptance.objects.exists()
    assert agree(client, second) == "/"


@pytest.mark.parametrize("address", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", ""])
def test_the_charter_leads_nowhere_else(cast: Cast, address: str) -> None:
    charter, client = publish(cast), cast.sarah.client()
    assert 'name="next" value="/"' in client.get("/charte/", {"next": address}).text
    assert agree(client, charter, address) == "/"


def test_it_is_read_again_after_having_been_accepted(cast: Cast) -> None:
    accept(cast.sarah, publish(cast))
    page = cast.sarah.client().get("/charte/").text
    assert "Vous avez accepté cette version" in page
    assert "J’accepte" not in page
    assert 'href="/charte/"' in cast.sarah.client().get("/competence/").text


def test_the_charter_is_text_never_markup(cast: Cast) -> None:
    publish(cast, text="<script>alert(1)</script>")
    assert "<script>alert" not in cast.sarah.client().get("/charte/").text


def test_each_convention_has_its_own(cast: Cast) -> None:
    oise = Convention.objects.create(
        department_code="60", department_name="Oise", title="Oise", signed_on=date(2024, 1, 1), signed_at="Beauvais"
    )
    today = cast.adrien.actor().today
    theirs = Charter.objects.create(convention=oise, version=1, text="Oise", in_force_on=today)
    assert charter_to_accept(cast.sarah.actor()) is None
    assert charter_in_force(oise, cast.sarah.actor().today) == theirs
    mine = publish(cast)
    assert charter_to_accept(cast.sarah.actor()) == mine
    page = cast.adrien.client()
    accept(cast.adrien, mine)
    assert list(page.get("/administration/chartes/").context["charters"]) == [mine]


# Writing it


def write(client: Client, **data: object) -> tuple[int, str]:
    sent = {"text": "Un texte.", "in_force_on": timezone.localdate().isoformat(), "version": 1} | data
    response = client.post("/administration/chartes/", sent)
    return response.status_code, response.text


def test_a_version_is_added_and_none_is_ever_edited(cast: Cast) -> None:
    client = cast.adrien.client()
    assert [write(client)[0] for _ in range(2)] == [302, 409]  # the second meets the gate: Adrien has to accept first
    accept(cast.adrien, Charter.objects.get())
    assert write(client)[0] == 302
    code, page = write(client, text="Un autre texte.")
    assert (code, "vient d’être publiée avec un autre texte" in page) == (200, True)
    assert write(client, text="Un autre texte.", version=2)[0] == 302
    assert list(Charter.objects.order_by("version").values_list("version", "text")) == [
        (1, "Un texte."),
        (2, "Un autre texte."),
    ]
    with acting(cast.adrien):
        assert Entry.objects.filter(verb="charte.publiee").count() == 2


def test_a_charter_does_not_hold_for_the_past_and_has_a_text(cast: Cast) -> None:
    client = cast.adrien.client()
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "Une charte ne vaut pas pour le passé" in write(client, in_force_on=yesterday)[1]
    assert "obligatoire" in write(client, text="  ")[1]
    assert not Charter.objects.exists()


def test_the_same_version_with_other_words_is_refused_by_the_service(cast: Cast) -> None:
    publish(cast)
    with pytest.raises(Refused):
        publish(cast, text="Autre chose.")


# Several designations, one acting


def test_who_holds_two_posts_acts_under_one_sees_which_and_changes_it(cast: Cast) -> None:
    """The charter is the person's, not the designation's: it is asked once."""
    charter = publish(cast)
    make_residence(cast.victor.signatory, "Clos des Cerisiers")
    appoint(cast.karim.user, cast.pascale.post, role=DesignationRole.SUPPLEANT)
    client = cast.karim.client()
    agree(client, charter)
    page = client.get("/saisines/").text
    assert "Agir comme" in page
    assert "Circonscription de Meaux" in page
    other = cast.karim.user.designations.get(post=cast.pascale.post)
    assert client.post("/designation/", {"designation": other.pk}, follow=True).redirect_chain[-1][0] == "/saisines/"
    assert client.get("/competence/").context["acting"]["post_label"] == "Bureau de la sécurité intérieure"


def test_the_latest_charter_is_not_yet_in_force(cast: Cast) -> None:
    convention, today = cast.adrien.signatory.convention, timezone.localdate()
    first, second = publish(cast), publish(cast, 2, days=5)
    assert [charter_in_force(convention, today + timedelta(days=days)) for days in (-1, 0, 4, 5)] == [
        None,
        first,
        first,
        second,
    ]


def test_the_charter_of_another_convention_is_not_accepted(cast: Cast) -> None:
    elsewhere = Convention.objects.create(
        department_code="91", department_name="Essonne", title="Ailleurs (fictif)", signed_on=date(2025, 3, 1)
    )
    foreign = Charter.objects.create(
        convention=elsewhere, version=1, text="Soyez discrets.", in_force_on=timezone.localdate()
    )
    with pytest.raises(Refused, match="pas celle qui est en vigueur ici"):
        accept(cast.sarah, foreign)
    assert not CharterAcceptance.objects.exists()
