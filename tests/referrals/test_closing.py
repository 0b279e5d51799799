"""What closes says first what hangs on it: numbers alone, to the house; of cases none to an administrator; and nothing
to others."""

from datetime import timedelta

import pytest
from django.db import connection

from acting.enums import Function
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from correspondents.models import Post
from correspondents.permissions import expected_residence_grants
from correspondents.routing import receiving_post
from correspondents.services.designations import end_designation_now
from correspondents.services.posts import close_post
from referrals.closing import NOT_COUNTED, hanging_on_post, hanging_on_signatory
from territory.models import Commune, Competence
from territory.permissions import residence_grants
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_referral, make_user

RECEIVED = "2 saisines reçues qui attendent une réponse"


def busy(cast: Cast) -> None:
    """Two wait at Karim's, one of them acknowledged by nobody; he waits for one, and prepares one; Maud has her own."""
    for _ in range(2):
        make_referral(cast.sarah, cast.karim, cast.tilleuls)
    make_referral(cast.sarah, cast.maud, cast.tilleuls)
    make_referral(cast.karim, cast.sarah, cast.tilleuls)
    make_referral(cast.karim, cast.victor, cast.pommiers, send=False)


def test_a_post_says_its_numbers_to_its_house_and_none_of_cases_to_the_administrator(cast: Cast) -> None:
    busy(cast)
    colleague = appoint(
        make_user("Kenza"), make_post(cast.karim.signatory, Function.CORRESPONDANT, "Chelles", communes=("77108",))
    )
    expected = [
        "1 désignation en cours",
        "1 commune",
        RECEIVED,
        "1 saisine envoyée sans réponse",
    ]
    address = f"/annuaire/postes/{cast.karim.post.pk}/fermer/"
    for person in (cast.karim, colleague):
        with acting(person) as by:
            assert hanging_on_post(by, cast.karim.post) == expected
        assert person.client().get(address).status_code == 403
    with acting(cast.adrien) as by:
        assert hanging_on_post(by, cast.karim.post) == ["1 désignation en cours", "1 commune", NOT_COUNTED]
    page = cast.adrien.client().get(address).text
    assert NOT_COUNTED in page
    assert "saisine reçue" not in page
    assert "saisines reçues" not in page


def test_the_facts_to_sort_hang_on_the_last_post_of_a_referent(cast: Cast) -> None:
    make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as by:
        assert "1 fait à trier" in hanging_on_post(by, cast.sarah.post)
        assert hanging_on_post(by, cast.gilles.post) == ["1 désignation en cours", "1 résidence"]
    make_post(cast.sarah.signatory, Function.REFERENT, "Référent de Melun", communes=("77288",))
    with acting(cast.sarah) as by:
        assert hanging_on_post(by, cast.sarah.post) == ["1 désignation en cours"]


def test_a_signatory_says_all_that_ends_with_it(cast: Cast) -> None:
    make_fact(cast.gilles, cast.tilleuls)
    make_referral(cast.karim, cast.sarah, cast.tilleuls)
    with acting(cast.adrien) as by:
        assert hanging_on_signatory(by, cast.sarah.signatory) == [
            "4 désignations en cours",
            "4 postes ouverts",
            "2 résidences",
            NOT_COUNTED,
        ]
    page = cast.adrien.client().get(f"/administration/signataires/{cast.sarah.signatory.pk}/depart/").text
    assert f"2 résidences et {NOT_COUNTED}" in page
    assert "fait à trier" not in page


@pytest.mark.parametrize("who", ["adrien", "victor", "maud", "delphine", "gilles", "dina", "perrine"])
def test_the_database_counts_for_nobody_else(cast: Cast, who: str) -> None:
    busy(cast)
    person: Person = cast.people()[who]
    with acting(person), connection.cursor() as cursor:
        for post in (cast.karim.post.pk, None):
            cursor.execute("SELECT * FROM referrals_hanging(%s, %s)", [cast.karim.signatory.pk, post])
            assert cursor.fetchone() is None
    page = person.client().get(f"/annuaire/postes/{cast.karim.post.pk}/fermer/")
    assert page.status_code in ({200} if who == "adrien" else {403, 404})


def test_a_post_of_another_house_is_not_counted_under_the_own_one(cast: Cast) -> None:
    busy(cast)
    with acting(cast.victor), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_hanging(%s, %s)", [cast.victor.signatory.pk, cast.karim.post.pk])
        assert cursor.fetchone() is None


# Who takes over


def emptied(cast: Cast, person: Person) -> Post:
    with acting(cast.adrien) as by:
        end_designation_now(by=by, designation=person.designation)
    return person.post


def test_the_ground_goes_to_who_takes_over_and_what_arrives_then_too(cast: Cast) -> None:
    other = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Chelles", communes=("77108",))
    post, meaux = emptied(cast, cast.karim), Commune.objects.get(pk="77284")
    answer = cast.adrien.client().post(f"/annuaire/postes/{post.pk}/fermer/", {"taken_over_by": other.pk})
    assert answer.status_code == 302
    post.refresh_from_db()
    assert post.taken_over_by == other
    assert {commune.pk for commune in other.communes.all()} == {"77284", "77108"}
    assert receiving_post(post.signatory_id, Function.CORRESPONDANT, meaux) == other
    refused = cast.adrien.client().post(f"/annuaire/postes/{post.pk}/rouvrir/", follow=True).text
    assert "couvre déjà Meaux" in refused


def test_who_takes_over_from_a_post_of_the_whole_covers_the_whole(cast: Cast) -> None:
    other = make_post(cast.pascale.signatory, Function.CORRESPONDANT, "Sous-préfecture", communes=("77284",))
    post = emptied(cast, cast.pascale)
    with acting(cast.adrien) as by:
        close_post(by=by, post=post, taken_over_by=other)
    assert not other.communes.exists()


def test_residences_go_with_their_rights_and_only_by_the_hand_of_their_landlord(cast: Cast) -> None:
    post = emptied(cast, cast.gilles)
    with acting(cast.adrien) as by, pytest.raises(Refused, match="Le bailleur choisit lui-même"):
        close_post(by=by, post=post, taken_over_by=cast.gaston.post)
    assert "Qui reprend" not in cast.adrien.client().get(f"/annuaire/postes/{post.pk}/fermer/").text
    fact = make_fact(cast.sarah, cast.tilleuls)
    assert cast.gaston.client().get(f"/faits/{fact.pk}/").status_code == 404
    answer = cast.sarah.client().post(f"/annuaire/postes/{post.pk}/fermer/", {"taken_over_by": cast.gaston.post.pk})
    assert answer.status_code == 302
    assert set(cast.gaston.post.residences.all()) == {cast.tilleuls, cast.erables}
    assert cast.gaston.client().get(f"/faits/{fact.pk}/").status_code == 200
    with acting(cast.sarah):
        assert expected_residence_grants() >= residence_grants()


@pytest.mark.parametrize("who", ["victor", "gilles", "sarah"])
def test_nothing_leaves_its_house_or_its_function(cast: Cast, who: str) -> None:
    successor = cast.people()[who].post
    post = emptied(cast, cast.sarah)
    with acting(cast.adrien) as by, pytest.raises(Refused, match="du même organisme et de même fonction"):
        close_post(by=by, post=post, taken_over_by=successor)
    post.refresh_from_db()
    assert post.closed_on is None


def test_a_commune_that_is_no_longer_the_house_s_is_handed_to_nobody(cast: Cast) -> None:
    other = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Chelles", communes=("77108",))
    post = emptied(cast, cast.karim)
    Competence.objects.filter(commune="77284", signatory=post.signatory).delete()
    with (
        acting(cast.adrien) as by,
        pytest.raises(Refused, match=r"Hors du territoire de .*Meaux"),
    ):
        close_post(by=by, post=post, taken_over_by=other)
    post.refresh_from_db()
    assert (post.closed_on, [commune.pk for commune in other.communes.all()]) == (None, ["77108"])


def test_nothing_is_promised_to_people_who_cannot_be_there(cast: Cast) -> None:
    """Closing demands that nobody is designated, and a ground that was taken over is not given back."""
    post = emptied(cast, cast.karim)
    page = cast.adrien.client().get(f"/annuaire/postes/{post.pk}/fermer/").text
    assert "Il se rouvre tant qu’aucun autre ne couvre son territoire" in " ".join(page.split())
    cast.adrien.client().post(f"/annuaire/postes/{post.pk}/fermer/")
    page = cast.adrien.client().get(f"/annuaire/postes/{post.pk}/gerer/").text
    assert "encore désignées" not in page
    assert "Qui y sera désigné lira ce que le poste a reçu." in page


def test_a_post_without_successor_warns_and_one_with_people_stays_open(cast: Cast) -> None:
    client, address = cast.adrien.client(), f"/annuaire/postes/{cast.karim.post.pk}/fermer/"
    assert "Aucun autre poste ne peut le reprendre." in client.get(address).text
    assert "Encore désignés à ce poste\u00a0: Karim Fictif." in client.post(address).text
    make_post(cast.karim.signatory, Function.CORRESPONDANT, "Chelles", communes=("77108",))
    page = client.get(address).text
    assert "Aucun autre poste" not in page
    assert ">Chelles (à vérifier)</option>" in page
    appoint(
        make_user("Nour"),
        cast.karim.post,
        role=DesignationRole.SUPPLEANT,
        starts_on=cast.karim.actor().today + timedelta(days=9),
    )
    assert "Nour Fictif" in client.post(address).text


def test_a_post_to_which_nobody_writes_speaks_of_no_saisines(cast: Cast) -> None:
    """Not even that their number is not told."""
    for person, closing in ((cast.sarah, cast.gilles.post), (cast.adrien, cast.delphine.post)):
        page = person.client().get(f"/annuaire/postes/{closing.pk}/fermer/").text.partition("<main")[2]
        assert "Fermer le poste" in page
        for word in ("saisine", "sans lecteur", NOT_COUNTED):
            assert word not in page, (closing, word)
    with acting(cast.adrien) as by:
        assert NOT_COUNTED not in hanging_on_signatory(by, cast.delphine.signatory)
