"""What the administrator does about who is competent where; everybody else finds the pages closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from signatories.permissions import convention_of
from territory.enums import CompetenceDomain, ImportKind
from territory.models import Competence, CompetenceImport
from territory.services.competences import override_competence, read_import
from tests.matrix.trial import Trial
from tests.matrix.world import World
from tests.people import acting
from tests.territory.official_files import courts_file

MEAUX = "77284"
CHANGED = {"77001": "Melun"}


class SameFile(SimpleUploadedFile):
    """A file that can be sent by one client after the other."""

    def read(self, *args: Any) -> Any:
        self.seek(0)
        return super().read(*args)


def _trial(args: tuple[Any, ...] = (), **data: Any) -> Trial:
    return Trial(args=args, data=data, for_all=True)


def waiting_import(world: World) -> CompetenceImport:
    with acting(world.cast.adrien) as adrien:
        return read_import(
            by=adrien,
            convention=convention_of(adrien),
            kind=ImportKind.COURTS,
            content=courts_file(CHANGED),
            name="juridictions.csv",
            source="Ministère de la Justice",
            vintage="2026",
        )


def court_of(commune: str) -> Competence:
    return Competence.objects.get(commune=commune, domain=CompetenceDomain.PROSECUTION)


def _corrected(world: World) -> UUID:
    competence = court_of(MEAUX)
    with acting(world.cast.adrien) as adrien:
        override_competence(
            by=adrien, competence=competence, signatory=competence.signatory, unit="Ressort corrigé", reason="Lettre"
        )
    return competence.pk


def _files(world: World) -> list[Trial]:
    file = SameFile("juridictions.csv", courts_file(CHANGED))
    return [_trial(kind="courts", file=file, source="Ministère de la Justice", vintage="2026")]


def _corrections(world: World) -> list[Trial]:
    court = court_of(MEAUX)
    return [_trial((court.pk,), signatory=court.signatory_id, unit="Ressort corrigé", reason="Lettre")]


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "competence_import_new": _files,
    "competence_import": lambda world: [_trial((waiting_import(world).pk,))],
    "competence_import_apply": lambda world: [_trial((waiting_import(world).pk,))],
    "competence_import_refuse": lambda world: [_trial((waiting_import(world).pk,))],
    "competence_commune": lambda world: [_trial((MEAUX,))],
    "competence_correct": _corrections,
    "competence_release": lambda world: [_trial((_corrected(world),), reason="Le fichier est corrigé")],
    "competence_exception": lambda world: [_trial((court_of(MEAUX).pk,), exception="Une partie", reason="Lettre")],
}
