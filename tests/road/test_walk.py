"""Long walks of seeded acts over several referrals, refused ones among them; a small model says what must be true.

Every act goes through its page, as the person, at a clock that moves. After it grants, walls and pages must agree with
the model; at the end the two commands of the operator must find nothing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.utils import timezone

from acting.actor import Actor
from referrals.enums import ReferralState
from referrals.lifecycle import LIVE, Act
from referrals.models import Disclosure, Referral
from referrals.permissions import disclosures_visible_to, referrals_visible_to
from referrals.projection import digest
from referrals.tasks import expire_referrals
from tests.people import Cast, Person, acting, make_cast, make_fact, make_referral
from tests.referrals.test_lifecycle import expected_after
from tests.road.conftest import manage

AsWorker = Callable[[], AbstractContextManager[None]]
ADDRESSES = {
    Act.SEND: "envoyer",
    Act.COMPLETE: "completer",
    Act.WITHDRAW: "retirer",
    Act.CLOSE: "clore",
    Act.ACKNOWLEDGE: "accuser-reception",
    Act.START: "prendre-en-charge",
    Act.ANSWER: "repondre",
    Act.REFUSE: "refuser",
}
OF_SENDER = (Act.SEND, Act.COMPLETE, Act.WITHDRAW, Act.CLOSE)
SHOWN = digest({"commune": {"name": "Meaux", "code": "77284"}, "precision": "Ajout."})
OUTCOMES = {"maud": "sent_to_inquiry", "karim": "nothing_found", "sarah": "done"}
ASKING_MORE = {"maud": "not_received", "karim": "more_needed", "sarah": "requisition_needed"}
WALKERS = ("sarah", "maud", "karim", "perrine", "victor", "paul", "gilles")
KEEPS_CASES = ("sarah", "maud", "karim", "perrine", "victor", "paul")


@dataclass
class Known:
    """What the model knows of one referral; sides by first name, Perrine prepares what is Maud's."""

    pk: UUID
    sender: str
    recipient: str
    until: date
    state: ReferralState = ReferralState.DRAFT
    was_sent: bool = False
    asks_more: bool = False

    def holders(self) -> set[str]:
        """Who finds at least the stub."""
        sides = {self.sender, *([self.recipient] if self.was_sent else [])}
        return sides | ({"perrine"} if "maud" in sides else set())

    def readers(self, day: date) -> set[str]:
        """Who reads what was communicated: the sender what it sent, the recipient while it lives."""
        reading = {self.sender} if self.was_sent else set()
        if self.state in LIVE and self.until >= day:
            reading.add(self.recipient)
        return reading | ({"perrine"} if "maud" in reading else set())

    def answer_to(self, who: str, act: Act, day: date) -> int:
        """The code that the page must answer with, from the state, the sides and the day."""
        if who == "gilles":
            return 403
        if who not in self.holders():
            return 404
        side = self.sender if act in OF_SENDER else self.recipient
        if who != side or (self.until < day and self.state != "draft"):
            return 403
        return 302 if self.after(act) else 409

    def after(self, act: Act) -> ReferralState | None:
        return expected_after(act, self.state, asks_more=self.asks_more)

    def move(self, act: Act, outcome: str) -> None:
        self.state = self.after(act) or self.state
        self.was_sent = self.was_sent or act == Act.SEND
        self.asks_more = outcome in ASKING_MORE.values() if act == Act.ANSWER else self.asks_more


@dataclass
class Walk:
    cast: Cast
    random: Random
    now: datetime
    known: list[Known] = field(default_factory=list)
    met: set[int] = field(default_factory=set)
    done: set[Act] = field(default_factory=set)

    @property
    def today(self) -> date:
        return Actor(now=self.now).today

    def person(self, name: str) -> Person:
        return self.cast.people()[name]

    def begin(self) -> None:
        """A further draft, readable for a few days only."""
        sender, recipient, subject = self.random.choice(
            [
                ("sarah", "maud", "avis-parquet"),
                ("sarah", "karim", "presence"),
                ("karim", "sarah", "acces-badges"),
                ("maud", "sarah", "prejudice-pieces"),
            ]
        )
        until = self.today + timedelta(days=self.random.randint(0, 6))
        by, to = self.person(sender), self.person(recipient)
        fact = make_fact(self.cast.gilles, self.cast.tilleuls, at=self.now) if sender == "sarah" else None
        referral = make_referral(
            by, to, self.cast.tilleuls, incident=fact, subject=subject, until=until, at=self.now, send=False
        )
        self.known.append(Known(referral.pk, sender, recipient, until))

    def step(self) -> None:
        """One try of one person on one referral; half of them by anybody, and mostly refused."""
        referral = self.random.choice(self.known[-4:])
        act = self.random.choice(list(ADDRESSES))
        who = self.random.choice(WALKERS)
        if self.random.random() < 0.5:
            act = self.random.choice(self.fitting(referral) or [act])
            who = referral.sender if act in OF_SENDER else referral.recipient
        expected = referral.answer_to(who, act, self.today)
        outcome = self.random.choice([OUTCOMES, ASKING_MORE]).get(who, "done")
        data = {"outcome": outcome, "motive": "incomplete", "precision": "Ajout.", "note": "Il manque un numéro."}
        data |= {"seen": SHOWN} if act == Act.COMPLETE else {}
        address = f"/saisines/{referral.pk}/{ADDRESSES[act]}/"
        found = self.person(who).client().post(address, data).status_code
        assert found == expected, f"{who}: {act} from {referral.state}, until {referral.until}, on {self.today}"
        self.met.add(found)
        too_late = act == Act.SEND and referral.until < self.today  # said on the page, and the draft stays one
        if found == 302 and not too_late:
            self.done.add(act)
            referral.move(act, outcome)

    def fitting(self, referral: Known) -> list[Act]:
        """What may follow; withdrawing, which ends everything, seldom."""
        acts = [act for act in ADDRESSES if referral.after(act)]
        return acts if self.random.random() < 0.3 else [act for act in acts if act != Act.WITHDRAW]

    def let_time_pass(self, as_worker: AsWorker) -> None:
        """Hours or a day; sometimes the task that writes expiry down comes by."""
        self.now += timedelta(hours=self.random.choice([1, 5, 20]))
        if self.random.random() < 0.3:
            with as_worker():
                expire_referrals()
            for referral in self.known:
                if referral.state in LIVE and referral.until < self.today:
                    referral.state = ReferralState.EXPIRED

    def agrees(self) -> None:
        """The rule, and the wall without any rule, show each person what the model says."""
        for name in KEEPS_CASES:
            held = {referral.pk for referral in self.known if name in referral.holders()}
            read = {referral.pk for referral in self.known if name in referral.readers(self.today)}
            with acting(self.person(name), self.now) as actor:
                assert set(referrals_visible_to(actor).values_list("pk", flat=True)) == held, name
                assert set(Referral.objects.values_list("pk", flat=True)) == held, name
                assert set(disclosures_visible_to(actor).values_list("referral_id", flat=True)) == read, name
                assert set(Disclosure.objects.values_list("referral_id", flat=True)) == read, name


def walk(database: str, seed: int, steps: int, as_worker: AsWorker, patch: pytest.MonkeyPatch) -> Walk:
    """A referral begins every eight steps; at the end the operator's commands find no drift and a sound journal."""
    walk = Walk(make_cast(), Random(seed), timezone.now())
    patch.setattr("django.utils.timezone.now", lambda: walk.now)
    for number in range(steps):
        if number % 8 == 0:
            walk.begin()
        walk.step()
        if number % 4 == 3:
            walk.let_time_pass(as_worker)
        if number % 6 == 5:
            walk.agrees()
    walk.agrees()
    assert "aucune dérive" in manage("WORKER_DATABASE_URL", database, "check_grants")
    manage("DATABASE_OWNER_URL", database, "verify_journal", "--without-heads")
    return walk


def test_a_short_walk_ends_where_the_model_says(
    own_database: str, as_worker: AsWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = walk(own_database, 77, 120, as_worker, monkeypatch)
    assert walked.met == {302, 403, 404, 409}, "every kind of answer"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 4))
def test_long_walks_end_where_the_model_says(
    own_database: str, as_worker: AsWorker, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    walked = walk(own_database, seed, 300, as_worker, monkeypatch)
    assert walked.done == set(ADDRESSES), "every act"
    assert ReferralState.EXPIRED in {referral.state for referral in walked.known}
