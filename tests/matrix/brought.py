"""Files of the past that the house has sent, each in the state in which something may be done to it."""

from collections.abc import Callable
from uuid import uuid4

from incidents.models import FactImport
from tests.imports import BAD_DAY, BRUIT, POINTED_AT, PORTE, done_by, failed_by, read_by, text, unmapped_by
from tests.matrix.estates import Upload
from tests.matrix.trial import Data, Trial
from tests.matrix.world import World

UNKNOWN = PORTE.replace("Résidence des Tilleuls", "Tilleuls, bâtiment C")


def _import(made: Callable[[World], FactImport], data: Callable[[FactImport], Data]) -> Callable[[World], list[Trial]]:
    def trials(world: World) -> list[Trial]:
        fact_import = made(world)
        return [Trial(args=(fact_import.pk,), data=data(fact_import), own={"sarah"})]

    return trials


def _read(world: World) -> FactImport:
    return read_by(world.cast.sarah, PORTE, BRUIT, BAD_DAY)


def _done(world: World) -> FactImport:
    """Another one each time: a line that came already brings nothing."""
    return done_by(world.cast.sarah, PORTE.replace("A-1", f"A-{uuid4().hex}"))


def _digest(fact_import: FactImport) -> Data:
    return {"digest": fact_import.report.sha256 if fact_import.report else ""}


def _nothing(_: FactImport) -> Data:
    return {}


def _file(_: World) -> Data:
    return {"file": Upload("faits.csv", text(PORTE)), "kind": "facts", "submission": uuid4()}


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "incident_export": lambda _: [Trial(for_all=True, data={"format": "csv"})],
    "fact_import_list": lambda world: [Trial(for_all=True, data=_file(world))],
    "fact_import_template": lambda _: [Trial(args=("facts",), for_all=True)],
    "fact_import_detail": lambda world: [
        Trial(args=(made.pk,), own={"sarah"}) for made in (_read(world), _done(world))
    ],
    "fact_import_progress": _import(_read, _nothing),
    "fact_import_columns": _import(lambda world: unmapped_by(world.cast.sarah), lambda _: {**POINTED_AT}),
    "fact_import_words": lambda world: [
        Trial(
            args=(read_by(world.cast.sarah, UNKNOWN).pk,),
            data={"mot-0": str(world.cast.tilleuls.pk)},
            own={"sarah"},
        )
    ],
    "fact_import_confirm": _import(_read, _digest),
    "fact_import_stop": _import(_read, _nothing),
    "fact_import_retry": _import(lambda world: failed_by(world.cast.sarah), _nothing),
    "fact_import_undo": _import(_done, _nothing),
    "fact_import_wrong": _import(_read, _nothing),
}
