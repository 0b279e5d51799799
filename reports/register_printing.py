"""A register as PDF: laid out and written part by part, numbered once the whole is known, then joined.

A part is cut where a page ends: what does not fill its last page is laid out again at the beginning of the next one, so
that no page but the very last is short. Imported through `reports.pdf` only, since it needs Pango.
"""

import ctypes
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import pikepdf
from django.template.loader import render_to_string
from pikepdf import Name, Page
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

from reports.joining import join
from reports.printing import laid_out, written, written_plain
from reports.register import Register

PART = 40  # rows of the first part; each further one fills two pages and begins a third
FEWEST, MOST, ROOM = 16, 60, 1.12
STAMPED = 8  # parts whose numbers are laid out together
STAMPS = "reports/pdf/register_stamps.html"
STAMP = (120.0, 14.0)  # points, as register-stamps.css lays it out
RIGHT, FOOT = 34.0, 14.0  # from the edges of the page


@dataclass(frozen=True, slots=True)
class Part:
    path: Path
    pages: int


def print_parts(
    register: Register, template: str, context: Mapping[str, Any], folder: Path, told: Callable[[int], None]
) -> tuple[Path, int]:
    """The finished PDF, in `folder`, and its number of pages; `told` hears how many rows are laid out, and
    afterwards, while they are joined, that it goes on. Raises OffPaperError."""
    with _collected_by_hand():
        fonts = FontConfiguration()
        parts: list[Part] = []
        leads: list[tuple[str, int]] = []
        begun, pages, size = 0, 0, PART
        while not parts or begun < len(register.rows):
            document, kept = _laid_part(register, template, context, begun, begun + size, fonts)
            path = folder / f"part-{len(parts)}.pdf"
            path.write_bytes(written(document))
            leads += [(title, pages + place[0]) for title, place, *_ in document.make_bookmark_tree()]
            parts.append(Part(path, len(document.pages)))
            begun, pages = begun + kept, pages + len(document.pages)
            size = min(max(ceil(2 * ROOM * kept / len(document.pages)), FEWEST), MOST)
            del document
            _give_back()
            told(begun)

        def goes_on() -> None:
            _give_back()
            told(begun)

        _number_pages(parts, pages, fonts, goes_on)
        del fonts
        _give_back()
        whole = folder / "whole.pdf"
        join([part.path for part in parts], whole, leads, goes_on)
        return whole, pages


def _laid_part(
    register: Register, template: str, context: Mapping[str, Any], begun: int, end: int, fonts: FontConfiguration
) -> tuple[Document, int]:
    """From the row `begun` on, up to `end`, and how many rows the part keeps."""
    batch = list(register.rows[begun:end])
    is_last = begun + len(batch) == len(register.rows)
    part = {
        "register": register,
        "rows": _headed(register, begun, len(batch)),
        "group": register.group_before(begun),
        "is_first": begun == 0,
        "is_last": is_last,
    }
    document = laid_out(render_to_string(template, {**context, **part}), fonts=fonts)
    short = _rows_on(document.pages[-1])
    is_split = len(document.pages) > 1 and bool(short & _rows_on(document.pages[-2]))
    if is_last or len(document.pages) == 1 or is_split:
        return document, len(batch)
    return document.copy(document.pages[:-1]), len(batch) - len(short)


def _headed(register: Register, begun: int, count: int) -> list[dict[str, Any]]:
    """Each row with its place, and its group where it begins one."""
    return [
        {
            "place": place,
            "heading": row.group if row.group != register.group_before(place) else "",
            "cells": row.cells,
        }
        for place, row in enumerate(register.rows[begun : begun + count], start=begun)
    ]


def _rows_on(page: Any) -> set[str]:
    """The places of the rows that stand on it, whole or in part."""
    boxes = page._page_box.descendants()  # noqa: SLF001 - nothing public says where a row lies
    found = {box.element.get("data-row") for box in boxes if box.element is not None and box.element_tag == "tr"}
    return {place for place in found if place}


def _number_pages(parts: Sequence[Part], of: int, fonts: FontConfiguration, goes_on: Callable[[], None]) -> None:
    """`page 3 / 280` at the foot of each: the total is known once all parts are laid out."""
    first = 1
    for some in (parts[place : place + STAMPED] for place in range(0, len(parts), STAMPED)):
        last = first + sum(part.pages for part in some)
        numbers = {"numbers": [(number, of) for number in range(first, last)]}
        plain = some[0].path.with_suffix(".stamps")
        plain.write_bytes(written_plain(laid_out(render_to_string(STAMPS, numbers), fonts=fonts)))
        with pikepdf.open(plain) as stamps:
            taken = iter(stamps.pages)
            for part in some:
                _stamp(part.path, taken)
        plain.unlink()
        first = last
        goes_on()


def _stamp(path: Path, stamps: Iterator[Page]) -> None:
    """As what stands in the margins of a page is: seen, and no part of what is read aloud. What the page was drawn with
    ends before."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            form = page.add_resource(pdf.copy_foreign(next(stamps).as_form_xobject()), Name.XObject)
            left = float(page.mediabox[2]) - RIGHT - STAMP[0]
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(f"\nQ /Artifact BMC q 1 0 0 1 {left:.2f} {FOOT:.2f} cm {form} Do Q EMC\n".encode("ascii"))
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)


@contextmanager
def _collected_by_hand() -> Iterator[None]:
    """Between two parts, and nothing but what they left: looking through all that the process holds takes longer than
    laying out a page."""
    was_enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def _give_back() -> None:
    """What a part was laid out in goes back to the machine, where its library can."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
