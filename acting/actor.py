"""Who acts, in which function and when: the one thing that rules, journal and database ask about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from psycopg2.extensions import TRANSACTION_STATUS_INTRANS

from acting.days import day_of

MACHINE = "machine"


class NoTransactionError(RuntimeError):
    """Acting needs an open transaction: the identity must end with it and never reach the next one."""


class NobodyActsError(RuntimeError):
    """A write that belongs to a designated person was tried without one."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Built once per request or job. `now` is aware; nothing reads the database's clock."""

    now: datetime
    user_id: UUID | None = None
    designation_id: UUID | None = None
    signatory_id: UUID | None = None
    signatory_kind: str = ""
    convention_id: UUID | None = None
    post_id: UUID | None = None
    group_id: int | None = None
    function: str = ""

    @property
    def today(self) -> date:
        """The day in Seine-et-Marne, which is what designations and deadlines are written in."""
        return day_of(self.now)

    @property
    def is_machine(self) -> bool:
        """Installation, demonstration and jobs: nobody's designation makes such an actor."""
        return self.function == MACHINE


def known(identifier: UUID | None) -> UUID:
    """An identifier that the policy of the page guarantees; raises NobodyActsError where somebody forgot to ask."""
    if identifier is None:
        raise NobodyActsError
    return identifier


def machine_actor(now: datetime) -> Actor:
    """The portal itself: expiry, published figures, sealing. The database obeys it only in the worker's role."""
    return Actor(now=now, function=MACHINE)


def visitor(user_id: UUID | None, now: datetime) -> Actor:
    """Somebody who comes in and does not act yet: the database shows the own account, designations and keys."""
    return Actor(now=now, user_id=user_id)


@contextmanager
def acting_as(actor: Actor, *, lasting: bool = False) -> Iterator[None]:
    """Tell the database who acts, until the block ends; with `lasting` until the transaction does, which for a request
    of its own is the same and one statement less.

    Blocks may be nested (a job acts as the person who asked); the outer identity comes back. After a database
    error nothing is restored: the rollback that must follow does it.
    """
    if not connection.in_atomic_block:
        raise NoTransactionError("acting_as() needs an open transaction")
    former = _exchange(settings_of(actor))
    try:
        yield
    finally:
        if not lasting and _accepts_statements():
            _exchange(former)


def act_until_the_end(actor: Actor) -> None:
    """Tell the database who acts for the rest of the block or transaction: where a form finds out who comes in."""
    if not connection.in_atomic_block:
        raise NoTransactionError("act_until_the_end() needs an open transaction")
    _exchange(settings_of(actor))


def once_told(actor: Actor) -> RawSQL:
    """A condition of a query that tells the database who acts, until the transaction ends: one statement less on every
    page. It depends on no row, so PostgreSQL asks it before it looks at any ("One-Time Filter", whatever the plan);
    were it asked later, the walls would show nothing."""
    pairs = [part for pair in settings_of(actor).items() for part in pair]
    told = ", ".join(["set_config(%s, %s, true)"] * (len(pairs) // 2))
    return RawSQL(f"SELECT concat({told}) IS NOT NULL", pairs, output_field=BooleanField())


def settings_of(actor: Actor) -> dict[str, str]:
    """Absent values are written as empty text: the database's settings know no NULL."""
    values = {
        "app.user_id": actor.user_id,
        "app.designation_id": actor.designation_id,
        "app.signatory_id": actor.signatory_id,
        "app.signatory_kind": actor.signatory_kind,
        "app.convention_id": actor.convention_id,
        "app.post_id": actor.post_id,
        "app.group_id": actor.group_id,
        "app.function": actor.function,
        "app.now": actor.now.isoformat(),
        "app.today": actor.today.isoformat(),
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _exchange(settings: dict[str, str]) -> dict[str, str]:
    """Set all values in one statement, for this transaction only; returns those that held before."""
    columns = ["current_setting(%s, true)"] * len(settings) + ["set_config(%s, %s, true)"] * len(settings)
    pairs = [part for pair in settings.items() for part in pair]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", [*settings, *pairs])
        row = cursor.fetchone()
    return {name: value or "" for name, value in zip(settings, row, strict=False)}


def _accepts_statements() -> bool:
    if connection.connection is None or connection.needs_rollback or not connection.in_atomic_block:
        return False
    return bool(connection.connection.get_transaction_status() == TRANSACTION_STATUS_INTRANS)
