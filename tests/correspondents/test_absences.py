"""While somebody is away, whoever stands in comes first: to the partners, on the share sheet, in the messages."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from acting.actor import Actor
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from correspondents.models import Absence
from correspondents.routing import people_answering, people_to_tell
from correspondents.services.absences import announce_absence, end_absence
from journal.models import Message
from tests.people import Cast, Person, appoint, make_post, make_referral, make_user

TODAY = Actor(now=timezone.now()).today


@pytest.fixture
def denis(cast: Cast) -> Person:
    return appoint(make_user("Denis"), cast.maud.post, role=DesignationRole.SUPPLEANT)


@pytest.fixture
def dora(cast: Cast, denis: Person) -> Person:
    return appoint(make_user("Dora"), cast.maud.post, role=DesignationRole.SUPPLEANT, starts_on=date(2022, 1, 1))


def away(person: Person, first: int, last: int, stand_in: Person | None = None) -> Absence:
    """From and to so many days from today, both included."""
    return announce_absence(
        by=person.actor(),
        designation=person.designation,
        starts_on=TODAY + timedelta(days=first),
        ends_on=TODAY + timedelta(days=last),
        stand_in=stand_in.designation if stand_in else None,
    )


def answering(cast: Cast, days: int = 0) -> list[str]:
    return [person.user.first_name for person in people_answering(cast.maud.post, TODAY + timedelta(days=days))]


def test_without_absence_the_titular_comes_first_and_no_preparateur_at_all(cast: Cast, dora: Person) -> None:
    assert answering(cast) == ["Maud", "Denis", "Dora"]


def test_who_stands_in_comes_first_and_who_is_absent_last_on_these_days_only(cast: Cast, dora: Person) -> None:
    away(cast.maud, 0, 2, dora)
    assert [answering(cast, day) for day in (-1, 0, 2, 3)] == [
        ["Maud", "Denis", "Dora"],
        ["Dora", "Denis", "Maud"],
        ["Dora", "Denis", "Maud"],
        ["Maud", "Denis", "Dora"],
    ]


def test_without_a_stand_in_the_first_deputy_comes_first(cast: Cast, dora: Person) -> None:
    away(cast.maud, 0, 0)
    assert answering(cast) == ["Denis", "Dora", "Maud"]


def test_a_referral_names_the_stand_in_and_tells_those_who_are_there(cast: Cast, denis: Person) -> None:
    away(cast.maud, 0, 5, denis)
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    assert referral.recipient_designation == denis.designation
    told = Message.objects.filter(object_id=referral.pk).values_list("recipient_id", flat=True)
    assert set(told) == {denis.user.pk}
    page = cast.sarah.client().get("/competence/", {"q": "Meaux"}).text
    assert page.index("Denis Fictif") < page.index("Maud Fictif")


def test_when_everybody_is_away_everybody_is_told(cast: Cast, denis: Person) -> None:
    away(cast.maud, 0, 5)
    away(denis, 0, 5)
    assert {person.user.first_name for person in people_to_tell(cast.maud.post, TODAY)} == {"Maud", "Denis"}


def test_who_is_absent_keeps_every_right(cast: Cast, denis: Person) -> None:
    away(cast.maud, 0, 5, denis)
    assert cast.maud.client().get("/saisines/").status_code == 200


def test_back_earlier(cast: Cast, denis: Person) -> None:
    absence = away(cast.maud, 0, 5)
    end_absence(by=cast.maud.actor(), absence=absence)
    assert not Absence.objects.exists()
    later = away(cast.maud, 0, 9)
    end_absence(by=cast.maud.actor(timezone.now() + timedelta(days=1)), absence=later)
    later.refresh_from_db()
    assert later.ends_on == TODAY
    assert answering(cast, 1) == ["Maud", "Denis"]


@pytest.mark.parametrize(
    ("first", "last", "stand_in", "sentence"),
    [
        (3, 1, None, "La fin est avant le début"),
        (-9, -8, None, "Cette absence est passée"),
        (4, 6, None, "Une absence est déjà annoncée"),
        (10, 12, "maud", "une autre personne du même poste"),
        (10, 12, "karim", "une autre personne du même poste"),
        (10, 12, "perrine", "Un préparateur ne répond pas"),
        (10, 12, "nour", "Nour Fictif n’est pas à ce poste tous ces jours"),
        (10, 22, "denis", "Denis Fictif est absent aussi"),
    ],
)
def test_what_cannot_be_is_said(
    cast: Cast, denis: Person, first: int, last: int, stand_in: str | None, sentence: str
) -> None:
    away(cast.maud, 5, 7)
    away(denis, 20, 30)
    nour = appoint(
        make_user("Nour"), cast.maud.post, role=DesignationRole.SUPPLEANT, starts_on=TODAY + timedelta(days=11)
    )
    people = cast.people() | {"denis": denis, "nour": nour}
    with pytest.raises(Refused, match=sentence):
        away(cast.maud, first, last, people[stand_in] if stand_in else None)
    assert Absence.objects.count() == 2


def test_the_form_offers_colleagues_of_the_post_alone(cast: Cast, denis: Person) -> None:
    appoint(make_user("Dpo"), make_post(cast.maud.signatory, denis.designation.function.DPO, "DPO"))
    form = cast.maud.client().get(f"/annuaire/designations/{cast.maud.designation.pk}/absence/").context["form"]
    assert set(form.fields["stand_in"].queryset) == {denis.designation}


def test_an_absence_is_announced_on_the_page_once(cast: Cast, denis: Person) -> None:
    data = {
        "starts_on": TODAY.isoformat(),
        "ends_on": TODAY.isoformat(),
        "stand_in": denis.designation.pk,
        "submission": "5a1e0000-0000-4000-8000-000000000001",
    }
    client, address = cast.maud.client(), f"/annuaire/designations/{cast.maud.designation.pk}/absence/"
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert [(a.designation, a.stand_in) for a in Absence.objects.all()] == [(cast.maud.designation, denis.designation)]
    assert "remplacé par Denis Fictif" in client.get(f"/annuaire/postes/{cast.maud.post.pk}/gerer/").text
