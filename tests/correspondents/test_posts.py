"""Posts: opened and drawn by those who keep them, never twice over the same ground; designations beside them."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.actor import Actor
from acting.enums import Function
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Post, User
from correspondents.permissions import designations_kept_by, posts_kept_by
from correspondents.routing import receiving_post
from correspondents.services.designations import designate, end_designation, replace_designation
from correspondents.services.posts import close_post, create_post, reopen_post, update_post
from files.models import StoredFile
from files.services import erase
from journal.models import Entry
from signatories.enums import SignatoryKind
from territory.models import Commune
from tests.people import Cast, Person, acting, appoint, make_post, make_user
from tests.roles import installing

TODAY = Actor(now=timezone.now()).today
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def communes(*codes: str) -> list[Commune]:
    return list(Commune.objects.filter(pk__in=codes))


def said(response: Any) -> list[str]:
    """Every sentence of the form that came back."""
    assert response.status_code == 200
    return [sentence for errors in response.context["form"].errors.values() for sentence in errors]


def typed(**changes: object) -> dict[str, object]:
    """A person without an account, named as deputy from today on."""
    person = {"first_name": "Nour", "last_name": "Fictif", "email": "nour@tests.example", "submission": uuid4()}
    return person | {"role": "suppleant", "starts_on": TODAY.isoformat()} | changes


def name(client: Client, post: Post, **changes: object) -> Any:
    return client.post(f"/annuaire/postes/{post.pk}/designer/", typed(**changes))


# Who keeps what


def test_each_person_keeps_exactly_these_posts(cast: Cast) -> None:
    everything = set(Post.objects.all())
    not_told = set(Post.objects.filter(function__in=(Function.ADMINISTRATEUR, Function.GARDIEN)))
    for who, person in cast.people().items():
        own = set(Post.objects.filter(signatory=person.signatory))
        expected = {"delphine": everything - not_told, "adrien": everything}.get(who, own)
        if person.designation.function not in ("referent", "correspondant", "magistrat", "delegue", "administrateur"):
            expected = set()
        actor = person.actor()
        assert set(posts_kept_by(actor)) == expected, who
        assert set(designations_kept_by(actor)) == set(Designation.objects.filter(post__in=expected)), who


def test_the_list_shows_the_own_house_and_the_delegate_everybody(cast: Cast) -> None:
    people = {user.first_name for user in User.objects.all()}

    def named(client: Client) -> set[str]:
        page = client.get("/annuaire/organisme/").text
        return {first_name for first_name in people if f"{first_name} Fictif" in page}

    assert named(cast.sarah.client()) == {"Sarah", "Gilles", "Gaston", "Dina"}
    assert named(cast.maud.client()) == {"Maud", "Perrine"}
    assert named(cast.delphine.client()) == people - {"Nadia", "Adrien", "Gilles", "Gaston", "Zoe"}
    assert named(cast.adrien.client()) == people - {"Nadia"}


def test_another_house_is_neither_seen_nor_written(cast: Cast) -> None:
    victor = cast.victor.client()
    post, designation = cast.sarah.post.pk, cast.sarah.designation.pk
    pages = [f"/annuaire/postes/{post}/{page}/" for page in ("gerer", "modifier", "designer")]
    pages += [f"/annuaire/designations/{designation}/{page}/" for page in ("remplacer", "terminer", "acte", "absence")]
    assert {victor.get(page).status_code for page in pages} == {404}
    assert name(victor, cast.sarah.post).status_code == 404
    assert not User.objects.filter(email="nour@tests.example").exists()


def test_a_delegate_names_people_and_draws_no_perimeter(cast: Cast) -> None:
    delphine = cast.delphine.client()
    assert name(delphine, cast.karim.post).status_code == 302
    assert delphine.get(f"/annuaire/postes/{cast.karim.post.pk}/modifier/").status_code == 403
    assert delphine.post("/annuaire/postes/nouveau/").status_code == 403
    for hidden in (cast.adrien.post, cast.gilles.post):
        assert delphine.get(f"/annuaire/postes/{hidden.pk}/gerer/").status_code == 404
        assert name(delphine, hidden).status_code == 404


# Perimeters


def test_a_commune_that_another_post_covers_is_refused_with_both_names(cast: Cast) -> None:
    police = cast.karim.signatory
    with pytest.raises(Refused, match=r"« Circonscription de Meaux \(à vérifier\) » couvre déjà Meaux") as refused:
        create_post(
            by=cast.adrien.actor(),
            signatory=police,
            function=Function.CORRESPONDANT,
            label="Nord",
            communes=communes("77284", "77108"),
        )
    assert refused.value.field == "communes"
    assert set(Post.objects.filter(signatory=police)) == {cast.karim.post}


def test_a_residence_has_one_gardien_post(cast: Cast) -> None:
    with pytest.raises(Refused, match="« Gardien des Tilleuls » couvre déjà Résidence des Tilleuls"):
        make_post(cast.sarah.signatory, Function.GARDIEN, "Gardien de nuit", residences=(cast.tilleuls, cast.erables))


def test_other_functions_signatories_and_closed_posts_do_not_overlap(cast: Cast) -> None:
    dpo = make_post(cast.karim.signatory, Function.DPO, "DPO", communes=("77284",))
    elsewhere = make_post(cast.pascale.signatory, Function.CORRESPONDANT, "Meaux", communes=("77284",))
    end_designation(by=cast.adrien.actor(), designation=cast.karim.designation, ends_on=TODAY)
    close_post(by=cast.adrien.actor(), post=cast.karim.post)
    again = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Meaux bis", communes=("77284",))
    assert {dpo.closed_on, elsewhere.closed_on, again.closed_on} == {None}
    assert receiving_post(cast.karim.signatory.pk, Function.CORRESPONDANT, communes("77284")[0]) == again


def test_one_post_covers_the_whole_territory_and_a_named_one_goes_first(cast: Cast) -> None:
    parquet = cast.maud.signatory
    with pytest.raises(Refused, match="« Magistrat référent » couvre déjà tout le territoire"):
        make_post(parquet, Function.MAGISTRAT, "Second")
    named = make_post(parquet, Function.MAGISTRAT, "Second", communes=("77284",))
    meaux, chelles = (
        communes("77284", "77108")[::-1] if communes("77284", "77108")[0].pk == "77108" else communes("77284", "77108")
    )
    assert receiving_post(parquet.pk, Function.MAGISTRAT, meaux) == named
    assert receiving_post(parquet.pk, Function.MAGISTRAT, chelles) == cast.maud.post


def test_a_post_is_created_on_the_page_with_its_grants_and_its_own_group(cast: Cast) -> None:
    other = make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    data = {"function": "correspondant", "label": "Chelles", "communes": "chelles, 77284", "submission": uuid4()}
    client, address = cast.adrien.client(), f"/annuaire/postes/nouveau/?organisme={cast.karim.signatory.pk}"
    refused = client.post(address, data)
    told = "Le poste « Circonscription de Meaux (à vérifier) » couvre déjà Meaux."
    assert said(refused) == [f"{told} Retirez-le d’ici, ou d’abord de l’autre poste."]
    assert 'value="Chelles"' in refused.text
    created = client.post(address, data | {"communes": "Chelles"})
    post = Post.objects.get(label="Chelles")
    assert created.headers["Location"] == f"/annuaire/postes/{post.pk}/gerer/"
    assert (post.signatory, [c.name for c in post.communes.all()]) == (cast.karim.signatory, ["Chelles"])
    assert post.group_id not in (cast.karim.post.group_id, other.group_id)


@pytest.mark.parametrize(
    ("written", "unknown"),
    [
        ("Atlantide", "« Atlantide »"),
        ("Meaux; 99999\nLutèce", "« 99999 » et « Lutèce »"),
        ("Marseille", "« Marseille »"),
    ],
)
def test_an_unknown_commune_is_named_and_the_text_is_kept(cast: Cast, written: str, unknown: str) -> None:
    data = {"label": "Meaux", "communes": written}
    response = cast.adrien.client().post(f"/annuaire/postes/{cast.karim.post.pk}/modifier/", data)
    (sentence,) = said(response)
    assert f"Commune inconnue, ou hors de ce territoire : {unknown}." in sentence
    assert written.split("\n", maxsplit=1)[0] in response.text


def test_a_gardien_needs_residences_and_takes_no_commune(cast: Cast) -> None:
    data = {"label": "Gardien des Tilleuls", "communes": "Meaux"}
    response = cast.sarah.client().post(f"/annuaire/postes/{cast.gilles.post.pk}/modifier/", data)
    assert set(response.context["form"].errors) == {"communes", "residences"}


def test_an_edit_that_changes_nothing_is_not_journaled_and_one_that_does_is(cast: Cast) -> None:
    def entries() -> int:
        with acting(cast.adrien):
            return Entry.objects.filter(verb="poste.modifie", user_id=cast.adrien.user.pk).count()

    actor, post, meaux = cast.adrien.actor(), cast.karim.post, communes("77284")
    update_post(by=actor, post=post, label=post.label, communes=meaux, residences=())
    assert entries() == 0
    update_post(by=actor, post=post, label=post.label, communes=meaux, residences=(), email="police@tests.example")
    assert entries() == 1


def test_a_post_with_people_is_not_closed_and_an_empty_one_is_opened_again(cast: Cast) -> None:
    client, address = cast.adrien.client(), f"/annuaire/postes/{cast.karim.post.pk}/fermer/"
    page = client.post(address).text
    assert "Encore désignés à ce poste : Karim Fictif." in page
    empty = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Chelles", communes=("77108",))
    for act, closed in (("fermer", TODAY), ("fermer", TODAY), ("rouvrir", None)):
        assert client.post(f"/annuaire/postes/{empty.pk}/{act}/").status_code == 302
        empty.refresh_from_db()
        assert empty.closed_on == closed


# Designations


def test_a_newcomer_gets_an_account_without_a_password_and_an_invitation(cast: Cast) -> None:
    assert name(cast.karim.client(), cast.karim.post).status_code == 302
    nour = User.objects.get(email="nour@tests.example")
    assert not nour.has_usable_password()
    assert {(d.post, d.role, d.starts_on) for d in nour.designations.all()} == {
        (cast.karim.post, DesignationRole.SUPPLEANT, TODAY)
    }
    assert nour.invitations.count() == 1


def test_an_address_that_has_an_account_is_that_account(cast: Cast) -> None:
    assert name(cast.karim.client(), cast.karim.post, email="NADIA@tests.example").status_code == 302
    assert {d.post for d in cast.nadia.designations.all()} == {cast.karim.post}
    assert not User.objects.filter(first_name="Nour").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": "titulaire"}, "Karim Fictif est titulaire de ce poste : depuis le 5 mai 2021, sans terme."),
        ({"ends_on": (TODAY - timedelta(days=1)).isoformat()}, "La fin est avant le début"),
        ({"email": "karim@tests.example", "first_name": "Karim"}, "Karim Fictif est déjà à ce poste"),
        ({"email": "adrien@tests.example", "first_name": "Adrien"}, "On ne se désigne pas soi-même"),
        ({"email": ""}, "À remplir pour une personne qui n’est pas dans la liste."),
        ({"starts_on": "31/02/2026"}, "Saisissez une date valide."),
        ({"role": "roi"}, "Sélectionnez un choix valide."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(cast: Cast, changes: dict[str, str], sentence: str) -> None:
    accounts, before = User.objects.count(), set(Designation.objects.all())
    (found,) = said(name(cast.adrien.client(), cast.karim.post, **changes))
    assert sentence in found
    assert (User.objects.count(), set(Designation.objects.all())) == (accounts, before)


def test_the_account_of_somebody_of_the_house_that_is_closed_is_said_so(cast: Cast) -> None:
    User.objects.filter(pk=cast.gaston.user.pk).update(is_active=False)
    (found,) = said(name(cast.sarah.client(), cast.gilles.post, email="gaston@tests.example", first_name="Gaston"))
    assert found == "Le compte de Gaston Fictif est fermé. L’administrateur du portail peut le rouvrir."


def test_only_police_and_parquet_have_preparateurs(cast: Cast) -> None:
    with pytest.raises(Refused, match="n’a pas de préparateur"):
        appoint(cast.nadia, cast.sarah.post, role=DesignationRole.PREPARATEUR)
    page = cast.sarah.client().get(f"/annuaire/postes/{cast.sarah.post.pk}/designer/").text
    assert "Préparateur" not in page
    assert "Préparateur" in cast.maud.client().get(f"/annuaire/postes/{cast.maud.post.pk}/designer/").text


def test_a_replacement_ends_the_former_the_day_before_and_names_the_next(cast: Cast) -> None:
    address = f"/annuaire/designations/{cast.karim.designation.pk}/remplacer/"
    starts_on = TODAY + timedelta(days=10)
    assert cast.karim.client().post(address, typed(starts_on=starts_on.isoformat())).status_code == 302
    rows = Designation.objects.filter(post=cast.karim.post).order_by("starts_on")
    assert [(d.user.first_name, d.role, d.ends_on) for d in rows] == [
        ("Karim", "titulaire", starts_on - timedelta(days=1)),
        ("Nour", "titulaire", None),
    ]


def test_a_replacement_that_is_refused_ends_nothing(cast: Cast) -> None:
    User.objects.filter(pk=cast.nadia.pk).update(is_active=False)
    with pytest.raises(Refused, match="est fermé"):
        replace_designation(
            by=cast.adrien.actor(), designation=cast.karim.designation, user=cast.nadia, starts_on=TODAY
        )
    cast.karim.designation.refresh_from_db()
    assert cast.karim.designation.ends_on is None
    assert set(Designation.objects.filter(post=cast.karim.post)) == {cast.karim.designation}


def test_an_end_only_ever_comes_earlier_and_what_is_over_stays_over(cast: Cast) -> None:
    """Whom a delegate shut out, nobody lets in again by the same hand; nor does anybody stay beyond a last day."""
    address = f"/annuaire/designations/{cast.karim.designation.pk}/terminer/"

    def ends(client: Client, day: date) -> str:
        answer = client.post(address, {"ends_on": day.isoformat()})
        return said(answer)[0] if answer.status_code == 200 else ""

    fixed = TODAY + timedelta(days=9)
    assert ends(cast.adrien.client(), fixed) == ""
    for client in (cast.karim.client(), cast.adrien.client(), cast.delphine.client()):
        assert "pour plus tard, proposez-en une nouvelle" in ends(client, date(2100, 1, 1))
    assert ends(cast.karim.client(), fixed - timedelta(days=1)) == ""
    assert ends(cast.delphine.client(), TODAY - timedelta(days=1)) == ""
    for client in (cast.delphine.client(), cast.adrien.client()):
        assert "a pris fin, et le reste" in ends(client, date(2100, 1, 1))
        assert "a pris fin, et le reste" in ends(client, TODAY)
    cast.karim.designation.refresh_from_db()
    assert cast.karim.designation.ends_on == TODAY - timedelta(days=1)
    with acting(cast.delphine) as by, pytest.raises(Refused, match="a pris fin, et le reste"):
        end_designation(by=by, designation=cast.karim.designation, ends_on=TODAY)


@pytest.mark.parametrize("who", ["karim", "maud", "pascale", "delphine"])
def test_who_opens_no_posts_changes_closes_reopens_and_hands_over_none(cast: Cast, who: str) -> None:
    """One rule for all five: a correspondent who ends a colleague's designation cannot take the ground as well."""
    person = cast.people()[who]
    if person.signatory.kind != SignatoryKind.FEDERATION:
        other = make_post(person.signatory, Function.DPO, "Délégué à la protection")
    else:
        other = make_post(cast.karim.signatory, Function.DPO, "Délégué à la protection")
    client, address = person.client(), f"/annuaire/postes/{other.pk}"
    words = {"label": "Autre", "communes": "", "function": "dpo", "submission": uuid4()}
    tried = [
        client.post("/annuaire/postes/nouveau/", words),
        client.post(f"{address}/modifier/", words),
        client.post(f"{address}/fermer/", {"taken_over_by": person.post.pk}),
        client.post(f"{address}/rouvrir/"),
    ]
    assert [answer.status_code for answer in tried] == [403] * 4
    with acting(person) as by:
        acts = (
            partial(create_post, signatory=other.signatory, function=Function.DPO, label="Autre"),
            partial(update_post, post=other, label="Autre", communes=(), residences=()),
            partial(close_post, post=other),
            partial(close_post, post=other, taken_over_by=person.post),
            partial(reopen_post, post=other),
        )
        for act in acts:
            with pytest.raises(PermissionDenied):
                act(by=by)
    assert f"{address}/modifier/" not in client.get(f"{address}/gerer/").text
    other.refresh_from_db()
    assert (other.label, other.closed_on) == ("Délégué à la protection", None)


def test_a_replacement_takes_no_day_from_the_former_that_an_end_could_not_take(cast: Cast) -> None:
    address = f"/annuaire/designations/{cast.karim.designation.pk}/remplacer/"
    client, yesterday = cast.karim.client(), TODAY - timedelta(days=1)
    assert "Au plus tôt aujourd’hui" in said(client.post(address, typed(starts_on=yesterday.isoformat())))[0]
    assert set(Designation.objects.filter(post=cast.karim.post)) == {cast.karim.designation}
    Designation.objects.filter(pk=cast.karim.designation.pk).update(ends_on=TODAY - timedelta(days=9))
    act = SimpleUploadedFile("acte.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    said_since = typed(starts_on=(TODAY - timedelta(days=5)).isoformat()) | {"act_file": act}
    assert cast.adrien.client().post(address, said_since).status_code == 302


FAR = [("0001-01-01", "à partir du 1er janvier 2000"), ("9999-12-31", "jusqu’au 31 décembre 2100")]


@pytest.mark.parametrize(("day", "sentence"), FAR)
def test_a_day_out_of_reach_is_said(cast: Cast, day: str, sentence: str) -> None:
    client, held = cast.adrien.client(), f"/annuaire/designations/{cast.karim.designation.pk}"
    for response in (
        name(client, cast.karim.post, starts_on=day),
        name(client, cast.karim.post, ends_on=day),
        client.post(f"{held}/remplacer/", typed(starts_on=day)),
        client.post(f"{held}/terminer/", {"ends_on": day}),
        client.post(f"{held}/absence/", {"starts_on": day, "ends_on": TODAY, "submission": uuid4()}),
    ):
        assert sentence in said(response)[0]


@pytest.mark.parametrize(("days", "sentence"), [(-2, "Au plus tôt hier"), (None, "Ce champ est obligatoire.")])
def test_an_end_in_the_past_is_refused(cast: Cast, days: int | None, sentence: str) -> None:
    ends_on = "" if days is None else (TODAY + timedelta(days=days)).isoformat()
    response = cast.adrien.client().post(
        f"/annuaire/designations/{cast.karim.designation.pk}/terminer/", {"ends_on": ends_on}
    )
    assert sentence in said(response)[0]


def test_the_last_administrator_stays_until_another_is_named(cast: Cast) -> None:
    address = f"/annuaire/designations/{cast.adrien.designation.pk}/terminer/"
    client, data = cast.adrien.client(), {"ends_on": (TODAY + timedelta(days=3)).isoformat()}
    assert "Le portail doit garder un administrateur" in said(client.post(address, data))[0]
    appoint(cast.nadia, cast.adrien.post, role=DesignationRole.SUPPLEANT)
    assert client.post(address, data).status_code == 302


def test_a_designation_to_come_is_cancelled_and_one_that_runs_is_not(cast: Cast) -> None:
    coming = appoint(cast.nadia, cast.karim.post, role=DesignationRole.SUPPLEANT, starts_on=TODAY + timedelta(days=3))
    client, address = cast.karim.client(), f"/annuaire/postes/{cast.karim.post.pk}/annuler/"
    client.post(address, {"designation": coming.designation.pk})
    page = client.post(address, {"designation": cast.karim.designation.pk}, follow=True).text
    assert "a commencé : terminez-la" in page
    assert set(Designation.objects.filter(post=cast.karim.post)) == {cast.karim.designation}


# The act


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00 program", b"%PDF-1.7 cut short", b"<html>%%EOF</html>", b"PK\x03\x04"]
)
def test_what_is_no_pdf_is_no_act_whatever_its_name(cast: Cast, content: bytes) -> None:
    upload = SimpleUploadedFile("acte.pdf", content, content_type="application/pdf")
    (sentence,) = said(name(cast.karim.client(), cast.karim.post, act_file=upload))
    assert sentence.startswith("Ce fichier n’est pas un PDF lisible.")
    assert not StoredFile.objects.exists()


def test_an_act_of_more_than_20_mb_is_refused(cast: Cast) -> None:
    upload = SimpleUploadedFile("acte.pdf", b"%PDF-1.7" + b"0" * (20 * 1024 * 1024) + b"%%EOF")
    (sentence,) = said(name(cast.karim.client(), cast.karim.post, act_file=upload))
    assert "dépasse 20 Mo" in sentence


def test_the_act_is_read_by_those_who_keep_the_designation(cast: Cast) -> None:
    upload = SimpleUploadedFile("Décision n° 12.pdf", PDF)
    name(cast.karim.client(), cast.karim.post, act_file=upload, act_reference="Décision n° 12")
    named = Designation.objects.get(user__email="nour@tests.example")
    address = f"/annuaire/designations/{named.pk}/acte/"
    codes = {who: person.client().get(address).status_code for who, person in cast.people().items()}
    assert {who for who, code in codes.items() if code == 200} == {"karim", "delphine", "adrien"}
    response = cast.karim.client().get(address)
    assert response.content == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    with acting(cast.karim):
        assert Entry.objects.filter(verb="designation.acte_telecharge", object_id=named.pk).count() == 2


def test_an_act_whose_file_was_erased_is_not_there_and_nobody_has_read_it(cast: Cast) -> None:
    name(cast.karim.client(), cast.karim.post, act_file=SimpleUploadedFile("acte.pdf", PDF))
    named = Designation.objects.get(user__email="nour@tests.example")
    assert named.act_file is not None
    with installing():
        erase(by=cast.adrien.actor(), stored=named.act_file)
    assert cast.karim.client().get(f"/annuaire/designations/{named.pk}/acte/").status_code == 404
    assert not Entry.objects.filter(verb="designation.acte_telecharge").exists()


# Cost


def test_twenty_posts_cost_no_more_queries_than_one(cast: Cast) -> None:
    client = cast.maud.client()
    with CaptureQueriesContext(connection) as one:
        client.get("/annuaire/organisme/")
    for number, commune in enumerate(Commune.objects.filter(competences__signatory=cast.maud.signatory)[:20]):
        post = make_post(cast.maud.signatory, Function.DPO, f"DPO {number}", communes=(commune.pk,))
        appoint(make_user(f"Person{number}"), post)
    with CaptureQueriesContext(connection) as many:
        assert "DPO 19" in client.get("/annuaire/organisme/").text
    assert len(many) == len(one)


def test_twenty_people_cost_no_more_queries_than_one(cast: Cast) -> None:
    def queries(person: Person, address: str) -> int:
        client = person.client()
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    addresses = (f"/annuaire/postes/{cast.karim.post.pk}/gerer/", "/annuaire/confirmation/")
    before = [queries(cast.karim, address) for address in addresses]
    for number in range(20):
        appoint(make_user(f"Person{number}"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    assert [queries(cast.karim, address) for address in addresses] == before


def test_a_designation_of_the_past_is_listed_as_ended(cast: Cast) -> None:
    days = {"starts_on": TODAY - timedelta(days=90), "ends_on": TODAY - timedelta(days=60)}
    appoint(cast.nadia, cast.karim.post, role=DesignationRole.SUPPLEANT, **days)
    response = cast.karim.client().get(f"/annuaire/postes/{cast.karim.post.pk}/gerer/")
    assert [held.designation.user.first_name for held in response.context["former"]] == ["Nadia"]
    assert [held.designation.user.first_name for held in response.context["current"]] == ["Karim"]


def test_nobody_is_named_at_a_closed_post_by_whatever_door(cast: Cast) -> None:
    Post.objects.filter(pk=cast.gaston.post.pk).update(closed_on=TODAY)
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="Ce poste est fermé"):
        designate(by=sarah, post=Post.objects.get(pk=cast.gaston.post.pk), user=cast.gilles.user, starts_on=TODAY)


def test_a_house_has_only_posts_that_such_a_house_has(cast: Cast) -> None:
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="n’a pas de poste de cette fonction"):
        create_post(by=sarah, signatory=cast.sarah.signatory, function=Function.MAGISTRAT, label="Parquet du bailleur")
    assert not Post.objects.filter(label="Parquet du bailleur").exists()
