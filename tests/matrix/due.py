"""What is tried at the pages of what is due: the list, putting one off, putting it back."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from correspondents.due_list import find_due
from correspondents.services.due import snooze_due
from tests.matrix.enjoined import OTHER_FORCES, READERS
from tests.matrix.trial import Trial
from tests.matrix.world import INJUNCTION_SIDES, World
from tests.people import acting, make_referral

WATCHERS = READERS | OTHER_FORCES | {"maud", "paul", "fanny"}
WAITED = "saisine-qui-attend"
KEYS = ("notified", "on_paper", "at_neighbour")


def _watched(world: World, key: str) -> Trial:
    """The clock of an injunction, by both its sides."""
    args = (world.injunctions[key].pk, "injonction")
    return Trial(args=args, data={"when": "demain"}, own=set().union(*INJUNCTION_SIDES[key]))


def _waited(world: World) -> Trial:
    """What waits at Maud's post for twenty days."""
    cast, then = world.cast, timezone.now() - timedelta(days=20)
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet", at=then)
    return Trial(args=(referral.pk, WAITED), data={"when": "demain"}, own={"maud"})


def _putting_back(world: World) -> list[Trial]:
    """Whoever puts one back has put it off before."""
    waited = _waited(world)
    with acting(world.cast.maud) as maud:
        row = find_due(maud, WAITED, UUID(str(waited.args[0])))
        assert row
        snooze_due(by=maud, due=row.due, until=maud.today + timedelta(days=2))
    found = [Trial(args=waited.args, own=waited.own)]
    for key in KEYS:
        trial = _watched(world, key)
        for who in sorted(trial.own):
            with acting(world.people[who]) as by:
                row = find_due(by, "injonction", world.injunctions[key].pk)
                assert row
                snooze_due(by=by, due=row.due, until=by.today + timedelta(days=2))
        found.append(Trial(args=trial.args, own=trial.own))
    return found


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "due_list": lambda _: [Trial(own=WATCHERS)],
    "due_snooze": lambda world: [_waited(world), *(_watched(world, key) for key in KEYS)],
    "due_resume": _putting_back,
}
