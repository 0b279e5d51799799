"""Filters that somebody keeps: codes alone, one's own alone, twenty of a list, and honest when they no longer hold."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from acting.enums import Function
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from correspondents.models import Designation
from correspondents.tasks import forget_addresses
from journal.models import Entry
from signatories.models import SavedFilter
from signatories.saved_lists import LISTS
from signatories.services.saved_filters import rename_filter, save_filter
from tests.convention77.test_list_addresses import MOST_STATEMENTS, asked_by
from tests.figures import Worker
from tests.pages import one_line
from tests.people import MELUN, Cast, Person, acting, appoint, make_post, make_residence, make_user
from tests.roles import installing

NEW = "/mes-filtres/nouveau/"


def save(person: Person, name: str = "À revoir", list_name: str = "situation_list", query: str = "suivi=moi") -> Any:
    with acting(person) as by:
        return save_filter(by=by, list_name=list_name, name=name, query=query, key=uuid4())


def saved_of(person: Person) -> set[tuple[str, str, str]]:
    with acting(person):
        return set(SavedFilter.objects.values_list("list_name", "name", "query"))


def keep(client: Client, query: str, **typed: Any) -> Any:
    return client.post(f"{NEW}?{query}", {"name": "Le mien", **typed}, follow=True)


# Who keeps what of an address, and what is left out of it.
KEPT = (
    ("sarah", "incident_all", "etat=filed&commune=77284&tri=lieu", "etat=filed&commune=77284&tri=lieu"),
    ("sarah", "incident_all", "famille=voisinage&periode=30&apres=gAAA", "famille=voisinage&periode=30"),
    ("gilles", "incident_list", "etat=filed&texte=Dupont", "etat=filed"),
    ("sarah", "situation_list", "etat=toutes&couleur=red", "etat=toutes&couleur=red"),
    ("sarah", "referral_list", "boite=recues&etat=toutes&commune=77284", "boite=recues&etat=toutes&commune=77284"),
    ("karim", "referral_list", "etat=moi&number=2026/0417", "etat=moi"),
    ("pascale", "injunction_list", "etat=toutes", "etat=toutes"),
    ("sarah", "residence_list", "q=Tilleuls&commune=77284", "commune=77284"),
    ("karim", "access_list", "etat=tous", "etat=tous"),
    ("delphine", "meeting_list", "quand=passees&nature=gpo", "quand=passees&nature=gpo"),
    ("karim", "directory", "nature=police&commune=Meaux&text=Fictif", "nature=police"),
)


def test_each_list_with_filters_is_tried() -> None:
    assert {name for _, name, _, _ in KEPT} == set(LISTS)


@pytest.mark.parametrize(("who", "name", "asked", "kept"), KEPT)
def test_what_is_kept_is_what_the_list_offers(cast: Cast, who: str, name: str, asked: str, kept: str) -> None:
    """The list leads to the form, the form to the list, which then leads to it again; of what was typed nothing."""
    person = cast.people()[who]
    client = person.client()
    page = keep(client, f"liste={name}&{asked}")
    assert page.redirect_chain == [(f"{reverse(name)}?{kept}", 302)]
    assert saved_of(person) == {(name, "Le mien", kept)}
    with acting(person):
        saved = SavedFilter.objects.get()
    for address in (reverse(name), f"{reverse(name)}?{kept}"):
        assert f'href="/mes-filtres/{saved.pk}/"' in client.get(f"{address}").text or name == "incident_list"
    assert "Garder ces filtres" not in client.get(f"{reverse(name)}?{kept}").text
    assert client.get(f"/mes-filtres/{saved.pk}/").headers["Location"] == f"{reverse(name)}?{kept}"
    assert "Garder ces filtres" not in client.get(reverse(name)).text


def test_nothing_is_kept_of_a_text_or_of_nonsense(cast: Cast) -> None:
    client = cast.sarah.client()
    for query in ("liste=residence_list&q=Dupont", "liste=situation_list&couleur=x", "liste=incident_all"):
        page = keep(client, query)
        assert "Un texte cherché ne se garde pas." in page.text, query
    for query in ("liste=journal&verb=fait.lu", "liste=x", "", "liste=account_list"):
        assert keep(client, query).status_code == 404, query
    assert keep(cast.karim.client(), "liste=incident_all&etat=filed").status_code == 404  # no page of his
    assert saved_of(cast.sarah) == saved_of(cast.karim) == set()


def test_the_form_says_what_is_kept_and_what_is_not(cast: Cast) -> None:
    page = one_line(cast.sarah.client().get(f"{NEW}?liste=residence_list&commune={MELUN}&q=Dupont").text)
    assert "<dt>Commune</dt><dd>Melun</dd>" in page
    assert "comme un texte cherché, n’est pas gardé" in page
    assert "Dupont" not in page.split("<form")[-1].split("</form>")[0]


def test_nobody_else_sees_opens_renames_or_removes_it(cast: Cast) -> None:
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    saved = save(cast.sarah, "Halls du canal")
    for person in (denise, cast.victor, cast.dina, cast.adrien):
        client, name = person.client(), person.user.first_name
        assert saved_of(person) == set(), name
        assert client.get(f"/mes-filtres/{saved.pk}/").status_code == 404, name
        assert client.get(f"/mes-filtres/{saved.pk}/renommer/").status_code == 404, name
        assert client.post("/mes-filtres/supprimer/", {"saved": str(saved.pk)}).status_code == 302, name
        assert "Halls du canal" not in client.get("/mes-filtres/").text, name
    assert "Halls du canal" not in denise.client().get("/situations/").text
    assert "Halls du canal" in cast.sarah.client().get("/situations/").text
    assert saved_of(cast.sarah) == {("situation_list", "Halls du canal", "suivi=moi")}


def test_it_is_renamed_and_removed_without_a_script(cast: Cast) -> None:
    saved, client = save(cast.sarah, "Ancien"), cast.sarah.client()
    assert "Ancien" in client.get("/mes-filtres/").text
    client.post(f"/mes-filtres/{saved.pk}/renommer/", {"name": "Nouveau"})
    assert saved_of(cast.sarah) == {("situation_list", "Nouveau", "suivi=moi")}
    for _ in range(2):
        answer = client.post("/mes-filtres/supprimer/", {"saved": str(saved.pk)})
        assert answer.headers["Location"] == "/mes-filtres/", "a second time does nothing more"
    assert client.post("/mes-filtres/supprimer/", {"saved": "tout"}).status_code == 302
    assert saved_of(cast.sarah) == set()
    with acting(cast.sarah):
        verbs = Entry.objects.filter(object_id=saved.pk).values_list("verb", "owner_id")
        owner = cast.sarah.signatory.pk
        assert sorted(verbs) == [(f"filtre.{act}", owner) for act in ("garde", "renomme", "supprime")]


def test_the_same_form_twice_keeps_one_and_other_words_are_a_conflict(cast: Cast) -> None:
    """Its key is the person's own: carried by somebody else it makes another one."""
    form = {"liste": "directory", "nature": "police", "name": "Forces", "submission": str(uuid4())}
    said = {("directory", "Forces", "nature=police")}
    for client in (cast.sarah.client(), cast.sarah.client(), cast.victor.client()):
        assert client.post(NEW, form).headers["Location"] == "/annuaire/?nature=police"
    assert (saved_of(cast.sarah), saved_of(cast.victor)) == (said, said)
    other = cast.sarah.client().post(NEW, form | {"name": "Police"})
    assert other.status_code == 409
    assert "Police" in other.text
    assert saved_of(cast.sarah) == said


def test_twenty_of_a_list_and_no_more(cast: Cast) -> None:
    kept = [save(cast.sarah, f"Filtre {number}") for number in range(20)]
    with pytest.raises(Refused, match="déjà 20 filtres"):
        save(cast.sarah, "Un de trop")
    page = keep(cast.sarah.client(), "liste=situation_list&suivi=moi", name="Un de trop")
    assert "Supprimez-en un d’abord." in page.text
    assert 'value="Un de trop"' in page.text
    save(cast.sarah, "D’une autre liste", "meeting_list", "quand=passees")
    cast.sarah.client().post("/mes-filtres/supprimer/", {"saved": str(kept[7].pk)})
    assert save(cast.sarah, "À sa place").place == kept[7].place
    assert len(saved_of(cast.sarah)) == 21


def test_a_name_is_short_alone_of_its_kind_and_read_again(cast: Cast) -> None:
    client, query = cast.sarah.client(), "liste=situation_list&suivi=moi"
    assert "Donnez un nom à ce filtre." in keep(client, query, name=" ").text
    assert keep(client, query, name="x" * 61).status_code == 200
    assert "À relire." in keep(client, query, name="Rappeler le 06 12 34 56 78").text
    assert saved_of(cast.sarah) == set()
    keep(client, query, name="Rappeler le 06 12 34 56 78", reviewed="on")
    keep(client, query)
    assert "Vous avez déjà un filtre de ce nom" in keep(client, query).text
    with acting(cast.sarah) as by:
        first, second = SavedFilter.objects.order_by("place")
        with pytest.raises(Refused, match="déjà un filtre de ce nom"):
            rename_filter(by=by, saved=first, name=second.name)
        with pytest.raises(Refused):
            rename_filter(by=by, saved=first, name="x" * 61)


def test_a_service_keeps_nothing_that_the_list_does_not_offer(cast: Cast) -> None:
    for query in ("suivi=Dupont", "suivi=moi&nom=Dupont", "", "etat=toutes&suivi=moi&"):
        with pytest.raises(Refused):
            save(cast.sarah, query=query)


@pytest.mark.parametrize(
    "wrong",
    [
        {"query": "q=Jean Dupont"}, {"query": "q=%C3%A9"}, {"query": ""}, {"list_name": "Situations 1"},
        {"place": 0}, {"place": 21}, {"name": ""},
    ],
)  # fmt: skip
def test_the_table_itself_holds_codes_alone(cast: Cast, wrong: dict[str, Any]) -> None:
    said = {"list_name": "situation_list", "name": "Le mien", "query": "suivi=moi", "place": 1} | wrong
    whose = {"user_id": cast.sarah.user.pk, "convention": cast.sarah.signatory.convention}
    with acting(cast.sarah), pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(**whose, **said)


def test_what_no_longer_holds_is_said(cast: Cast) -> None:
    """The commune's only residence is closed for good; another filter of the same address still holds."""
    person, client = cast.victor, cast.victor.client()
    home = make_residence(person.signatory, "Clos de Melun", MELUN)
    saved = save(person, "Melun", "incident_all", f"etat=filed&commune={MELUN}")
    assert client.get(f"/mes-filtres/{saved.pk}/").headers["Location"] == f"/faits/tous/?etat=filed&commune={MELUN}"
    with installing():
        home.delete()
    page = client.get(f"/mes-filtres/{saved.pk}/", follow=True)
    assert page.redirect_chain == [("/faits/tous/?etat=filed", 302)]
    assert "« Melun » ne vaut plus en entier" in page.text.replace("\u00a0", " ")
    assert saved_of(person) == {("incident_all", "Melun", f"etat=filed&commune={MELUN}")}


def test_a_list_asks_one_statement_for_them_however_many(cast: Cast) -> None:
    for number in range(3):
        save(cast.sarah, f"Filtre {number}")
    few = len(asked_by(cast.sarah.client(), "/situations/", ""))
    for number in range(3, 20):
        save(cast.sarah, f"Filtre {number}")
    assert len(asked_by(cast.sarah.client(), "/situations/", "")) == few <= MOST_STATEMENTS


def test_those_of_whoever_left_for_good_go_at_night(cast: Cast, as_worker: Worker) -> None:
    """Who stays keeps them, who leaves tomorrow too; who holds another post of the convention as well."""
    for person in (cast.sarah, cast.karim, cast.maud, cast.victor):
        save(person, "Forces", list_name="directory", query="nature=police")
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    appoint(cast.karim.user, make_post(cast.karim.signatory, Function.CORRESPONDANT, "Circonscription de Melun"))
    with installing():
        for person, day in ((cast.sarah, yesterday), (cast.karim, yesterday), (cast.maud, today)):
            Designation.objects.filter(pk=person.designation.pk).update(ends_on=day)
    with as_worker():
        forget_addresses()
    with installing():
        left = set(SavedFilter.objects.values_list("user_id", flat=True))
    assert left == {person.user.pk for person in (cast.karim, cast.maud, cast.victor)}
