"""What is tried at the pieces of a fact or a step."""

from collections.abc import Callable

from tests.matrix.competence_tables import SameFile
from tests.matrix.trial import Trial
from tests.matrix.world import World
from tests.pictures import photo

KEPT_BY = {"sarah", "constance"}


def chosen() -> SameFile:
    return SameFile("IMG_2.jpg", photo("blue"), "image/jpeg")


def of_facts(world: World) -> list[Trial]:
    hall = Trial(args=(world.facts["hall"].pk,), data={"photos": chosen()}, own={"sarah", "gilles"})
    theirs = Trial(args=(world.facts["waiting"].pk,), data={"photos": chosen()}, own={"victor", "zoe"})
    return [hall, theirs]


def of_steps(world: World) -> list[Trial]:
    return [Trial(args=(world.steps["hall"].pk,), data={"pieces": chosen()}, own=KEPT_BY)]


def read(world: World) -> list[Trial]:
    return [
        Trial(args=(world.attachments["hall"].pk,), own=KEPT_BY | {"gilles"}),
        Trial(args=(world.attachments["step"].pk,), own=KEPT_BY),
        Trial(args=(world.attachments["neighbour"].pk,), own={"victor", "zoe"}),
    ]


def changed(**data: str) -> Callable[[World], list[Trial]]:
    """By whoever may; a lawyer sees the piece of a fact, and changes none."""
    return lambda world: [
        Trial(args=(world.attachments["hall"].pk,), data=data, own={"sarah", "gilles"}, beside={"constance"}),
        Trial(args=(world.attachments["step"].pk,), data=data, own=KEPT_BY),
        Trial(args=(world.attachments["neighbour"].pk,), data=data, own={"victor", "zoe"}),
    ]
