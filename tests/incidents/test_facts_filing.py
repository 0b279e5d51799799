"""Filing a fact, from the six fields that outside clients send to the words that the guard asks to read again."""

import re
import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from acting.days import PARIS
from acting.enums import Function
from incidents.enums import TOLD_TO_FILERS, IncidentState
from incidents.models import Category, Incident
from incidents.services.facts import file_incident, leave_apart
from journal.models import Entry, Message
from signatories.widgets import FirstChips
from tests.people import Cast, Person, acting, appoint, make_cast, make_fact, make_post, make_user

NEW = "/faits/nouveau/"
CONTRACT = ("residence", "place", "category", "started_at", "recurrence", "facts")


def when(**ago: float) -> str:
    return timezone.localtime(timezone.now() - timedelta(**ago), PARIS).strftime("%Y-%m-%dT%H:%M")


def six_fields(cast: Cast, **changed: str) -> dict[str, str]:
    """What `/faits/nouveau/` is promised to take from anybody, and no more."""
    return {
        "residence": str(cast.tilleuls.pk),
        "place": "hall",
        "category": "degradation",
        "started_at": when(hours=2),
        "recurrence": "isolated",
        "facts": "Porte du hall forcée, vitrage brisé.",
    } | changed


def facts_seen_by(person: Person) -> list[Incident]:
    with acting(person):
        return list(Incident.objects.select_related("category").order_by("filed_at"))


def entries_of(person: Person, verb: str) -> list[Entry]:
    with acting(person) as actor:
        return list(Entry.objects.filter(user_id=actor.user_id, verb=verb))


# Who, and what


def test_gardiens_and_referents_file_and_nobody_else(cast: Cast) -> None:
    opened = {name for name, person in cast.people().items() if person.client().get(NEW).status_code == 200}
    posted = {
        name for name, person in cast.people().items() if person.client().post(NEW, six_fields(cast)).status_code != 403
    }
    assert opened == posted == {"sarah", "gilles", "gaston", "victor", "zoe"}


def test_six_fields_file_a_fact(cast: Cast) -> None:
    sent = six_fields(cast)
    response = cast.gilles.client().post(NEW, sent)
    [fact] = facts_seen_by(cast.sarah)
    assert (response.status_code, response.headers["Location"]) == (302, reverse("incident_detail", args=[fact.pk]))
    assert (fact.residence_id, fact.place, fact.category_id) == (cast.tilleuls.pk, "hall", "degradation")
    assert (fact.recurrence, fact.facts, fact.state) == ("isolated", sent["facts"], "filed")
    assert timezone.localtime(fact.started_at, PARIS).strftime("%Y-%m-%dT%H:%M") == sent["started_at"]
    assert (fact.building, fact.damage_euros, fact.police_called) == ("", None, "no")
    assert (fact.landlord_id, fact.filed_by_id) == (cast.gilles.signatory.pk, cast.gilles.user.pk)
    assert [entry.object_id for entry in entries_of(cast.gilles, "fait.depose")] == [fact.pk]


def test_a_referent_goes_on_to_the_fact(cast: Cast) -> None:
    response = cast.sarah.client().post(NEW, six_fields(cast))
    [fact] = facts_seen_by(cast.sarah)
    assert response.headers["Location"] == reverse("incident_detail", args=[fact.pk])


def test_the_optional_fields_are_kept(cast: Cast) -> None:
    more = {"building": "Entrée B", "damage_euros": "1240", "police_called": "came"}
    cast.gilles.client().post(NEW, six_fields(cast, **more))
    [fact] = facts_seen_by(cast.gilles)
    assert (fact.building, fact.damage_euros, fact.police_called) == ("Entrée B", 1240, "came")


def test_the_residence_chosen_last_is_chosen_again(cast: Cast) -> None:
    """By the same person: what a colleague chose says nothing. It is shown, though folded with the others."""
    client = cast.gilles.client()
    make_fact(cast.gaston, cast.erables)
    assert client.get(NEW).context["form"]["residence"].value() == cast.tilleuls.pk
    client.post(NEW, six_fields(cast, residence=str(cast.erables.pk)))
    page = client.get(NEW)
    assert page.context["form"]["residence"].value() == cast.erables.pk
    assert re.search(r'<details class="more"\s+open>\s*<summary>Une autre résidence', page.text)


def test_whoever_files_reads_what_follows_in_plain_words(cast: Cast) -> None:
    """The reference, who reads it by function, never by name; a colleague is not told so."""
    page = cast.gilles.client().post(NEW, six_fields(cast), follow=True).text
    [fact] = facts_seen_by(cast.gilles)
    card = page[page.index("Et maintenant") : page.index("Le fait</h2>")]
    assert fact.reference in card
    assert "Le référent sûreté de votre organisme le lit" in card
    assert "Sarah" not in card
    assert "Et maintenant" not in cast.sarah.client().get(reverse("incident_detail", args=[fact.pk])).text
    told = {
        IncidentState.FILED: "Reçu, pas encore lu",
        IncidentState.ATTACHED: "Regroupé avec d’autres",
        IncidentState.LEFT_APART: "Vu, rien à faire de plus",
        IncidentState.SET_ASIDE: "Vu, non retenu",
        IncidentState.CLOSED: "Terminé",
    }
    assert told == TOLD_TO_FILERS
    with acting(cast.sarah) as sarah:
        leave_apart(by=sarah, incident=fact)
    assert told[IncidentState.LEFT_APART] in cast.gilles.client().get("/faits/").text
    assert "Laissé isolé" in cast.sarah.client().get("/faits/tous/").text


def test_each_place_and_rodeos_apart_from_wrecks_are_offered(cast: Cast) -> None:
    page = cast.gilles.client().get(NEW)
    places = ("Hall", "Escalier", "Ascenseur", "Cave", "Parking", "Local technique", "Toiture", "Loge ou agence")
    offered = [label for _, label in page.context["form"].fields["place"].choices]
    assert offered == [*places, "Abords", "Logement"]
    kinds = dict(page.context["form"].fields["category"].choices)
    assert (kinds["rodeos"], kinds["epaves"], kinds["vehicules"]) == ("Rodéo", "Épave", "Véhicules, stationnement")
    assert 'href="tel:17"' in page.text


def test_ends_of_lines_count_once(cast: Cast) -> None:
    """A browser lets 600 characters be typed and sends each end of line as two."""
    typed = "\n".join(["a" * 99] * 6)
    cast.gilles.client().post(NEW, six_fields(cast, facts=typed.replace("\n", "\r\n")))
    [fact] = facts_seen_by(cast.gilles)
    assert fact.facts == typed


def test_the_form_starts_with_the_residence_of_the_post_and_the_present(cast: Cast) -> None:
    form = cast.gilles.client().get(NEW).context["form"]
    assert form["residence"].value() == cast.tilleuls.pk
    groups = [(label, [name for _, name in options]) for label, options in form.fields["residence"].choices]
    assert groups == [
        ("Vos résidences", ["Résidence des Tilleuls – Meaux"]),
        ("Une autre résidence", ["Résidence des Érables – Melun"]),
    ]
    assert isinstance(form.fields["residence"].widget, FirstChips)
    shown = timezone.make_aware(form["started_at"].value(), PARIS)
    assert timedelta() <= timezone.now() - shown < timedelta(minutes=2)


# Once


def test_a_double_click_files_once(cast: Cast) -> None:
    client, submission = cast.gilles.client(), str(uuid4())
    first = client.post(NEW, six_fields(cast, submission=submission))
    again = client.post(NEW, six_fields(cast, submission=submission), follow=True)
    assert first.status_code == 302
    assert "rien n’a été ajouté" in again.content.decode()
    assert len(facts_seen_by(cast.sarah)) == 1
    assert len(entries_of(cast.gilles, "fait.depose")) == 1


@pytest.mark.parametrize("submission", [{}, {"submission": ""}, {"submission": "<script>"}])
def test_a_replay_without_a_number_files_once(cast: Cast, submission: dict[str, str]) -> None:
    client, sent = cast.gilles.client(), six_fields(cast) | submission
    assert [client.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    assert len(facts_seen_by(cast.sarah)) == 1


def test_another_fact_is_another(cast: Cast) -> None:
    client = cast.gilles.client()
    client.post(NEW, six_fields(cast))
    client.post(NEW, six_fields(cast, place="cellar"))
    assert {fact.place for fact in facts_seen_by(cast.sarah)} == {"hall", "cellar"}


def test_two_forms_with_the_same_words_are_two_facts(cast: Cast) -> None:
    client, sent = cast.gilles.client(), six_fields(cast)
    for _ in range(2):
        client.post(NEW, sent | {"submission": client.get(NEW).context["form"]["submission"].value()})
    assert len(facts_seen_by(cast.sarah)) == 2


def test_somebody_elses_number_gives_nothing_away(cast: Cast) -> None:
    submission = str(uuid4())
    cast.gilles.client().post(NEW, six_fields(cast, submission=submission))
    cast.zoe.client().post(NEW, six_fields(cast, residence=str(cast.pommiers.pk), submission=submission))
    assert [fact.residence_id for fact in facts_seen_by(cast.gilles)] == [cast.tilleuls.pk]
    assert [fact.residence_id for fact in facts_seen_by(cast.zoe)] == [cast.pommiers.pk]


def test_two_requests_at_the_same_moment_file_one_fact(own_database: str) -> None:
    cast, submission, at = make_cast(), uuid4(), timezone.now()
    inserted, filed = threading.Event(), []

    def file(wait_for: threading.Event | None, then: threading.Event | None) -> None:
        if wait_for:
            assert wait_for.wait(timeout=10)
        with acting(cast.gilles) as actor:
            fact = file_incident(
                by=actor,
                residence=cast.tilleuls,
                place="hall",
                category=Category.objects.get(pk="bruit"),
                started_at=at,
                recurrence="isolated",
                facts="Musique forte.",
                submission=submission,
            )
            if then:
                then.set()
        filed.append(fact.pk)
        connection.close()

    threads = [threading.Thread(target=file, args=args) for args in ((None, inserted), (inserted, None))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(filed) == 2
    assert filed[0] == filed[1]
    assert len(facts_seen_by(cast.gilles)) == 1


# Wrong input


@pytest.mark.parametrize("missing", CONTRACT)
def test_a_missing_field_keeps_all_others(cast: Cast, missing: str) -> None:
    sent = six_fields(cast, building="Entrée B", damage_euros="80", police_called="came") | {missing: ""}
    response = cast.gilles.client().post(NEW, sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Il y a 1 erreur à corriger" in page
    assert "<title>Erreur : " in page
    form = response.context["form"]
    assert set(form.errors) == {missing}
    assert {name: form[name].value() for name in sent} == sent
    assert facts_seen_by(cast.sarah) == []


@pytest.mark.parametrize(
    ("started_at", "said"),
    [
        (when(hours=-1), "dans l’avenir"),
        (when(days=400), "plus d’un an"),
        ("hier soir", "une date et une heure"),
        ("2026-02-30T10:00", "une date et une heure"),
    ],
)
def test_a_wrong_moment_is_said(cast: Cast, started_at: str, said: str) -> None:
    response = cast.gilles.client().post(NEW, six_fields(cast, started_at=started_at))
    assert said in response.content.decode()
    assert facts_seen_by(cast.sarah) == []


def test_a_telephone_whose_clock_is_a_little_fast_still_files(cast: Cast) -> None:
    cast.gilles.client().post(NEW, six_fields(cast, started_at=when(minutes=-3)))
    assert len(facts_seen_by(cast.gilles)) == 1


def test_the_residence_of_another_landlord_does_not_exist(cast: Cast) -> None:
    client = cast.gilles.client()
    foreign = client.post(NEW, six_fields(cast, residence=str(cast.pommiers.pk)))
    unknown = client.post(NEW, six_fields(cast, residence=str(uuid4())))
    assert foreign.context["form"].errors == unknown.context["form"].errors
    assert set(foreign.context["form"].errors) == {"residence"}
    assert facts_seen_by(cast.sarah) == facts_seen_by(cast.victor) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"facts": "a" * 601},
        {"facts": "porte\x00forcée"},
        {"category": "inconnue"},
        {"place": "toit"},
        {"recurrence": "jamais"},
        {"damage_euros": "-5"},
        {"damage_euros": "99999999999"},
        {"police_called": "peut-être"},
        {"building": "b" * 41},
        {"residence": "'; drop table"},
    ],
    ids=str,
)
def test_what_no_list_holds_is_refused(cast: Cast, wrong: dict[str, str]) -> None:
    response = cast.gilles.client().post(NEW, six_fields(cast) | wrong)
    assert set(response.context["form"].errors) == set(wrong)
    assert facts_seen_by(cast.sarah) == []


# The guard of the free text

EXCESSIVE = "Le voisin, alcoolique, a frappé la porte. Tel 06 12 34 56 78."


def test_excessive_words_come_back_with_the_reason(cast: Cast) -> None:
    response = cast.gilles.client().post(NEW, six_fields(cast, facts=EXCESSIVE))
    page = response.content.decode()
    assert response.status_code == 200
    assert "alcoolique »" in page
    assert "06 12 34 56 78 »" in page
    assert "L’état de santé ne se note pas" in page
    assert 'name="reviewed"' in page
    assert EXCESSIVE in page
    assert facts_seen_by(cast.sarah) == []


def test_what_was_read_again_is_sent_and_journaled_by_kind_only(cast: Cast) -> None:
    client = cast.gilles.client()
    shown = client.post(NEW, six_fields(cast, facts=EXCESSIVE, submission=str(uuid4())))
    again = {name: shown.context["form"][name].value() for name in (*CONTRACT, "submission")}
    assert client.post(NEW, again | {"reviewed": "on"}).status_code == 302
    [fact] = facts_seen_by(cast.sarah)
    [entry] = entries_of(cast.gilles, "fait.depose")
    assert fact.facts == EXCESSIVE
    assert entry.reason == "texte maintenu : santé, téléphone"


def test_plain_words_are_not_held_up(cast: Cast) -> None:
    response = cast.gilles.client().get(NEW)
    assert 'name="reviewed"' not in response.content.decode()
    cast.gilles.client().post(NEW, six_fields(cast))
    [entry] = entries_of(cast.gilles, "fait.depose")
    assert entry.reason == ""


# Outside the grid: violence in a dwelling


@pytest.mark.parametrize("category", ["menace", "violence"])
@pytest.mark.parametrize("left_out", [(), ("facts", "started_at", "recurrence", "residence")], ids=["whole", "begun"])
def test_violence_in_a_dwelling_files_nothing(cast: Cast, category: str, left_out: tuple[str, ...]) -> None:
    sent = six_fields(cast, place="dwelling", category=category, facts="Cris dans le logement.")
    response = cast.gilles.client().post(NEW, {name: value for name, value in sent.items() if name not in left_out})
    page = response.content.decode()
    assert response.status_code == 200
    assert page.index("tel:17") < page.index("sms:114") < page.index("tel:3919")
    assert "Rien n’a été enregistré" in page
    assert facts_seen_by(cast.sarah) == []
    with acting(cast.gilles) as actor:
        assert not Entry.objects.filter(user_id=actor.user_id).exists()


@pytest.mark.parametrize(("place", "category"), [("hall", "violence"), ("cellar", "bruit"), ("car_park", "squat")])
def test_other_facts_are_filed(cast: Cast, place: str, category: str) -> None:
    cast.gilles.client().post(NEW, six_fields(cast, place=place, category=category))
    assert [(fact.place, fact.category_id) for fact in facts_seen_by(cast.sarah)] == [(place, category)]


# An agent was targeted


def test_a_targeted_agent_is_told_at_once_to_the_referents_of_the_house(cast: Cast) -> None:
    deputy = appoint(
        make_user("Denis"), make_post(cast.sarah.signatory, Function.REFERENT, "Référent de Melun", communes=("77288",))
    )
    response = cast.gilles.client().post(NEW, six_fields(cast, category="agent-physique"), follow=True)
    [fact] = facts_seen_by(cast.sarah)
    messages = set(Message.objects.values_list("kind", "recipient_id", "object_id"))
    assert messages == {("agent_vise", person.user.pk, fact.pk) for person in (cast.sarah, deputy)}
    page = response.content.decode()
    assert [word in page for word in ("Soutien", "706-57", "Accident du travail")] == [True, True, True]


def test_a_referent_is_not_told_what_she_filed(cast: Cast) -> None:
    cast.sarah.client().post(NEW, six_fields(cast, category="agent-verbal"))
    assert not Message.objects.exists()


def test_other_facts_alert_nobody(cast: Cast) -> None:
    cast.gilles.client().post(NEW, six_fields(cast))
    assert not Message.objects.exists()


def test_the_draft_has_a_name_that_tells_nothing(cast: Cast) -> None:
    names = {person.client().get(NEW).context["person"] for person in (cast.gilles, cast.gaston, cast.sarah)}
    assert len(names) == 3
    assert not any(str(cast.gilles.user.pk) in name for name in names)


def test_the_oldest_moment_is_a_year_ago(cast: Cast) -> None:
    cast.gilles.client().post(NEW, six_fields(cast, started_at=when(days=364)))
    [fact] = facts_seen_by(cast.gilles)
    assert isinstance(fact.started_at, datetime)
