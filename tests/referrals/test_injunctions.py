"""Préfectoral injunctions: the moves over the whole square, both clocks, what is refused.

Pascale is the préfecture's correspondent, Sarah and Constance the Deux Morins' référente and contentieux.
"""

from datetime import date, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from acting.actor import machine_actor
from acting.days import PARIS
from acting.enums import Function
from acting.refusals import Conflict, Refused
from correspondents.messages import INJUNCTION_KIND, INJUNCTION_MOVED_KIND
from journal.models import Message
from referrals.enums import InjunctionState
from referrals.injunction_draft import InjunctionDraft
from referrals.injunction_rules import (
    DWELLING,
    INJUNCTION_MOVES,
    Clock,
    InjunctionAct,
    answer_due_on,
    next_injunction_state,
    seizure_due_on,
)
from referrals.models import Injunction, InjunctionLease
from referrals.permissions import injunctions_visible_to, leases_visible_to
from referrals.services import injunctions as services
from referrals.services.injunction_clocks import expire_injunctions
from tests.people import Cast, Person, acting, appoint, make_post, make_user
from tests.roles import installing

NOTIFIED = date(2026, 3, 2)

# From each state, what may be done and where it leads.
EXPECTED: dict[str, dict[str, str]] = {
    "notified": {
        "accept": "accepted",
        "refuse": "refused",
        "substitute": "substituted",
        "withdraw": "withdrawn",
        "expire": "expired",
    },
    "accepted": {"seize": "seized", "substitute": "substituted", "withdraw": "withdrawn"},
    "seized": {"close": "closed"},
    "closed": {},
    "refused": {"substitute": "substituted", "withdraw": "withdrawn"},
    "expired": {"accept": "accepted", "refuse": "refused", "substitute": "substituted", "withdraw": "withdrawn"},
    "substituted": {"close": "closed"},
    "withdrawn": {},
}


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def draft(cast: Cast, **said: object) -> InjunctionDraft:
    given = {
        "landlord": cast.sarah.signatory,
        "residence": cast.tilleuls,
        "commune": None,
        "typed": "",
        "notified_on": NOTIFIED,
        "ground_stated": True,
    }
    return InjunctionDraft(**given | said)  # type: ignore[arg-type]


def noted(cast: Cast, by: Person | None = None, on: date = NOTIFIED, **said: object) -> Injunction:
    """By Pascale unless said otherwise, on the day after the préfet notified it."""
    with acting(by or cast.pascale, at(on + timedelta(days=1))) as actor:
        return services.note_injunction(by=actor, draft=draft(cast, notified_on=on, **said), key=uuid4())


def of(injunction: Injunction) -> Injunction:
    with installing():
        return Injunction.objects.get(pk=injunction.pk)


def told(kind: str) -> list[UUID]:
    with installing():
        return sorted(Message.objects.filter(kind=kind).values_list("recipient_id", flat=True))


# The table


@pytest.mark.parametrize(("state", "act"), [*product(InjunctionState.values, InjunctionAct)])
def test_the_whole_square_of_moves(state: str, act: InjunctionAct) -> None:
    if act in EXPECTED[state]:
        assert next_injunction_state(act, InjunctionState(state)) == EXPECTED[state][act]
        return
    with pytest.raises(Conflict):
        next_injunction_state(act, InjunctionState(state))


def test_each_act_is_of_one_side() -> None:
    sides = {act.value: move.side.value for act, move in INJUNCTION_MOVES.items()}
    assert sides == {
        **dict.fromkeys(("accept", "refuse", "seize", "close"), "landlord"),
        **dict.fromkeys(("substitute", "withdraw"), "keeper"),
        **dict.fromkeys(("expire",), "clock"),
    }


# The clocks


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        (date(2026, 3, 10), date(2026, 4, 10)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 10, 31), date(2026, 11, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(accepted: date, due: date) -> None:
    assert seizure_due_on(accepted) == due


def test_fifteen_days_are_counted_over_the_end_of_a_month() -> None:
    assert answer_due_on(date(2028, 2, 20)) == date(2028, 3, 6)
    assert answer_due_on(date(2026, 12, 25)) == date(2027, 1, 9)


@pytest.mark.parametrize(
    "day", [date(2026, 1, 29), date(2026, 1, 31), date(2028, 1, 30), date(2026, 3, 29), date(2026, 10, 31)]
)
def test_the_database_reckons_the_same_last_days(cast: Cast, day: date) -> None:
    injunction = noted(cast, on=day)
    assert of(injunction).due_on == answer_due_on(day)
    with acting(cast.sarah, at(day + timedelta(days=2))) as sarah:
        services.accept_injunction(by=sarah, injunction=injunction, answered_on=day)
    assert of(injunction).due_on == seizure_due_on(day)


def test_the_last_day_is_still_in_time() -> None:
    clock = Clock("", date(2026, 3, 17), None, date(2026, 3, 17))
    assert (clock.days_left, clock.is_late, clock.runs) == (0, False, True)
    assert Clock("", date(2026, 3, 17), None, date(2026, 3, 18)).is_late
    assert Clock("", date(2026, 3, 17), date(2026, 3, 18), date(2026, 5, 1)).is_late
    assert not Clock("", date(2026, 3, 17), date(2026, 3, 17), date(2026, 5, 1)).is_late


# The life


def test_from_the_notification_to_the_judge(cast: Cast) -> None:
    injunction = noted(cast)
    with acting(cast.sarah, at(date(2026, 3, 12))) as sarah:
        services.accept_injunction(by=sarah, injunction=injunction, answered_on=date(2026, 3, 11), version=1)
    assert (of(injunction).state, of(injunction).due_on) == ("accepted", date(2026, 4, 11))
    constance = contentieux(cast)
    with acting(constance, at(date(2026, 4, 2))) as by:
        services.note_judge_seized(
            by=by, injunction=injunction, seized_on=date(2026, 4, 1), court="Tribunal de proximité de Meaux"
        )
        services.close_injunction(by=by, injunction=injunction)
    ended = of(injunction)
    assert (ended.state, ended.due_on, ended.ended_on) == ("closed", None, date(2026, 4, 2))
    assert [clock.is_late for clock in ended.clocks_on(date(2026, 6, 1))] == [False, False]


def test_past_its_last_day_it_is_unanswered_before_any_job_wrote_it_down(cast: Cast) -> None:
    injunction = noted(cast)
    assert injunction.state_on(date(2026, 3, 17)) == "notified"
    assert injunction.state_on(date(2026, 3, 18)) == "expired"
    with acting(machine_actor(at(date(2026, 3, 17)))) as machine:
        assert expire_injunctions(by=machine) == 0
    with acting(machine_actor(at(date(2026, 3, 18)))) as machine:
        assert expire_injunctions(by=machine) == 1
        assert expire_injunctions(by=machine) == 0
    assert (of(injunction).state, of(injunction).due_on) == ("expired", None)
    with acting(cast.sarah, at(date(2026, 3, 20))) as sarah:  # an answer in time, written down late
        services.accept_injunction(by=sarah, injunction=injunction, answered_on=date(2026, 3, 16))
    assert [clock.is_late for clock in of(injunction).clocks_on(date(2026, 3, 20))] == [False, False]


def test_a_refusal_has_a_motive_and_the_prefet_may_seize_the_judge(cast: Cast) -> None:
    injunction, day = noted(cast), date(2026, 3, 9)
    with acting(cast.sarah, at(day)) as sarah:
        services.refuse_injunction(
            by=sarah, injunction=injunction, motive="insufficient", answered_on=day, note="Rien de constaté sur place."
        )
    with acting(cast.pascale, at(day)) as pascale:
        services.note_substitution(by=pascale, injunction=injunction, substituted_on=day)
    assert of(injunction).state == "substituted"


def test_the_prefet_waits_for_the_end_of_the_landlord_s_time(cast: Cast) -> None:
    injunction = noted(cast)
    for day, is_refused in ((date(2026, 3, 17), True), (date(2026, 3, 18), False)):
        with acting(cast.pascale, at(date(2026, 3, 25))) as pascale:
            if is_refused:
                with pytest.raises(Refused):
                    services.note_substitution(by=pascale, injunction=injunction, substituted_on=day)
            else:
                services.note_substitution(by=pascale, injunction=injunction, substituted_on=day)
    assert of(injunction).state == "substituted"


def test_nothing_is_dated_in_the_future_or_before_what_it_follows(cast: Cast) -> None:
    injunction, today = noted(cast), date(2026, 3, 9)
    for day in (NOTIFIED - timedelta(days=1), today + timedelta(days=1)):
        with acting(cast.sarah, at(today)) as sarah, pytest.raises(Refused):
            services.accept_injunction(by=sarah, injunction=injunction, answered_on=day)
    assert of(injunction).state == "notified"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ground_stated": False}, "ground_stated"),
        ({"notified_on": date(2025, 6, 14)}, "notified_on"),  # before the text was in force
        ({"notified_on": date(2026, 3, 4)}, "notified_on"),
        ({"residence": None, "typed": "3, rue des Lilas"}, "commune"),
        ({"landlord": None}, "landlord"),
    ],
)
def test_what_is_not_written_down(cast: Cast, said: dict[str, object], field: str) -> None:
    with acting(cast.pascale, at(NOTIFIED + timedelta(days=1))) as pascale, pytest.raises(Refused) as refused:
        services.note_injunction(by=pascale, draft=draft(cast, **said), key=uuid4())
    assert refused.value.field == field
    with installing():
        assert not Injunction.objects.exists()


def test_a_residence_of_another_landlord_is_none_of_this_one(cast: Cast) -> None:
    with acting(cast.pascale, at(NOTIFIED)) as pascale, pytest.raises(Refused):
        services.note_injunction(by=pascale, draft=draft(cast, residence=cast.pommiers), key=uuid4())


@pytest.mark.parametrize(
    "address",
    ["12, rue du Bac, appartement 4", "12 rue du Bac apt. B12", "Bât. C, porte n° 3", "3e étage", "12, lot 4"],
)
def test_no_dwelling_is_named(cast: Cast, address: str) -> None:
    typed = draft(cast, residence=None, commune=cast.tilleuls.commune, typed=address)
    with acting(cast.pascale, at(NOTIFIED)) as pascale, pytest.raises(Refused) as refused:
        services.note_injunction(by=pascale, draft=typed, key=uuid4())
    assert refused.value.field == "address"


@pytest.mark.parametrize(
    "address", ["12, rue de la Porte-Dorée", "3 bis, allée des Lots", "Bâtiment C2, 14 rue d’Orgemont"]
)
def test_a_building_is_no_dwelling(address: str) -> None:
    assert not DWELLING.search(address)


def test_the_same_form_writes_one_injunction_and_other_words_are_a_conflict(cast: Cast) -> None:
    key = uuid4()
    with acting(cast.pascale, at(NOTIFIED)) as pascale:
        first = services.note_injunction(by=pascale, draft=draft(cast), key=key)
        assert services.note_injunction(by=pascale, draft=draft(cast), key=key) == first
        with pytest.raises(Conflict):
            services.note_injunction(by=pascale, draft=draft(cast, residence=cast.erables), key=key)
    assert len(told(INJUNCTION_KIND)) == 1


def test_whoever_saw_an_older_version_decides_again(cast: Cast) -> None:
    injunction = noted(cast)
    with acting(cast.pascale, at(NOTIFIED + timedelta(days=2))) as pascale:
        services.withdraw_injunction(by=pascale, injunction=injunction, version=1)
    with acting(cast.sarah, at(NOTIFIED + timedelta(days=2))) as sarah, pytest.raises(Conflict):
        services.accept_injunction(by=sarah, injunction=injunction, answered_on=NOTIFIED, version=1)


# Each side sees its own


def contentieux(cast: Cast) -> Person:
    return appoint(make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))


def test_each_side_sees_its_own_and_nobody_else_any(cast: Cast) -> None:
    issued, own = noted(cast), noted(cast, cast.sarah)
    other = noted(cast, landlord=cast.victor.signatory, residence=cast.pommiers)
    names = {issued.pk: "issued", own.pk: "own", other.pk: "other"}
    people = cast.people() | {"constance": contentieux(cast)}
    seen = {}
    for who, person in people.items():
        with acting(person) as actor:
            by_rule = {names[pk] for pk in injunctions_visible_to(actor).values_list("pk", flat=True)}
            assert by_rule == {names[pk] for pk in Injunction.objects.values_list("pk", flat=True)}, who
            seen[who] = by_rule
    assert {who: found for who, found in seen.items() if found} == {
        "sarah": {"issued", "own"},
        "constance": {"issued", "own"},
        "victor": {"other"},
        "pascale": {"issued", "other"},
    }


def test_the_lease_is_the_landlord_s_alone(cast: Cast) -> None:
    injunction = noted(cast)
    with acting(cast.sarah) as sarah:
        services.note_lease(by=sarah, injunction=injunction, number="2019-0417-B")
    read = {}
    for who, person in (cast.people() | {"constance": contentieux(cast)}).items():
        with acting(person) as actor:
            read[who] = InjunctionLease.objects.count()
            assert leases_visible_to(actor).count() == read[who], who
    assert {who for who, count in read.items() if count} == {"sarah", "constance"}
    with acting(cast.pascale) as pascale, pytest.raises(PermissionDenied):
        services.note_lease(by=pascale, injunction=injunction, number="1")


def test_no_other_side_answers_or_withdraws(cast: Cast) -> None:
    injunction = noted(cast)
    with acting(cast.pascale) as pascale, pytest.raises(PermissionDenied):
        services.accept_injunction(by=pascale, injunction=injunction, answered_on=NOTIFIED)
    for person in (cast.sarah, cast.victor, cast.karim, cast.maud):
        with acting(person) as by, pytest.raises(PermissionDenied):
            services.withdraw_injunction(by=by, injunction=injunction)
    own = noted(cast, cast.sarah)
    with acting(cast.sarah) as sarah:
        services.withdraw_injunction(by=sarah, injunction=own)
    assert of(own).state == "withdrawn"


def test_each_side_is_told_what_the_other_does(cast: Cast) -> None:
    constance = contentieux(cast)
    injunction, house = noted(cast), sorted([cast.sarah.user.pk, constance.user.pk])
    assert told(INJUNCTION_KIND) == house
    with acting(cast.sarah) as sarah:
        services.accept_injunction(by=sarah, injunction=injunction, answered_on=NOTIFIED)
    assert told(INJUNCTION_MOVED_KIND) == [cast.pascale.user.pk]
    noted(cast, cast.sarah)
    assert told(INJUNCTION_KIND) == house, "of what a landlord noted by itself nobody is told"


def test_only_the_machine_counts_the_days(cast: Cast) -> None:
    with acting(cast.sarah) as sarah, pytest.raises(PermissionDenied):
        expire_injunctions(by=sarah)


def test_the_columns_that_are_reckoned_are_where_the_lists_are_walked(cast: Cast) -> None:
    """One walk of the index of the house, without a sort."""
    noted(cast)
    with acting(cast.sarah) as sarah, connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        sql, parameters = injunctions_visible_to(sarah).by_what_is_due()[:25].query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "injunction_of_landlord" in plan
    assert "Sort" not in plan
