"""What the administrator did with official files: one applied, one refused, one that waits; a commune corrected.

The files are rebuilt from the portal's own tables, and say so: no ministry published them.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from acting.actor import Actor
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from signatories.permissions import convention_of
from territory.enums import CompetenceDomain, ImportKind
from territory.models import Commune, Competence, CompetenceImport
from territory.services.competences import apply_import, override_competence, read_import

REBUILT = "reconstitué pour la démonstration"
COMMUNES, COURTS = f"Code officiel géographique, {REBUILT}", f"Liste des juridictions compétentes, {REBUILT}"
APPLIED, CORRECTED, SHIFTED, WAITING = 95, 60, 12, 2  # days ago
MOVED = {"77002": "Melun", "77004": "Meaux"}  # two small communes without an estate
CORRECTED_COMMUNE = "77001"

Rows = list[list[str]]


def plan_official_files(cast: Cast) -> None:
    deeds: tuple[tuple[int, Callable[[Actor], object]], ...] = (
        (APPLIED, _apply_communes),
        (CORRECTED, _correct),
        (SHIFTED, partial(_read_courts, shift=1, changed={})),
        (WAITING, partial(_read_courts, shift=0, changed=MOVED)),
    )
    for days_ago, deed in deeds:
        at = moment(cast.history.day(days_ago), 10) + timedelta(minutes=days_ago % 50)
        cast.history.add(at, cast.administrator, deed)


def _apply_communes(by: Actor) -> None:
    header = ["TYPECOM", "COM", "DEP", "LIBELLE", "COMPARENT"]
    rows = [["COM", c.code, c.code[:2], c.name, ""] for c in Commune.objects.order_by("code")]
    read = _read(by, ImportKind.COMMUNES, _written(header, rows, ","), "v_commune_demonstration.csv", COMMUNES)
    apply_import(by=by, competence_import=read, confirmed=False)


def _read_courts(by: Actor, *, shift: int, changed: dict[str, str]) -> None:
    """With `shift`, the courts slid down by a commune, as they did in one release."""
    known = Competence.objects.filter(domain=CompetenceDomain.PROSECUTION).order_by("commune_id")
    listed = known.values_list("commune_id", "commune__name", "unit")
    courts = [changed.get(code) or unit.removeprefix("Ressort du tribunal judiciaire de ") for code, _, unit in listed]
    slid = courts[-shift:] + courts[:-shift] if shift else courts
    rows = [
        [code, name, f"Tribunal judiciaire de {court}"] for (code, name, _), court in zip(listed, slid, strict=True)
    ]
    header = ["Commune", "Libellé Commune", "Tribunal judiciaire compétent"]
    _read(by, ImportKind.COURTS, _written(header, rows, ";"), "juridictions_demonstration.csv", COURTS)


def _read(by: Actor, kind: ImportKind, content: bytes, name: str, source: str) -> CompetenceImport:
    return read_import(
        by=by,
        convention=convention_of(by),
        kind=kind,
        content=content,
        name=name,
        source=source,
        vintage=str(by.today.year),
    )


def _correct(by: Actor) -> None:
    competence = Competence.objects.get(commune=CORRECTED_COMMUNE, domain=CompetenceDomain.FORCE)
    override_competence(
        by=by,
        competence=competence,
        signatory=competence.signatory,
        unit="Brigade désignée par le groupement (exemple fictif)",
        reason="Exemple de correction : note du groupement (fictive)",
    )


def _written(header: list[str], rows: Iterable[list[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode()
