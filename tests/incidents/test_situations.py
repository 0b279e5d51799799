"""Situations: what may be taken together, how a place is rated, and how one ends."""

from datetime import timedelta
from importlib import import_module
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from acting.refusals import Conflict, Refused
from incidents.enums import Ending
from incidents.models import Incident, Situation, SituationTurn
from incidents.rating import GRID, Colour, Lift, rated, refusals_of_rating
from incidents.services import situations
from tests.people import Cast, acting, make_fact, make_referral
from tests.roles import installing

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(cast: Cast) -> list[Incident]:
    """Three of the hall of the Tilleuls."""
    return [make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=days)) for days in (30, 20, 10)]


@pytest.fixture
def situation(cast: Cast, facts: list[Incident]) -> Situation:
    with acting(cast.sarah) as sarah:
        return situations.join_facts(by=sarah, facts=facts)


def facts_in(cast: Cast, situation: Situation) -> set[str]:
    with acting(cast.sarah):
        return set(Incident.objects.filter(situation=situation).values_list("reference", flat=True))


def turns_of(cast: Cast, situation: Situation) -> list[tuple[str, str]]:
    with acting(cast.sarah):
        return list(SituationTurn.objects.filter(situation=situation).values_list("turn", "said"))


# The colour


def test_the_colour_never_falls_where_it_gets_worse() -> None:
    order = list(Colour)
    for gravity, recurrence in product(range(1, 5), repeat=2):
        here = order.index(rated(gravity, recurrence).colour)
        assert here == order.index(GRID[gravity - 1][recurrence - 1])
        for worse in {(min(gravity + 1, 4), recurrence), (gravity, min(recurrence + 1, 4))}:
            assert order.index(rated(*worse).colour) >= here


@pytest.mark.parametrize(
    ("lifts", "colour"), [((), "green"), (("weapon",), "orange"), (("threat", "agent"), "red"), (tuple(Lift), "red")]
)
def test_what_aggravates_lifts_the_colour_and_says_so(lifts: tuple[str, ...], colour: str) -> None:
    found = rated(1, 1, lifts)
    assert found.colour == colour
    assert len(found.because) == (2 if lifts else 1)
    assert found.because[0] == "Gravité « gêne », récurrence « isolée » : vert."


def test_a_lift_that_changes_nothing_says_so() -> None:
    assert rated(4, 4, ["weapon"]).because[1].endswith("ne change pas la couleur.")


@pytest.mark.parametrize(
    ("gravity", "recurrence", "lifts", "reason", "fields"),
    [
        (2, 3, [], "", []),
        (2, 3, ["agent"], "Agression de l’agent le 3 mars.", []),
        (2, 3, ["agent"], " ", ["reason"]),
        (0, 5, [], "", ["gravity", "recurrence"]),
        (1, 1, ["minorité"], "x", ["lifts"]),
    ],
)
def test_what_a_rating_must_be(gravity: int, recurrence: int, lifts: list[str], reason: str, fields: list[str]) -> None:
    assert [each.field for each in refusals_of_rating(gravity, recurrence, lifts, reason)] == fields


def test_a_rating_is_kept_with_its_reason(cast: Cast, situation: Situation) -> None:
    with acting(cast.sarah) as sarah:
        situations.rate_situation(
            by=sarah, situation=situation, gravity=2, recurrence=2, lifts=["weapon"], reason="Une barre de fer."
        )
        kept = Situation.objects.get(pk=situation.pk)
    assert (kept.gravity, kept.recurrence, kept.lifts, kept.colour) == (2, 2, ["weapon"], "orange")
    said = [words for turn, words in turns_of(cast, situation) if turn == "rated"]
    because = "Gravité « trouble », récurrence « répétée » : jaune. Une arme a été vue : relève à orange."
    assert said == [f"{because} Motif : Une barre de fer."]


def test_what_was_rated_before_gets_the_colour_that_its_words_say(cast: Cast, situation: Situation) -> None:
    """The words that somebody typed behind them say nothing."""
    typed = "Le hall relève à rouge. Ce n’est pas : vert."
    with acting(cast.sarah) as sarah:
        for gravity, recurrence, lifts in ((1, 1, []), (2, 2, []), (1, 1, ["agent"]), (1, 2, ["threat", "agent"])):
            situations.rate_situation(
                by=sarah, situation=situation, gravity=gravity, recurrence=recurrence, lifts=lifts, reason=typed
            )
    read_back = import_module("incidents.migrations.0013_colour_of_turns").COLOUR_SAID
    lowered = "ALTER TABLE incidents_situationturn NO FORCE ROW LEVEL SECURITY"
    with installing(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(lowered)
        cursor.execute("UPDATE incidents_situationturn SET colour = ''")
        cursor.execute(read_back)
    with acting(cast.sarah):
        kept = SituationTurn.objects.filter(situation=situation).values_list("turn", "colour")
        assert list(kept) == [
            ("opened", ""),
            ("joined", ""),
            *(("rated", colour) for colour in ("green", "yellow", "orange", "red")),
        ]


def test_a_lease_is_never_rated(cast: Cast) -> None:
    lease = lease_of(cast)
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="jamais cotée"):
        situations.rate_situation(by=sarah, situation=lease, gravity=1, recurrence=1)
    assert cast.sarah.client().get(reverse("situation_rate", args=[lease.pk])).status_code == 403
    with (
        acting(cast.sarah),
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE incidents_situation SET colour = 'red' WHERE id = %s", [lease.pk])


# Taken together


def lease_of(cast: Cast, number: str = "2019-0417", **words: Any) -> Situation:
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"residence": cast.tilleuls, "lease": number, "lease_from": None, "key": uuid4()}
        return situations.open_lease_situation(by=sarah, **given | words)


def test_facts_of_one_place_become_a_situation(cast: Cast, situation: Situation, facts: list[Incident]) -> None:
    assert facts_in(cast, situation) == {fact.reference for fact in facts}
    with acting(cast.sarah):
        kept = Situation.objects.get(pk=situation.pk)
        assert set(Incident.objects.values_list("state", flat=True)) == {"attached"}
    assert (kept.place, kept.building, kept.kind, kept.subject) == ("hall", "C", "place", "Hall, C")
    assert kept.reference.startswith("D-")
    assert [turn for turn, _ in turns_of(cast, situation)] == ["opened", "joined"]


def test_who_filed_reads_it_in_plain_words(cast: Cast, situation: Situation, facts: list[Incident]) -> None:
    page = cast.gilles.client().get(reverse("incident_detail", args=[facts[0].pk])).content.decode()
    assert "Regroupé avec d’autres" in page
    assert situation.reference not in page


def test_facts_of_two_residences_are_not_taken_together(cast: Cast, situation: Situation) -> None:
    elsewhere = make_fact(cast.gaston, cast.erables)
    here = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        for facts, into in (([elsewhere], situation), ([here, elsewhere], None)):
            with pytest.raises(Refused, match="une seule résidence"):
                situations.join_facts(by=sarah, facts=facts, situation=into)
        assert Situation.objects.count() == 1


def test_a_fact_is_taken_once(cast: Cast, situation: Situation, facts: list[Incident]) -> None:
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match=facts[0].reference):
        situations.join_facts(by=sarah, facts=facts[:1])


def test_another_landlord_s_fact_is_taken_by_nobody_else(cast: Cast, situation: Situation) -> None:
    theirs = make_fact(cast.zoe, cast.pommiers)
    with acting(cast.sarah) as sarah, pytest.raises(PermissionDenied):
        situations.join_facts(by=sarah, facts=[theirs], situation=situation)


def test_some_facts_go_to_a_new_situation(cast: Cast, situation: Situation, facts: list[Incident]) -> None:
    with acting(cast.sarah) as sarah:
        other = situations.move_facts(by=sarah, situation=situation, facts=facts[:1])
    assert facts_in(cast, other) == {facts[0].reference}
    assert facts_in(cast, situation) == {fact.reference for fact in facts[1:]}
    assert turns_of(cast, situation)[-1] == ("moved", f"{facts[0].reference} → {other.reference}")
    assert turns_of(cast, other)[-1] == ("joined", f"{facts[0].reference}, venu de {situation.reference}")


def test_a_situation_is_not_emptied_into_a_new_one(cast: Cast, situation: Situation, facts: list[Incident]) -> None:
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="au moins un fait"):
        situations.move_facts(by=sarah, situation=situation, facts=facts)


def test_two_situations_are_reunited(cast: Cast, situation: Situation, facts: list[Incident]) -> None:
    late = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        other = situations.open_situation(by=sarah, incident=late)
        situations.merge_situation(by=sarah, situation=other, into=situation)
        gone = Situation.objects.get(pk=other.pk)
        assert (gone.ending, gone.merged_into_id, gone.ended_at) == ("merged", situation.pk, sarah.now)
        with pytest.raises(Refused, match="réunie à une autre"):
            situations.reopen_situation(by=sarah, situation=gone)
    assert facts_in(cast, situation) == {fact.reference for fact in [*facts, late]}


def test_a_place_and_a_lease_are_not_reunited(cast: Cast, situation: Situation) -> None:
    lease = lease_of(cast)
    with acting(cast.sarah) as sarah:
        for source, target in ((situation, lease), (lease, situation), (situation, situation)):
            with pytest.raises(Refused):
                situations.merge_situation(by=sarah, situation=source, into=target)


def test_one_open_situation_for_a_lease(cast: Cast) -> None:
    first = lease_of(cast)
    with pytest.raises(Refused, match=first.reference):
        lease_of(cast)
    with acting(cast.sarah) as sarah:
        situations.close_situation(by=sarah, situation=first, ending=Ending.MOVED_OUT)
    second = lease_of(cast)
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match=second.reference):
            situations.reopen_situation(by=sarah, situation=first)
        situations.close_situation(by=sarah, situation=second, ending=Ending.MOVED_OUT)
        assert situations.reopen_situation(by=sarah, situation=first).ended_at is None


def test_the_words_of_a_rating_are_bounded_and_refused_rather_than_cut(cast: Cast, situation: Situation) -> None:
    with acting(cast.sarah) as sarah, pytest.raises(Refused) as refused:
        situations.rate_situation(
            by=sarah, situation=situation, gravity=2, recurrence=2, lifts=["weapon"], reason="x" * 241
        )
    assert refused.value.field == "reason"


def test_the_same_form_opens_one_lease(cast: Cast) -> None:
    key = uuid4()
    assert lease_of(cast, key=key) == lease_of(cast, key=key)


def test_a_lease_that_has_not_begun(cast: Cast) -> None:
    with pytest.raises(Refused, match="n’a pas commencé"):
        lease_of(cast, lease_from=timezone.localdate() + timedelta(days=2))
    with pytest.raises(Refused, match="une de vos résidences"):
        lease_of(cast, residence=cast.pommiers)


# Followed, ended


def test_a_situation_is_followed_by_a_colleague_alone(cast: Cast, situation: Situation) -> None:
    day = timezone.localdate() + timedelta(days=10)
    with acting(cast.sarah) as sarah:
        situations.keep_situation(by=sarah, situation=situation, assigned_to=cast.sarah.designation, review_on=day)
        kept = Situation.objects.get(pk=situation.pk)
        assert (kept.assigned_to, kept.review_on) == (cast.sarah.designation, day)
        for stranger in (cast.gilles, cast.victor, cast.karim):
            with pytest.raises(Refused, match="de votre organisme"):
                situations.keep_situation(
                    by=sarah, situation=situation, assigned_to=stranger.designation, review_on=day
                )
        with pytest.raises(Refused, match="à venir"):
            situations.keep_situation(
                by=sarah, situation=situation, assigned_to=None, review_on=timezone.localdate() - timedelta(days=1)
            )


def test_its_facts_end_and_come_back_with_it(cast: Cast, situation: Situation, facts: list[Incident]) -> None:
    def states() -> set[str]:
        return set(Incident.objects.filter(situation=situation).values_list("state", flat=True))

    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused):
            situations.close_situation(by=sarah, situation=situation, ending=Ending.GRANTED)
        situations.close_situation(by=sarah, situation=situation, ending=Ending.SETTLED)
        assert states() == {"closed"}
        with pytest.raises(Conflict):
            situations.close_situation(by=sarah, situation=situation, ending=Ending.SETTLED)
        with pytest.raises(Refused, match="close"):
            situations.move_facts(by=sarah, situation=situation, facts=facts[:1])
    page = cast.gilles.client().get(reverse("incident_detail", args=[facts[0].pk])).content.decode()
    assert "Terminé" in page
    with acting(cast.sarah) as sarah:
        situations.reopen_situation(by=sarah, situation=situation)
        assert states() == {"attached"}


# Who


CASE_PAGES = ("situation_detail", "situation_follow", "situation_rate", "situation_close", "situation_merge")


def test_nobody_else_learns_of_a_situation(cast: Cast, situation: Situation) -> None:
    codes = {
        name: {person.client().get(reverse(page, args=[situation.pk])).status_code for page in CASE_PAGES}
        for name, person in cast.people().items()
    }
    assert codes.pop("sarah") == {200}
    assert codes.pop("victor") == {404}
    assert set(map(frozenset, codes.values())) == {frozenset({403})}
    assert situation.reference not in cast.victor.client().get("/situations/").content.decode()


def test_services_ask_whose_it_is(cast: Cast, situation: Situation) -> None:
    for person in (cast.victor, cast.gilles, cast.karim, cast.delphine, cast.adrien):
        with acting(person) as by, pytest.raises(PermissionDenied):
            situations.close_situation(by=by, situation=situation, ending=Ending.SETTLED)


def test_its_page_tells_what_was_passed_on_and_answered(
    cast: Cast, situation: Situation, facts: list[Incident]
) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=facts[0])
    unrelated = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    page = cast.sarah.client().get(reverse("situation_detail", args=[situation.pk])).content.decode()
    assert referral.reference in page
    assert unrelated.reference not in page
    assert all(fact.reference in page for fact in facts)
    assert "Gilles" not in page


def test_the_nearest_facts_are_offered_and_the_page_says_that_there_are_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hall of a bad year has hundreds; what is chosen elsewhere is taken all the same."""
    monkeypatch.setattr("incidents.forms.situations.MOST_OFFERED", 2)
    first, *others = [make_fact(cast.gilles, cast.tilleuls) for _ in range(4)]
    address = reverse("incident_join", args=[first.pk])
    page = cast.sarah.client().get(address).content.decode()
    assert sum(str(fact.pk) in page for fact in others) == 1
    assert "Les 2 plus proches" in page
    assert cast.sarah.client().post(address, {"fait": [fact.pk for fact in (first, *others)]}).status_code == 302
    with acting(cast.sarah):
        assert Situation.objects.get().incidents.count() == 4
