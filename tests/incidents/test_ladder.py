"""The graduated response: the graph, what the law asks before a rung, what a landlord may skip, and its steps."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from acting.refusals import Conflict, Refused
from incidents.ladder import NODE, NODES, Proof, Rung, Taken, Where, choices, due_on, in_truce, refusals_of_step
from incidents.ladder_picture import ROWS, picture
from incidents.models import Incident, Situation, Step
from incidents.services import situations, steps
from referrals.models import LegalBasis
from tests.people import Cast, acting, make_fact
from tests.walls.trials import refused

DAY = date(2026, 5, 4)


def taken(*rungs: str, result: str = "", on: date = DAY) -> list[Taken]:
    return [Taken(Rung(rung), on, result) for rung in rungs]


def step(rung: str, before: list[Taken], **words: Any) -> list[str]:
    """The fields that are refused."""
    node = NODE[Rung(rung)]
    given: dict[str, Any] = {"done_on": DAY, "today": DAY, "is_of_place": False, "proof": node.proofs[0]}
    given |= {"tracking_number": "1A 234", "until": words.get("done_on", DAY) + timedelta(days=15)}
    return [refusal.field for refusal in refusals_of_step(rung=rung, taken=before, **given | words)]


# The graph


def test_every_rung_stands_once_in_graph_and_picture() -> None:
    assert [node.rung for node in NODES] == list(Rung)
    assert set(ROWS) == set(Rung)


def test_the_graph_has_no_circle() -> None:
    order = list(Rung)
    for node in NODES:
        assert all(order.index(each) < order.index(node.rung) for each in (*node.usual, *node.needs))


@pytest.mark.django_db
def test_every_text_of_a_rung_is_a_row() -> None:
    cited = {text for node in NODES for text in node.texts}
    assert set(LegalBasis.objects.filter(pk__in=cited).values_list("pk", flat=True)) == cited != set()


@pytest.mark.parametrize(
    ("rung", "before", "result"),
    [
        ("judgment", (), ""),
        ("order", ("writ",), ""),
        ("order", ("judgment",), ""),
        ("order", ("judgment",), "rejected"),
        ("force", ("judgment",), "granted"),
        ("eviction", ("force",), ""),
        ("eviction", ("force",), "rejected"),
        ("rehousing", ("formal_notice",), ""),
        ("rehousing", ("formal_notice",), "effective"),
    ],
)
def test_what_the_law_asks_before_is_not_skipped(rung: str, before: tuple[str, ...], result: str) -> None:
    for skip in ("", "gravity", "interim", "already", "truce"):
        assert "rung" in step(rung, taken(*before, result=result), skip=skip)


@pytest.mark.parametrize(
    ("rung", "before", "result"),
    [
        ("judgment", ("writ",), ""),
        ("order", ("judgment",), "granted"),
        ("force", ("order",), ""),
        ("eviction", ("force",), "granted"),
        ("rehousing", ("formal_notice",), "fruitless"),
    ],
)
def test_what_is_there_opens_the_next(rung: str, before: tuple[str, ...], result: str) -> None:
    assert step(rung, taken(*before, result=result)) == []


@pytest.mark.parametrize("rung", ["interview", "warning", "formal_notice", "writ", "mediation", "summons"])
def test_a_habit_is_skipped_for_a_reason(rung: str) -> None:
    assert step(rung, []) == ["skip"]
    assert step(rung, [], skip="gravity") == []
    assert step(rung, [], skip="truce") == ["skip"]


def test_the_judge_waits_a_month_after_an_offer_of_rehousing() -> None:
    before = [*taken("formal_notice", result="fruitless"), *taken("rehousing", on=date(2026, 1, 31))]
    assert due_on(before[1]) == date(2026, 2, 28)
    assert step("writ", before, done_on=date(2026, 2, 27)) == ["rung"]
    assert step("writ", before, done_on=date(2026, 2, 28)) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2027, 1, 15), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_the_truce_stops_execution_only(day: date, expected: bool) -> None:
    assert in_truce(day) is expected
    allowed = taken("force", result="granted")
    assert step("eviction", allowed, done_on=day, today=day) == (["skip"] if expected else [])
    said = {"skip": "truce", "note": "Entrée par voies de fait."}
    assert step("eviction", allowed, done_on=day, today=day, **said) == ([] if expected else ["skip"])
    assert step("eviction", allowed, done_on=day, today=day, skip="truce") == (["note"] if expected else ["skip"])
    for rung in Rung:
        if rung != Rung.EVICTION:
            assert "skip" not in step(rung, taken(*Rung), done_on=day, today=day)


def test_nothing_is_passed_over_where_nothing_was_skipped() -> None:
    assert step("reminder", taken("gathering"), skip="gravity") == ["skip"]
    assert step("reminder", [], skip="gravity") == []


@pytest.mark.parametrize(
    ("rung", "words", "fields"),
    [
        ("reminder", {"done_on": DAY + timedelta(days=1)}, ["done_on"]),
        ("reminder", {"lease_from": DAY + timedelta(days=1)}, ["done_on"]),
        ("reminder", {"proof": "court"}, ["proof"]),
        ("reminder", {"proof": "registered", "tracking_number": " "}, ["tracking_number"]),
        ("formal_notice", {"until": None}, ["until"]),
        ("formal_notice", {"until": DAY - timedelta(days=1)}, ["until"]),
        ("formal_notice", {"is_of_place": True}, ["rung"]),
        ("beheading", {}, ["rung"]),
    ],
)
def test_what_a_step_must_be(rung: str, words: dict[str, Any], fields: list[str]) -> None:
    given = {"proof": Proof.HAND} | words
    if rung == "beheading":
        common: dict[str, Any] = {"done_on": DAY, "today": DAY, "taken": [], "is_of_place": False}
        assert [each.field for each in refusals_of_step(rung=rung, **common)] == fields
    else:
        assert step(rung, taken("gathering", "reminder", "warning"), **given) == fields


def test_every_rung_that_is_shown_open_may_be_taken_and_every_other_may_not() -> None:
    """The picture and the rule are one: over every set of rungs that stands at the beginning of the path."""
    order = list(Rung)
    for count in range(len(order)):
        before = taken(*order[:count], result="granted")
        for choice in choices(before, is_of_place=False, day=DAY):
            skip = "gravity" if choice.where == Where.SKIPPING else ""
            may = not step(choice.node.rung, before, skip=skip)
            assert may == (choice.is_open or (choice.where == Where.DONE and not choice.why)), choice.node.rung


def test_the_picture_of_a_place_leaves_out_what_is_of_a_lease() -> None:
    drawn = picture(choices([], is_of_place=True, day=DAY), [])
    assert [box.choice.node.rung for box in drawn.boxes] == ["gathering", "reminder", "mediation", "summons"]
    whole = picture(choices(taken("gathering"), is_of_place=False, day=DAY), taken("gathering"))
    assert [box.choice.node.rung for box in whole.boxes if box.is_here] == ["gathering"]
    assert len({(box.x, box.y) for box in whole.boxes}) == len(Rung)
    assert all(box.x + box.width <= 332 for box in whole.boxes)


# Steps of a situation


@pytest.fixture
def lease(cast: Cast) -> Situation:
    with acting(cast.sarah) as sarah:
        return situations.open_lease_situation(
            by=sarah, residence=cast.tilleuls, lease="2019-0417", lease_from=date(2019, 3, 1), key=uuid4()
        )


def take(cast: Cast, lease: Situation, rung: str, **words: Any) -> Step:
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"done_on": sarah.today, "proof": NODE[Rung(rung)].proofs[0], "key": uuid4()}
        return steps.take_step(by=sarah, situation=lease, rung=rung, **given | words)


@pytest.mark.django_db
def test_a_step_is_taken_and_gets_its_result(cast: Cast, lease: Situation) -> None:
    reminder = take(cast, lease, "reminder", skip="already")
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match="résultat"):
            steps.note_result(by=sarah, step=reminder, result="granted", on=sarah.today)
        with pytest.raises(Refused, match="entre celui"):
            steps.note_result(by=sarah, step=reminder, result="fruitless", on=sarah.today + timedelta(days=1))
        steps.note_result(by=sarah, step=reminder, result="fruitless", on=sarah.today)
    page = cast.sarah.client().get(reverse("situation_detail", args=[lease.pk])).content.decode()
    assert "Rappel au règlement intérieur" in page
    assert "sans effet le" in page


@pytest.mark.django_db
def test_the_same_form_takes_one_step(cast: Cast, lease: Situation) -> None:
    key = uuid4()
    assert take(cast, lease, "gathering", key=key) == take(cast, lease, "gathering", key=key)
    with pytest.raises(Conflict):
        take(cast, lease, "gathering", key=key, note="Autre chose.")


@pytest.mark.django_db
def test_a_step_withdrawn_counts_no_more_and_stays_to_be_read(cast: Cast, lease: Situation) -> None:
    gathering = take(cast, lease, "gathering")
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match="pourquoi"):
            steps.withdraw_step(by=sarah, step=gathering, why=" ")
        steps.withdraw_step(by=sarah, step=gathering, why="Mauvais bail.")
        with pytest.raises(Conflict):
            steps.note_result(by=sarah, step=gathering, result="effective", on=sarah.today)
    with pytest.raises(Refused, match="d’abord"):
        take(cast, lease, "reminder", proof="file")
    page = cast.sarah.client().get(reverse("situation_detail", args=[lease.pk])).content.decode()
    assert "Mauvais bail." in page


@pytest.mark.django_db
def test_a_closed_situation_takes_no_step(cast: Cast, lease: Situation) -> None:
    gathering = take(cast, lease, "gathering")
    with acting(cast.sarah) as sarah:
        situations.close_situation(by=sarah, situation=lease, ending="moved_out")
        with pytest.raises(Conflict):
            steps.withdraw_step(by=sarah, step=gathering, why="x")
    with pytest.raises(Refused, match="close"):
        take(cast, lease, "reminder")


@pytest.mark.django_db
def test_the_form_asks_what_the_rung_needs(cast: Cast, lease: Situation) -> None:
    client = cast.sarah.client()
    address = reverse("step_new", args=[lease.pk, "formal_notice"])
    page = client.post(address, {"done_on": timezone.localdate(), "proof": "registered"}).content.decode()
    for sentence in ("ou dites pourquoi l’étape est passée", "numéro de suivi", "Une mise en demeure fixe un délai"):
        assert sentence in page
    words = {
        "done_on": timezone.localdate(),
        "proof": "registered",
        "tracking_number": "1A 234 567",
        "until": timezone.localdate() + timedelta(days=15),
        "skip": "gravity",
    }
    assert client.post(address, words).status_code == 302
    with acting(cast.sarah):
        kept = Step.objects.get(situation=lease)
        assert (kept.rung, kept.skip, kept.tracking_number) == ("formal_notice", "gravity", "1A 234 567")
    assert client.get(reverse("step_new", args=[lease.pk, "beheading"])).status_code == 404


@pytest.mark.django_db
def test_others_learn_of_no_step(cast: Cast, lease: Situation) -> None:
    gathering = take(cast, lease, "gathering")
    for person in (cast.victor, cast.gilles, cast.karim, cast.delphine, cast.adrien):
        with acting(person) as by:
            assert not Step.objects.exists()
            with pytest.raises(PermissionDenied):
                steps.withdraw_step(by=by, step=gathering, why="x")


@pytest.mark.django_db
def test_the_walls_keep_a_step_as_it_was_written(cast: Cast, lease: Situation) -> None:
    gathering = take(cast, lease, "gathering")
    fact: Incident = make_fact(cast.zoe, cast.pommiers)
    with acting(cast.victor) as victor:
        theirs = situations.open_situation(by=victor, incident=fact)
    written = (
        "INSERT INTO incidents_step (id, situation_id, rung, done_on, proof, tracking_number, skip, note, post_id,"
        " noted_at, result, withdrawn_why) VALUES (gen_random_uuid(), %s, 'gathering', app_today(), 'file', '', '', '',"
        " %s, {}, '', '')"
    )
    with acting(cast.sarah) as sarah:
        assert refused("UPDATE incidents_step SET done_on = done_on WHERE id = %s", gathering.pk)
        backdated = "UPDATE incidents_step SET withdrawn_at = app_now() - interval '1 day' WHERE id = %s"
        assert refused(backdated, gathering.pk)
        assert refused(written.format("app_now() - interval '1 day'"), lease.pk, cast.sarah.post.pk)
        assert refused(written.format("app_now()"), lease.pk, cast.victor.post.pk)
        assert refused(written.format("app_now()"), theirs.pk, cast.sarah.post.pk)
        assert not refused(written.format("app_now()"), lease.pk, cast.sarah.post.pk)
        situations.close_situation(by=sarah, situation=lease, ending="moved_out")
        assert refused(written.format("app_now()"), lease.pk, cast.sarah.post.pk)
        assert refused("UPDATE incidents_step SET result = result WHERE id = %s", gathering.pk)


# What stands on what


def test_a_step_is_not_before_the_one_that_it_stands_on() -> None:
    writ = taken("writ", on=DAY)
    assert step("judgment", writ, done_on=DAY, today=DAY) == []
    assert step("judgment", writ, done_on=DAY - timedelta(days=1), today=DAY) == ["rung"]


def test_a_place_has_no_step_before_its_first_fact() -> None:
    began = taken("gathering", on=DAY)
    before = DAY - timedelta(days=1)
    assert step("reminder", began, done_on=before, today=DAY, is_of_place=True) == ["done_on"]
    assert step("reminder", began, done_on=before, today=DAY, is_of_place=False) == []


def test_a_writ_waits_until_the_time_that_the_notice_leaves_is_over() -> None:
    notice = [Taken(Rung.FORMAL_NOTICE, DAY, until=DAY + timedelta(days=10))]
    assert step("writ", notice, done_on=DAY, today=DAY) == ["skip"]
    assert step("writ", notice, done_on=DAY, today=DAY, skip="already") == ["skip"]
    assert step("writ", notice, done_on=DAY, today=DAY, skip="interim") == []
    after = DAY + timedelta(days=11)
    assert step("writ", notice, done_on=after, today=after) == []
    assert step("writ", notice, done_on=after, today=after, skip="interim") == ["skip"]


@pytest.mark.django_db
def test_what_another_step_stands_on_is_neither_taken_back_nor_turned_round(cast: Cast, lease: Situation) -> None:
    today = cast.sarah.actor().today
    writ = take(cast, lease, "writ", proof="officer", skip="interim")
    judgment = take(cast, lease, "judgment", proof="court")
    with acting(cast.sarah) as sarah:
        steps.note_result(by=sarah, step=judgment, result="granted", on=today)
    order = take(cast, lease, "order", proof="officer")
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match="s’appuie sur cette démarche"):
            steps.withdraw_step(by=sarah, step=writ, why="Mauvais bail.")
        with pytest.raises(Refused, match="demande un autre résultat"):
            steps.note_result(by=sarah, step=judgment, result="rejected", on=today)
        for each in (order, judgment, writ):
            steps.withdraw_step(by=sarah, step=each, why="Mauvais bail.")
        assert not Step.objects.standing().exists()
