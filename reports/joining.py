"""Parts of one paper joined to one PDF whose tags are one tree, object by object: however long the paper, no more of it
is in memory than one part.

qpdf would hold every object of the whole (sixteen for a row of a register). Here each part is opened alone, its objects
are given their numbers of the whole and written at once; what stands above them (pages, tree of tags, outline) comes
last. The parts are the printer's own, so that nothing foreign is taken in.
"""

import re
import struct
import zlib
from array import array
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import pikepdf
from pikepdf import AccessMode, Array, Dictionary, Name, Object, Pdf, Stream

REFERENCE = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]*>|(?<![\w/#.+-])(\d+) 0 R\b", re.DOTALL)
ENTRY = struct.Struct(">BQH")  # of the table of objects: kind, place, which of a stream of objects
PACKED = 200  # objects to a stream of objects
FREE, PLAIN, IN_STREAM = 0, 1, 2
KEPT_OF_ROOT = ("/Lang", "/MarkInfo", "/ViewerPreferences")


class Joined:
    """The PDF being written. `number()` reserves a number, `put()` writes what it stands for."""

    def __init__(self, target: Path) -> None:
        self.file: BinaryIO = target.open("wb")
        self.kinds, self.places, self.inside = array("B", [FREE]), array("Q", [0]), array("H", [0])
        self.packed: list[tuple[int, bytes]] = []
        self.streams: dict[bytes, int] = {}  # by their digest, those that speak of no other object
        self.file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def __enter__(self) -> "Joined":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.file.close()

    def numbers(self, count: int = 1) -> int:
        """The first of so many that follow one another."""
        first = len(self.kinds)
        self.kinds.extend([FREE] * count)
        self.places.extend([0] * count)
        self.inside.extend([0] * count)
        return first

    def put(self, number: int, said: bytes) -> None:
        """An object that is no stream: kept with others, and packed."""
        self.packed.append((number, said))
        if len(self.packed) == PACKED:
            self._pack()

    def put_stream(self, number: int, head: bytes, content: bytes) -> None:
        self.kinds[number], self.places[number] = PLAIN, self.file.tell()
        self.file.write(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, head, content))

    def _pack(self) -> None:
        if not self.packed:
            return
        holder, index, body = self.numbers(), [], b""
        for place, (number, said) in enumerate(self.packed):
            self.kinds[number], self.places[number], self.inside[number] = IN_STREAM, holder, place
            index.append(b"%d %d" % (number, len(body)))
            body += said + b"\n"
        head = b" ".join(index) + b"\n"
        content = zlib.compress(head + body)
        said = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>"
        self.put_stream(holder, said % (len(self.packed), len(head), len(content)), content)
        self.packed = []

    def finish(self, root: int, info: bytes) -> None:
        """The table of all objects, and where it lies."""
        self._pack()
        number = self.numbers()
        at = self.file.tell()
        self.kinds[number], self.places[number] = PLAIN, at
        press = zlib.compressobj()
        rows = zip(self.kinds, self.places, self.inside, strict=True)
        content = b"".join(filter(None, (press.compress(ENTRY.pack(*row)) for row in rows))) + press.flush()
        head = b"<< /Type /XRef /W [1 8 2] /Size %d /Root %d 0 R%s /Filter /FlateDecode /Length %d >>"
        self.put_stream(number, head % (len(self.kinds), root, info, len(content)), content)
        self.file.write(b"startxref\n%d\n%%%%EOF\n" % at)


def join(
    parts: Sequence[Path], target: Path, leads: Sequence[tuple[str, int]], goes_on: Callable[[], None] = lambda: None
) -> None:
    """`leads` are the titles of the outline and the pages of the whole, from 0, that they lead to. Language, metadata
    and title are the first part's. `goes_on` is called after each part."""
    with Joined(target) as whole:
        root, pages, tree, body, tags = (whole.numbers() for _ in range(5))
        kids: list[int] = []
        top: list[int] = []
        marked: list[int] = []
        head, info = b"", b""
        for number, path in enumerate(parts):
            with pikepdf.open(path, access_mode=AccessMode.stream) as pdf:
                part = _Part(whole, pdf, number, pages, body, first_key=len(kids))
                part.write()
                kids += part.kids
                top += part.top
                marked.append(part.marked)
                if number == 0:
                    head, info = part.head(), part.info()
            goes_on()
        whole.put(pages, b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(kids), _references(kids)))
        whole.put(tree, b"<< /Type /StructTreeRoot /K [ %d 0 R ] /ParentTree %d 0 R /ParentTreeNextKey %d >>" % (
            body, tags, len(kids),
        ))  # fmt: skip
        whole.put(body, b"<< /Type /StructElem /S /Document /P %d 0 R /K [ %s ] >>" % (tree, _references(top)))
        whole.put(tags, b"<< /Kids [ %s ] >>" % _references(marked))
        outline = _outline(whole, leads, kids)
        said = b"<< /Type /Catalog /Pages %d 0 R /StructTreeRoot %d 0 R %s %s >>"
        whole.put(root, said % (pages, tree, head, outline))
        whole.finish(root, info)


class _Part:
    """One file, its numbers in the whole, and what of it stands above the others there."""

    def __init__(self, whole: Joined, pdf: Pdf, number: int, pages: int, body: int, first_key: int) -> None:
        self.whole, self.pdf, self.number, self.first_key = whole, pdf, number, first_key
        self.base = whole.numbers(len(pdf.objects)) - 1
        root = pdf.Root.StructTreeRoot
        (document,) = _listed(root.K)
        self.above = {_number(pdf.Root.Pages): pages, _number(document): body}
        above = (pdf.Root, root, root.ParentTree, *(root.get(key) for key in ("/IDTree", "/RoleMap")))
        self.left_out = {*self.above, *(_number(each) for each in above if each is not None)}
        if number:  # what is said of the whole is the first part's
            said = (pdf.Root.get("/Metadata"), pdf.trailer.get("/Info"))
            self.left_out |= {_number(each) for each in said if each is not None}
        self.kids = [self.at(_number(page.obj)) for page in pdf.pages]
        self.top = [self.at(_number(each)) for each in _listed(document.K)]
        self.marked = whole.numbers()
        self.tags = root.ParentTree

    def at(self, number: int) -> int:
        return self.above.get(number, self.base + number)

    def write(self) -> None:
        self._write_streams_and_others()
        tags = list(self.tags.Nums)
        keys = [int(key) + self.first_key for key in tags[::2]]
        pairs = zip(keys, tags[1::2], strict=True)
        said = b" ".join(b"%d %s" % (key, self.renumbered(self.held(value))) for key, value in pairs)
        self.whole.put(self.marked, b"<< /Limits [ %d %d ] /Nums [ %s ] >>" % (keys[0], keys[-1], said))

    def _write_streams_and_others(self) -> None:
        """Streams first: those that the whole has already, as the letters of the numbers of pages, are that one."""
        held = {_number(each): each for each in self.pdf.objects}
        wanted = [number for number in held if number and number not in self.left_out]
        streams = [number for number in wanted if isinstance(held[number], Stream)]
        for number in sorted(streams, key=lambda number: b" 0 R" in _said_of(held[number])):
            self._write_stream(number, held[number])
        for number in wanted:
            if not isinstance(held[number], Stream):
                self._distinguish(held[number])
                self.whole.put(self.at(number), self.renumbered(held[number].unparse(resolved=True)))

    def _write_stream(self, number: int, held: Object) -> None:
        if held.get("/Type") in (Name.XRef, Name.ObjStm):
            return
        said, content = _said_of(held), held.read_raw_bytes()
        alone = b" 0 R" not in said
        digest = sha256(said + content).digest()
        if alone and digest in self.whole.streams:
            self.above[number] = self.whole.streams[digest]
            return
        self.whole.put_stream(self.at(number), self.renumbered(said), content)
        if alone:
            self.whole.streams[digest] = self.at(number)

    def _distinguish(self, held: Object) -> None:
        """Keys of pages and names of headings are those of the part: the whole has many."""
        if not isinstance(held, Dictionary):
            return
        for key in ("/StructParents", "/StructParent"):
            if key in held:
                held[key] = int(held[key]) + self.first_key
        if held.get("/Type") == Name.StructElem and "/ID" in held:
            held.ID = pikepdf.String(f"{self.number}-{held.ID}")
        named = held.get("/A")
        if isinstance(named, Dictionary) and "/Headers" in named:
            named.Headers = Array([pikepdf.String(f"{self.number}-{each}") for each in named.Headers])

    def renumbered(self, said: bytes) -> bytes:
        """What a text or a number in it looks like stays as it is."""
        return REFERENCE.sub(lambda found: b"%d 0 R" % self.at(int(found[1])) if found[1] else found[0], said)

    def held(self, value: Object) -> bytes:
        return value.unparse() if _number(value) else value.unparse(resolved=True)

    def head(self) -> bytes:
        """Of the catalogue what says how the paper is read; its metadata were written with the other streams."""
        kept = [(key, self.pdf.Root[key]) for key in (*KEPT_OF_ROOT, "/Metadata") if key in self.pdf.Root]
        return b" ".join(key.encode() + b" " + self.renumbered(self.held(value)) for key, value in kept)

    def info(self) -> bytes:
        info = self.pdf.trailer.get("/Info")
        return b"" if info is None else b" /Info " + self.renumbered(self.held(info))


def _outline(whole: Joined, leads: Sequence[tuple[str, int]], kids: Sequence[int]) -> bytes:
    if not leads:
        return b""
    holder, first = whole.numbers(), whole.numbers(len(leads))
    last = first + len(leads) - 1
    for number, (title, page) in enumerate(leads, start=first):
        beside = b" /Prev %d 0 R" % (number - 1) if number > first else b""
        beside += b" /Next %d 0 R" % (number + 1) if number < last else b""
        said = b"<< /Title %s /Parent %d 0 R /Dest [ %d 0 R /Fit ]%s >>"
        whole.put(number, said % (pikepdf.String(title).unparse(), holder, kids[page], beside))
    whole.put(holder, b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (first, last, len(leads)))
    return b"/PageMode /UseOutlines /Outlines %d 0 R" % holder


def _said_of(held: Object) -> bytes:
    """The dictionary of a stream, with its true length."""
    said: Any = held.stream_dict
    said.Length = len(held.read_raw_bytes())
    return bytes(said.unparse(resolved=True))


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _number(held: Object) -> int:
    """0 for what stands in another object."""
    return int(held.objgen[0]) if held.is_indirect else 0


def _listed(kids: Any) -> list[Object]:
    return list(kids) if isinstance(kids, Array) else [kids]
