"""The one reader of tables that people and offices send: CSV or .xlsx, whatever the file is called.

The bytes say what it is. Lines are read as one walks through them; what cannot be read is said in a French sentence.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from files.tables.columns import Column, columns_of
from files.tables.delimited import read_text
from files.tables.table import EMPTY, NO_ROW, Limits, Line, Row, Source, Table, Unreadable, WrongRow, tidy
from files.tables.workbook import read_workbook

Chooser = Callable[[Sequence[str]], Sequence[Column]]
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OLD = (
    "Ce fichier est un ancien classeur Excel (.xls), ou un classeur protégé par un mot de passe. "
    "Enregistrez-le en .xlsx, sans mot de passe, ou en CSV."
)
MERGED = (
    "L’en-tête contient des cellules fusionnées : on ne sait pas à quelle colonne va chaque nom. "
    "Défusionnez-les, une cellule par colonne."
)


def read_table(content: bytes, wanted: Sequence[Column], limits: Limits, *, choose: Chooser | None = None) -> Table:
    """The first line that holds something is the header; `choose` says which columns are wanted once it is known.

    Raises Unreadable, and so do the rows when they are read.
    """
    if len(content) > limits.size:
        raise Unreadable(limits.too_heavy)
    if not content or content.isspace():
        raise Unreadable(EMPTY)
    if content.startswith(OLD_EXCEL):
        raise Unreadable(OLD)
    source = read_workbook(content, limits) if content.startswith(ZIP) else read_text(content, wanted)
    lines = _filled(source, limits)
    header = next(lines, None)
    if header is None:
        raise Unreadable(EMPTY)
    if any(header.number in merged for merged in source.merged):
        raise Unreadable(MERGED)
    titles = tuple(map(tidy, header.cells))
    columns = columns_of(titles, choose(titles) if choose else wanted)
    wrong: list[WrongRow] = []
    first = next(lines, None)
    if first is None:
        raise Unreadable(NO_ROW)
    rows = (Row(line, columns) for line in chain((first,), lines) if _fits(line, limits, wrong))
    return Table(source.form, titles, columns, rows, source.left_out, wrong)


def _filled(source: Source, limits: Limits) -> Iterator[Line]:
    count = 0
    for line in source.lines:
        if any(map(str.strip, line.cells[limits.columns :])):
            raise Unreadable(limits.too_wide)
        if any(map(str.strip, line.cells)):
            count += 1
            if count > limits.rows + 1:
                raise Unreadable(limits.too_long)
            yield line


def _fits(line: Line, limits: Limits, wrong: list[WrongRow]) -> bool:
    if max(map(len, line.cells)) <= limits.cell:
        return True
    wrong.append(WrongRow(line.number, "", f"Une cellule dépasse {limits.cell} caractères."))
    return False
