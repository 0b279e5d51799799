"""What is tried at the pages of exceptional accesses: by who asks, and by who owns what is asked for."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.exceptional import REASON
from tests.matrix.trial import Trial
from tests.matrix.world import ACCESSES, World


def _asking(world: World) -> list[Trial]:
    data = {"reference": world.facts["fresh"].reference, "reason": REASON, "submission": uuid4()}
    return [Trial(for_all=True, data=data)]


def _reading(world: World) -> list[Trial]:
    """Of one that waits nothing is read, by whoever asked for it."""
    own = [Trial(args=(world.accesses[key].pk,), own={"adrien"}) for key in ACCESSES if key.startswith("open")]
    return [*own, Trial(args=(world.accesses["hall"].pk,))]


def _owned(*keys: str) -> Callable[[World], list[Trial]]:
    return lambda world: [Trial(args=(world.accesses[key].pk,), own=ACCESSES[key]) for key in keys]


WAITING = [key for key in ACCESSES if not key.startswith("open")]
OPEN = [key for key in ACCESSES if key.startswith("open")]
MAKERS: dict[str, Callable[[World], list[Any]]] = {
    "exceptional_ask": _asking,
    "exceptional_read": _reading,
    "exceptional_detail": _owned(*ACCESSES),
    "exceptional_approve": _owned(*WAITING),
    "exceptional_end": _owned(*OPEN),
}
