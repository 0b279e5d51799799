"""The evidence file on paper: cover, summary, chronology, bordereau, pieces in order, digests.

Read as the requester, then made in a folder of its own, part by part: no more than one piece is in memory at a time.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fcntl import LOCK_EX, LOCK_NB, flock
from gc import collect
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from time import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from PIL import Image

from acting.actor import Actor
from acting.refusals import Refused
from files.media import prepare
from files.models import StoredFile
from files.services import FileAlteredError, FileGoneError, read_verified
from incidents.chronology import complaints_of, facts_of, steps_of, told_in_court
from incidents.evidence_rules import MOST_BYTES, TOO_HEAVY, refusals_of_binding, refusals_of_pages
from incidents.evidence_sources import pieces_of
from incidents.models import EvidenceFile
from incidents.permissions import evidence_files_visible_to
from journal.jobs import JobError
from reports.evidence_summary import summary_of
from reports.models import Report
from reports.pdf import OFF_PAPER, PDF_OFF, pdf_available
from signatories.permissions import convention_of

SHEETS_AT_ONCE, STAMPS_AT_ONCE, TRIES = 8, 250, 4
ABOUT_TO = 60  # seconds within which a folder that was just made is held
IMAGE = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One piece as it was read: `file` is what is bound, `sealed` what was sealed as it came, where it differs. What
    lies `as_it_came` is cleaned before it is bound, as other papers are when they are deposited."""

    number: int
    title: str
    dated_on: date | None
    kind: str
    file: StoredFile
    sealed: StoredFile | None
    as_it_came: bool = False
    is_blurred: bool = False
    path: Path = Path()
    pages: int = 1
    is_wide: bool = False

    @property
    def is_image(self) -> bool:
        return self.file.content_type == IMAGE

    @property
    def lead(self) -> str:
        return f"Pièce n° {self.number} – {self.title}"

    @property
    def address(self) -> str:
        """By which a sheet names its picture."""
        return f"portal:piece-{self.number}"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Pages that are bound together, and the pieces that begin or go on there."""

    leaves: tuple[Leaf, ...]
    part: Any  # reports.binding.Part


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """What the paper will say and bind, and the digest of what was chosen for it."""

    evidence: EvidenceFile
    leaves: tuple[Leaf, ...]
    digest: str
    context: dict[str, Any]

    @property
    def owner_id(self) -> UUID:
        return self.evidence.situation.landlord_id


def evidence_in(actor: Actor, report: Report) -> EvidenceFile:
    """Raises EvidenceFile.DoesNotExist when the actor does not see it: the caller has asked before."""
    if report.object_id is None:
        raise EvidenceFile.DoesNotExist
    return evidence_files_visible_to(actor).for_display().get(pk=report.object_id)


def draft_evidence(actor: Actor, report: Report) -> EvidenceDraft:
    """Raises JobError, with what to mend, where a piece is gone."""
    evidence = evidence_in(actor, report)
    pieces, situation = pieces_of(actor, evidence), evidence.situation
    for refusal in refusals_of_binding(pieces):
        raise JobError(refusal.text)
    facts = facts_of(actor, situation)
    steps = [step for step in steps_of(actor, situation) if step.withdrawn_at is None]
    context = {
        "evidence": evidence,
        "situation": situation,
        "convention": convention_of(actor),
        "sentences": summary_of(situation, facts, complaints_of(actor, facts), steps),
        "lines": told_in_court(actor, situation, facts),
        "now": actor.now,
        "portal": settings.PORTAL_URL,
    }
    leaves = tuple(
        Leaf(
            piece.number,
            piece.title,
            piece.dated_on,
            piece.kind,
            piece.file,
            piece.sealed,
            as_it_came=piece.step is not None,
            is_blurred=piece.is_blurred,
        )
        for piece in pieces
        if piece.file
    )
    return EvidenceDraft(evidence, leaves, evidence.digest(pieces), context)


def bind_evidence(draft: EvidenceDraft, folder: Path, told: Callable[[int], None]) -> tuple[Path, int]:
    """The bound PDF and its number of pages; `told` hears how far it is, in hundredths, and raises when it is to stop.
    Raises JobError."""
    if not pdf_available():
        raise JobError(PDF_OFF)
    leaves = _spooled(draft.leaves, folder, told)
    sheets = list(_sheets(leaves, folder))
    bundles = [*sheets, *_stamped(draft, leaves, folder, told)]
    bundles.sort(key=lambda bundle: bundle.leaves[0].number)
    front, back = _front(draft, bundles, folder, told)
    places = {leaf.number: page for leaf, page in _rows(bundles, back)}
    _print_sheets(draft, sheets, places, told)
    told(75)
    bound, parts = folder / "dossier.pdf", [bundle.part for bundle in bundles]
    pages = _binding().bind(front, back, parts, bound, lambda done: told(75 + 20 * done // len(parts)))
    told(95)
    if bound.stat().st_size > MOST_BYTES:
        raise JobError(TOO_HEAVY)
    return bound, pages


@contextmanager
def working_folder() -> Iterator[Path]:
    """Beside the private files and as private, for parts that nobody keeps. Held by a lock that ends with the process,
    so that what a killed worker left behind is known as such."""
    with TemporaryDirectory(dir=_workings()) as folder, _opened(Path(folder)) as held:
        flock(held, LOCK_EX)
        yield Path(folder)


def clear_workings() -> int:
    """What killed workers left behind goes: pieces of a case lie there in the clear. Returns how many folders."""
    return sum(_is_cleared(folder) for folder in _workings().iterdir())


def count_workings(*, older_than: float) -> int:
    """How many folders lie there for longer than so many seconds."""
    return sum(_age(folder) > older_than for folder in _workings().iterdir())


def _age(folder: Path) -> float:
    try:
        return time() - folder.stat().st_mtime
    except FileNotFoundError:
        return 0


def _is_cleared(folder: Path) -> bool:
    """Unless somebody is at work in it, or may be about to."""
    try:
        if folder.stat().st_mtime > time() - ABOUT_TO:
            return False
        with _opened(folder) as found:
            flock(found, LOCK_EX | LOCK_NB)
            rmtree(folder, ignore_errors=True)
    except (BlockingIOError, FileNotFoundError):
        return False
    return True


def _workings() -> Path:
    root = Path(settings.PRIVATE_ROOT) / "bindings"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def _binding() -> Any:
    return import_module("reports.binding")


def _spooled(leaves: Sequence[Leaf], folder: Path, told: Callable[[int], None]) -> list[Leaf]:
    """Each piece in a file of the folder, verified, with what there is to know of its pages. Raises JobError."""
    found: list[Leaf] = []
    for done, leaf in enumerate(leaves, start=1):
        path = folder / f"{leaf.number}.piece"
        try:
            content = read_verified(leaf.file)
            path.write_bytes(prepare(content, leaf.file.name).clean if leaf.as_it_came else content)
            found.append(_measured(leaf, path))
        except (FileGoneError, FileAlteredError) as error:
            raise JobError(f"La pièce n° {leaf.number} n’est plus disponible : retirez-la du dossier.") from error
        except Refused as refused:
            raise JobError(f"Pièce n° {leaf.number} : {refused.sentence}") from refused
        for refusal in refusals_of_pages(sum(each.pages for each in found)):
            raise JobError(refusal.text)
        told(10 + 25 * done // len(leaves))
    return found


def _measured(leaf: Leaf, path: Path) -> Leaf:
    binding = _binding()
    if leaf.is_image:
        with Image.open(path) as image:
            return replace(leaf, path=path, is_wide=image.width > image.height)
    plain = path.with_suffix(".pdf")
    try:
        pages = binding.made_plain(path, plain)
    except binding.LockedError as error:
        raise JobError(
            f"La pièce n° {leaf.number} est protégée par un mot de passe : déposez-la sans protection."
        ) from error
    except binding.UnreadableError as error:
        raise JobError(f"La pièce n° {leaf.number} ne s’ouvre pas : déposez-la de nouveau.") from error
    path.unlink()
    return replace(leaf, path=plain, pages=pages)


def _sheets(leaves: Sequence[Leaf], folder: Path) -> Iterator[Bundle]:
    """Pictures with their captions: a tall one alone on its page, two wide ones that follow each other on one. Printed
    once it is known on which page of the dossier each stands."""
    for at, sheet in enumerate(_paired([leaf for leaf in leaves if leaf.is_image])):
        first = at % SHEETS_AT_ONCE
        leads, path = tuple(leaf.lead for leaf in sheet), folder / f"sheets-{at - first}.pdf"
        yield Bundle(sheet, _binding().Part(path=path, outlines=leads, pages=1, first=first))


def _print_sheets(
    draft: EvidenceDraft, sheets: Sequence[Bundle], places: Mapping[int, int], told: Callable[[int], None]
) -> None:
    for start in range(0, len(sheets), SHEETS_AT_ONCE):
        some = sheets[start : start + SHEETS_AT_ONCE]
        pictures = {leaf.address: leaf.path.read_bytes() for sheet in some for leaf in sheet.leaves}
        placed = [(sheet.leaves, places[sheet.leaves[0].number]) for sheet in some]
        if _printed("sheets", draft.context | {"sheets": placed}, some[0].part.path, pictures) != len(some):
            raise JobError(OFF_PAPER)
        told(60 + 15 * (start + len(some)) // len(sheets))


def _paired(images: Sequence[Leaf]) -> list[tuple[Leaf, ...]]:
    sheets: list[tuple[Leaf, ...]] = []
    for leaf in images:
        last = sheets[-1] if sheets else ()
        follows = len(last) == 1 and last[0].number + 1 == leaf.number and last[0].is_wide and leaf.is_wide
        sheets[-1:] = [(*last, leaf)] if follows else [*sheets[-1:], (leaf,)]
    return sheets


def _stamped(
    draft: EvidenceDraft, leaves: Sequence[Leaf], folder: Path, told: Callable[[int], None]
) -> Iterator[Bundle]:
    """Papers as they are, each page with a stamp of its own: « Pièce n° 7 – 3/12 »."""
    papers = [leaf for leaf in leaves if not leaf.is_image]
    stamps = [(leaf.number, page, leaf.pages) for leaf in papers for page in range(1, leaf.pages + 1)]
    files = []
    for start in range(0, len(stamps), STAMPS_AT_ONCE):
        some, path = stamps[start : start + STAMPS_AT_ONCE], folder / f"stamps-{start}.pdf"
        if _printed("stamps", draft.context | {"stamps": some}, path) != len(some):
            raise JobError(OFF_PAPER)
        files.append(path)
        told(35 + 15 * (start + len(some)) // len(stamps))
    first = 0
    for leaf in papers:
        stamped = [files[(first + page) // STAMPS_AT_ONCE] for page in range(leaf.pages)]
        for path in dict.fromkeys(stamped):
            at = stamped.index(path)
            leads = (leaf.lead,) if at == 0 else ()
            yield Bundle(
                (leaf,),
                _binding().Part(
                    path=leaf.path,
                    outlines=leads,
                    pages=stamped.count(path),
                    first=at,
                    stamp=path,
                    first_stamp=(first + at) % STAMPS_AT_ONCE,
                ),
            )
        first += leaf.pages


def _front(
    draft: EvidenceDraft, bundles: Sequence[Bundle], folder: Path, told: Callable[[int], None]
) -> tuple[Path, int]:
    """Our own pages, tagged, and the number of those that come before the pieces: the bordereau says on which page each
    piece begins, so they are laid out until that number is the one that it counted with."""
    printing, path = import_module("reports.printing"), folder / "front.pdf"
    before = 1
    for tried in range(TRIES):
        told(51 + 2 * tried)
        rows = list(_rows(bundles, before))
        total = {"rows": rows, "bound_pages": sum(bundle.part.pages for bundle in bundles)}
        document = _laid_out("evidence", draft.context | total, printing)
        back = next(at for at, page in enumerate(document.pages) if "empreintes" in page.anchors)
        if back == before:
            break
        before = back
    else:
        raise JobError(OFF_PAPER)
    path.write_bytes(printing.written(document))
    del document
    collect()
    return path, back


def _rows(bundles: Sequence[Bundle], before: int) -> Iterator[tuple[Leaf, int]]:
    """Each piece with the page of the dossier on which it begins."""
    place, told = before + 1, set()
    for bundle in bundles:
        for leaf in bundle.leaves:
            if leaf.number not in told:
                yield leaf, place
                told.add(leaf.number)
        place += bundle.part.pages


def _printed(name: str, context: dict[str, Any], path: Path, pictures: Mapping[str, bytes] | None = None) -> int:
    """To the file, untagged: its structure would belong to no document. The number of pages."""
    printing = import_module("reports.printing")
    document = _laid_out(name, context, printing, pictures)
    path.write_bytes(printing.written_plain(document))
    pages = len(document.pages)
    del document
    collect()  # a document is a ring of boxes, which would wait for the collector beside the next one
    return pages


def _laid_out(name: str, context: dict[str, Any], printing: Any, pictures: Mapping[str, bytes] | None = None) -> Any:
    try:
        return printing.laid_out(render_to_string(f"reports/pdf/{name}.html", context), pictures)
    except printing.OffPaperError as error:
        raise JobError(OFF_PAPER) from error
