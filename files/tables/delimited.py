"""A table as text: CSV in any usual encoding and with any usual delimiter."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence

from files.tables.columns import Column, places_of
from files.tables.table import Line, Source, Unreadable

NAMES = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252 (cp1252)"}
UTF_8_PAIR = re.compile(rb"\xc3[\x80-\xbf]")
DELIMITERS = ";,\t"
LONGEST_HEADER = 64 * 1024

NEITHER = (
    "Ce fichier n’est ni un CSV ni un classeur Excel (.xlsx). "
    "Exportez votre tableau dans l’un de ces formats, par exemple en « CSV UTF-8 »."
)


def read_text(content: bytes, wanted: Sequence[Column]) -> Source:
    """Raises Unreadable."""
    encoding = encoding_of(content)
    delimiter = _delimiter(_first_line(content, encoding), wanted)
    return Source(NAMES[encoding], _lines(content, encoding, delimiter))


def encoding_of(content: bytes) -> str:
    """UTF-8 when every byte agrees, else Windows-1252; UTF-16 by its mark. Raises Unreadable.

    French text in Windows-1252 never is valid UTF-8 by chance for long, and never holds the pairs that UTF-8 writes
    for é or è: a file with such pairs and a byte that is not UTF-8 was glued together from two.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _utf_16(content)
    if b"\x00" in content or content.startswith((b"MZ", b"%PDF", b"\x7fELF")):
        raise Unreadable(NEITHER)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    else:
        return "utf-8-sig"
    if content.startswith(BOM_UTF8) or UTF_8_PAIR.search(content):
        raise Unreadable(f"Le fichier mêle deux encodages : la ligne {line} n’est pas en UTF-8 comme les autres.")
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable(
            f"La ligne {line} n’est ni en UTF-8 ni en Windows-1252 : enregistrez le fichier en « CSV UTF-8 »."
        ) from None
    return "cp1252"


def _utf_16(content: bytes) -> str:
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError:
        raise Unreadable(NEITHER) from None
    if "\x00" in text:
        raise Unreadable(NEITHER)
    return "utf-16"


def _first_line(content: bytes, encoding: str) -> str:
    """The first that holds something."""
    with io.TextIOWrapper(io.BytesIO(content), encoding) as text:
        while line := text.readline(LONGEST_HEADER):
            if line.strip():
                return line
    return ""


def _delimiter(header: str, wanted: Sequence[Column]) -> str:
    """The one that parts the most columns we know, then the most frequent; the semicolon of French spreadsheets when
    in doubt."""

    def weight(delimiter: str) -> tuple[int, int]:
        titles = next(csv.reader([header], delimiter=delimiter), [])
        return len(places_of(titles, wanted)), header.count(delimiter)

    return max(DELIMITERS, key=weight)


def _lines(content: bytes, encoding: str, delimiter: str) -> Iterator[Line]:
    """A quoted cell may hold several lines of the text: the number is that of the first."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            yield Line(number, tuple(cells))
            number = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            f"La ligne {number} ne se lit pas : un guillemet y est mal placé, ou n’y est pas fermé."
        ) from None
