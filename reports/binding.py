"""Pieces bound to one PDF, page by page from files on disk: a thousand pages ask for no more memory than a few.

What a piece shows is bound as it is. Below each of its pages stands a strip of its own with the number of the piece,
so that no stamp covers anything. What a PDF could do (open, run, lead elsewhere, be filled in) stays outside.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import AccessMode, Array, Dictionary, Name, OutlineItem, Page, Pdf

STRIP = 20.0  # points
STAMP = (400.0, 14.0)  # the size of a stamp, as evidence.css lays it out
UNBOUND = ("/StructParents", "/Annots", "/AA", "/Tabs", "/B", "/TrimBox", "/BleedBox", "/ArtBox", "/PieceInfo")


class LockedError(ValueError):
    """A password is asked."""


class UnreadableError(ValueError):
    """No PDF that could be opened."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some pages of a file; `outlines` are the titles that lead to the first of them. With `stamp`, a PDF of which
    `first_stamp` is the page for the first one, each gets its strip."""

    path: Path
    outlines: tuple[str, ...]
    pages: int
    first: int = 0
    stamp: Path | None = None
    first_stamp: int = 0


def made_plain(source: Path, target: Path) -> int:
    """Writes the PDF with what is filled in or noted on it drawn into its pages, and nothing else of that; returns the
    number of its pages. Raises LockedError, UnreadableError."""
    try:
        with pikepdf.open(source, access_mode=AccessMode.stream) as pdf:
            if not len(pdf.pages):
                raise UnreadableError("no page")
            pdf.generate_appearance_streams()
            pdf.flatten_annotations("print")
            for page in pdf.pages:
                for key in ("/Annots", "/AA"):
                    if key in page.obj:
                        del page.obj[key]
            pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise LockedError("locked") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise UnreadableError("unreadable") from error


def bind(front: Path, back: int, parts: Sequence[Part], target: Path, told: Callable[[int], None]) -> int:
    """The pages of `front`, whose tags stay, with the parts before its page `back`; returns how many pages there are.
    `told` hears how many parts are bound."""
    merged = target.with_suffix(".merged")
    _merge(front, back, parts, merged)
    told(0)
    with ExitStack() as opened:
        whole = opened.enter_context(_open(merged))
        stamps = {path: opened.enter_context(_open(path)) for path in {part.stamp for part in parts} if path}
        place, leads = back, []
        for number, part in enumerate(parts, start=1):
            leads += [(title, place) for title in part.outlines]
            for at in range(part.pages):
                page = whole.pages[place]
                _strip_down(page)
                if part.stamp:
                    _stamp(whole, page, stamps[part.stamp].pages[part.first_stamp + at])
                place += 1
            told(number)
        _lead_to(whole, leads)
        pages = len(whole.pages)
        whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return pages


def _merge(front: Path, back: int, parts: Sequence[Part], target: Path) -> None:
    """By qpdf's own job, which copies pictures from file to file: what `pages.insert` takes from another file it keeps
    in memory (measured: 100 MB for 100 photos)."""
    chosen = [".", f"1-{back}"]
    for part in parts:
        chosen += [str(part.path), f"{part.first + 1}-{part.first + part.pages}"]
    order = [*chosen, ".", f"{back + 1}-z"]
    pikepdf.Job(["qpdf", "--warning-exit-0", str(front), "--pages", *order, "--", str(target)]).run()


def _open(path: Path) -> Pdf:
    return pikepdf.open(path, access_mode=AccessMode.stream)


def _strip_down(page: Page) -> None:
    """Its structure belongs to another file, its boxes of the printer's mean nothing beside a strip."""
    for key in UNBOUND:
        if key in page.obj:
            del page.obj[key]


def _stamp(whole: Pdf, page: Page, stamp: Page) -> None:
    """Below what one sees, however the page is turned. What the page shows becomes one drawing: whatever state it
    leaves behind (a scale, a cut, a word that never ends) ends with it."""
    x0, y0, x1, y1 = (float(side) for side in page.cropbox)
    unit = float(page.obj.get("/UserUnit", 1))
    turned = int(page.obj.get("/Rotate", 0)) % 360
    high = STRIP / unit
    box, along, turn = {
        90: ((x0, y0, x1 + high, y1), y1 - y0, (0, 1, -1, 0, x1 + high, y0)),
        180: ((x0, y0, x1, y1 + high), x1 - x0, (-1, 0, 0, -1, x1, y1 + high)),
        270: ((x0 - high, y0, x1, y1), y1 - y0, (0, -1, 1, 0, x0 - high, y1)),
    }.get(turned, ((x0, y0 - high, x1, y1), x1 - x0, (1, 0, 0, 1, x0, y0 - high)))
    # Of a page of its own, since what it shows is read when the whole is written.
    own = Page(whole.make_indirect(copy(page.obj))).as_form_xobject(handle_transformations=False)
    page.mediabox = page.cropbox = Array([round(side, 3) for side in box])
    page.obj.Resources = Dictionary()
    shown = page.add_resource(whole.make_indirect(own), Name.XObject)
    form = page.add_resource(whole.copy_foreign(stamp.as_form_xobject()), Name.XObject)
    scale = min(1 / unit, along / STAMP[0])
    left, low = (along - STAMP[0] * scale) / 2, (high - STAMP[1] * scale) / 2
    drawn = (
        f"{shown} Do /Artifact BMC q {_numbers(*turn)} cm 1 g 0 0 {_numbers(along, high)} re f"
        f" q {_numbers(scale, 0, 0, scale, left, low)} cm {form} Do Q Q EMC\n"
    )
    page.obj.Contents = whole.make_stream(drawn.encode("ascii"))


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.4f}" for value in values)


def _lead_to(whole: Pdf, leads: Sequence[tuple[str, int]]) -> None:
    with whole.open_outline() as outline:
        pieces = OutlineItem("Pièces", leads[0][1] if leads else 0)
        pieces.children.extend(OutlineItem(title, page) for title, page in leads)
        outline.root.append(pieces)
    with whole.open_metadata(set_pikepdf_as_editor=False) as said:
        for claim in ("pdfuaid:part", "pdfuaid:rev"):
            if claim in said:
                del said[claim]
