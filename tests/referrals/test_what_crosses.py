"""Steps, persons and the sender's contact: what crosses of them, towards whom, and when no more."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.enums import Function
from acting.refusals import Refused
from incidents.ladder import Proof, Result
from incidents.models import Incident, Person, Situation, Step
from incidents.services import legal_actions, persons, situations
from incidents.services.steps import take_step
from journal.models import Entry
from journal.verbs import Verb
from referrals.field_sets import Drawn, field_sets
from referrals.models import LegalBasis, Referral, Subject
from referrals.permissions import disclosures_visible_to
from referrals.services import referrals as services
from referrals.sharing import Sharing
from tests.people import MELUN, Cast, acting, appoint, make_complaint, make_fact, make_post, make_referral, make_user
from tests.people import Person as Somebody
from tests.referrals.test_referral_pages import seen_in, sent_by, sheet_for, text_of
from tests.roles import as_worker, installing
from tests.rules.incidents import action_words, person_words
from tests.walls.trials import refused

NAME, WHY = "Zwentibold", "Le juge en est saisi."


@pytest.fixture
def fact(cast: Cast) -> Incident:
    """Of a place, in a situation of its own, long ago enough for the parquet to be asked."""
    fact = make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=200))
    make_complaint(cast.sarah, fact)
    fact.refresh_from_db()
    return fact


@pytest.fixture
def situation(fact: Incident) -> Situation:
    assert fact.situation
    return fact.situation


@pytest.fixture
def named(cast: Cast, situation: Situation) -> Person:
    with acting(cast.sarah) as sarah:
        words = action_words(sarah, kind="complaint")
        legal_actions.state_legal_action(by=sarah, situation=situation, key=uuid4(), words=words)
        said = person_words(role="author", last_name=NAME, born_on=date(1980, 2, 3), born_at="Provins")
        return persons.add_person(by=sarah, situation=situation, key=uuid4(), words=said)


def read(person: Somebody) -> list[dict[str, Any]]:
    with acting(person) as actor:
        return [each.content for each in disclosures_visible_to(actor).order_by("referral", "number")]


def to_the_parquet(cast: Cast, fact: Incident, **changes: Any) -> dict[str, Any]:
    """An opinion asked of Maud about the fact, with whom the action is brought against."""
    return sheet_for(fact, cast.maud, field_sets=["facts", "persons"], widening_reason=WHY) | changes


def to_the_police(cast: Cast, fact: Incident, **changes: Any) -> dict[str, Any]:
    asked = {"subject": "presence", "basis": "csi-l271-1", "field_sets": ["facts", "place", "persons"]}
    return sheet_for(fact, cast.karim, **asked, widening_reason=WHY) | changes


# The sender's contact


def test_a_patrol_is_told_whom_to_call_whatever_is_ticked(cast: Cast, fact: Incident) -> None:
    """At the page and at the service; ticked or not, it is there once."""
    with installing():
        cast.sarah.post.phone = "+33164000000"
        cast.sarah.post.save()
    for sets in (["facts", "place"], ["facts", "place", "contact"]):
        page = cast.sarah.client().post("/saisines/nouvelle/", to_the_police(cast, fact, field_sets=sets))
        assert page.status_code == 302, page.context["form"].errors
    make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    told = [content["contact"] for content in read(cast.karim)]
    user = cast.sarah.user
    contact = {"post": "Référent sûreté", "name": str(user), "phone": "+33164000000", "email": user.email}
    assert told == [contact] * 3
    assert {tuple(referral.field_sets) for referral in sent_by(cast.sarah)} >= {("facts", "place", "contact")}


def test_who_sends_is_who_is_called(cast: Cast, fact: Incident) -> None:
    """A colleague at another post sends the draft: the contact is the colleague's."""
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact, send=False)
    post = make_post(cast.sarah.signatory, Function.REFERENT, "Référent, Melun", communes=(MELUN,))
    other = appoint(make_user("Roxane"), post)
    with acting(other) as by:
        services.send_referral(by=by, referral=draft)
    assert [content["contact"]["name"] for content in read(cast.karim)] == [str(other.user)]


def test_elsewhere_the_contact_is_told_when_it_is_ticked_and_needs_no_reason(cast: Cast, fact: Incident) -> None:
    client = cast.sarah.client()
    for sets in (["facts"], ["facts", "contact"]):
        assert client.post("/saisines/nouvelle/", sheet_for(fact, cast.maud, field_sets=sets)).status_code == 302
    assert sorted("contact" in content for content in read(cast.maud)) == [False, True]


# Steps


def taken(cast: Cast, situation: Situation, **words: Any) -> Step:
    given: dict[str, Any] = {"rung": "reminder", "proof": Proof.LETTER, "done_on": cast.sarah.actor().today} | words
    with acting(cast.sarah) as sarah:
        return take_step(by=sarah, situation=situation, key=uuid4(), **given)


def test_steps_say_which_when_and_whether_they_arrived(cast: Cast, fact: Incident, situation: Situation) -> None:
    today = cast.sarah.actor().today
    note = "Lettre à Mme Durand, bail 77-0042."
    taken(cast, situation, proof=Proof.HAND, done_on=today - timedelta(days=9), note=note)
    back = taken(cast, situation, proof=Proof.REGISTERED, tracking_number="1A 23", done_on=today - timedelta(days=5))
    taken(cast, situation, done_on=today - timedelta(days=2))
    gone = taken(cast, situation, done_on=today - timedelta(days=1))
    with installing():
        Step.objects.filter(pk=back.pk).update(result=Result.RETURNED, resulted_on=today)
        Step.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawn_why="Erreur.")
    asked = sheet_for(fact, cast.maud, field_sets=["facts", "steps"], widening_reason=WHY)
    assert cast.sarah.client().post("/saisines/nouvelle/", asked).status_code == 302
    (content,) = read(cast.maud)
    assert [(step["done_on"], step["reception"]) for step in content["steps"]] == [
        ((today - timedelta(days=9)).isoformat(), "reçue"),
        ((today - timedelta(days=5)).isoformat(), "courrier revenu"),
        ((today - timedelta(days=2)).isoformat(), ""),
    ]
    page = text_of(cast.maud.client().get(f"/saisines/{sent_by(cast.sarah)[0].pk}/"))
    assert "Rappel au règlement intérieur" in page
    assert [word for word in ("Durand", "77-0042", "1A 23", "Erreur") if word in page] == []


def test_steps_of_another_situation_do_not_cross(cast: Cast, fact: Incident, situation: Situation) -> None:
    with acting(cast.sarah) as sarah:
        lease = situations.open_lease_situation(
            by=sarah, residence=cast.tilleuls, lease="1", lease_from=None, key=uuid4()
        )
    taken(cast, lease, skip="already")
    asked = sheet_for(fact, cast.maud, field_sets=["facts", "steps"], widening_reason=WHY)
    page = cast.sarah.client().post("/saisines/nouvelle/", asked)
    assert (page.status_code, sent_by(cast.sarah)) == (200, [])


# Persons


def test_whom_an_action_is_brought_against_is_told_to_the_parquet(cast: Cast, fact: Incident, named: Person) -> None:
    assert cast.sarah.client().post("/saisines/nouvelle/", to_the_parquet(cast, fact)).status_code == 302
    (content,) = read(cast.maud)
    assert content["persons"] == [
        {"role": "Auteur présumé", "name": named.named, "born_on": "1980-02-03", "born_at": "Provins"}
    ]
    page = f"/saisines/{sent_by(cast.sarah)[0].pk}/"
    assert NAME in text_of(cast.maud.client().get(page))
    for name in ("karim", "paul", "victor", "pascale"):
        assert cast.people()[name].client().get(page).status_code == 404


def test_it_asks_for_a_reason_as_whatever_is_unusual_does(cast: Cast, fact: Incident, named: Person) -> None:
    page = cast.sarah.client().post("/saisines/nouvelle/", to_the_parquet(cast, fact, widening_reason=""))
    assert set(page.context["form"].errors) == {"widening_reason"}


def test_the_police_reads_persons_with_the_complaint_or_a_requisition(
    cast: Cast, fact: Incident, named: Person
) -> None:
    client = cast.sarah.client()
    page = client.post("/saisines/nouvelle/", to_the_police(cast, fact))
    assert set(page.context["form"].errors) == {"asked_persons_requisition"}
    assert sent_by(cast.sarah) == []
    with_complaint = to_the_police(cast, fact, field_sets=["facts", "place", "persons", "complaint"])
    assert client.post("/saisines/nouvelle/", with_complaint).status_code == 302
    required = to_the_police(cast, fact, asked_persons_requisition="Réquisition du 3 mars, n° 12/2026")
    assert client.post("/saisines/nouvelle/", required).status_code == 302
    told = [content["asked"].get("persons_requisition") for content in read(cast.karim)]
    assert sorted(told, key=bool) == [None, "Réquisition du 3 mars, n° 12/2026"]


def test_the_prefecture_reads_none(cast: Cast, fact: Incident, named: Person) -> None:
    asked = {"subject": "situation-prefecture", "basis": "loi-89-462", "field_sets": ["place", "persons", "complaint"]}
    page = cast.sarah.client().post("/saisines/nouvelle/", sheet_for(fact, cast.pascale, **asked, widening_reason=WHY))
    assert "ne sont pas communiquées à la préfecture" in text_of(page)
    assert sent_by(cast.sarah) == []


def ended(cast: Cast, named: Person) -> None:
    with acting(cast.sarah) as sarah:
        action = named.action
        persons.remove_person(by=sarah, person=named)
        legal_actions.withdraw_legal_action(by=sarah, action=action, why="Abandonnée.")


def test_a_draft_with_persons_stays_when_the_action_has_ended(cast: Cast, fact: Incident, named: Person) -> None:
    cast.sarah.client().post("/saisines/nouvelle/", to_the_parquet(cast, fact, act="draft"))
    (draft,) = sent_by(cast.sarah)
    ended(cast, named)
    with acting(cast.sarah) as sarah, pytest.raises(Refused) as why:
        services.send_referral(by=sarah, referral=draft)
    assert (why.value.field, why.value.sentence.startswith("Nommer quelqu’un suppose")) == ("field_sets", True)
    assert read(cast.maud) == []
    assert NAME not in text_of(cast.sarah.client().get(f"/saisines/{draft.pk}/"))


def test_a_completion_is_under_the_same_rules(cast: Cast, fact: Incident, named: Person) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    with acting(cast.sarah) as sarah:
        added: dict[str, Any] = {"by": sarah, "referral": referral, "field_sets": ["persons"]}
        unread = make_complaint(cast.sarah, fact)
        for reason, complaint in (("", None), (WHY, None), (WHY, unread)):
            with pytest.raises(Refused) as why, transaction.atomic():
                services.complete_referral(**added, widening_reason=reason, complaint=complaint)
            assert why.value.field == ("asked_persons_requisition" if reason else "widening_reason")
    assert [NAME in str(content) for content in read(cast.karim)] == [False]


def entries(verb: Verb) -> list[UUID | None]:
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        return list(Entry.objects.filter(verb=verb).order_by("at", "id").values_list("object_id", flat=True))


def test_each_page_that_shows_a_name_says_so_in_the_journal(cast: Cast, fact: Incident, named: Person) -> None:
    """The sheet that only offers the set names nobody."""
    client, asked = cast.sarah.client(), to_the_parquet(cast, fact)
    assert NAME not in text_of(client.get(f"/saisines/nouvelle/?incident={fact.pk}"))
    assert entries(Verb.PERSON_READ) == []
    shown = client.post("/saisines/nouvelle/", asked | {"act": "preview"})
    assert NAME in text_of(shown)
    assert entries(Verb.PERSON_READ) == [named.pk]
    client.post("/saisines/nouvelle/", asked | {"act": "draft", "seen": seen_in(shown)})
    client.get(f"/saisines/{sent_by(cast.sarah)[0].pk}/")
    assert entries(Verb.PERSON_READ) == [named.pk] * 2


def test_no_victim_and_no_witness_crosses_whatever_the_roles_are(cast: Cast) -> None:
    project = field_sets()["persons"]
    others = [Person(role=role, first_name="Ada", last_name=NAME) for role in ("victim", "witness", "complainant")]
    author = Person(role="author", first_name="Ada", last_name="Fictif")
    assert not project.is_filled(Drawn(cast.tilleuls, persons=others))
    assert [each["name"] for each in project.project(Drawn(cast.tilleuls, persons=[*others, author]))] == ["Ada Fictif"]


FROZEN = (
    "INSERT INTO referrals_disclosure (id, referral_id, number, content, digest, version, disclosed_at)"
    " VALUES (gen_random_uuid(), %s, 1, %s::jsonb, 'x', 2, app_now())"
)


def test_the_wall_lets_no_name_cross_without_a_running_action(cast: Cast, fact: Incident, named: Person) -> None:
    """Whoever writes past the services: the same row, with the action and without it."""
    content = '{"commune": {}, "precision": "", "persons": [{"name": "Zwentibold"}]}'
    for is_running in (True, False):
        with acting(cast.sarah) as sarah:
            draft = services.prepare_referral(by=sarah, sharing=_opinion(cast, fact, sarah.today), submission=uuid4())
        if not is_running:
            ended(cast, named)
        with acting(cast.sarah) as sarah:
            Referral.objects.filter(pk=draft.pk).update(state="sent", sent_at=sarah.now, version=2)
            assert refused(FROZEN, draft.pk, content) is not is_running


def _opinion(cast: Cast, fact: Incident, today: date) -> Sharing:
    return Sharing(
        residence=cast.tilleuls,
        recipient_post=cast.maud.post,
        subject=Subject.objects.get(pk="avis-parquet"),
        basis=LegalBasis.objects.get(pk="loi-78-17-46"),
        field_sets=["facts", "persons"],
        until=today + timedelta(days=30),
        incidents=(fact,),
        situation=fact.situation,
        widening_reason=WHY,
    )
