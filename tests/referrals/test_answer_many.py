"""One outcome given to several referrals: to each as on its own page; what moved meanwhile is named, the rest done."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from acting import french
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from journal.models import Entry
from referrals.models import Referral
from referrals.permissions import answers_visible_to
from referrals.services import answers
from referrals.services import referrals as services
from tests.people import Cast, Person, acting, appoint, make_fact, make_referral, make_user
from tests.referrals.test_referral_pages import text_of

MANY = "/saisines/repondre/"


@pytest.fixture
def received(cast: Cast) -> list[Referral]:
    return [make_referral(cast.sarah, cast.karim, cast.tilleuls) for _ in range(4)]


def sheet(client: Client, rows: list[Referral], ticked: list[Referral] | None = None, **given: Any) -> dict[str, Any]:
    """What the page sends, with the rows that are left ticked."""
    shown = client.post(MANY, {"saisine": [row.pk for row in rows]}).content.decode()
    marks = [each.split('"')[0] for each in shown.split('name="vu" value="')[1:]]
    assert len(marks) == len(rows)
    kept = rows if ticked is None else ticked
    return {
        "act": "send",
        "affichee": [row.pk for row in rows],
        "saisine": [row.pk for row in kept],
        "vu": marks,
        **given,
    }


def given_to(person: Person, row: Referral) -> list[str]:
    with acting(person) as actor:
        return list(answers_visible_to(actor).filter(referral=row).values_list("outcome", flat=True))


def test_the_page_shows_each_and_answers_those_that_stay_ticked(cast: Cast, received: list[Referral]) -> None:
    client = cast.karim.client()
    page = text_of(client.post(MANY, {"saisine": [row.pk for row in received]}))
    assert all(row.reference in page for row in received)
    assert page.count(" checked>") == 4
    assert all(french.day(row.sent_at, "short").replace("\u00a0", " ") in page for row in received)
    assert [given_to(cast.karim, row) for row in received] == [[]] * 4
    answer = client.post(MANY, sheet(client, received, received[:3], outcome="patrols_planned", note="En soirée."))
    assert (answer.status_code, answer["Location"]) == (302, "/saisines/")
    assert [given_to(cast.sarah, row) for row in received] == [["patrols_planned"]] * 3 + [[]]


def test_each_row_says_what_is_asked_and_opens_what_was_shared(cast: Cast) -> None:
    """As the page of each shows it; of one that was withdrawn or is reserved to others neither, and every one that is
    opened so is journaled as its own page is."""
    deputy = appoint(make_user("Denis"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    fact = make_fact(cast.gilles, cast.tilleuls, facts="Vitre du hall brisée.")
    sent: dict[str, Any] = {"incident": fact, "field_sets": ("facts", "place", "contact")}
    read, gone = (make_referral(cast.sarah, cast.karim, cast.tilleuls, **sent) for _ in range(2))
    reserved = make_referral(cast.sarah, cast.karim, cast.tilleuls, readers=(deputy,), **sent)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=gone)
    client, keys = cast.karim.client(), [read.pk, gone.pk, reserved.pk]
    page = client.post(MANY, {"saisine": keys})
    shown = text_of(page).replace("\u00a0", " ")
    assert shown.count("vendredi et samedi, de 20 h à 2 h, depuis le 5 janvier 2024 ; Accès : badge remis") == 1
    assert shown.count("<blockquote>Vitre du hall brisée.</blockquote>") == 1
    assert {row.referral.pk: len(shared) for row, shared in page.context["opened"]} == {
        read.pk: 1, gone.pk: 0, reserved.pk: 0,
    }  # fmt: skip
    own = text_of(client.get(f"/saisines/{read.pk}/"))
    fragment = own[own.index('<dl class="kv">') : own.index("Rien d’autre n’est communiqué.")]
    assert fragment in text_of(page)
    with acting(cast.karim):
        of_karim = Entry.objects.filter(verb="saisine.lue", user_id=cast.karim.user.pk)
        assert set(of_karim.filter(channel="page").values_list("object_id", flat=True)) == {read.pk}
        listed = [key for entry in of_karim.filter(channel="list") for key in entry.shown or ()]
        assert set(listed) == {gone.pk, reserved.pk}


def test_who_conducts_no_inquiry_is_not_told_to_keep_it_secret(cast: Cast) -> None:
    """And only a parquet gives « une suite »: the others answer."""
    said = {
        name: (form["outcome"].label, "CPP, art. 11" in form["note"].help_text)
        for name, by in (("karim", cast.sarah), ("maud", cast.sarah), ("pascale", cast.sarah), ("sarah", cast.karim))
        for form in [answer_form(cast, by, cast.people()[name])]
    }
    assert said == {
        "karim": ("Réponse", True),
        "maud": ("Suite donnée", True),
        "pascale": ("Réponse", False),
        "sarah": ("Réponse", False),
    }


def answer_form(cast: Cast, sender: Person, reader: Person) -> Any:
    referral = make_referral(sender, reader, cast.tilleuls)
    return reader.client().get(f"/saisines/{referral.pk}/").context["answer_form"]


def test_of_a_batch_two_were_withdrawn(cast: Cast, received: list[Referral]) -> None:
    client = cast.karim.client()
    data = sheet(client, received, outcome="patrols_planned", note="Deux fois par semaine.")
    gone = received[1:3]
    with acting(cast.sarah) as sarah:
        for row in gone:
            services.withdraw_referral(by=sarah, referral=row)
    page = client.post(MANY, data)
    said = [str(message) for message in page.context["messages"]]
    assert (page.status_code, said[0]) == (200, "2 réponses envoyées.")
    assert all(f"{row.reference} (retirée)" in said[1] for row in gone)
    assert not any(row.reference in said[1] for row in received if row not in gone)
    assert "Deux fois par semaine." in text_of(page)
    assert "Envoyer aux cochées" not in text_of(page)
    assert "n’attend plus de réponse" in text_of(page)
    with acting(cast.karim) as karim:
        found = answers_visible_to(karim).values_list("referral_id", flat=True)
        assert set(found) == {row.pk for row in received if row not in gone}


def test_one_that_was_completed_since_is_shown_again(cast: Cast, received: list[Referral]) -> None:
    client, late = cast.karim.client(), received[0]
    data = sheet(client, received, outcome="patrols_planned")
    with acting(cast.sarah) as sarah:
        services.complete_referral(by=sarah, referral=late, field_sets=[], precision="Depuis lundi.")
    page = client.post(MANY, data)
    assert f"{late.reference} (changée depuis que vous l’avez lue)" in str(list(page.context["messages"])[1])
    assert [row.referral.pk for row in page.context["rows"]] == [late.pk]
    assert given_to(cast.karim, late) == []


def test_what_is_typed_wrong_keeps_the_page(cast: Cast, received: list[Referral]) -> None:
    client = cast.karim.client()
    for data, error in (
        (sheet(client, received, received[:2], outcome="people_removed", note="À garder."), "Indiquez le nombre"),
        (sheet(client, received, received[:2], outcome="alternative", note="À garder."), "Sélectionnez un choix"),
        (sheet(client, received, [], outcome="nothing_found", note="À garder."), "Cochez au moins une saisine."),
    ):
        page = client.post(MANY, data)
        shown = text_of(page)
        assert (page.status_code, error in shown, "À garder." in shown) == (200, True, True), error
        assert shown.count(" checked>") >= len(data["saisine"])
    assert [given_to(cast.karim, row) for row in received] == [[]] * 4


def test_an_outcome_goes_to_the_subjects_that_take_it(cast: Cast, received: list[Referral]) -> None:
    visit = make_referral(cast.sarah, cast.karim, cast.tilleuls, subject="visite-surete")
    client, rows = cast.karim.client(), [received[0], visit]
    page = text_of(client.post(MANY, {"saisine": [row.pk for row in rows]}))
    assert "Seulement pour : passage ou présence." in page
    done = client.post(MANY, sheet(client, rows, outcome="nothing_found"))
    assert f"{visit.reference} (cette suite n’est pas de cet objet)" in str(list(done.context["messages"])[1])
    assert [given_to(cast.karim, row) for row in rows] == [["nothing_found"], []]


def test_marks_that_no_page_has_sent_are_as_none(cast: Cast, received: list[Referral]) -> None:
    row, client = received[0], cast.karim.client()
    data = sheet(client, [row], outcome="nothing_found")
    for mark in (f"{row.pk}:{'9' * 5000}", f"{row.pk}:", f"x:{row.version}", str(row.pk)):
        assert client.post(MANY, data | {"vu": mark}).status_code == 200, mark[:60]
    assert given_to(cast.karim, row) == []


def test_only_what_one_received_and_answers_for(cast: Cast, received: list[Referral]) -> None:
    keys = [row.pk for row in received]
    codes = {
        name: cast.people()[name].client().post(MANY, {"saisine": keys}).status_code
        for name in ("karim", "sarah", "maud", "perrine", "victor", "gilles")
    }
    assert codes == {"karim": 200, "sarah": 403, "maud": 404, "perrine": 404, "victor": 404, "gilles": 403}
    assert cast.perrine.client().post(MANY, {"saisine": []}).status_code == 403
    for person in (cast.sarah, cast.maud):
        with acting(person) as by, pytest.raises(PermissionDenied):
            answers.answer_referrals(by=by, referrals=received, seen={}, outcome="nothing_found")
    with acting(cast.karim) as karim, pytest.raises(Refused):
        answers.answer_referrals(
            by=karim, referrals=received, seen={row.pk: row.version for row in received}, outcome="people_removed"
        )
    assert [given_to(cast.karim, row) for row in received] == [[]] * 4
