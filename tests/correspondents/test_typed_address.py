"""Whoever was typed is shown as typed, until they accept there: whatever becomes of the account, in every place."""

from django.db import transaction
from django.utils import timezone

from acting.actor import Actor, acting_as, visitor
from correspondents.models import Designation, User
from correspondents.services.voices import accept_designation
from tests.correspondents.test_naming import accept, name, runs
from tests.people import Cast, Person, make_cast, make_user
from tests.races import one_behind_the_other
from tests.roles import installing

TYPED, MOVED = "nadia@tests.example", "nadia@ailleurs.example"


def move(user: User) -> None:
    """As a confirmed change of address leaves the account."""
    User.objects.filter(pk=user.pk).update(email=MOVED, last_login=timezone.now())


def shown(person: Person) -> str:
    pages = (f"/annuaire/postes/{person.post.pk}/gerer/", f"/annuaire/postes/{person.post.pk}/designer/")
    pages += ("/annuaire/confirmation/", "/annuaire/", f"/annuaire/postes/{person.post.pk}/")
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
    found = cast.dina.client().get("/journal/", {"person": cast.zoe.user.pk}).text
    assert "Zoe" not in found


def test_two_acceptances_at_one_moment_open_one_of_two_houses(own_database: str) -> None:
    with transaction.atomic(), installing():
        cast = make_cast()
        nour = make_user("Nour")
    for keeper in (cast.sarah, cast.victor):
        assert name(keeper.client(), keeper.post, email=nour.email).status_code == 302
    with transaction.atomic(), installing():
        first, second = Designation.objects.filter(user=nour).select_related("post__signatory", "user")

    def accepting(designation: Designation) -> object:
        def act(by: Actor) -> None:
            person = visitor(nour.pk, timezone.now())
            with acting_as(person):
                accept_designation(by=person, designation=designation)

        return act

    assert one_behind_the_other(cast.karim, accepting(first), accepting(second)) == ["done", "Refused"]
    with transaction.atomic(), installing():
        assert runs(nour) == [first.post]
