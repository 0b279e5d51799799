"""Workbooks as Excel writes them, made by hand so that the tests may also make what Excel would not."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
SHEET = '<sheet name="Patrimoine" sheetId="1" r:id="rId1"/>'
BOOK_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)

Cell = str | int | float | bool | None


class Formula(str):
    """A computed cell, with the value that Excel remembers."""


def workbook(
    rows: Sequence[Sequence[Cell]], *, merged: str = "", sheet: str = "", sheets: str = SHEET, padding: bytes = b""
) -> bytes:
    """`merged` is a range such as "A1:C1"; `sheet` replaces the sheet's XML, `sheets` the list of them; `padding` is a
    part of its own."""
    book = f'<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", ROOT)
        parts.writestr("xl/workbook.xml", book)
        parts.writestr("xl/_rels/workbook.xml.rels", BOOK_RELATIONS)
        parts.writestr("xl/worksheets/sheet1.xml", sheet or sheet_xml(rows, merged))
        if padding:
            parts.writestr("xl/media/image1.bin", padding)
    return content.getvalue()


def spreadsheet(
    rows: Iterable[Iterable[object]],
    *,
    hidden_rows: Iterable[int] = (),
    before: Mapping[str, str] | None = None,
    others: Mapping[str, str] | None = None,
) -> bytes:
    """As openpyxl writes it; `before` and `others` are further sheets with their state."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Liste")
    for row in rows:
        sheet.append(list(row))
    for number in hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for place, (name, state) in enumerate((before or {}).items()):
        book.create_sheet(name, place).sheet_state = state
    for name, state in (others or {}).items():
        book.create_sheet(name).sheet_state = state
    book.active = sheet
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_xml(rows: Sequence[Sequence[Cell]], merged: str = "") -> str:
    lines = [
        f'<row r="{number}">{"".join(_cell(place, number, cell) for place, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    ]
    merging = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{"".join(lines)}</sheetData>{merging}</worksheet>'


def _cell(place: int, number: int, cell: Cell) -> str:
    reference = f"{chr(ord('A') + place)}{number}"
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return f'<c r="{reference}" t="str"><f>A1</f><v>{escape(cell)}</v></c>'
    if isinstance(cell, bool):
        return f'<c r="{reference}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{reference}"><v>{cell}</v></c>'
