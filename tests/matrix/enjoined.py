"""What is tried at the pages of préfectoral injunctions: the list, a new one, one of them, each act on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from referrals.models import Injunction
from tests.matrix.trial import Data, Trial
from tests.matrix.world import INJUNCTION_SIDES, MORINS, World
from tests.people import acting

READERS = {*MORINS, "victor", "pascale"}
OTHER_FORCES = {"karim", "geraldine"}  # correspondants who have no injunction, and are told so
KEEPER, LANDLORD = 0, 1


def _reading(world: World) -> list[Trial]:
    return [Trial(args=(row.pk,), own=set().union(*INJUNCTION_SIDES[key])) for key, row in world.injunctions.items()]


def _noting(world: World) -> list[Trial]:
    """Each landlord notes one at its own residence; the préfecture at any."""
    notified_on = (world.cast.pascale.actor().today - timedelta(days=2)).isoformat()
    written: Data = {"notified_on": notified_on, "ground_stated": "on", "submission": uuid4()}
    cast, neighbour = world.cast, {"victor"}
    tilleuls, pommiers = (written | {"residence": each.pk} for each in (cast.tilleuls, cast.pommiers))
    others = set(world.clients) - neighbour
    return [
        Trial(data=tilleuls, only=others, own=READERS - neighbour, beside=OTHER_FORCES),
        Trial(data=pommiers, only=neighbour, own=neighbour),
    ]


def _act(side: int, data: Callable[[str], Data], *keys: str) -> Callable[[World], list[Trial]]:
    """With the version that a page opened now would carry."""

    def trials(world: World) -> list[Trial]:
        today = world.cast.sarah.actor().today.isoformat()
        return [
            Trial(
                args=(world.injunctions[key].pk,),
                data=data(today) | {"version": _version(world, key)},
                own=INJUNCTION_SIDES[key][side],
                beside=INJUNCTION_SIDES[key][1 - side] - INJUNCTION_SIDES[key][side],
            )
            for key in keys
        ]

    return trials


def _version(world: World, key: str) -> int:
    with acting(world.people[sorted(INJUNCTION_SIDES[key][LANDLORD])[0]]):
        return Injunction.objects.get(pk=world.injunctions[key].pk).version


def _nothing(_: str) -> Data:
    return {}


def _lease(world: World) -> list[Trial]:
    """Whoever keeps the landlord's books, whoever wrote the injunction down."""
    data: Data = {"number": "2019-0417-B"}
    keys = ("notified", "on_paper")
    return [Trial(args=(world.injunctions[key].pk,), data=data, own=INJUNCTION_SIDES[key][LANDLORD]) for key in keys]


MAKERS: dict[str, Callable[[World], list[Any]]] = {
    "injunction_list": lambda _: [Trial(own=READERS, beside=OTHER_FORCES)],
    "injunction_export": lambda _: [Trial(own=READERS, beside=OTHER_FORCES)],
    "injunction_new": _noting,
    "injunction_detail": _reading,
    "injunction_readers": _reading,
    "injunction_paper": _reading,
    "injunction_lease": _lease,
    "injunction_accept": _act(LANDLORD, lambda today: {"answered_on": today}, "notified", "on_paper", "at_neighbour"),
    "injunction_refuse": _act(
        LANDLORD, lambda today: {"answered_on": today, "motive": "lease_over"}, "notified", "on_paper"
    ),
    "injunction_seize": _act(LANDLORD, lambda today: {"seized_on": today, "court": "TJ de Meaux"}, "accepted"),
    "injunction_substitute": _act(KEEPER, lambda today: {"substituted_on": today}, "refused"),
    "injunction_close": _act(LANDLORD, _nothing, "seized"),
    "injunction_withdraw": _act(KEEPER, _nothing, "notified", "on_paper"),
}
