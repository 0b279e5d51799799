"""Ministère de la Justice: "liste des juridictions compétentes pour les communes de France" (Licence Ouverte 2.0).

Only commune and tribunal judiciaire are read: the tribunal de proximité may be empty, and its header has changed.
"""

import re
from dataclasses import dataclass

from acting.fold import fold
from files.tables.published import Column, Line, Reading, WrongLine, read_table

COLUMNS = (
    Column(
        "court",
        ("tribunal judiciaire competent", "tribunal judiciaire", "tribunal de grande instance competent"),
        words=("tribunal", "judiciaire"),
    ),
    Column("code", ("code commune", "code insee", "code insee commune", "commune insee", "insee", "commune")),
    Column("name", ("libelle commune", "nom commune", "nom de la commune", "commune"), words=("libelle", "commune")),
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
    return read_table(content, COLUMNS, department, _row)


def _row(code: str, line: Line) -> CompetenceRow:
    court = line.text("court")
    if not court:
        raise WrongLine("Le tribunal judiciaire est vide.")
    return CompetenceRow(line.number, line.text("name"), court_key(court), court)


def court_key(name: str) -> str:
    """`"Tribunal judiciaire de Meaux"`, `"TJ MEAUX"` and `"Meaux"` are the same court."""
    return PREFIX.sub("", fold(name)) or fold(name)


def district_of(court: str) -> str:
    """`"Meaux"` → `"Ressort du tribunal judiciaire de Meaux"`; `"Évry"` → `"… d’Évry"`."""
    return f"Ressort du tribunal judiciaire {'d’' if fold(court)[:1] in VOWELS else 'de '}{court}"
