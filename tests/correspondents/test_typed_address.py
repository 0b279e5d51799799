"""How people are called: as typed until they accept, whatever becomes of the account; by themselves, on one line."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from acting.actor import Actor, acting_as, visitor
from acting.refusals import Refused
from correspondents.models import Designation, User
from correspondents.named_person import check_one_line
from correspondents.services.persons import correct_own_words
from correspondents.services.voices import accept_designation
from journal.models import Entry, Message
from journal.verbs import Verb
from tests.correspondents.test_naming import accept, name, runs
from tests.people import Cast, Person, acting, make_cast, make_user
from tests.races import Act, one_behind_the_other
from tests.roles import installing

TYPED, MOVED = "nadia@tests.example", "nadia@ailleurs.example"


def move(user: User) -> None:
    """As a confirmed change of address leaves the account."""
    User.objects.filter(pk=user.pk).update(email=MOVED, last_login=timezone.now())


def shown(person: Person) -> str:
    post = f"/annuaire/postes/{person.post.pk}"
    pages = (f"{post}/gerer/", f"{post}/designer/", f"{post}/", "/annuaire/confirmation/", "/annuaire/")
    return "".join(person.client().get(page).text for page in pages)


def test_a_house_that_typed_an_address_learns_no_other_before_the_person_accepts(cast: Cast) -> None:
    assert name(cast.karim.client(), cast.karim.post, email=TYPED).status_code == 302
    move(cast.nadia)
    page = shown(cast.karim)
    assert TYPED in page
    assert MOVED not in page
    assert "Nour Fictif" in page
    administrator = cast.adrien.client()
    pages = administrator.get("/administration/comptes/").text
    pages += administrator.get(f"/administration/comptes/{cast.nadia.pk}/").text
    pages += administrator.get("/administration/courriels/").text
    assert TYPED in pages
    assert MOVED not in pages
    accept(Designation.objects.get(user=cast.nadia))
    page = shown(cast.karim)
    assert MOVED in page
    assert TYPED not in page


def test_the_journal_of_a_house_names_whom_it_typed_as_it_typed_them(cast: Cast) -> None:
    """Another landlord's caretaker, whom the référente took for Nour: the filter of her DPO says no other name."""
    assert name(cast.sarah.client(), cast.sarah.post, email="zoe@tests.example").status_code == 302
    page = cast.dina.client().get("/journal/").text
    assert "Nour Fictif" in page
    assert "Zoe" not in page
    found = cast.dina.client().get("/journal/", {"person": str(cast.zoe.user.pk)}).text
    assert "Zoe" not in found


def test_two_acceptances_at_one_moment_open_one_of_two_houses(own_database: str) -> None:
    with transaction.atomic(), installing():
        cast = make_cast()
        nour = make_user("Nour")
    for keeper in (cast.sarah, cast.victor):
        assert name(keeper.client(), keeper.post, email=nour.email).status_code == 302
    with transaction.atomic(), installing():
        first, second = Designation.objects.filter(user=nour).select_related("post__signatory", "user")

    def accepting(designation: Designation) -> Act:
        def act(by: Actor) -> None:
            person = visitor(nour.pk, timezone.now())
            with acting_as(person):
                accept_designation(by=person, designation=designation)

        return act

    assert one_behind_the_other(cast.karim, accepting(first), accepting(second)) == ["done", "Refused"]
    with transaction.atomic(), installing():
        assert runs(nour) == [first.post]


def rename(cast: Cast, last_name: str, days: int = 0) -> None:
    gilles = cast.gilles.user
    with transaction.atomic(), acting_as(by := visitor(gilles.pk, timezone.now() + timedelta(days=days))):
        correct_own_words(by=by, user=gilles, first_name="Gilles", last_name=last_name, phone="")


@pytest.mark.parametrize("name", ["Fictif\nAdministrateur", "Fictif\r", "Fic\u202etif", "Fictif\u2028Maire"])
def test_a_name_is_of_one_line(cast: Cast, name: str) -> None:
    with pytest.raises(Refused, match="sur une seule ligne"):
        rename(cast, f"Nom {name} Nom")
    cast.gilles.client().post("/mes-coordonnees/", {"first_name": f"G {name} G", "last_name": "Fictif"})
    cast.gilles.user.refresh_from_db()
    check_one_line(str(cast.gilles.user))


def test_who_changes_the_own_name_is_told_of_to_the_house_once_a_day(cast: Cast) -> None:
    """To Gilles's data-protection officer, who finds each change in her journal."""
    for last_name in ("Autre", "Encore", "Encore"):
        rename(cast, last_name)
    told = Message.objects.filter(kind="designation_notice").values_list("recipient_id", flat=True)
    assert list(told) == [cast.dina.user.pk]
    with acting(cast.dina):
        assert Entry.objects.filter(verb=Verb.DESIGNATION_CORRECTED, object_id=cast.gilles.designation.pk).count() == 2
    assert "nom ou téléphone d’une désignation corrigé" in cast.dina.client().get("/journal/").text
    rename(cast, "Demain", days=2)
    assert len(told.all()) == 2
