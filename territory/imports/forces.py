"""Ministère de l'Intérieur: "compétence territoriale gendarmerie et police nationales" (Licence Ouverte)."""

from acting.fold import fold
from files.tables.columns import Column
from files.tables.table import Row
from territory.imports.courts import CompetenceRow
from territory.imports.department import Reading, WrongLine, read_department, stated

COLUMNS = (
    Column("code", "code_commune", ("code insee", "insee", "code insee commune")),
    Column("name", "libelle_commune", ("nom commune", "commune")),
    Column("institution", "institution", ("force",), words=("institution",)),
    Column("unit", "service", ("libelle service", "nom service", "unite")),
)
INSTITUTIONS = {
    "pn": "PN",
    "police": "PN",
    "police nationale": "PN",
    "gn": "GN",
    "gendarmerie": "GN",
    "gendarmerie nationale": "GN",
}
UNIT_LENGTH = 120


def read_forces(content: bytes, department: str) -> Reading[CompetenceRow]:
    """Raises Unreadable."""
    return read_department(content, COLUMNS, department, _row)


def _row(code: str, line: Row) -> CompetenceRow:
    said, unit = stated(line, "institution"), stated(line, "unit")
    institution = INSTITUTIONS.get(fold(said))
    if institution is None:
        raise WrongLine(f"Institution inconnue : « {said[:60]} ». Le portail connaît PN et GN.")
    if not unit or len(unit) > UNIT_LENGTH:
        raise WrongLine("Le service est vide." if not unit else f"Le service dépasse {UNIT_LENGTH} caractères.")
    return CompetenceRow(line.number, stated(line, "name"), institution, unit)
