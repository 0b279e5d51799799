"""Ministère de la Justice: "liste des juridictions compétentes pour les communes de France" (Licence Ouverte 2.0).

Only commune and tribunal judiciaire are read: the tribunal de proximité may be empty, and its header has changed.
"""

import re
from dataclasses import dataclass

from acting.fold import fold
from files.tables.columns import Column
from files.tables.table import Row
from territory.imports.department import Reading, WrongLine, read_department, stated

COLUMNS = (
    Column(
        "court",
        "Tribunal judiciaire compétent",
        ("tribunal judiciaire", "tribunal de grande instance competent"),
        words=("tribunal", "judiciaire"),
    ),
    Column("code", "Code commune", ("code insee", "code insee commune", "commune insee", "insee", "commune")),
    Column("name", "Libellé commune", ("nom commune", "nom de la commune", "commune"), words=("libelle", "commune")),
)
PREFIX = re.compile(r"^(tribunal (judiciaire|de grande instance)|tj|tgi)( (de la|de|du|des|d|l|la|le|les))*\b ?")
VOWELS = "aeiouy"


@dataclass(frozen=True, slots=True)
class CompetenceRow:
    """`institution` is what the file calls the court (folded, without "tribunal judiciaire de") or PN, GN."""

    line: int
    name: str
    institution: str
    unit: str


def read_courts(content: bytes, department: str) -> Reading[CompetenceRow]:
    """Raises Unreadable."""
    return read_department(content, COLUMNS, department, _row)


def _row(code: str, line: Row) -> CompetenceRow:
    court = stated(line, "court")
    if not court:
        raise WrongLine("Le tribunal judiciaire est vide.")
    return CompetenceRow(line.number, stated(line, "name"), court_key(court), court)


def court_key(name: str) -> str:
    """`"Tribunal judiciaire de Meaux"`, `"TJ MEAUX"` and `"Meaux"` are the same court."""
    return PREFIX.sub("", fold(name)) or fold(name)


def district_of(court: str) -> str:
    """`"Meaux"` → `"Ressort du tribunal judiciaire de Meaux"`; `"Évry"` → `"… d’Évry"`."""
    return f"Ressort du tribunal judiciaire {'d’' if fold(court)[:1] in VOWELS else 'de '}{court}"
