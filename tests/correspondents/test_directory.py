"""Who finds whom in the directory, how forgivingly, and how everything vanishes with a designation."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.enums import Function
from correspondents.enums import DesignationRole
from correspondents.models import Absence, Designation, Post
from correspondents.services import end_designation, switch_account
from journal.models import Entry
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory, Theme
from territory.models import Commune
from tests.pages import one_line
from tests.people import Cast, Person, acting, appoint, make_post, make_residence, make_signatory, make_user, signed_in

HTMX = {"HX-Request": "true"}
MORINS = {"gilles", "gaston"}
EVERYBODY_ELSE = {
    "sarah", "dina", "victor", "karim", "geraldine", "maud", "paul", "fanny", "perrine", "pascale", "delphine",
    "adrien",
}  # fmt: skip
SEEN = {
    **dict.fromkeys(("sarah", "gilles", "gaston", "dina"), EVERYBODY_ELSE | MORINS),
    **dict.fromkeys(("victor", "zoe"), EVERYBODY_ELSE | {"zoe"}),
    **dict.fromkeys(EVERYBODY_ELSE - {"sarah", "dina", "victor"}, EVERYBODY_ELSE),
}


def names_in(page: str) -> list[str]:
    """First names in the order of the page; the cast is called Fictif."""
    return [name.lower() for name in re.findall(r"<strong>(\w+) Fictif</strong>", page)]


def found(person: Person, text: str, query: str = "") -> list[str]:
    return names_in(person.client().post(f"/annuaire/{query}", {"text": text}).text)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]


def first_names(content: bytes) -> set[str]:
    return {row[6].lower() for row in rows_of(content)}


def cards_of(content: bytes) -> set[str]:
    return {name.lower() for name in re.findall(r"^FN:(\w+) Fictif\r$", content.decode(), re.MULTILINE)}


def test_who_finds_whom_on_the_page_and_in_both_exports(cast: Cast) -> None:
    """Gardiens are named to the people of their own landlord only; themselves, they take no list away."""
    people = cast.people()
    pages = {name: set(names_in(person.client().get("/annuaire/").text)) for name, person in people.items()}
    assert pages == SEEN
    may_export = {name: seen for name, seen in SEEN.items() if people[name].post.function != Function.GARDIEN}
    for name in people.keys() - may_export.keys():
        assert people[name].client().post("/annuaire/csv/").status_code == 403
        assert "Emporter cette liste" not in people[name].client().get("/annuaire/").text
    exported = {name: first_names(people[name].client().post("/annuaire/csv/").content) for name in may_export}
    assert exported == may_export
    cards = {name: cards_of(people[name].client().post("/annuaire/vcard/").content) for name in may_export}
    assert cards == may_export


def test_the_page_of_a_signatory_and_of_a_post_hide_gardiens_from_partners(cast: Cast) -> None:
    address = f"/annuaire/organismes/{cast.sarah.signatory.pk}/"
    assert set(names_in(cast.gilles.client().get(address).text)) == {"sarah", "dina"} | MORINS
    partners = cast.karim.client().get(address).text
    assert set(names_in(partners)) == {"sarah", "dina"}
    assert "Gardien" not in partners
    post = f"/annuaire/postes/{cast.gilles.post.pk}/"
    for path in (post, f"{post}vcard/", f"/annuaire/designations/{cast.gilles.designation.pk}/vcard/"):
        codes = {name: person.client().get(path).status_code for name, person in cast.people().items()}
        assert {name for name, code in codes.items() if code == 200} == {"sarah", "dina"} | MORINS
        assert set(codes.values()) == {200, 404}


@pytest.fixture
def flora(cast: Cast) -> Cast:
    """People whose names invite mistakes."""
    for first, last, person in (("Paul", "Hellébore", cast.pascale), ("Élodie", "Le Goff", cast.karim)):
        user = make_user(first, last, email=f"{last[:3].lower().strip()}@tests.example")
        appoint(user, person.post, role=DesignationRole.SUPPLEANT)
    return cast


@pytest.mark.parametrize(
    "text",
    ["Hellébore", "hellebore", "HELLEBORE", "Helebore", "hellebroe", "Paul Hellebore", "hellebore paul", "helleb"],
)
def test_a_name_is_found_as_it_is_typed(flora: Cast, text: str) -> None:
    page = one_line(flora.maud.client().post("/annuaire/", {"text": text}).text)
    people = re.findall(r'<td class="title"><a[^>]*><strong>([\w ]+)</strong>', page)
    assert people[0] == "Paul Hellébore"
    assert len(people) <= 2


def test_the_exact_name_comes_before_what_is_spelt_alike(flora: Cast) -> None:
    appoint(make_user("Anne", "Goffe"), flora.maud.post, role=DesignationRole.SUPPLEANT)
    page = one_line(flora.maud.client().post("/annuaire/", {"text": "le goff"}).text)
    assert re.findall(r'<td class="title"><a[^>]*><strong>([\w ]+)</strong>', page)[0] == "Élodie Le Goff"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("prefecture", {"pascale"}),
        ("préfecture", {"pascale"}),
        ("prefcture", {"pascale"}),
        ("gendarmerie", {"geraldine"}),
        ("magistrat", {"maud", "perrine", "paul", "fanny"}),  # Perrine prepares for a magistrate's post
        ("préparateur", {"perrine"}),
        ("préparatrice", {"perrine"}),
        ("parquet de Fontainebleau", {"fanny"}),
        ("aorif", {"delphine"}),
        ("deux morins", {"sarah", "dina"}),
        ("circonscription meaux", {"karim"}),
        ("zzzzzz", set()),
        ("%", EVERYBODY_ELSE),  # nothing but punctuation is nothing
    ],
)
def test_a_function_or_an_institution_finds_its_people(cast: Cast, text: str, people: set[str]) -> None:
    page = cast.karim.client().post("/annuaire/", {"text": text}).text
    as_typed = page.partition("Orthographes proches")[0] if people else page
    if text in ("prefcture", "préparatrice"):
        assert names_in(page)[0] in people
    else:
        assert set(names_in(as_typed)) == people


@pytest.mark.parametrize("text", ["Melun", "melun", "MELUM", "Melum", "77288"])
def test_a_commune_finds_who_is_competent_and_the_landlords_who_have_a_residence(cast: Cast, text: str) -> None:
    """Melun: its parquet, the préfecture, the landlord of the Érables; the police has no post for Melun in the cast."""
    response = cast.victor.client().post("/annuaire/", {"text": text})
    assert response.context["commune"].name == "Melun"
    assert set(names_in(response.text)) == {"paul", "pascale", "sarah"}
    assert "Commune reconnue" in response.text
    own = set(names_in(cast.sarah.client().post("/annuaire/", {"text": text}).text))
    assert own == {"paul", "pascale", "sarah", "gaston"}


def test_other_words_choose_among_those_who_serve_the_commune(cast: Cast) -> None:
    assert found(cast.sarah, "police Meaux") == ["karim"]
    assert found(cast.sarah, "gardien de Meaux") == ["gilles"]
    assert found(cast.karim, "gardien de Meaux") == []


@pytest.fixture
def themed(cast: Cast) -> Cast:
    theme = Theme.objects.create(
        convention=Convention.objects.get(department_code="77"), code="essai", name="Santé mentale des essais"
    )
    cast.pascale.post.themes.add(theme)
    cast.gilles.post.themes.add(theme)
    return cast


def test_a_theme_finds_the_posts_named_for_it(themed: Cast) -> None:
    assert found(themed.karim, "sante mentale") == ["pascale"]
    assert set(found(themed.sarah, "essais")) == {"pascale", "gilles"}
    assert names_in(themed.karim.client().get("/annuaire/", {"theme": "essai"}).text) == ["pascale"]


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ({"nature": "prosecution"}, {"maud", "perrine", "paul", "fanny"}),
        ({"fonction": "preparateur"}, {"perrine"}),
        ({"fonction": "magistrat"}, {"maud", "paul", "fanny"}),
        ({"fonction": "referent", "nature": "landlord"}, {"sarah", "victor"}),
        ({"commune": "fontainebleau"}, {"fanny", "pascale"}),
        ({"commune": "Meaux", "nature": "landlord"}, {"sarah", "victor"}),
        ({"nature": "police", "fonction": "magistrat"}, set()),
        ({"nature": "nonsense"}, EVERYBODY_ELSE),
        ({"text": "maud"}, EVERYBODY_ELSE),  # a name in the address is not listened to
    ],
)
def test_filters_stand_in_the_address(cast: Cast, query: dict[str, str], people: set[str]) -> None:
    client = cast.karim.client()
    assert set(names_in(client.get("/annuaire/", query).text)) == people
    address = "/annuaire/csv/?" + "&".join(f"{name}={value}" for name, value in query.items())
    assert first_names(client.post(address).content) == people


def test_filters_and_search_are_combined(cast: Cast) -> None:
    assert found(cast.karim, "fictif", "?nature=prefecture") == ["pascale"]
    response = cast.karim.client().post("/annuaire/csv/?nature=prosecution", {"text": "meaux"})
    assert first_names(response.content) == {"maud", "perrine"}


def test_an_unknown_commune_is_said_and_nothing_is_lost(cast: Cast) -> None:
    page = cast.karim.client().get("/annuaire/", {"commune": "Zzzzzz", "nature": "police"}).text
    assert "Cette commune n’est pas reconnue" in page
    assert 'value="Zzzzzz"' in page
    assert "<title>Erreur : Annuaire" in page


def test_the_search_answers_a_fragment_and_a_page_alike(cast: Cast) -> None:
    client = cast.karim.client()
    fragment = client.post("/annuaire/", {"text": "maud"}, headers=HTMX).text
    assert "<html" not in fragment
    assert names_in(fragment) == names_in(client.post("/annuaire/", {"text": "maud"}).text) == ["maud"]


def test_no_address_on_the_pages_holds_a_name(flora: Cast) -> None:
    """Nor where a search was typed: mail and telephone links are for another program, not addresses of the portal."""
    client = flora.maud.client()
    pages = [
        client.get("/annuaire/").text,
        client.post("/annuaire/", {"text": "Hellébore"}).text,
        client.post("/annuaire/?nature=prefecture", {"text": "Hellébore"}).text,
        client.get(f"/annuaire/postes/{flora.pascale.post.pk}/").text,
        client.get(f"/annuaire/organismes/{flora.pascale.signatory.pk}/").text,
    ]
    last_names = ("hellebore", "hellébore", "hell%c3%a9bore", "fictif", "goff", "pascale", "maud")
    for page in pages:
        addresses = re.findall(r'(?:href|action|formaction|hx-get|hx-post|hx-push-url)="([^"]*)"', page)
        inside = [each.lower() for each in addresses if not each.startswith(("mailto:", "tel:"))]
        assert len(inside) > 10
        assert [each for each in inside if any(name in each for name in last_names)] == []
    searched = client.post("/annuaire/", {"text": "Hellébore"})
    assert not {name for name in searched.headers if name.lower().startswith("hx-")}


def test_a_search_is_not_kept_on_a_second_page(cast: Cast) -> None:
    for number in range(60):
        appoint(make_user(f"Lucie{number}"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    page = cast.karim.client().post("/annuaire/", {"text": "lucie"}).text
    assert "plus de 25 personnes" in page
    assert "Voici les 25 premières" in page
    assert "apres=" not in page
    assert "apres=" in cast.karim.client().get("/annuaire/", {"nature": "prosecution"}).text


def ended(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    end_designation(by=cast.adrien.actor(), designation=cast.maud.designation, ends_on=yesterday)


def closed(cast: Cast) -> None:
    switch_account(by=cast.adrien.actor(), user=cast.maud.user, is_active=False)


def suspended(cast: Cast) -> None:
    Designation.objects.filter(pk=cast.maud.designation.pk).update(suspended_on=timezone.localdate())


def not_yet(cast: Cast) -> None:
    Designation.objects.filter(pk=cast.maud.designation.pk).update(starts_on=timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize("event", [ended, closed, suspended, not_yet])
def test_who_left_vanishes_at_once_everywhere(cast: Cast, event: Callable[[Cast], None]) -> None:
    karim = cast.karim.client()
    post, signatory = cast.maud.post, cast.maud.signatory
    looks: dict[str, Callable[[], bytes]] = {
        "list": lambda: karim.get("/annuaire/").content,
        "search": lambda: karim.post("/annuaire/", {"text": "Maud"}).content.partition(b"maud@")[1],
        "commune": lambda: karim.post("/annuaire/", {"text": "Meaux"}).content,
        "signatory": lambda: karim.get(f"/annuaire/organismes/{signatory.pk}/").content,
        "post": lambda: karim.get(f"/annuaire/postes/{post.pk}/").content,
        "post card": lambda: karim.get(f"/annuaire/postes/{post.pk}/vcard/").content,
        "csv": lambda: karim.post("/annuaire/csv/").content,
        "cards": lambda: karim.post("/annuaire/vcard/").content,
    }
    assert {name for name, look in looks.items() if b"maud@" in look()} == set(looks)
    card = f"/annuaire/designations/{cast.maud.designation.pk}/vcard/"
    assert karim.get(card).status_code == 200

    event(cast)

    assert {name for name, look in looks.items() if b"maud@" in look()} == set()
    assert karim.get(card).status_code == 404
    assert "Ce poste" not in karim.get(f"/annuaire/postes/{post.pk}/").text, "Perrine still prepares there"


def test_a_vacant_post_is_said_on_its_page(cast: Cast) -> None:
    switch_account(by=cast.adrien.actor(), user=cast.pascale.user, is_active=False)
    page = cast.karim.client().get(f"/annuaire/postes/{cast.pascale.post.pk}/").text
    assert "Ce poste est vacant" in page
    assert "Vacant" in cast.karim.client().get(f"/annuaire/organismes/{cast.pascale.signatory.pk}/").text


def test_a_signatory_that_left_is_absent_with_its_people(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Signatory.objects.filter(pk=cast.victor.signatory.pk).update(left_on=yesterday)
    karim = cast.karim.client()
    assert karim.get(f"/annuaire/organismes/{cast.victor.signatory.pk}/").status_code == 404
    assert karim.get(f"/annuaire/postes/{cast.victor.post.pk}/").status_code == 404
    assert set(names_in(karim.get("/annuaire/").text)) == EVERYBODY_ELSE - {"victor"}


def test_a_closed_post_is_absent(cast: Cast) -> None:
    Post.objects.filter(pk=cast.victor.post.pk).update(closed_on=timezone.localdate())
    karim = cast.karim.client()
    assert karim.get(f"/annuaire/postes/{cast.victor.post.pk}/").status_code == 404
    assert set(names_in(karim.get("/annuaire/").text)) == EVERYBODY_ELSE - {"victor"}


@pytest.fixture
def neighbours(cast: Cast) -> tuple[Cast, Person]:
    """Another département: its convention, its commune, its parquet and Nadia, who is its magistrate."""
    convention = Convention.objects.create(
        department_code="95", department_name="Val-d’Oise", title="Convention 95", signed_on=date(2018, 1, 1)
    )
    commune = Commune.objects.create(
        code="95500", convention=convention, name="Pontoise", postal_codes="95300",
        population=30000, arrondissement="Pontoise", latitude=49, longitude=2,
    )  # fmt: skip
    parquet = make_signatory("parquet-pontoise", SignatoryKind.PROSECUTION, "Parquet de Pontoise")
    Signatory.objects.filter(pk=parquet.pk).update(convention=convention)
    parquet.refresh_from_db()
    parquet.competences.create(commune=commune, domain="prosecution", unit="Ressort", source="essai", vintage="2026")
    return cast, appoint(cast.nadia, make_post(parquet, Function.MAGISTRAT, "Magistrat référent"))


def test_each_convention_has_its_own_directory(neighbours: tuple[Cast, Person]) -> None:
    cast, nadia = neighbours
    assert names_in(nadia.client().get("/annuaire/").text) == ["nadia"]
    assert found(nadia, "Meaux") == []
    assert found(nadia, "Pontoise") == ["nadia"]
    assert "nadia" not in names_in(cast.adrien.client().get("/annuaire/").text)
    assert found(cast.adrien, "nadia") == found(cast.adrien, "Pontoise") == []
    for theirs, other in ((nadia, cast.karim), (cast.karim, nadia)):
        client = other.client()
        for path in (
            f"/annuaire/organismes/{theirs.signatory.pk}/",
            f"/annuaire/postes/{theirs.post.pk}/",
            f"/annuaire/postes/{theirs.post.pk}/vcard/",
            f"/annuaire/designations/{theirs.designation.pk}/vcard/",
        ):
            assert client.get(path).status_code == 404


def test_a_page_of_a_signatory_says_its_territory_and_dates(cast: Cast) -> None:
    page = cast.karim.client().get(f"/annuaire/organismes/{cast.fanny.signatory.pk}/").text
    communes = Commune.objects.filter(competences__signatory=cast.fanny.signatory).count()
    assert f"{communes} communes" in page
    assert "Ressort du tribunal judiciaire de Fontainebleau" in page
    assert "partie signataire" in page
    assert "5 mai 2021" in page
    landlord = cast.karim.client().get(f"/annuaire/organismes/{cast.sarah.signatory.pk}/").text
    assert "2 résidences dans 2 communes." in landlord
    assert "Tout le département." in cast.karim.client().get(f"/annuaire/organismes/{cast.adrien.signatory.pk}/").text


def test_a_post_says_who_holds_it_since_when_and_where(themed: Cast) -> None:
    cast = themed
    Post.objects.filter(pk=cast.maud.post.pk).update(phone="01 99 00 77 77", email="parquet@tests.example")
    today = timezone.localdate()
    stand_in = appoint(make_user("Lucien"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    Absence.objects.create(
        designation=cast.maud.designation, stand_in=stand_in.designation, starts_on=today, ends_on=today
    )
    page = cast.karim.client().get(f"/annuaire/postes/{cast.maud.post.pk}/").text
    assert re.findall(r"<h2>(\w+) Fictif</h2>", page) == ["Maud", "Lucien", "Perrine"]
    assert "Remplacement : <strong>Lucien Fictif</strong>" in page
    assert 'href="tel:+33199007777"' in page
    assert 'href="mailto:parquet@tests.example"' in page
    assert "5 mai 2021" in page
    assert "Tout le territoire." in page
    police = cast.karim.client().get(f"/annuaire/postes/{cast.karim.post.pk}/").text
    assert "1 commune." in police
    assert "Santé mentale des essais" in cast.karim.client().get(f"/annuaire/postes/{cast.pascale.post.pk}/").text


def test_an_absence_that_is_over_is_not_mentioned(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Absence.objects.create(designation=cast.maud.designation, starts_on=yesterday, ends_on=yesterday)
    assert "Absence" not in cast.karim.client().get("/annuaire/").text


def test_residences_of_a_perimeter_are_named_to_those_who_may_see_them(cast: Cast) -> None:
    address = f"/annuaire/postes/{cast.gilles.post.pk}/"
    assert "Résidence des Tilleuls" in cast.sarah.client().get(address).text
    referent = make_post(cast.sarah.signatory, Function.REFERENT, "Référent Meaux", communes=("77284",))
    referent.residences.add(cast.tilleuls)
    pages = {name: p.client().get(f"/annuaire/postes/{referent.pk}/").text for name, p in cast.people().items()}
    assert {name for name, page in pages.items() if "Résidence des Tilleuls" in page} == {
        "sarah", "gilles", "gaston", "dina", "karim", "maud", "perrine", "pascale",
    }  # fmt: skip
    assert {name for name, page in pages.items() if "1 résidence." in page} == set(pages)


def test_the_service_comes_before_the_person_in_every_form(cast: Cast) -> None:
    Post.objects.filter(pk=cast.maud.post.pk).update(phone="01 99 00 77 77", email="parquet@tests.example")
    client = cast.karim.client()
    page = client.post("/annuaire/", {"text": "Maud"}).text
    assert page.index("parquet@tests.example") < page.index("maud@tests.example")
    card = client.get(f"/annuaire/designations/{cast.maud.designation.pk}/vcard/")
    assert card.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert card.headers["Content-Disposition"] == 'attachment; filename="contact.vcf"'
    assert re.findall(r"EMAIL;TYPE=work:(.*)\r", card.text) == ["parquet@tests.example", "maud@tests.example"]
    cards = client.get(f"/annuaire/postes/{cast.maud.post.pk}/vcard/").text
    assert re.findall(r"^FN:(.*)\r$", cards, re.MULTILINE) == [
        "Magistrat référent\\, Parquet du tribunal judiciaire de Meaux", "Maud Fictif", "Perrine Fictif",
    ]  # fmt: skip


def test_what_somebody_is_called_is_no_formula_and_no_line_of_a_card(cast: Cast) -> None:
    user = make_user("=cmd|' /C calc'!A0", "Fictif\r\nEND:VCARD", email="ruse@tests.example")
    ruse = appoint(user, cast.maud.post, role=DesignationRole.SUPPLEANT)
    client = cast.karim.client()
    (row,) = [row for row in rows_of(client.post("/annuaire/csv/").content) if row[10] == "ruse@tests.example"]
    assert row[6] == "'=cmd|' /C calc'!A0"
    card = client.get(f"/annuaire/designations/{ruse.designation.pk}/vcard/").text
    assert card.count("\r\nEND:VCARD\r\n") == 1
    assert "Fictif\\nEND:VCARD" in card
    page = client.post("/annuaire/", {"text": "cmd fictif"}).text
    assert "=cmd|&#x27;" in page


def test_exports_are_journaled_with_their_count_for_each_house(cast: Cast) -> None:
    karim = cast.karim.client()
    karim.post("/annuaire/csv/?nature=prosecution", {"text": "meaux"})
    karim.post("/annuaire/vcard/?nature=landlord")
    karim.get(f"/annuaire/designations/{cast.sarah.designation.pk}/vcard/")
    karim.post("/annuaire/csv/", {"text": "zzzzzz"})
    with acting(cast.karim):
        entries = Entry.objects.filter(channel="export").order_by("at", "count")
        written = [(entry.owner_id, entry.channel, entry.reason, entry.count) for entry in entries]
        cards = Entry.objects.filter(verb="designation.exportee").values_list("object_id", flat=True)
        assert list(cards) == [cast.sarah.designation.pk]
    assert written[0] == (cast.maud.signatory.pk, "export", "CSV", 2)
    assert set(written[1:3]) == {
        (cast.victor.signatory.pk, "export", "vCard", 1),
        (cast.sarah.signatory.pk, "export", "vCard", 2),
    }
    assert written[3:] == [(cast.sarah.signatory.pk, "export", "vCard", 1), (None, "export", "CSV", 0)]
    assert "annuaire exporté" in cast.dina.client().get("/journal/").text


def test_the_directory_is_for_people_with_a_running_designation(cast: Cast) -> None:
    assert signed_in(cast.nadia).get("/annuaire/").status_code == 403
    assert Client().get("/annuaire/").headers["Location"] == "/accounts/login/?next=/annuaire/"


def test_twenty_people_cost_no_more_queries_than_one(cast: Cast) -> None:
    karim = cast.karim.client()
    signatory, post = cast.maud.signatory, cast.fanny.post
    looks: dict[str, Callable[[], object]] = {
        "list": lambda: karim.get("/annuaire/", {"nature": "prosecution"}),
        "search": lambda: karim.post("/annuaire/", {"text": "Fontainebleau"}),
        "signatory": lambda: karim.get(f"/annuaire/organismes/{cast.fanny.signatory.pk}/"),
        "post": lambda: karim.get(f"/annuaire/postes/{post.pk}/"),
        "csv": lambda: karim.post("/annuaire/csv/?nature=prosecution"),
        "cards": lambda: karim.post("/annuaire/vcard/?nature=prosecution"),
        "post card": lambda: karim.get(f"/annuaire/postes/{post.pk}/vcard/"),
    }
    assert signatory != cast.fanny.signatory

    def counts() -> dict[str, int]:
        counted = {}
        for name, look in looks.items():
            with CaptureQueriesContext(connection) as captured:
                look()
            counted[name] = len(captured)
        return counted

    make_residence(cast.victor.signatory, "Les Chartreux", "77186")
    counts()  # how many filters one keeps of the list is counted once a day
    before = counts()
    today = timezone.localdate()
    theme = Theme.objects.create(convention=cast.fanny.signatory.convention, code="essai", name="Essai")
    for number, commune in enumerate(Commune.objects.filter(competences__signatory=cast.fanny.signatory)[:20]):
        ground = (commune.pk,)  # two posts never share one
        more = make_post(cast.fanny.signatory, Function.MAGISTRAT, f"Magistrat {number}", communes=ground)
        more.themes.add(theme)
        for there in (post, more):
            person = appoint(
                make_user(f"Lucie{number}", email=f"l{number}{there.pk}@x.example"),
                there,
                role=DesignationRole.SUPPLEANT,
            )
            Absence.objects.create(designation=person.designation, starts_on=today, ends_on=today)
    make_residence(cast.victor.signatory, "Les Carmes", "77186")
    assert counts() == before
