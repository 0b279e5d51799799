"""What is tried at the pages of residences: lists, one of them, who looks after it, what the forces hold."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from territory.residence_file import read_list
from territory.services.accesses import AccessDetails, give_access
from territory.services.residences import keep_residence_file, plan_residences
from tests.matrix.trial import Data, Trial
from tests.matrix.world import World
from tests.people import acting


class Upload(SimpleUploadedFile):
    """A file that may be sent by several people, one after the other."""

    def read(self, *_: Any) -> bytes:
        self.seek(0)
        content: bytes = super().read()
        return content


RESIDENCE_LIST = "nom;adresse;commune;logements\nRésidence du Lavoir;1, rue du Lavoir;Meaux;42\n"
ESTATE = {"name": "Résidence du Bief", "address": "2, rue du Bief", "commune": "77284", "dwellings": 60}
MORINS_STAFF, FORCES_OF_MEAUX = {"sarah", "gilles", "gaston", "constance"}, {"karim"}
TERRITORY = {"maud", "perrine", "pascale", *FORCES_OF_MEAUX}


def _residences(world: World) -> list[Trial]:
    cast = world.cast
    return [
        Trial(args=(cast.tilleuls.pk,), own=MORINS_STAFF | TERRITORY),
        Trial(args=(cast.erables.pk,), own=MORINS_STAFF | {"paul", "pascale", *FORCES_OF_MEAUX}),
        Trial(args=(cast.pommiers.pk,), own={"victor", "zoe"} | TERRITORY),
    ]


def _own_residence(data: Callable[[World], Data]) -> Callable[[World], list[Trial]]:
    return lambda world: [Trial(args=(world.cast.tilleuls.pk,), data=data(world), own={"sarah"})]


def _estate(_: World) -> Data:
    return ESTATE | {"submission": uuid4()}


def _handed_over(world: World) -> Data:
    holder, given_on = world.people["karim"].signatory.pk, world.cast.sarah.actor().today
    return {"holder": holder, "kind": "badge", "quantity": 2, "given_on": given_on.isoformat(), "submission": uuid4()}


def _accesses(world: World) -> list[Trial]:
    given, residence = _handed_over(world), world.cast.tilleuls
    with acting(world.cast.sarah) as sarah:
        details = AccessDetails(holder=world.people["karim"].signatory, kind="badge", quantity=1, given_on=sarah.today)
        access = give_access(by=sarah, residence=residence, details=details, key=uuid4())
    return [Trial(args=(access.pk,), data=given, own={"sarah"})]


def _residence_lists(world: World) -> list[Trial]:
    with acting(world.cast.sarah) as sarah:
        stored = keep_residence_file(by=sarah, name="liste.csv", content=RESIDENCE_LIST.encode())
        plan = plan_residences(by=sarah, table=read_list(RESIDENCE_LIST.encode()))
    return [Trial(args=(stored.pk,), data={"decision": "apply", "digest": plan.digest}, own={"sarah"})]


def _gardien_of_the_erables(world: World) -> Data:
    return {"post": world.people["gaston"].post.pk}


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "residence_new": lambda world: [Trial(for_all=True, data=_estate(world))],
    "residence_import": lambda _: [Trial(for_all=True, data={"file": Upload("liste.csv", RESIDENCE_LIST.encode())})],
    "residence_import_read": _residence_lists,
    "residence_detail": _residences,
    "residence_edit": _own_residence(_estate),
    "residence_close": _own_residence(lambda _: {"closed_on": "2026-01-05"}),
    "residence_posts": _own_residence(_gardien_of_the_erables),
    "access_new": _own_residence(_handed_over),
    "access_edit": _accesses,
}
