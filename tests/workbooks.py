"""Workbooks as Excel writes them, made by hand so that the tests may also make what Excel would not."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

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
BOOK = (
    f'<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Patrimoine" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)

Cell = str | int | float | bool | None


class Formula(str):
    """A computed cell, with the value that Excel remembers."""


def workbook(rows: Sequence[Sequence[Cell]], *, merged: str = "", sheet: str = "", padding: bytes = b"") -> bytes:
    """`merged` is a range such as "A1:C1"; `sheet` replaces the sheet's XML; `padding` is a part of its own."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", ROOT)
        parts.writestr("xl/workbook.xml", BOOK)
        parts.writestr("xl/_rels/workbook.xml.rels", BOOK_RELATIONS)
        parts.writestr("xl/worksheets/sheet1.xml", sheet or sheet_xml(rows, merged))
        if padding:
            parts.writestr("xl/media/image1.bin", padding)
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
