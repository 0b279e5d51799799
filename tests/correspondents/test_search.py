"""The one box: whose words find what, what is forgiven, and what is found no more."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from acting.actor import known
from incidents.models import CaseWord, Incident
from incidents.services.complaints import note_complaint
from journal.models import Entry
from referrals.models import Disclosure, Referral
from referrals.services.referrals import withdraw_referral
from signatories.enums import MeetingKind
from signatories.models import Meeting
from tests.people import Cast, Person, acting, make_fact, make_referral
from tests.roles import installing

AsWorker = Callable[[], AbstractContextManager[None]]
LINK = re.compile(r'<li>\s*<a href="(/[^"]+)"')


def found_by(person: Person, text: str, **more: str) -> set[str]:
    """The addresses of the rows of the page; people of the directory left out unless they are asked for."""
    answer = person.client().post("/recherche/", {"texte": text, **more})
    assert answer.status_code == 200
    assert text not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    assert "no-store" in answer.headers["Cache-Control"]
    page = answer.content.decode()
    rows = page[page.index("<main") : page.index("</main>")]
    return {
        link for link in LINK.findall(rows) if not link.startswith("/annuaire/") or more.get("nature") == "annuaire"
    }


PAGES = {
    "incident": "faits",
    "situation": "situations",
    "complaint": "plaintes",
    "referral": "saisines",
    "meeting": "reunions",
}


def of(thing: Any) -> str:
    return f"/{PAGES[thing._meta.model_name]}/{thing.pk}/"


@pytest.fixture
def wreck(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls, facts="Une épave brûlée devant l’entrée, deux scooters volés à côté.")


@pytest.fixture
def others(cast: Cast) -> dict[str, Incident]:
    """What else speaks of a wreck: at Gaston's residence, and at the other landlord's."""
    return {
        "gaston": make_fact(cast.gaston, cast.erables, facts="Épave brûlée sur le parking."),
        "zoe": make_fact(cast.zoe, cast.pommiers, facts="Épave brûlée sous le porche."),
    }


def test_each_finds_the_facts_that_are_theirs(cast: Cast, wreck: Incident, others: dict[str, Incident]) -> None:
    found = {name: found_by(person, "epaves brulees") for name, person in cast.people().items()}
    assert {name: links for name, links in found.items() if links} == {
        "sarah": {of(wreck), of(others["gaston"])},
        "gilles": {of(wreck)},
        "gaston": {of(others["gaston"])},
        "victor": {of(others["zoe"])},
        "zoe": {of(others["zoe"])},
    }


FORGIVEN = (
    "épave",
    "EPAVES",
    "scooter vole",
    "scoter",
    "epvae",
    "scootr volés",
    "scootesr",
    "tilleul epave",
    "meaux scooters",
    "brul",
)


@pytest.mark.parametrize("text", FORGIVEN)
def test_accents_plurals_and_typos_are_forgiven(cast: Cast, wreck: Incident, text: str) -> None:
    make_fact(cast.gilles, cast.tilleuls, facts="Des cris dans l’escalier.")
    assert found_by(cast.sarah, text) == {of(wreck)}


def test_all_words_are_wanted(cast: Cast, wreck: Incident) -> None:
    assert found_by(cast.sarah, "épave chien") == set()
    assert found_by(cast.sarah, "de la") == set()
    assert found_by(cast.sarah, " ") == set()


def test_a_reference_and_numbers_find_their_own(cast: Cast, wreck: Incident) -> None:
    with acting(cast.sarah) as sarah:
        complaint = note_complaint(
            by=sarah, incident=wreck, complainant="landlord", filed_on=sarah.today, pv_number="2026/04512"
        )
    wreck.refresh_from_db()
    make_fact(cast.gilles, cast.tilleuls)
    situation = wreck.situation
    assert situation
    assert found_by(cast.sarah, wreck.reference) == {of(wreck), of(complaint)}
    assert found_by(cast.sarah, situation.reference.replace("-", "").lower()) == {of(situation)}
    assert found_by(cast.sarah, "PV 2026/04512", nature="plaintes") == set()
    assert found_by(cast.sarah, "2026-04512") == found_by(cast.sarah, "202604512") == {of(complaint)}


@pytest.fixture
def shared(cast: Cast, wreck: Incident) -> Referral:
    return make_referral(
        cast.sarah, cast.karim, cast.tilleuls, incident=wreck, field_sets=("facts", "place", "contact")
    )


def test_partners_find_what_was_shared_and_that_alone(
    cast: Cast, shared: Referral, others: dict[str, Incident]
) -> None:
    """Not what the landlord writes beside it, nor by the name of whom it has as a contact."""
    assert found_by(cast.karim, "épave brûlée") == {of(shared)}
    assert found_by(cast.karim, shared.reference) == {of(shared)}
    assert found_by(cast.karim, "Sarah", nature="saisines") == set()
    for person in (cast.maud, cast.geraldine, cast.pascale, cast.perrine, cast.victor):
        assert of(shared) not in found_by(person, "épave brûlée")
    with installing():
        Incident.objects.update(facts="Un chien sans laisse.")
    assert found_by(cast.karim, "chien") == set()
    assert found_by(cast.karim, "épave brûlée") == {of(shared)}
    assert found_by(cast.sarah, "chien") >= {of(others["gaston"])}
    assert found_by(cast.sarah, "épave brûlée") == {of(shared)}


def test_persons_in_question_have_no_words(cast: Cast, shared: Referral) -> None:
    """Even where they were passed on; what stands beside them has."""
    with installing():
        content = Disclosure.objects.get(referral=shared).content
        named = content | {"persons": [{"role": "Auteur présumé", "name": "Zébulon Fictif"}], "precision": "Girouette."}
        Disclosure.objects.filter(referral=shared).update(content=named)
    for person in (cast.karim, cast.sarah):
        assert found_by(person, "zebulon", nature="saisines") == set()
        assert found_by(person, "girouettes", nature="saisines") == {of(shared)}


def test_what_was_withdrawn_is_found_by_its_sender_alone(cast: Cast, shared: Referral, wreck: Incident) -> None:
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=shared, withdrawal_motive="no_need")
    assert found_by(cast.karim, "épave brûlée") == found_by(cast.karim, shared.reference) == set()
    assert found_by(cast.sarah, "épave brûlée") == {of(wreck), of(shared)}


def test_what_is_past_its_day_is_not_found_before_any_job_runs(cast: Cast, wreck: Incident) -> None:
    then = timezone.now() - timedelta(days=40)
    referral = make_referral(
        cast.sarah, cast.karim, cast.tilleuls, incident=wreck, at=then, until=(then + timedelta(days=30)).date()
    )
    assert found_by(cast.karim, referral.reference) == set()
    assert found_by(cast.sarah, referral.reference) == {of(referral)}


def test_what_is_reserved_is_found_by_whom_it_is_for(cast: Cast, wreck: Incident) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=wreck, readers=(cast.maud,))
    assert found_by(cast.maud, referral.reference) == {of(referral)}
    assert found_by(cast.perrine, referral.reference) == set()


def test_delegate_and_administrator_find_people_and_meetings(cast: Cast, wreck: Incident, shared: Referral) -> None:
    with acting(cast.delphine) as delphine:
        meeting = Meeting.objects.create(
            convention_id=known(delphine.convention_id),
            kind=MeetingKind.values[0],
            title="Comité technique",
            starts_at=delphine.now,
            agenda="Épaves et encombrants du printemps",
        )
    for person in (cast.delphine, cast.adrien):
        assert found_by(person, "épave encombrant") == {of(meeting)}
        assert found_by(person, "épave brûlée") == set()
        assert found_by(person, "maud", nature="annuaire") == {f"/annuaire/postes/{cast.maud.post.pk}/"}
        gilles = f"/annuaire/postes/{cast.gilles.post.pk}/"
        assert gilles not in found_by(person, "gilles", nature="annuaire")
    assert found_by(cast.dina, "épave") == set()
    assert found_by(cast.gilles, "encombrant") == set()


def test_a_read_is_told_and_the_words_are_not(cast: Cast, wreck: Incident, others: dict[str, Incident]) -> None:
    found_by(cast.sarah, "épave brûlée")
    with acting(cast.dina):
        entry = Entry.objects.get(verb="fait.lu", reason="recherche")
        assert (entry.owner_id, entry.count, set(entry.shown or ())) == (
            cast.sarah.signatory.pk,
            2,
            {wreck.pk, others["gaston"].pk},
        )
        assert not [each for each in Entry.objects.values() if "pave" in repr(each)]


def test_more_goes_on_where_the_page_ended(cast: Cast) -> None:
    now = timezone.now()
    facts = [
        make_fact(cast.gilles, cast.tilleuls, at=now - timedelta(days=day), facts="Rodéo de motos.")
        for day in range(28)
    ]
    for person in (cast.sarah, cast.gilles):
        first = found_by(person, "rodeos", nature="faits")
        page = person.client().post("/recherche/", {"texte": "rodeos", "nature": "faits"}).content.decode()
        after = re.search(r'name="apres" value="([^"]+)"', page)
        assert after
        assert first == {of(fact) for fact in facts[:25]}
        assert found_by(person, "rodeos", nature="faits", apres=after[1].replace("&#x27;", "'")) == {
            of(fact) for fact in facts[25:]
        }
        assert found_by(person, "rodeos", nature="faits", apres="n’importe quoi") == first


def test_words_follow_what_they_are_of(cast: Cast, wreck: Incident) -> None:
    """A residence renamed, a fact erased: in the same transaction."""
    with installing():
        type(cast.tilleuls).objects.filter(pk=cast.tilleuls.pk).update(name="Les Glycines")
    assert found_by(cast.sarah, "glycine epave") == {of(wreck)}
    assert found_by(cast.sarah, "tilleuls epave") == set()
    with installing():
        Incident.objects.filter(pk=wreck.pk).delete()
        assert not CaseWord.objects.filter(object_id=wreck.pk).exists()


def test_the_words_do_not_drift(cast: Cast, shared: Referral, as_worker: AsWorker) -> None:
    """Neither by what the services write, nor unseen: a word that somebody takes away is told, and written again."""
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=shared)

    def drift(*arguments: str) -> str:
        with as_worker():
            try:
                told = io.StringIO()
                call_command("index_words", *arguments, stdout=told)
            except CommandError as error:
                return str(error)
            return told.getvalue().strip()

    assert drift("--check") == "Mots de recherche conformes."
    with installing():
        CaseWord.objects.filter(word="epav").delete()
    assert drift("--check") == "DÉRIVE\u00a0: 1 mots ne suivent pas ce dont ils sont."
    assert drift() == "1 mots corrigés."
    assert drift("--check") == "Mots de recherche conformes."
