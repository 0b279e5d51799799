"""A walk through the portal: people, posts, facts, referrals, absences, endings and days, in whatever order; after each
act somebody opens pages, and finds exactly what a model of plain dicts says.

A few hundred acts in the ordinary run, seeded; `./test --long` walks WALK_ACTS of them (20,000 unless said otherwise).
"""

import os
import pickle
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from acting.refusals import Conflict, Refused
from correspondents.models import Designation, User
from correspondents.services.absences import announce_absence
from correspondents.services.designations import end_designation_now
from correspondents.services.residences import cover_residence
from referrals.services import referrals as services
from tests.people import Cast, Person, acting, appoint, make_fact, make_referral, make_user, signed_in
from tests.roles import installing
from tests.walk.model import MOVES, Model

STEPS = 40
ACTS = 160
LONG_ACTS = int(os.environ.get("WALK_ACTS", "20000"))
UUIDS = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
WALKING = ("sarah", "gilles", "gaston", "victor", "zoe", "karim", "geraldine", "maud", "perrine")
ENDED = ("gilles", "gaston", "zoe", "karim", "maud", "perrine")  # Sarah and Victor name the others
PAIRS = (("sarah", "karim"), ("sarah", "maud"), ("victor", "karim"), ("karim", "sarah"))
OUTCOMES = {"maud": "sent_to_inquiry", "sarah": "done"}
SERVICES: dict[str, Callable[..., object]] = {
    "acknowledge": services.acknowledge_referral,
    "start": services.start_referral,
    "answer": services.answer_referral,
    "refuse": services.refuse_referral,
    "withdraw": services.withdraw_referral,
    "close": services.close_referral,
}
NOT_NOW = (Conflict, Refused, PermissionDenied)
ONE_PAGE = 25


class Walk(RuleBasedStateMachine):
    cast: ClassVar[bytes]
    clock: ClassVar[list[datetime]]
    acts: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.start_at = timezone.now()
        self.chance = Random(77)
        self.facts: dict[str, Any] = {}
        self.referrals: dict[str, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        self.clock[0] = self.start_at

    @initialize()
    def arrive(self) -> None:
        cast: Cast = pickle.loads(self.cast)
        self.people: dict[str, Person] = {name: cast.people()[name] for name in WALKING}
        self.residences = {"tilleuls": cast.tilleuls, "erables": cast.erables, "pommiers": cast.pommiers}
        self.model = Model(today=self.people["sarah"].actor(self.now).today)
        looked_after = {"gilles": {"tilleuls"}, "gaston": {"erables"}, "zoe": {"pommiers"}}
        for name, person in self.people.items():
            self.model.posts[str(person.post.pk)] = looked_after.get(name, set())
            self._enter(name, person)

    def _enter(self, name: str, person: Person) -> None:
        self.people[name] = person
        self.model.people[name] = {
            "post": str(person.post.pk),
            "house": str(person.signatory.pk),
            "function": str(person.designation.function),
            "ended": False,
            "suspended": False,
            "open": True,
        }

    @property
    def now(self) -> datetime:
        return self.clock[0]

    def _acting(self, names: tuple[str, ...] | None = None) -> list[str]:
        return [name for name in names or tuple(self.people) if name in self.people and self.model.acts(name)]

    def _done(self, act: Callable[[], object]) -> bool:
        """Whether it was done, all of it or nothing."""
        type(self).acts += 1
        self.clock[0] += timedelta(seconds=1)
        try:
            with transaction.atomic():
                act()
        except NOT_NOW:
            return False
        return True

    # Facts and referrals

    @rule(where=st.sampled_from(("tilleuls", "erables", "pommiers")), chosen=st.randoms(use_true_random=False))
    def a_fact_is_filed(self, where: str, chosen: Random) -> None:
        house = str(self.residences[where].landlord_id)
        filing = [
            name
            for name in self._acting()
            if self.model.people[name]["function"] in ("gardien", "referent")
            and self.model.people[name]["house"] == house
        ]
        if filing and len(self.facts) < ONE_PAGE - 1:
            who, made = chosen.choice(filing), []
            assert self._done(lambda: made.append(make_fact(self.people[who], self.residences[where], at=self.now)))
            self.facts[str(made[0].pk)] = made[0]
            self.model.facts[str(made[0].pk)] = {"house": house, "residence": where, "by": who}

    @rule(pair=st.sampled_from(PAIRS), days=st.integers(1, 40))
    def a_referral_is_sent(self, pair: tuple[str, str], days: int) -> None:
        sender, recipient = pair
        if not self.model.acts(sender) or len(self.referrals) >= ONE_PAGE:
            return
        where = self.residences["pommiers" if "victor" in pair else "tilleuls"]
        until = self.model.today + timedelta(days=days)
        by, to, made = self.people[sender], self.people[recipient], []
        given: dict[str, Any] = {"until": until, "at": self.now}
        if sender in ("sarah", "victor"):  # its own fact comes with it
            fact = make_fact(by, where, at=self.now)
            self.facts[str(fact.pk)] = fact
            place = "pommiers" if sender == "victor" else "tilleuls"
            self.model.facts[str(fact.pk)] = {"house": str(by.signatory.pk), "residence": place, "by": sender}
            given["incident"] = fact
        assert self._done(lambda: made.append(make_referral(by, to, where, **given)))
        key = str(made[0].pk)
        self.referrals[key] = made[0]
        self.model.referrals[key] = {
            "sender": (str(by.post.pk), str(by.signatory.pk) if sender in ("sarah", "victor") else ""),
            "recipient": (str(to.post.pk), str(to.signatory.pk) if recipient == "sarah" else ""),
            "state": "sent",
            "until": until,
            "by": recipient,
        }

    @precondition(lambda self: self.referrals)
    @rule(act=st.sampled_from(sorted(MOVES)), chosen=st.randoms(use_true_random=False))
    def a_referral_moves_or_does_not(self, act: str, chosen: Random) -> None:
        """By whoever stands on either side, at the right moment or not."""
        key = chosen.choice(list(self.referrals))
        sides = [name for name in self._acting() if self.model.side(name, key)]
        if not sides:
            return
        who = chosen.choice(sides)
        said = {"answer": {"outcome": OUTCOMES.get(self.model.referrals[key]["by"], "nothing_found")}}
        said["refuse"] = {"motive": "out_of_frame"}
        done = self._done(lambda: self._moved(act, who, self.referrals[key], **said.get(act, {})))
        assert done == self.model.may_move(who, key, act), (act, who, self.model.referrals[key])
        if done:
            self.model.referrals[key]["state"] = MOVES[act][2]

    def _moved(self, act: str, who: str, referral: Any, **said: str) -> None:
        with acting(self.people[who], self.now) as by:
            SERVICES[act](by=by, referral=referral, **said)

    # People, posts and days

    @rule(days=st.sampled_from((1, 1, 2, 7, 30)))
    def days_pass(self, days: int) -> None:
        type(self).acts += 1
        self.clock[0] += timedelta(days=days)
        self.model.passes(days)

    @rule(who=st.sampled_from(ENDED))
    def a_designation_ends_now(self, who: str) -> None:
        if self.model.acts(who):
            by = "victor" if who == "zoe" else "sarah" if who in ("gilles", "gaston") else who
            namer = by if by != who else {"karim": "karim", "maud": "maud", "perrine": "maud"}[who]
            if namer == who or not self.model.acts(namer):
                return
            with acting(self.people[namer], self.now) as actor:
                assert self._done(lambda: end_designation_now(by=actor, designation=self.people[who].designation))
            self.model.people[who]["ended"] = True

    @rule(who=st.sampled_from(ENDED))
    def somebody_follows_at_the_post(self, who: str) -> None:
        """What was at the post stays there: the successor finds it."""
        heir = f"{who}’s successor"
        if self.model.people[who]["ended"] and heir not in self.people and who != "perrine":
            type(self).acts += 1
            with installing():
                user = make_user(f"{who.title()}bis")
            self._enter(heir, appoint(user, self.people[who].post, starts_on=self.model.today))

    @rule(who=st.sampled_from(WALKING))
    def a_designation_is_suspended_or_confirmed(self, who: str) -> None:
        """One at a time, so that the others go on."""
        who = next((name for name, each in self.model.people.items() if each["suspended"]), who)
        person = self.model.people[who]
        person["suspended"] = not person["suspended"]
        day = self.model.today if person["suspended"] else None
        self._update(Designation, self.people[who].designation.pk, suspended_on=day)

    @rule(who=st.sampled_from(WALKING))
    def an_account_is_closed_or_opened(self, who: str) -> None:
        who = next((name for name, each in self.model.people.items() if not each["open"]), who)
        person = self.model.people[who]
        person["open"] = not person["open"]
        self._update(User, self.people[who].user.pk, is_active=person["open"])

    def _update(self, model: type[Any], pk: UUID, **values: object) -> None:
        type(self).acts += 1
        with installing():
            assert model.objects.filter(pk=pk).update(**values) == 1

    @rule(who=st.sampled_from(("gilles", "gaston")), days=st.integers(1, 5))
    def an_absence_is_announced(self, who: str, days: int) -> None:
        """Which changes who is named first, and no right."""
        if self.model.acts("sarah") and self.model.acts(who):
            given: dict[str, Any] = {"starts_on": self.model.today, "ends_on": self.model.today + timedelta(days=days)}
            with acting(self.people["sarah"], self.now) as by:
                self._done(lambda: announce_absence(by=by, designation=self.people[who].designation, **given))

    @rule(where=st.sampled_from(("tilleuls", "erables")), who=st.sampled_from(("gilles", "gaston")))
    def a_residence_is_looked_after_by_another_post(self, where: str, who: str) -> None:
        if self.model.acts("sarah"):
            with acting(self.people["sarah"], self.now) as by:
                done = self._done(
                    lambda: cover_residence(by=by, residence=self.residences[where], post=self.people[who].post)
                )
            if done:
                for name in ("gilles", "gaston"):
                    self.model.posts[str(self.people[name].post.pk)].discard(where)
                self.model.posts[str(self.people[who].post.pk)].add(where)

    # What somebody finds

    @invariant()
    def somebody_finds_exactly_what_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        who = self.chance.choice(sorted(self.people))
        with transaction.atomic():
            self._look(who)
            transaction.set_rollback(True)

    def _look(self, who: str) -> None:
        client = self._client(who)
        shown = set(self._linked(client, "/faits/", "faits")) | set(self._linked(client, "/faits/tous/", "faits"))
        expected = {key for key in self.facts if self.model.sees_fact(who, key)}
        assert shown <= expected, f"{who} sees {shown - expected}"
        if self.model.people[who]["function"] == "referent" and self.model.acts(who):
            assert shown == expected, f"{who} misses {expected - shown}"
        boxes = {
            key
            for box in ("recues", "envoyees")
            for key in self._linked(client, f"/saisines/?boite={box}&etat=toutes", "saisines")
        }
        assert boxes == {key for key in self.referrals if self.model.side(who, key)}, who
        if self.facts:
            key = self.chance.choice(list(self.facts))
            assert (client.get(f"/faits/{key}/").status_code == 200) == self.model.sees_fact(who, key), (who, "fact")
        if self.referrals:
            self._open(client, who, self.chance.choice(list(self.referrals)))

    def _open(self, client: Client, who: str, key: str) -> None:
        page = client.get(f"/saisines/{key}/")
        assert (page.status_code == 200) == bool(self.model.side(who, key)), (who, "referral")
        if page.status_code == 200:
            read = bool(page.context["disclosures"])
            assert read == self.model.reads(who, key), (who, self.model.referrals[key])

    def _linked(self, client: Client, address: str, kind: str) -> list[str]:
        answer = client.get(address)
        return re.findall(rf'href="/{kind}/({UUIDS})/', answer.content.decode()) if answer.status_code == 200 else []

    def _client(self, who: str) -> Client:
        """In a session that was opened while the account was."""
        return signed_in(self.people[who].user)


@pytest.fixture
def walking(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Walk.cast, Walk.acts = pickle.dumps(cast), 0
    Walk.clock = [timezone.now()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: Walk.clock[0])


def walk(acts: int) -> None:
    usual = settings(
        max_examples=max(1, 3 * acts // STEPS),  # not each step is an act
        stateful_step_count=STEPS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Walk, settings=usual)


@pytest.mark.usefixtures("walking")
def test_a_few_hundred_acts() -> None:
    walk(ACTS)
    assert Walk.acts >= ACTS


@pytest.mark.long
@pytest.mark.usefixtures("walking")
def test_a_long_walk() -> None:
    walk(LONG_ACTS)
    print(f"{Walk.acts} acts")  # noqa: T201 - how many is what one wants to know


@pytest.mark.usefixtures("walking")
def test_a_walk_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model in which recipients keep reading after the end is contradicted."""
    monkeypatch.setattr(Model, "reads", lambda self, who, key: bool(self.side(who, key)))
    with pytest.raises(AssertionError):
        walk(ACTS)
