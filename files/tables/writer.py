"""The one writer of tables: for French spreadsheets, and nothing that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
AS_TEXT = "@"


def csv_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """UTF-8 is recognised by its mark; columns part at semicolons, and each cell is quoted: no comma splits it."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BOM + lines.getvalue()


def harmless(cell: str) -> str:
    """An apostrophe before what would begin a formula, after spaces too: the cell is then shown as it is written."""
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell


def xlsx_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of texts, which a spreadsheet neither computes nor turns into numbers: `01001` keeps its zero."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in (header, *rows):
        sheet.append([_as_text(WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", cell))) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _as_text(cell: Cell) -> Cell:
    cell.data_type, cell.number_format = "s", AS_TEXT
    return cell
