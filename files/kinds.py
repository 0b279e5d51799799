"""What a file is, by its content: two lists of signatures must agree with each other, and with what the name claims."""

from collections.abc import Iterator

import filetype
import puremagic

from acting.refusals import Refusal
from files.names import suffix_of

HEAD = 8 * 1024
PDF, HEIC = "application/pdf", "image/heic"
SUFFIXES = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    HEIC: (".heic", ".heif", ".hif"),
    PDF: (".pdf",),
}
ALIASES = {
    "image/heif": HEIC,
    "image/heic-sequence": HEIC,
    "image/heif-sequence": HEIC,
    "image/apng": "image/png",
    "image/x-ms-bmp": "image/bmp",
}
IN_WORDS = {
    "image/jpeg": "une photo JPEG",
    "image/png": "une image PNG",
    "image/webp": "une image WebP",
    HEIC: "une photo HEIC",
    PDF: "un PDF",
    "image/gif": "une image GIF",
    "image/tiff": "une image TIFF",
    "image/bmp": "une image BMP",
    "image/avif": "une image AVIF",
    "application/zip": "une archive ZIP ou un document de bureautique",
    "application/x-msdownload": "un programme",
    "application/x-dosexec": "un programme",
    "application/x-executable": "un programme",
    "video/mp4": "une vidéo",
    "video/quicktime": "une vidéo",
}
ACCEPTED = "Le portail prend des photos (JPEG, PNG, WebP, HEIC) et des PDF."


def kind_of(content: bytes) -> str:
    """The type of content that both lists name; "" where they differ or know of none. The name is not asked."""
    head = content[:HEAD]
    guess = filetype.guess_mime(head) or ""
    found = ALIASES.get(guess, guess)
    try:
        others = {ALIASES.get(match.mime_type, match.mime_type) for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        others = set()
    return found if found in others else ""


def refusals_of_kind(content: bytes, name: str) -> Iterator[Refusal]:
    """Neither another kind of file than those that are taken, nor one under the name of another."""
    kind, claimed = kind_of(content), suffix_of(name)
    contains = IN_WORDS.get(kind, _in_words(content))
    if claimed in SUFFIXES.get(kind, ()):
        return
    if any(claimed in suffixes for suffixes in SUFFIXES.values()):
        yield Refusal(
            f"Ce fichier s’appelle {claimed} mais contient {contains}. Déposez l’original, sous son vrai nom."
        )
    elif kind not in SUFFIXES:
        yield Refusal(f"Ce fichier contient {contains}. {ACCEPTED}")
    elif claimed:
        yield Refusal(
            f"Ce fichier s’appelle {claimed[:12]} mais contient {contains}. "
            f"Son nom devrait finir par {SUFFIXES[kind][0]}."
        )


def _in_words(content: bytes) -> str:
    """What neither list knows."""
    head = content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"MZ", b"\x7fELF")):
        return "un programme"
    if head.startswith(b"PK"):
        return IN_WORDS["application/zip"]
    return "du texte (HTML, SVG ou autre)" if head.startswith(b"<") else "autre chose"
