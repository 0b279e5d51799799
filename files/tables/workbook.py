"""The first visible sheet of an .xlsx workbook. calamine reads its cells; before, its XML is walked through for what
calamine does not tell (computed cells, hidden rows) and for what would fill the memory: a small file may unfold into
gigabytes, or name two cells a billion rows apart.
"""

import io
import posixpath
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from files.tables.table import WORKBOOK, Limits, Line, Source, Unreadable, tidy

PIECE = 64 * 1024
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
ROW_NUMBER = re.compile(r"[1-9]\d{0,6}")
ON = ("1", "true")

NOT_A_WORKBOOK = "Ce fichier n’est pas un classeur Excel (.xlsx) lisible. Rouvrez-le et enregistrez-le de nouveau."
TOO_HEAVY = "Ce classeur est trop lourd une fois ouvert. Copiez la seule liste dans un classeur neuf."
PROTECTED = "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe."
ALL_HIDDEN = "Toutes les feuilles de ce classeur sont masquées. Affichez celle qui porte la liste."

DAMAGED = (BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as the workbook names it, and the part of the file that holds it."""

    name: str
    is_hidden: bool
    part: str


@dataclass
class Survey:
    """What one walk through a sheet's XML found: rows by the numbers that are shown, columns from 0."""

    limits: Limits
    formulas: dict[int, set[int]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    _row: int = 0
    _column: int = 0

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            number = attributes.get("r", str(self._row + 1))
            self._row = int(number) if ROW_NUMBER.fullmatch(number) else self._row
            if attributes.get("hidden") in ON:
                self.hidden_rows.append(self._row)
        elif name == "c":
            self._row, self._column = self._place(attributes.get("r", ""))
        elif name == "f":
            self.formulas.setdefault(self._row, set()).add(self._column)

    def _place(self, reference: str) -> tuple[int, int]:
        """`"B3"` → `(3, 1)`. Raises Unreadable for a cell without place or beyond what is read here."""
        found = REFERENCE.fullmatch(reference)
        if not found:
            raise Unreadable(NOT_A_WORKBOOK)
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        if column > self.limits.columns:
            raise Unreadable(self.limits.too_wide)
        if int(found[2]) > 2 * self.limits.rows:
            raise Unreadable(self.limits.too_long)
        return int(found[2]), column - 1


def read_workbook(content: bytes, limits: Limits) -> Source:
    """Raises Unreadable."""
    try:
        with ZipFile(io.BytesIO(content)) as parts:
            _refuse_too_heavy(parts, limits.unfolded * 1024 * 1024)
            sheets = _sheets(parts)
            shown = next((sheet for sheet in sheets if not sheet.is_hidden), None)
            if shown is None:
                raise Unreadable(ALL_HIDDEN)
            survey = Survey(limits)
            with parts.open(shown.part) as xml:
                _walk(xml, survey.opened)
        cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(shown.name)
        merged = tuple(range(top + 1, bottom + 2) for (top, _), (bottom, _) in cells.merged_cell_ranges or ())
    except PasswordError:
        raise Unreadable(PROTECTED) from None
    except (*DAMAGED, CalamineError, expat.ExpatError, KeyError):
        raise Unreadable(NOT_A_WORKBOOK) from None
    # `("la feuille masquée « Archives »", "les lignes masquées 3 et 5 à 7")`, in French words.
    rows = survey.hidden_rows
    others = [sheet for sheet in sheets if sheet is not shown]
    named = [f"la feuille {'masquée ' if sheet.is_hidden else ''}« {tidy(sheet.name)} »" for sheet in others]
    if rows:
        named.append(f"la ligne masquée {rows[0]}" if len(rows) == 1 else f"les lignes masquées {_ranges(rows)}")
    return Source(WORKBOOK, _lines(cells, survey), tuple(named), merged)


def _lines(sheet: CalamineSheet, survey: Survey) -> Iterator[Line]:
    """A hidden row is nobody's: whoever sent the file does not see it, and a filter may have hidden it."""
    hidden = set(survey.hidden_rows)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number not in hidden:
            yield Line(number, tuple(map(_text, cells)), frozenset(survey.formulas.get(number, ())))


def _text(cell: object) -> str:
    """As a person reads it: `77284.0` → `"77284"`, true → `"oui"`, a day → `"31/08/2026"`."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def _ranges(rows: list[int]) -> str:
    """`[3, 5, 6, 7]` → `"3, 5 à 7"`."""
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda each: each[1] - each[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs)


def _refuse_too_heavy(parts: ZipFile, left: int) -> None:
    """Unfolds every part and forgets it: the sizes that a file declares are what its author wrote."""
    names = [name.casefold() for name in parts.namelist()]
    if len(names) != len(set(names)):
        raise BadZipFile("a part stands there twice: two readers would read two different sheets")
    for part in parts.infolist():
        with parts.open(part) as stream:
            while piece := stream.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise Unreadable(TOO_HEAVY)


def _sheets(parts: ZipFile) -> list[Sheet]:
    """In the workbook's order; a sheet that is a chart holds no table. Raises KeyError."""
    found: list[tuple[str, bool, str]] = []
    targets: dict[str, str] = {}

    def in_workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            (relation,) = [value for name, value in attributes.items() if name.endswith(":id")] or [""]
            found.append((attributes["name"], attributes.get("state", "visible") != "visible", relation))

    def in_relations(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes["Id"]] = posixpath.join("/xl", attributes["Target"])

    with parts.open("xl/workbook.xml") as xml:
        _walk(xml, in_workbook)
    with parts.open("xl/_rels/workbook.xml.rels") as xml:
        _walk(xml, in_relations)
    sheets = [
        Sheet(name, is_hidden, posixpath.normpath(targets[relation]).lstrip("/"))
        for name, is_hidden, relation in found
        if relation in targets
    ]
    if not sheets:
        raise KeyError("sheet")
    return sheets


def _walk(xml: IO[bytes], opened: Callable[[str, dict[str, str]], None]) -> None:
    """A document type, which could declare entities that unfold, is refused."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = opened
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.ParseFile(xml)


def _refuse_document_type(*_: object) -> None:
    raise Unreadable(NOT_A_WORKBOOK)
