"""The one writer of tables: for French spreadsheets, and nothing that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

CSV_TYPE = "text/csv; charset=utf-8"
BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


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
