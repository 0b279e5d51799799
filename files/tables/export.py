"""A list taken away in a file: the rows of all its pages, in the columns that they show, and written down once.

A room says of its list what the file is (`Sheet`); whether somebody may have it, and which rows there are, the list has
said already. The lines come some at a time, so that no more than a part of the rows lies in memory beside the file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from acting.days import PARIS
from acting.fold import fold
from acting.pages import ActingRequest
from files.tables.writer import CSV_TYPE, XLSX_TYPE, csv_table, xlsx_table
from journal.enums import Channel
from journal.services import record_list_read
from journal.verbs import Verb

MOST_EXPORTED = 50_000  # lines: what a page may take to write
TOO_MANY = "Plus de 50 000 lignes : resserrez la liste par ses filtres, puis exportez."
FORMS = {"csv": "CSV", "xlsx": "Excel"}
LONGEST_REASON = 200


class Line(NamedTuple):
    """A row of the list: whose it is, which object, and what the file says of it, in the order of the header."""

    owner_id: UUID | None
    object_id: UUID | None
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name` is that of the sheet and, folded, of the file; the lines may be without end. `narrowed_by` names the
    filters that are set, never what they are set to; `verb` says what was read."""

    name: str
    verb: Verb
    header: Sequence[str]
    lines: Iterable[Line]
    narrowed_by: Sequence[str] = ()


@dataclass(slots=True)
class Taken:
    """What went into a file; `is_cut` when there was more than it may hold."""

    read: list[tuple[UUID | None, UUID | None]] = field(default_factory=list)
    is_cut: bool = False

    def cells_of(self, lines: Iterable[Line]) -> Iterator[Sequence[str]]:
        for line in lines:
            if len(self.read) == MOST_EXPORTED:
                self.is_cut = True
                return
            self.read.append((line.owner_id, line.object_id))
            yield line.cells


def exported(request: ActingRequest, sheet: Sheet, *, back: str) -> HttpResponse:
    """In the format that is asked for. Of more rows than a file may hold none is given: the list at `back` says so,
    since whoever opened half of it could take it for the whole."""
    form, taken = format_of(request), Taken()
    content, content_type = _written(sheet.name, sheet.header, taken.cells_of(sheet.lines), form)
    if taken.is_cut:
        messages.error(request, TOO_MANY)
        return redirect(back)
    reason = ", ".join((FORMS[form], *sheet.narrowed_by))[:LONGEST_REASON]
    record_list_read(by=request.actor, verb=sheet.verb, rows=taken.read, channel=Channel.EXPORT, reason=reason)
    name = fold(sheet.name).replace(" ", "-")
    return _handed_out(content, content_type, f"{name}-{request.actor.today:%Y-%m-%d}.{form}")


def figures_exported(
    request: ActingRequest, header: Sequence[str], rows: Iterable[Sequence[str]], *, sheet: str, name: str
) -> HttpResponse:
    """Figures that a page shows, in the format that is asked for; whether reading them is written down, the page has
    said."""
    form = format_of(request)
    return _handed_out(*_written(sheet, header, rows, form), f"{name}.{form}")


def format_of(request: ActingRequest) -> str:
    """`format`: csv or xlsx; CSV where it says neither."""
    asked = request.POST.get("format") or request.GET.get("format")
    return asked if asked in FORMS else "csv"


def day_cell(day: date | None) -> str:
    """`28/11/2026`, which a French spreadsheet sorts; of a moment its day in Seine-et-Marne."""
    here = day.astimezone(PARIS) if isinstance(day, datetime) else day
    return f"{here:%d/%m/%Y}" if here else ""


def hour_cell(at: datetime | None) -> str:
    return f"{at.astimezone(PARIS):%H:%M}" if at else ""


def _written(name: str, header: Sequence[str], rows: Iterable[Sequence[str]], form: str) -> tuple[bytes, str]:
    if form == "xlsx":
        return xlsx_table(header, rows, sheet=name), XLSX_TYPE
    return csv_table(header, rows).encode(), CSV_TYPE


def _handed_out(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
