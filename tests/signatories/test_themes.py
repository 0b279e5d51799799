"""Objets de travail: whom to call first, who is named, who may change them, and nothing about anybody."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from correspondents.services import end_designation
from journal.models import Entry
from signatories.models import Convention, Signatory, Theme, ThemeContact
from tests.people import Cast, Person, acting

NAMES = ["Violences intrafamiliales", "Santé mentale", "Prévention de la radicalisation"]


def theme(code: str) -> Theme:
    return Theme.objects.get(convention__department_code="77", code=code)


def titles(person: Person) -> list[str]:
    return re.findall(
        r'<h2><a href="/objets-de-travail/[\w-]+/">([^<]+)</a></h2>', person.client().get("/objets-de-travail/").text
    )


def calls(page: str) -> list[str]:
    return re.findall(r'class="call" href="([^"]+)"', page)


def other_convention() -> Convention:
    return Convention.objects.create(
        department_code="94",
        department_name="Val-de-Marne",
        title="Convention",
        signed_on="2012-01-01",
        signed_at="Créteil",
    )


def test_everybody_designated_finds_the_three_themes(cast: Cast) -> None:
    found = {name: titles(person) for name, person in cast.people().items()}
    assert found == dict.fromkeys(cast.people(), NAMES)


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("violences-intrafamiliales", ["tel:17", "sms:114", "tel:3919", "tel:119"]),
        ("sante-mentale", ["tel:15", "tel:3114", "tel:17"]),
        ("radicalisation", ["tel:17", "tel:0800005696"]),
    ],
)
def test_whom_to_call_comes_before_everything_else(cast: Cast, code: str, numbers: list[str]) -> None:
    page = cast.gilles.client().get(f"/objets-de-travail/{theme(code).pk}/").text
    assert calls(page) == numbers
    assert page.index(f'href="{numbers[-1]}"') < page.index("Le circuit")
    assert "Sources" in page
    assert "à vérifier" in page


def test_radicalisation_carries_no_report_and_says_so(cast: Cast) -> None:
    about = theme("radicalisation")
    for name, person in cast.people().items():
        client = person.client()
        page = client.get(f"/objets-de-travail/{about.pk}/").text
        main = page[page.index("<main") : page.index("</main")]
        assert "Le portail ne recueille aucun signalement sur ce sujet." in main
        if name != "adrien":  # who may withdraw the theme, and nothing else
            assert "<form" not in main
            assert "<button" not in main
        assert f"/objets-de-travail/{about.pk}/orientation" not in main
        assert client.post(f"/objets-de-travail/{about.pk}/orientation/").status_code == 403
        assert client.get(f"/objets-de-travail/{about.pk}/orientation/").status_code == 403


def test_no_setting_makes_radicalisation_keep_a_trace(cast: Cast) -> None:
    about = theme("radicalisation")
    page = cast.adrien.client().get(f"/objets-de-travail/{about.pk}/modifier/").text
    assert 'name="keeps_orientation"' not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(pk=about.pk).update(keeps_orientation=True)


def test_posts_are_named_while_somebody_is_designated(cast: Cast) -> None:
    about = theme("sante-mentale")
    cast.pascale.post.themes.add(about)
    cast.karim.post.themes.add(theme("radicalisation"))
    address = f"/objets-de-travail/{about.pk}/"
    page = cast.gilles.client().get(address).text
    assert "Bureau de la sécurité intérieure" in page
    assert "mailto:pascale@tests.example" in page
    assert "karim@tests.example" not in page
    with acting(cast.adrien) as adrien:
        yesterday = adrien.today - timedelta(days=1)
        end_designation(by=adrien, designation=cast.pascale.designation, ends_on=yesterday)
    page = cast.gilles.client().get(address).text
    assert "pascale@tests.example" not in page
    assert "Aucun poste n’est encore désigné" in page


def test_a_theme_of_another_convention_does_not_exist_here(cast: Cast) -> None:
    elsewhere = Theme.objects.create(
        convention=other_convention(), code="ailleurs", name="Ailleurs", summary="–", circuit="–"
    )
    for person in cast.people().values():
        client = person.client()
        assert "Ailleurs" not in client.get("/objets-de-travail/").text
        assert client.get(f"/objets-de-travail/{elsewhere.pk}/").status_code == 404
    assert cast.adrien.client().get(f"/objets-de-travail/{elsewhere.pk}/modifier/").status_code == 404


def contact_rows(*rows: dict[str, str]) -> dict[str, str]:
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    return data | {f"form-{number}-{key}": value for number, row in enumerate(rows) for key, value in row.items()}


def test_an_administrator_adds_orders_and_withdraws_a_theme(cast: Cast) -> None:
    client = cast.adrien.client()
    texts = {
        "name": "Tranquillité des halls",
        "summary": "Qui appeler.",
        "circuit": "Un.\nDeux. (à vérifier)",
        "position": "0",
    }
    response = client.post("/objets-de-travail/nouveau/", texts)
    new = Theme.objects.get(code="tranquillite-des-halls")
    assert response.headers["Location"] == f"/objets-de-travail/{new.pk}/contacts/"
    assert titles(cast.gilles) == ["Tranquillité des halls", *NAMES]
    client.post(
        f"/objets-de-travail/{new.pk}/contacts/",
        contact_rows(
            {"label": "Astreinte", "phone": "01 99 00 77 50", "ORDER": "2"},
            {"label": "Police", "phone": "17", "is_emergency": "on", "ORDER": "1"},
            {"label": "Supprimé", "DELETE": "on"},
            {},
        ),
    )
    assert list(new.contacts.order_by("position").values_list("label", "is_emergency")) == [
        ("Police", True),
        ("Astreinte", False),
    ]
    client.post(f"/objets-de-travail/{new.pk}/modifier/", texts | {"position": "9"})
    assert titles(cast.gilles) == [*NAMES, "Tranquillité des halls"]
    client.post(f"/objets-de-travail/{new.pk}/retrait/", {"withdrawn": "on"})
    assert titles(cast.gilles) == NAMES
    assert cast.gilles.client().get(f"/objets-de-travail/{new.pk}/").status_code == 404
    assert client.get(f"/objets-de-travail/{new.pk}/").status_code == 200
    client.post(f"/objets-de-travail/{new.pk}/retrait/")
    assert titles(cast.gilles) == [*NAMES, "Tranquillité des halls"]
    with acting(cast.adrien):
        verbs = Entry.objects.filter(object_id=new.pk, verb__startswith="objet_de_travail.").values_list(
            "verb", flat=True
        )
        acts = sorted(verb.partition(".")[2] for verb in verbs)
    assert acts == ["contacts_modifies", "cree", "modifie", "retabli", "retire"]


def test_a_name_that_is_taken_and_a_wrong_row_come_back_with_what_to_do(cast: Cast) -> None:
    client = cast.adrien.client()
    page = client.post(
        "/objets-de-travail/nouveau/", {"name": "Santé Mentale", "summary": "x", "circuit": "x", "position": "1"}
    )
    assert page.status_code == 200
    assert "La convention a déjà un objet de travail de ce nom" in page.text
    address = f"/objets-de-travail/{theme('sante-mentale').pk}/contacts/"
    page = client.post(address, contact_rows({"label": "", "phone": "15"}))
    assert page.status_code == 200
    assert "<title>Erreur" in page.text
    assert 'value="15"' in page.text
    assert ThemeContact.objects.filter(theme__code="sante-mentale").count() == 5


def test_administrators_alone_change_themes(cast: Cast) -> None:
    about = theme("sante-mentale")
    paths = ("modifier", "contacts", "retrait")
    for name, person in cast.people().items():
        client = person.client()
        codes = {client.post(f"/objets-de-travail/{about.pk}/{path}/").status_code for path in paths}
        assert (codes == {403}) is (name != "adrien")


def test_the_list_asks_as_much_for_one_theme_as_for_twenty(cast: Cast) -> None:
    client = cast.gilles.client()
    convention = Signatory.objects.get(code="aorif").convention

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/objets-de-travail/")
        return len(captured)

    few = queries()
    for number in range(17):
        made = Theme.objects.create(
            convention=convention, code=f"t{number}", name=f"T{number}", summary="–", circuit="–"
        )
        ThemeContact.objects.create(theme=made, label="Police", phone="17", is_emergency=True)
    assert queries() == few
