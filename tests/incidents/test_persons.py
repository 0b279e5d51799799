"""Persons of a legal action: who reads them, when they may be there at all, and that nothing else speaks of them."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.enums import Function
from acting.refusals import Conflict, Refused
from incidents.models import LegalAction, Person, Situation
from incidents.permissions import persons_visible_to
from incidents.services import addressees, legal_actions, persons, situations
from journal.models import Entry
from tests.incidents.test_ladder import lease
from tests.people import Cast, acting, appoint, make_fact, make_post, make_user
from tests.roles import as_worker
from tests.rules.incidents import action_words, holder_words, person_words, situation
from tests.walls.trials import refused

__all__ = ["lease"]

pytestmark = pytest.mark.django_db
NAME, BIRTHPLACE = "Zwentibold", "Trifouillis-les-Essais"


def state(cast: Cast, of: Situation, **words: object) -> LegalAction:
    with acting(cast.sarah) as sarah:
        return legal_actions.state_legal_action(by=sarah, situation=of, key=uuid4(), words=action_words(sarah, **words))


def withdraw(cast: Cast, action: LegalAction) -> LegalAction:
    with acting(cast.sarah) as sarah:
        return legal_actions.withdraw_legal_action(by=sarah, action=action, why="Le locataire est parti.")


def add(cast: Cast, of: Situation, **words: object) -> Person:
    with acting(cast.sarah) as sarah:
        return persons.add_person(by=sarah, situation=of, key=uuid4(), words=person_words(**words))


def remove(cast: Cast, person: Person) -> None:
    with acting(cast.sarah) as sarah:
        persons.remove_person(by=sarah, person=person)


def zwentibold(cast: Cast, of: Situation) -> Person:
    """Whose name and place of birth stand nowhere else."""
    state(cast, of)
    return add(cast, of, last_name=NAME, born_at=BIRTHPLACE, born_on=date(1980, 2, 3))


def page_of(cast: Cast, name: str, of: Situation) -> str:
    response = cast.sarah.client().get(reverse(name, args=[of.pk]))
    assert response.status_code == 200
    return response.content.decode()


def entries(verb: str) -> list[Entry]:
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        return list(Entry.objects.filter(verb=verb).order_by("at", "id"))


# The action


def days_ago(cast: Cast, count: int) -> date:
    return cast.sarah.actor().today - timedelta(days=count)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("kind", {"kind": "vengeance"}),
        ("stated_on", {"stated_on": -1}),
        ("early_why", {"stated_on": 40}),
        ("early_why", {"stated_on": 40, "early_why": " "}),
        ("early_why", {"early_why": "x" * 201}),
        ("begun_on", {"stated_on": 3, "early_why": "Trouble ancien.", "begun_on": 4}),
        ("begun_on", {"begun_on": -1}),
    ],
)
def test_an_action_is_not_stated_of_days_that_cannot_be(
    cast: Cast, lease: Situation, field: str, words: dict[str, Any]
) -> None:
    """Days are counted back from today, on which the first fact happened."""
    with acting(cast.sarah) as sarah:
        situations.join_facts(by=sarah, facts=[make_fact(cast.gilles, cast.tilleuls)], situation=lease)
    given = {name: days_ago(cast, value) if name.endswith("_on") else value for name, value in words.items()}
    with pytest.raises(Refused) as refusal:
        state(cast, lease, **given)
    assert refusal.value.field == field
    with acting(cast.sarah):
        assert not LegalAction.objects.exists()


def test_an_action_runs_alone_is_begun_and_withdrawn_and_stays_to_be_read(cast: Cast, lease: Situation) -> None:
    action = state(cast, lease, stated_on=days_ago(cast, 9))
    with pytest.raises(Refused, match="déjà inscrite"):
        state(cast, lease, kind="interim")
    with acting(cast.sarah) as sarah:
        legal_actions.note_action_begun(by=sarah, action=action, begun_on=days_ago(cast, 2))
    withdraw(cast, action)
    with acting(cast.sarah) as sarah, pytest.raises(Conflict):
        legal_actions.note_action_begun(by=sarah, action=action, begun_on=days_ago(cast, 1))
    state(cast, lease, kind="interim")
    page = page_of(cast, "situation_detail", lease)
    for said in ("envisagée", "engagée", "retirée"):
        assert f"Action en justice {said}" in page
    assert "Le locataire est parti." in page
    done = [entry.verb for name in ("inscrite", "engagee", "retiree") for entry in entries(f"action_en_justice.{name}")]
    assert sorted(done) == [
        "action_en_justice.engagee", *["action_en_justice.inscrite"] * 2, "action_en_justice.retiree"
    ]  # fmt: skip


def test_an_action_before_the_first_fact_says_why(cast: Cast, lease: Situation) -> None:
    with acting(cast.sarah) as sarah:
        situations.join_facts(by=sarah, facts=[make_fact(cast.gilles, cast.tilleuls)], situation=lease)
    state(cast, lease, stated_on=days_ago(cast, 40), early_why="Jugement antérieur.")
    assert "avant le premier fait\u00a0: Jugement antérieur." in page_of(cast, "situation_detail", lease)


def test_the_same_form_states_one(cast: Cast, lease: Situation) -> None:
    key = uuid4()
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"by": sarah, "situation": lease, "key": key}
        once = legal_actions.state_legal_action(**given, words=action_words(sarah))
        assert legal_actions.state_legal_action(**given, words=action_words(sarah)) == once
        with pytest.raises(Conflict):
            legal_actions.state_legal_action(**given, words=action_words(sarah, kind="interim"))


def test_a_place_has_no_lease_to_end_and_nobody_who_holds_one(cast: Cast) -> None:
    place = situation(cast)
    with pytest.raises(Refused, match="demande un bail"):
        state(cast, place)
    state(cast, place, kind="complaint")
    with pytest.raises(Refused, match="pas de cotitulaire"):
        add(cast, place, role="co_holder")
    add(cast, place, role="occupant")


# The person


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("role", {"role": "victim"}),
        ("role", {"role": "witness"}),
        ("last_name", {"last_name": " "}),
        ("last_name", {"last_name": "Es\nsai"}),
        ("last_name", {"last_name": "x" * 81}),
        ("first_name", {"first_name": ""}),
        ("born_on", {"born_on": date(1899, 12, 31)}),
        ("born_on", {"born_on": date(2099, 1, 1)}),
        ("born_at", {"born_at": "x" * 61}),
        ("born_at", {"born_at": "Meaux\u202e"}),
    ],
)
def test_who_may_not_be_named_is_refused(cast: Cast, lease: Situation, field: str, words: dict[str, Any]) -> None:
    state(cast, lease)
    with pytest.raises(Refused) as refusal:
        add(cast, lease, **words)
    assert refusal.value.field == field
    with acting(cast.sarah):
        assert not Person.objects.exists()


def test_a_person_says_nothing_but_name_birth_and_role() -> None:
    assert {field.name for field in Person._meta.get_fields()} == {
        "id", "action", "role", "last_name", "first_name", "born_on", "born_at"
    }  # fmt: skip


def test_nobody_is_named_without_an_action(cast: Cast, lease: Situation) -> None:
    with pytest.raises(Refused, match="Inscrivez d’abord"):
        add(cast, lease)
    client = cast.sarah.client()
    assert client.get(reverse("person_new", args=[lease.pk])).status_code == 302
    withdraw(cast, state(cast, lease))
    with pytest.raises(Refused, match="Inscrivez d’abord"):
        add(cast, lease)


def test_an_action_that_names_somebody_is_not_withdrawn(cast: Cast, lease: Situation) -> None:
    """Nobody is left behind where nobody may read, and nobody could take them away."""
    person = zwentibold(cast, lease)
    with pytest.raises(Refused, match="Retirez d’abord chaque personne"):
        withdraw(cast, person.action)
    remove(cast, person)
    withdraw(cast, person.action)
    assert NAME not in page_of(cast, "person_list", lease)


def test_the_same_person_is_named_once_in_an_action(cast: Cast, lease: Situation) -> None:
    state(cast, lease)
    add(cast, lease, last_name="Éssai", born_on=date(1980, 2, 3))
    for again in ({}, {"role": "occupant", "born_on": date(1980, 2, 3)}, {"first_name": "JEAN"}):
        with pytest.raises(Refused, match="Déjà inscrite"):
            add(cast, lease, **again)
    add(cast, lease, born_on=date(2001, 2, 3))
    with acting(cast.sarah):
        assert Person.objects.count() == 2


def test_the_same_form_names_one(cast: Cast, lease: Situation) -> None:
    state(cast, lease)
    key = uuid4()
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"by": sarah, "situation": lease, "key": key}
        once = persons.add_person(**given, words=person_words())
        assert persons.add_person(**given, words=person_words()) == once
        with pytest.raises(Conflict):
            persons.add_person(**given, words=person_words(first_name="Paul"))


def test_two_situations_know_nothing_of_each_other(cast: Cast, lease: Situation) -> None:
    """The same name in another one of the house is taken without a word, and neither page names the other."""
    zwentibold(cast, lease)
    place = situation(cast)
    state(cast, place, kind="complaint")
    assert NAME not in page_of(cast, "person_list", place)
    add(cast, place, last_name=NAME)
    for one, other in ((lease, place), (place, lease)):
        assert page_of(cast, "person_list", one).count(NAME) > 0
        assert str(other.pk) not in page_of(cast, "person_list", one)


def test_taking_away_leaves_nothing_but_that_one_was(cast: Cast, lease: Situation) -> None:
    person = zwentibold(cast, lease)
    client, other = cast.sarah.client(), add(cast, lease, last_name="Autre")
    address = reverse("person_remove", args=[lease.pk, person.pk])
    assert client.get(address).status_code == 405
    for _ in range(2):
        assert client.post(address).headers["Location"] == reverse("person_list", args=[lease.pk])
    with acting(cast.sarah):
        assert list(Person.objects.all()) == [other]
    removed = entries("personne_mise_en_cause.retiree")
    assert [(entry.object_id, entry.count, entry.reason) for entry in removed] == [(person.pk, 1, "")]


def test_a_person_is_not_taken_away_by_the_address_of_another_situation(cast: Cast, lease: Situation) -> None:
    person, place = zwentibold(cast, lease), situation(cast)
    cast.sarah.client().post(reverse("person_remove", args=[place.pk, person.pk]))
    with acting(cast.sarah):
        assert list(Person.objects.all()) == [person]


def test_a_holder_of_the_lease_is_taken_over_by_hand(cast: Cast, lease: Situation) -> None:
    """A name fills the form, is read like its own page, and is nobody's until somebody says so."""
    state(cast, lease)
    with acting(cast.sarah) as sarah:
        holder = addressees.add_addressee(by=sarah, situation=lease, key=uuid4(), words=holder_words(last_name=NAME))
    page = cast.sarah.client().get(reverse("person_new", args=[lease.pk]), {"titulaire": str(holder.pk)})
    assert page.context["form"]["last_name"].value() == NAME
    assert page.context["form"]["role"].value() == "co_holder"
    assert [entry.object_id for entry in entries("destinataire.lu")] == [holder.pk]
    with acting(cast.sarah):
        assert not Person.objects.exists()
    stranger = cast.sarah.client().get(reverse("person_new", args=[lease.pk]), {"titulaire": str(uuid4())})
    assert not stranger.context["form"]["last_name"].value()


# Who reads


def test_the_lawyers_and_the_referents_of_the_house_read_and_nobody_else(cast: Cast, lease: Situation) -> None:
    """By the rule, and by the wall alone."""
    person = zwentibold(cast, lease)
    person.action.situation = lease  # which a stranger could not fetch
    claire = appoint(make_user("Claire"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))
    c = cast
    strangers = (c.gilles, c.gaston, c.victor, c.zoe, c.karim, c.maud, c.pascale, c.delphine, c.dina, c.adrien)
    for reader in (c.sarah, claire):
        with acting(reader) as by:
            assert list(persons_visible_to(by)) == [person]
            assert list(Person.objects.all()) == [person]
        assert NAME in reader.client().get(reverse("person_list", args=[lease.pk])).content.decode()
    for stranger in strangers:
        with acting(stranger) as by:
            assert not Person.objects.exists()
            with pytest.raises(PermissionDenied):
                persons.remove_person(by=by, person=person)
            with pytest.raises(PermissionDenied):
                persons.add_person(by=by, situation=lease, key=uuid4(), words=person_words())
        assert stranger.client().get(reverse("person_list", args=[lease.pk])).status_code in (403, 404)
        assert not persons_visible_to(stranger.actor()).exists()


def test_no_worker_reads_one_whoever_it_works_for(cast: Cast, lease: Situation) -> None:
    """So no paper, no mail, no job and no export can ever hold a name."""
    zwentibold(cast, lease)
    now = timezone.now()
    for actor in (machine_actor(now), cast.sarah.actor()):
        denied = pytest.raises(ProgrammingError, match="permission denied")
        with transaction.atomic(), as_worker(), acting_as(actor), denied, transaction.atomic():
            Person.objects.exists()
    with transaction.atomic(), acting_as(machine_actor(now)):
        assert not persons_visible_to(machine_actor(now)).exists()


def test_each_opening_names_each_person_in_the_journal(cast: Cast, lease: Situation) -> None:
    one = zwentibold(cast, lease)
    two = add(cast, lease, last_name="Autre")
    page_of(cast, "situation_detail", lease)
    assert entries("personne_mise_en_cause.lue") == []
    page_of(cast, "person_list", lease)
    read = entries("personne_mise_en_cause.lue")
    assert {entry.object_id for entry in read} == {one.pk, two.pk}
    assert {(entry.user_id, entry.owner_id, entry.count) for entry in read} == {
        (cast.sarah.user.pk, lease.landlord_id, 1)
    }
    assert len(read) == 2
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        written = repr(list(Entry.objects.values()))
    assert NAME not in written
    assert BIRTHPLACE not in written


def test_a_name_stands_on_its_own_page_and_nowhere_else(cast: Cast, lease: Situation) -> None:
    """Nor does how many there are."""
    zwentibold(cast, lease)
    client = cast.sarah.client()
    before = page_of(cast, "situation_detail", lease)
    add(cast, lease, last_name="Autre")
    assert without_tokens(page_of(cast, "situation_detail", lease)) == without_tokens(before)
    assert "Personnes mises en cause" in before
    for address in (
        reverse("situation_detail", args=[lease.pk]),
        reverse("situation_list"),
        reverse("addressee_list", args=[lease.pk]),
        reverse("letter_list", args=[lease.pk]),
        reverse("legal_action_new", args=[lease.pk]),
        reverse("person_new", args=[lease.pk]),
        reverse("incident_all") + f"?q={NAME}",
        reverse("journal"),
        reverse("steering"),
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        page = response.content.decode().replace(f'value="{NAME}"', "")
        assert NAME not in page, address
        assert BIRTHPLACE not in page, address


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "nonce" not in line]


# What becomes of them


def test_a_closed_situation_is_read_and_not_written_until_it_is_opened_again(cast: Cast, lease: Situation) -> None:
    person = zwentibold(cast, lease)
    with acting(cast.sarah) as sarah:
        situations.close_situation(by=sarah, situation=lease, ending="granted")
        with pytest.raises(Conflict):
            persons.remove_person(by=sarah, person=person)
        with pytest.raises(Conflict):
            legal_actions.withdraw_legal_action(by=sarah, action=person.action, why="Fini.")
        with pytest.raises(Conflict):
            legal_actions.note_action_begun(by=sarah, action=person.action, begun_on=sarah.today)
    with pytest.raises(Refused, match="close"):
        add(cast, lease, last_name="Autre")
    page = page_of(cast, "person_list", lease)
    assert NAME in page
    assert "Retirer" not in page
    assert "Personnes mises en cause" in page_of(cast, "situation_detail", lease)
    with acting(cast.sarah) as sarah:
        situations.reopen_situation(by=sarah, situation=lease)
    remove(cast, person)
    with acting(cast.sarah):
        assert not Person.objects.exists()


def test_a_situation_with_an_action_is_not_merged_and_takes_others_in(cast: Cast) -> None:
    """Persons never pass to another situation: what they were named for is this one."""
    place, other = situation(cast), situation(cast)
    action = state(cast, place, kind="complaint")
    person = add(cast, place)
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="Une action en justice est inscrite"):
        situations.merge_situation(by=sarah, situation=place, into=other)
    assert reverse("situation_merge", args=[place.pk]) not in page_of(cast, "situation_detail", place)
    with acting(cast.sarah) as sarah:
        situations.merge_situation(by=sarah, situation=other, into=place)
        assert [row.action_id for row in Person.objects.all()] == [action.pk]
        assert LegalAction.objects.get().situation_id == place.pk
    remove(cast, person)


def test_facts_that_are_split_off_take_nobody_along(cast: Cast) -> None:
    place = situation(cast)
    state(cast, place, kind="complaint")
    add(cast, place, last_name=NAME)
    with acting(cast.sarah) as sarah:
        split = situations.move_facts(by=sarah, situation=place, facts=list(place.incidents.all())[:1])
    assert NAME not in page_of(cast, "person_list", split)
    assert NAME in page_of(cast, "person_list", place)


# The walls


def test_the_walls_keep_an_action_as_it_was_stated(cast: Cast, lease: Situation) -> None:
    action = state(cast, lease)
    update = "UPDATE incidents_legalaction SET {} WHERE id = %s"
    gone = "withdrawn_at = app_now(){}, withdrawn_why = 'x'"
    with acting(cast.victor):
        assert refused(update.format("begun_on = app_today()"), action.pk)
    with acting(cast.sarah):
        assert refused(update.format("kind = 'interim'"), action.pk)
        assert refused(update.format(gone.format(" - interval '3 days'")), action.pk)
        assert refused("DELETE FROM incidents_legalaction WHERE id = %s", action.pk)
    person = add(cast, lease)
    with acting(cast.sarah):
        assert refused(update.format(gone.format("")), action.pk)
    remove(cast, person)
    withdraw(cast, action)
    with acting(cast.sarah):
        assert refused(update.format("withdrawn_at = NULL, withdrawn_why = ''"), action.pk)


def test_the_walls_take_an_action_of_an_open_situation_of_the_house_now(cast: Cast, lease: Situation) -> None:
    written = (
        "INSERT INTO incidents_legalaction (id, situation_id, kind, stated_on, early_why, post_id, noted_at,"
        " withdrawn_at, withdrawn_why) VALUES (gen_random_uuid(), %s, 'interim', app_today(), '', %s, app_now(){})"
    )
    running, over = written.format(", NULL, ''"), written.format(", app_now(), 'x'")
    with acting(cast.victor) as victor:
        assert refused(running, lease.pk, victor.post_id)
    with acting(cast.gilles) as gilles:
        assert refused(running, lease.pk, gilles.post_id)
    with acting(cast.sarah) as sarah:
        assert refused(running, lease.pk, cast.gilles.post.pk)
        assert refused(running.replace("app_now()", "app_now() - interval '3 days'"), lease.pk, sarah.post_id)
        assert refused(over, lease.pk, sarah.post_id)
        situations.close_situation(by=sarah, situation=lease, ending="settled")
        assert refused(running, lease.pk, sarah.post_id)
        situations.reopen_situation(by=sarah, situation=lease)
        assert not refused(running, lease.pk, sarah.post_id)


def test_the_walls_take_a_person_of_a_running_action_of_an_open_situation_alone(cast: Cast, lease: Situation) -> None:
    person = zwentibold(cast, lease)
    written = (
        "INSERT INTO incidents_person (id, action_id, role, last_name, first_name, born_at)"
        " VALUES (gen_random_uuid(), %s, 'author', 'Autre', 'Paul', '')"
    )
    taken_away = "DELETE FROM incidents_person WHERE id = %s"
    with acting(cast.gilles):
        assert refused(written, person.action_id)
    with acting(cast.victor):
        assert refused(written, person.action_id)
        assert refused(taken_away, person.pk)
    with acting(cast.sarah) as sarah:
        assert refused("UPDATE incidents_person SET last_name = 'Autre' WHERE id = %s", person.pk)
        situations.close_situation(by=sarah, situation=lease, ending="granted")
        assert refused(written, person.action_id)
        assert refused(taken_away, person.pk)
        situations.reopen_situation(by=sarah, situation=lease)
        assert not refused(taken_away, person.pk)
    withdrawn = withdraw(cast, person.action)
    with acting(cast.sarah):
        assert refused(written, withdrawn.pk)


def test_the_database_takes_no_second_of_the_same_and_no_second_action(cast: Cast, lease: Situation) -> None:
    """Whoever writes: the constraint stands behind the rule."""
    person = zwentibold(cast, lease)
    with acting(cast.sarah) as sarah:
        again = Person(action=person.action, role="occupant", last_name=NAME.upper(), first_name="jean")
        again.born_on = person.born_on
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)
        second = LegalAction(situation=lease, kind="interim", stated_on=sarah.today, post=cast.sarah.post)
        second.noted_at = sarah.now
        with pytest.raises(IntegrityError), transaction.atomic():
            second.save(force_insert=True)
