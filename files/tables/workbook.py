"""The first sheet of an .xlsx workbook. calamine reads it; before, its XML is walked through for what calamine does not
tell (computed cells) and for what would fill the memory: a small file may unfold into gigabytes, or name two cells a
billion rows apart.
"""

import io
import posixpath
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from files.tables.sheet import MAX_ROWS, TOO_LONG, Sheet, Unreadable, line_of, sheet_of, tidy

MAX_UNFOLDED = 60 * 1024 * 1024
MAX_COLUMNS = 60
PIECE = 64 * 1024
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

NOT_A_WORKBOOK = "Ce fichier n’est pas un classeur Excel (.xlsx) lisible. Rouvrez-le et enregistrez-le de nouveau."
TOO_HEAVY = "Ce classeur est trop lourd une fois ouvert. Copiez la seule liste des résidences dans un classeur neuf."
TOO_WIDE = f"La feuille a plus de {MAX_COLUMNS} colonnes. Gardez celles du modèle."
PROTECTED = "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe."
MERGED = (
    "L’en-tête contient des cellules fusionnées : on ne sait pas à quelle colonne va chaque nom. "
    "Défusionnez-les, une cellule par colonne."
)

DAMAGED = (BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError)
Place = tuple[int, int]


@dataclass
class Survey:
    """What one walk through a sheet's XML found; rows and columns count from 0."""

    formulas: dict[int, set[int]] = field(default_factory=dict)
    _row: int = 0
    _column: int = 0

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._row, self._column = _place(attributes.get("r", ""))
        elif name == "f":
            self.formulas.setdefault(self._row, set()).add(self._column)


def read_workbook(content: bytes) -> Sheet:
    """Raises Unreadable."""
    try:
        with ZipFile(io.BytesIO(content)) as parts:
            _refuse_too_heavy(parts)
            survey = _survey(parts, _first_sheet(parts))
        return _read(content, survey)
    except PasswordError:
        raise Unreadable(PROTECTED) from None
    except (*DAMAGED, CalamineError, expat.ExpatError, KeyError):
        raise Unreadable(NOT_A_WORKBOOK) from None


def _read(content: bytes, survey: Survey) -> Sheet:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    lines = [
        line_of(number + 1, [_text(cell) for cell in row], survey.formulas.get(number, ()))
        for number, row in enumerate(rows)
    ]
    found = sheet_of(lines)
    header = next(line.number - 1 for line in lines if not line.is_blank)
    if any(top <= header <= bottom for (top, _), (bottom, _) in sheet.merged_cell_ranges or ()):
        raise Unreadable(MERGED)
    return found


def _text(cell: object) -> str:
    """As a person reads it: `77284.0` → `"77284"`, true → `"oui"`."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return tidy(str(cell))


def _refuse_too_heavy(parts: ZipFile) -> None:
    """Unfolds every part and forgets it: the sizes that a file declares are what its author wrote."""
    names = [name.casefold() for name in parts.namelist()]
    if len(names) != len(set(names)):
        raise BadZipFile("a part stands there twice: two readers would read two different sheets")
    left = MAX_UNFOLDED
    for part in parts.infolist():
        with parts.open(part) as stream:
            while piece := stream.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise Unreadable(TOO_HEAVY)


def _first_sheet(parts: ZipFile) -> str:
    """The part that holds the workbook's first sheet. Raises KeyError."""
    sheets: list[str] = []
    targets: dict[str, str] = {}

    def in_workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            sheets.extend(value for name, value in attributes.items() if name.endswith(":id"))

    def in_relations(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    _walk(parts.read("xl/workbook.xml"), in_workbook)
    _walk(parts.read("xl/_rels/workbook.xml.rels"), in_relations)
    if not sheets:
        raise KeyError("sheet")
    return posixpath.normpath(posixpath.join("/xl", targets[sheets[0]])).lstrip("/")


def _survey(parts: ZipFile, name: str) -> Survey:
    survey = Survey()
    _walk(parts.read(name), survey.opened)
    return survey


def _walk(content: bytes, opened: Callable[[str, dict[str, str]], None]) -> None:
    """A document type, which could declare entities that unfold, is refused."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = opened
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.ParseFile(io.BytesIO(content))


def _refuse_document_type(*_: object) -> None:
    raise Unreadable(NOT_A_WORKBOOK)


def _place(reference: str) -> Place:
    """`"B3"` → `(2, 1)`. Raises Unreadable for a cell without place or beyond what is read here."""
    found = REFERENCE.fullmatch(reference)
    if not found:
        raise Unreadable(NOT_A_WORKBOOK)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    if column > MAX_COLUMNS:
        raise Unreadable(TOO_WIDE)
    if int(found[2]) > 2 * MAX_ROWS:
        raise Unreadable(TOO_LONG)
    return int(found[2]) - 1, column - 1
