"""The one writer of tables: for French spreadsheets, and nothing that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # of Excel
BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """UTF-8 is recognised by its mark; columns part at semicolons, and each cell is quoted: no comma splits it."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(title) for title in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BOM + lines.getvalue()


def xlsx_table(header: Sequence[str], rows: Iterable[Sequence[str]], *, sheet: str) -> bytes:
    """All cells are text, so that none is computed, and no number or day becomes another; row by row, in memory that
    does not grow with a cell object for each."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    page.append([_as_text(page, title) for title in header])
    for row in rows:
        page.append([_as_text(page, harmless(cell)) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _as_text(page: Any, cell: str) -> Cell:
    written = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub(" ", cell)[:LONGEST_CELL])
    written.data_type = "s"
    return written


def harmless(cell: str) -> str:
    """An apostrophe before what would begin a formula, after spaces too: the cell is then shown as it is written."""
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell
