"""What is sent to the months of a convention: looked at, published, withdrawn, taken up again."""

from collections.abc import Callable

from tests.matrix.trial import Trial
from tests.matrix.world import World

WHY = {"reason": "Un import a été compté deux fois.", "is_sure": "on"}


def _months(world: World, *names: str, data: dict[str, str] | None = None) -> list[Trial]:
    return [Trial(args=(world.publications[name].pk,), data=data or {}, own={"delphine"}) for name in names]


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "publication_detail": lambda world: _months(world, *world.publications),
    "publication_publish": lambda world: _months(world, "waiting"),
    "publication_withdraw": lambda world: _months(world, "published", data=WHY),
    "publication_reopen": lambda world: _months(world, "withdrawn"),
}
