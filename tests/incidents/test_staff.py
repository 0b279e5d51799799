"""An agent or a contractor who was targeted: what is noted, by whom, until when, and who reads none of it.

Sarah is référente of the Deux Morins, Denise her deputy, Constance their lawyer; Gilles files, Gaston is a colleague.
"""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from acting.days import PARIS
from acting.enums import Function
from acting.refusals import Refused
from correspondents.due_list import due_page
from correspondents.due_rules import When
from correspondents.enums import DesignationRole
from incidents.enums import StaffAnswer, StaffItem
from incidents.models import Incident, StaffNote
from incidents.services.complaints import note_complaint
from incidents.services.facts import set_aside
from incidents.services.staff import note_staff
from incidents.staff_rules import CHECKLIST, OFFERED, Said, last_day_to_declare, refusals_of_answers
from journal.models import Entry, Message
from reports.own_panels import panels
from reports.own_steering import own_steering
from reports.periods import own_period
from tests.pages import one_line
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_user
from tests.roles import installing

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)
Due = Callable[[Person, date], list[tuple[str, date, str]]]
ALL_DONE: dict[StaffItem, Said] = {
    StaffItem.SUPPORT: Said(StaffAnswer.OFFERED, MONDAY),
    StaffItem.COMPLAINT: Said(StaffAnswer.FILED, MONDAY),
    StaffItem.ACCIDENT: Said(StaffAnswer.NOT_APPLICABLE, MONDAY),
    StaffItem.MANAGEMENT: Said(StaffAnswer.TOLD, MONDAY),
    StaffItem.DEBRIEF: Said(StaffAnswer.TOLD, MONDAY),
}


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


@pytest.fixture
def denise(cast: Cast) -> Person:
    return appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)


@pytest.fixture
def constance(cast: Cast) -> Person:
    return appoint(make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))


@pytest.fixture
def fact(cast: Cast) -> Incident:
    """Filed by Gilles on a Monday."""
    return make_fact(cast.gilles, cast.tilleuls, at=at(MONDAY), category="agent-verbal")


def page_of(fact: Incident) -> str:
    return f"/faits/{fact.pk}/agent-vise/"


# The 48 hours


@pytest.mark.parametrize(
    ("known", "until"),
    [
        (MONDAY, date(2026, 3, 4)),
        (date(2026, 3, 6), date(2026, 3, 9)),  # from a Friday, over a Sunday; Saturdays count
        (date(2026, 3, 7), date(2026, 3, 10)),
        (date(2026, 3, 8), date(2026, 3, 10)),  # known on a Sunday, which does not count
        (date(2026, 4, 30), date(2026, 5, 4)),  # the first of May and a Sunday
        (date(2026, 5, 22), date(2026, 5, 26)),  # Whit Sunday and Monday
        (date(2026, 12, 24), date(2026, 12, 28)),
    ],
)
def test_an_accident_is_declared_within_two_days_that_count(known: date, until: date) -> None:
    assert last_day_to_declare(known) == until


# The rule


def answered(item: StaffItem, answer: str, on: date | None = None) -> set[str]:
    found = refusals_of_answers({item: Said(answer, on)}, started_at=at(MONDAY), today=date(2026, 3, 4))
    return {refusal.field for refusal in found}


def test_every_answer_of_every_point_is_taken_with_its_day_and_no_other() -> None:
    for item in StaffItem:
        for answer in StaffAnswer:
            is_offered = answer in OFFERED[item]
            needs_day = item in CHECKLIST and Said(answer).is_settled
            taken = answered(item, answer, date(2026, 3, 3) if needs_day else None)
            assert taken == (set() if is_offered else {item}), (item, answer)


@pytest.mark.parametrize("on", [None, date(2026, 3, 1), date(2026, 3, 5)])
def test_what_is_done_was_done_between_the_fact_and_today(on: date | None) -> None:
    assert answered(StaffItem.SUPPORT, "offered", on) == {"support_on"}


@pytest.mark.parametrize(
    ("item", "answer"),
    [(StaffItem.SUPPORT, ""), (StaffItem.COMPLAINT, "to_file"), (StaffItem.ACCIDENT, "not_declared")],
)
def test_what_is_still_to_do_has_no_day(item: StaffItem, answer: str) -> None:
    assert answered(item, answer, MONDAY) == {f"{item}_on"}
    assert answered(item, answer) == set()


# Writing


def notes_of(fact: Incident) -> list[tuple[str, str, date | None, str]]:
    with installing():
        notes = StaffNote.objects.filter(incident=fact).order_by("noted_at", "item")
        return [(note.item, note.answer, note.on, note.post.label) for note in notes]


def test_a_correction_is_another_row_and_the_same_again_is_none(cast: Cast, fact: Incident, denise: Person) -> None:
    said = {StaffItem.COMPLAINT: Said("to_file"), StaffItem.OCCASION: Said("rent")}
    with acting(cast.sarah, at(MONDAY, 14)) as sarah:
        assert len(note_staff(by=sarah, incident=fact, answers=said)) == 2
        assert note_staff(by=sarah, incident=fact, answers=said) == []
    with acting(denise, at(MONDAY, 16)) as deputy:
        note_staff(by=deputy, incident=fact, answers={StaffItem.COMPLAINT: Said("filed", MONDAY)})
    post = cast.sarah.post.label
    assert notes_of(fact) == [
        ("complaint", "to_file", None, post),
        ("occasion", "rent", None, post),
        ("complaint", "filed", MONDAY, post),
    ]
    with installing():
        told = Entry.objects.filter(verb="fait.agent_vise").order_by("at")
        assert [(entry.object_id, entry.user_id, entry.reason) for entry in told] == [
            (fact.pk, cast.sarah.user.pk, ""),
            (fact.pk, denise.user.pk, ""),
        ]


def test_it_is_noted_of_a_fact_that_targets_staff_and_by_its_referents_alone(
    cast: Cast, fact: Incident, constance: Person
) -> None:
    said = {StaffItem.OCCASION: Said("rent")}
    for person in (cast.gilles, cast.gaston, constance, cast.victor, cast.karim, cast.dina):
        with acting(person) as actor, pytest.raises(PermissionDenied):
            note_staff(by=actor, incident=fact, answers=said)
    other = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah, pytest.raises(PermissionDenied):
        note_staff(by=sarah, incident=other, answers=said)
    assert notes_of(fact) == []


def test_an_answer_of_another_point_is_refused_by_the_service_and_by_the_database(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused):
            note_staff(by=sarah, incident=fact, answers={StaffItem.SUPPORT: Said("rent")})
        row = {"incident": fact, "post": cast.sarah.post, "noted_at": sarah.now}
        for words in ({"item": "support", "answer": "rent"}, {"item": "who", "answer": "agent", "on": MONDAY}):
            with pytest.raises(IntegrityError), transaction.atomic():
                StaffNote.objects.create(**row, **words)


# What is due


@pytest.fixture
def due(cast: Cast, denise: Person, constance: Person) -> Due:
    """Of each of the house on a day: the rows that stand first."""

    def first(person: Person, day: date) -> list[tuple[str, date, str]]:
        with acting(person, at(day)) as actor:
            groups = due_page(actor).groups
            rows = [row.due for group in groups if group.when == When.FIRST for row in group.rows]
            return [(row.what, row.due_on, row.set_by) for row in rows]

    return first


def test_it_stands_first_for_the_referent_and_the_deputy_until_all_is_noted(
    cast: Cast, fact: Incident, denise: Person, constance: Person, due: Due
) -> None:
    others = [make_fact(cast.gilles, cast.tilleuls, at=at(MONDAY)), make_fact(cast.zoe, cast.pommiers, at=at(MONDAY))]
    assert not any(other.targets_staff for other in others)
    accident = "accident du travail (le 4\u00a0mars\u00a02026 au plus tard)"
    points = f"soutien, plainte, {accident}, direction informée, retour fait à l’agent"
    row = (f"Agent visé, à noter\u00a0: {points}", date(2026, 3, 4), "de la loi")
    for day in (MONDAY, date(2026, 3, 4), date(2026, 3, 20)):
        assert due(cast.sarah, day) == due(denise, day) == [row]
    for person in (constance, cast.victor):
        assert due(person, MONDAY) == []
    with acting(cast.sarah, at(MONDAY, 14)) as sarah:
        left: dict[StaffItem, Said] = {
            StaffItem(item): said for item, said in ALL_DONE.items() if item != StaffItem.DEBRIEF
        }
        note_staff(by=sarah, incident=fact, answers=left)
    rest = ("Agent visé, à noter\u00a0: retour fait à l’agent", date(2026, 3, 4), "repère du portail")
    assert due(cast.sarah, MONDAY) == [rest]
    with acting(cast.sarah, at(MONDAY, 15)) as sarah:
        note_staff(by=sarah, incident=fact, answers=ALL_DONE)
    assert due(cast.sarah, MONDAY) == []
    with acting(cast.sarah, at(MONDAY, 16)) as sarah:
        note_staff(by=sarah, incident=fact, answers={StaffItem.SUPPORT: Said()})
    assert len(due(denise, MONDAY)) == 1, "an answer that was taken back opens it again"


def test_a_fact_that_was_set_aside_leaves_nothing_to_do(cast: Cast, fact: Incident, due: Due) -> None:
    with acting(cast.sarah) as sarah:
        set_aside(by=sarah, incident=fact, reason="doublon")
    assert due(cast.sarah, MONDAY) == []


def test_the_deputy_is_told_at_once_as_the_referent_is(cast: Cast, denise: Person, constance: Person) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, category="agent-physique")
    with installing():
        told = Message.objects.filter(object_id=fact.pk).values_list("kind", "recipient_id")
        assert set(told) == {("agent_vise", person.user.pk) for person in (cast.sarah, denise)}


def test_a_threat_against_an_agent_at_a_dwelling_counts_too(cast: Cast) -> None:
    """The category does not say it; whoever filed was asked."""
    client, data = cast.gilles.client(), {"residence": cast.tilleuls.pk, "place": "dwelling", "category": "menace"}
    data |= {"started_at": at(date.today(), 0).strftime("%Y-%m-%dT%H:%M"), "recurrence": "isolated"}
    client.post("/faits/nouveau/", data | {"facts": "Menaces à la porte.", "between": "staff"})
    with installing():
        [fact] = Incident.objects.all()
        assert (fact.targets_staff, fact.staff_open, fact.is_pressing) == (True, True, True)


# The pages


def test_the_referent_notes_on_the_page_and_reads_the_history_by_function(cast: Cast, fact: Incident) -> None:
    client = cast.sarah.client()
    shown = one_line(client.get(page_of(fact)).text)
    assert "était le mercredi 4\u00a0mars\u00a02026" in shown
    answer = client.post(page_of(fact), {"occasion": "inventory", "complaint": "filed", "complaint_on": "2026-03-03"})
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(fact))
    assert [row[:3] for row in notes_of(fact)] == [
        ("complaint", "filed", date(2026, 3, 3)),
        ("occasion", "inventory", None),
    ]
    shown = one_line(client.get(page_of(fact)).text)
    assert "Plainte : déposée, le 3\u00a0mars\u00a02026" in shown.replace("\u00a0:", " :")
    assert cast.sarah.post.named in shown
    assert "Sarah" not in shown.split("Historique", 1)[1]


def test_a_wrong_day_keeps_what_was_chosen(cast: Cast, fact: Incident) -> None:
    answer = cast.sarah.client().post(
        page_of(fact), {"support": "offered", "support_on": "2026-02-01", "occasion": "rent"}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"support_on"}
    assert 'value="2026-02-01"' in answer.text
    assert notes_of(fact) == []


def test_a_day_stands_with_what_is_done_and_nothing_is_called_optional(cast: Cast, fact: Incident) -> None:
    client = cast.sarah.client()
    page = client.get(page_of(fact)).text
    assert "(facultatif)" not in page
    shown_with = dict(re.findall(r'data-only-for="(\w+)" data-values="([\w ]*)"', page))
    assert shown_with == {
        "support": "offered",
        "complaint": "filed declined",
        "accident": "declared none",
        "management": "told",
        "debrief": "told",
    }
    answers = re.findall(r'name="accident" value="(\w*)"', page)
    assert answers == ["declared", "not_declared", "none"], "«\u00a0Non, pas encore\u00a0» is the only one to say so"
    assert client.post(page_of(fact), {"accident": "not_declared"}).status_code == 302
    assert [note[:3] for note in notes_of(fact)] == [("accident", "not_declared", None)]


def test_another_fact_has_no_such_page(cast: Cast) -> None:
    plain = make_fact(cast.gilles, cast.tilleuls)
    assert cast.sarah.client().get(page_of(plain)).status_code == 404


def test_whoever_filed_reads_plain_words_and_nothing_that_was_noted(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        note_staff(by=sarah, incident=fact, answers=ALL_DONE | {StaffItem.OCCASION: Said("inventory")})
    page = cast.gilles.client().get(f"/faits/{fact.pk}/").text
    assert "Votre responsable est prévenu" in page
    assert 'href="tel:17"' in page
    noted = ("Sans objet", "Proposé,", "Déposée,", "État des lieux", "agent-vise", "Direction")
    assert [word for word in noted if word in page] == []
    assert cast.gilles.client().get(page_of(fact)).status_code == 403
    for person in (cast.gilles, cast.gaston):
        with acting(person):
            assert list(StaffNote.objects.all()) == []


# Figures


def test_the_house_counts_its_agents_by_occasion_and_place_with_their_complaints(
    cast: Cast, fact: Incident, constance: Person
) -> None:
    day = at(MONDAY, 15)
    second, third, aside = (
        make_fact(cast.gilles, cast.tilleuls, at=at(MONDAY), category="agent-physique") for _ in range(3)
    )
    make_fact(cast.gilles, cast.tilleuls, at=at(MONDAY))
    make_fact(cast.zoe, cast.pommiers, at=at(MONDAY), category="agent-verbal")
    with acting(cast.sarah, day) as sarah:
        filed = {StaffItem.OCCASION: Said("rent"), StaffItem.COMPLAINT: Said("filed", MONDAY)}
        note_staff(by=sarah, incident=fact, answers={StaffItem.OCCASION: Said("round")})
        note_staff(by=sarah, incident=second, answers={StaffItem.OCCASION: Said("rent")})
        set_aside(by=sarah, incident=aside, reason="doublon")
        note_complaint(by=sarah, incident=third, complainant="agent", filed_on=MONDAY)
        note_complaint(by=sarah, incident=second, complainant="landlord", filed_on=MONDAY)
    with acting(cast.sarah, at(MONDAY, 16)) as sarah:
        note_staff(by=sarah, incident=fact, answers=filed)
        own = own_steering(sarah, own_period("12-mois", sarah.today))
    found = {panel.key: panel for panel in panels(own)}
    assert found["occasions"].sentence == "3 agents ou prestataires visés, 2 plaintes déposées."
    lines = {row[0]: row[1:] for row in found["occasions"].rows if row[1] != "0"}
    assert lines == {"Loyer": ("2", "1"), "Occasion non notée": ("1", "1")}
    assert found["places"].rows == (("Hall", "3", "2"),)
    with acting(constance, at(MONDAY, 16)) as actor:
        assert own_steering(actor, own_period("12-mois", actor.today)).targeted is None
