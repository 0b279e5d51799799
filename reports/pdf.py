"""From a template to a PDF. WeasyPrint is imported on its first use: without Pango the portal runs and PDFs are off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.template.loader import render_to_string

from journal.jobs import JobError
from reports.register import Register

log = structlog.get_logger(__name__)

PDF_OFF = "Les PDF sont désactivés : la bibliothèque Pango manque sur ce serveur. Prévenez l’administrateur du portail."
NOTHING = "Il n’y a aucune lettre à imprimer."
OFF_PAPER = (
    "Le PDF n’a pas été remis : une partie du texte ne tient pas sur la page. Prévenez l’administrateur du portail."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a paper will say, and whose data it is: read as the requester, before anything is laid out."""

    template: str
    context: dict[str, Any]
    name: str
    owner_id: UUID | None
    fingerprint: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # PNG, by the address that the page gives them
    shows: tuple[UUID, ...] = ()  # of a list, each row
    is_kept: bool = False  # for good, with what it is the paper of
    register: Register | None = None  # rows without end, printed part by part


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished PDF; `name` is the file's, without its ending. `fingerprint` is of what it shows, where that can
    go out of date; `shows`, of a list, each row. A register lies at `path`, and is read piece by piece."""

    name: str
    content: bytes
    pages: int
    owner_id: UUID | None
    fingerprint: str = ""
    shows: tuple[UUID, ...] = ()
    is_kept: bool = False
    path: Path | None = None


@cache
def pdf_available() -> bool:
    """Whether this machine can make PDFs at all; asked once per process."""
    try:
        import_module("reports.printing")
    except (ImportError, OSError) as error:
        log.warning("pdf_unavailable", error=type(error).__name__)
        return False
    return True


def print_bound(drafts: Sequence[Draft], whole: Draft, told: Callable[[int], None]) -> tuple[Paper, list[Paper]]:
    """Each on its own, and all behind one another under the name of `whole`; `told` hears how many are laid out.
    Raises JobError."""
    if not pdf_available():
        raise JobError(PDF_OFF)
    if not drafts:
        raise JobError(NOTHING)
    printing = import_module("reports.printing")
    documents, parts = [], []
    for number, draft in enumerate(drafts, start=1):
        try:
            document = printing.laid_out(render_to_string(draft.template, draft.context), draft.pictures)
        except printing.OffPaperError as error:
            raise JobError(OFF_PAPER) from error
        content = printing.written(document)
        parts.append(Paper(draft.name, content, len(document.pages), draft.owner_id, draft.fingerprint))
        documents.append(document)
        told(number)
    content = printing.written(printing.bound(documents))
    return Paper(whole.name, content, sum(part.pages for part in parts), whole.owner_id, whole.fingerprint), parts


def print_register(draft: Draft, register: Register, folder: Path, told: Callable[[int], None]) -> Paper:
    """In `folder`, where the paper stays; `told` hears how many rows are laid out. Raises JobError."""
    if not pdf_available():
        raise JobError(PDF_OFF)
    printing = import_module("reports.printing")
    printed = import_module("reports.register_printing")
    try:
        path, pages = printed.print_parts(register, draft.template, draft.context, folder, told)
    except printing.OffPaperError as error:
        raise JobError(OFF_PAPER) from error
    return Paper(draft.name, b"", pages, draft.owner_id, draft.fingerprint, draft.shows, path=path)


def print_draft(draft: Draft) -> Paper:
    """Raises JobError, with a text for the requester, when PDFs are off, or when the paper would not say it all."""
    if not pdf_available():
        raise JobError(PDF_OFF)
    html = render_to_string(draft.template, draft.context)
    printing = import_module("reports.printing")
    try:
        content, pages = printing.print_html(html, draft.pictures)
    except printing.OffPaperError as error:
        raise JobError(OFF_PAPER) from error
    return Paper(draft.name, content, pages, draft.owner_id, draft.fingerprint, draft.shows, draft.is_kept)
