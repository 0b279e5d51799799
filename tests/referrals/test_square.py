"""Every state × act × role, on the last day and after it: the service, the page's offer and the wall let in the same.

`square.txt` is the whole table, and its head says how it is read; a square without a line is closed to everybody. The
referral that is reserved to Denis stands beside the one that is open to his post.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from acting.actor import Actor, machine_actor
from acting.enums import Function
from acting.refusals import Conflict, Refused
from correspondents.enums import DesignationRole
from referrals.enums import ReferralState as S
from referrals.lifecycle import MOVES, Act
from referrals.models import Referral
from referrals.permissions import referrals_visible_to
from referrals.referral_page import can_act
from referrals.services import referrals as services
from referrals.services.renewals import name_readers, renew_referral
from tests.people import MELUN, Cast, Person, acting, appoint, make_post, make_referral, make_user

TABLE = Path(__file__).with_name("square.txt")
ASKED_MORE = "asked_more"  # answered, and the answer asks its sender for more
DO: dict[Act, Callable[..., object]] = {
    Act.SEND: services.send_referral,
    Act.COMPLETE: lambda **given: services.complete_referral(**given, field_sets=[], precision="Vitrage remplacé."),
    Act.RENEW: lambda **given: renew_referral(**given, until=given["by"].today + timedelta(days=40)),
    Act.WITHDRAW: services.withdraw_referral,
    Act.CLOSE: services.close_referral,
    Act.ACKNOWLEDGE: services.acknowledge_referral,
    Act.START: services.start_referral,
    Act.ANSWER: lambda **given: services.answer_referral(**given, outcome="nothing_communicable"),
    Act.REFUSE: lambda **given: services.refuse_referral(**given, motive="incomplete"),
    Act.EXPIRE: services.expire_referral,
}
CHANGED = {
    Act.SEND: "sent_at = app_now()",
    Act.COMPLETE: "reopened_at = CASE WHEN state = 'answered' THEN app_now() ELSE reopened_at END",
    Act.RENEW: "until = until + 20, renewed_at = app_now()",
    Act.RENAME: "named_readers = %(readers)s::uuid[]",
    Act.ACKNOWLEDGE: "acknowledged_at = app_now()",
    Act.START: "acknowledged_at = coalesce(acknowledged_at, app_now())",
    Act.ANSWER: "answered_at = coalesce(answered_at, app_now())",
    Act.REFUSE: "ended_at = app_now(), refusal_motive = 'incomplete'",
}


def roles(cast: Cast) -> dict[str, Person]:
    """Beside the cast: another référent of the sender's house; a deputy, a préparateur, another post of the police."""
    north = make_post(cast.sarah.signatory, Function.REFERENT, "Référent de Melun", communes=(MELUN,))
    melun = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Circonscription de Melun", communes=(MELUN,))
    return {
        "sarah": cast.sarah,
        "roxane": appoint(make_user("Roxane"), north),
        "gilles": cast.gilles,
        "karim": cast.karim,
        "denis": appoint(make_user("Denis"), cast.karim.post, role=DesignationRole.SUPPLEANT),
        "pia": appoint(make_user("Pia"), cast.karim.post, role=DesignationRole.PREPARATEUR),
        "bruno": appoint(make_user("Bruno"), melun),
        "victor": cast.victor,
        "delphine": cast.delphine,
        "adrien": cast.adrien,
        "dina": cast.dina,
    }


def brought_to(state: str, cast: Cast, readers: tuple[Person, ...], now: datetime, until: date) -> Referral:
    """What has expired was written down on the day after its last one."""
    shared: dict[str, Any] = {"subject": "visite-surete", "readers": readers, "until": until, "at": now}
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=state != S.DRAFT, **shared)
    recipient = readers[0] if readers else cast.karim
    more = {"outcome": "more_needed", "note": "Le numéro du bâtiment."}
    answer = more if state == ASKED_MORE else {"outcome": "patrols_planned"}
    steps: dict[str, tuple[tuple[Person | Actor, Callable[..., object]], ...]] = {
        S.ACKNOWLEDGED: ((recipient, services.acknowledge_referral),),
        S.IN_PROGRESS: ((recipient, services.start_referral),),
        S.REFUSED: ((recipient, DO[Act.REFUSE]),),
        S.WITHDRAWN: ((cast.sarah, services.withdraw_referral),),
        S.EXPIRED: ((machine_actor(now + timedelta(days=2)), services.expire_referral),),
        S.ANSWERED: ((recipient, lambda **given: services.answer_referral(**given | answer)),),
    }
    steps[ASKED_MORE] = steps[S.ANSWERED]
    steps[S.CLOSED] = (*steps[S.ANSWERED], (cast.sarah, services.close_referral))
    for who, do in steps.get(state, ()):
        with acting(who, now) as by:
            do(by=by, referral=referral)
    return referral


def by_service(by: Actor, act: Act, referral: Referral, readers: list[Any]) -> str:
    """`"done"`, `"told"` why not, or `""` where it is nobody's to do."""
    with transaction.atomic():
        try:
            if act == Act.RENAME:
                name_readers(by=by, referral=referral, readers=readers)
            else:
                DO[act](by=by, referral=referral)
        except (PermissionDenied, Conflict, DatabaseError):  # of the clock the wall asks the day
            return ""
        except Refused:
            return "told"
        finally:
            transaction.set_rollback(True)
    return "done"


def by_page(by: Actor, act: Act, referral: Referral) -> bool:
    seen = referrals_visible_to(by).filter(pk=referral.pk).first()
    return seen is not None and can_act(by, seen, act)


def by_wall(act: Act, referral: Referral, state: S, readers: list[Any]) -> bool:
    """What the act writes, by hand; from a state that it does not move it goes where it goes from others."""
    to = MOVES[act].to.get(state) or next(iter(MOVES[act].to.values()))
    changed = CHANGED.get(act, "ended_at = app_now()")
    moved = f"UPDATE referrals_referral SET state = %(to)s, version = version + 1, {changed} WHERE id = %(id)s"
    with transaction.atomic():
        try:
            with connection.cursor() as cursor:
                cursor.execute(moved, {"to": to, "id": referral.pk, "readers": readers})
                return bool(cursor.rowcount)
        except DatabaseError:
            return False
        finally:
            transaction.set_rollback(True)


def answers_at(moment: datetime, people: dict[str, Person], referral: Referral, state: str) -> dict[Act, str]:
    """Who does each act at that moment, as the table says it; the page and the wall agree with the service."""
    said: dict[tuple[Act, str], str] = {}
    walled, offered = set(), set()
    others, kept = [people["karim"].designation.pk], S.ANSWERED if state == ASKED_MORE else S(state)
    everybody: dict[str, Person | Actor] = {**people, "clock": machine_actor(moment)}
    for name, who in everybody.items():
        with acting(who, moment) as by:
            for act in Act:
                said[act, name] = by_service(by, act, referral, others)
                walled |= {(act, name)} if by_wall(act, referral, kept, others) else set()
                offered |= {(act, name)} if by_page(by, act, referral) else set()
    done = {square for square, answer in said.items() if answer == "done"}
    if state == S.IN_PROGRESS:
        # By hand, what is in progress and begun again changes nothing but its version. These are the words of the
        # sender's own addition, so that the wall, which sees words and no act, lets the sender say them.
        done |= {(Act.START, name) for act, name in done if act == Act.COMPLETE}
    assert walled == done, f"{state} at {moment}: only one of wall and service lets in {walled ^ done}"
    open_to = {square for square, answer in said.items() if answer and square[1] != "clock"}
    assert offered == open_to, f"{state} at {moment}: only one of page and service lets in {offered ^ open_to}"
    words = {"done": "{}", "told": "({})"}
    return {
        act: " ".join(words[said[act, name]].format(name) for name in everybody if said[act, name]) or "–"
        for act in Act
    }


def square(cast: Cast, state: str) -> list[str]:
    """The lines of a state, as `square.txt` has them."""
    people, now, found = roles(cast), timezone.now(), []
    for kind, readers in (("open", ()), ("reserved", (people["denis"],))):
        referral = brought_to(state, cast, readers, now - timedelta(hours=1), Actor(now=now).today)
        last_day, after = (answers_at(moment, people, referral, state) for moment in (now, now + timedelta(days=1)))
        lines = {act: f"{kind} {state} {act}: {last_day[act]} | {after[act]}" for act in Act}
        found += [line for act, line in lines.items() if {last_day[act], after[act]} != {"–"}]
    return found


@pytest.mark.parametrize("state", [*S, ASKED_MORE])
def test_service_page_and_wall_let_in_the_same(cast: Cast, state: str) -> None:
    table = TABLE.read_text(encoding="utf-8").splitlines()
    expected = [line for line in table if line.split()[1:2] == [str(state)] and not line.startswith("#")]
    found = square(cast, str(state))
    assert found == expected, "\n".join(found)


def test_each_line_is_of_a_square() -> None:
    kinds = {f"{kind} {state} {act}" for kind in ("open", "reserved") for state in (*S, ASKED_MORE) for act in Act}
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert {line.partition(":")[0] for line in lines} <= kinds
    assert len({line.partition(":")[0] for line in lines}) == len(lines)
