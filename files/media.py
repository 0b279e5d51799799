"""What a deposited photo or paper becomes: the original, sealed as it came, and a copy that may be shown.

Whatever is opened is opened by a program of its own with little memory and time (`files/limited`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from acting.refusals import Refusal, Refused, refuse
from files.kinds import PDF, kind_of, refusals_of_kind
from files.limited.process import run_limited
from files.names import renamed
from files.uploads import MOST_BYTES, TOO_BIG

JPEG = "image/jpeg"
EMPTY = "Ce fichier est vide. Choisissez-le à nouveau."
NOTHING_TO_BLUR = "Tracez au moins un rectangle sur ce qui doit être flouté."
OUTSIDE = "Un rectangle sort de l’image. Tracez-le à nouveau."
MOST_RECTANGLES = 50

Rectangle = tuple[float, float, float, float]


class MediaKind(TextChoices):
    IMAGE = "image", "photo"
    PDF = "pdf", "document PDF"


@dataclass(frozen=True, slots=True)
class Prepared:
    """`name` is safe and bears the suffix of the copy; `removed` says in French what the copy has no longer.

    `clean` is a JPEG, upright and without metadata, or a PDF without script or embedded file; `thumbnail` a JPEG of at
    most 320 points, empty for a PDF.
    """

    kind: MediaKind
    name: str
    original: bytes
    original_type: str
    clean: bytes
    clean_type: str
    thumbnail: bytes
    removed: tuple[str, ...]


def prepare(content: bytes, name: str) -> Prepared:
    """Raises Refused, whose sentence says what to do."""
    if not content:
        raise Refused(EMPTY)
    refuse([Refusal(TOO_BIG)] if len(content) > MOST_BYTES else refusals_of_kind(content, name))
    kind = kind_of(content)
    if kind == PDF:
        said, [clean] = run_limited("papers", {}, content)
        thumbnail, media, clean_type, suffix = b"", MediaKind.PDF, PDF, ".pdf"
    else:
        said, [clean, thumbnail] = run_limited("photos", {"act": "redraw", "type": kind}, content)
        media, clean_type, suffix = MediaKind.IMAGE, JPEG, ".jpg"
    return Prepared(
        kind=media,
        name=renamed(name, suffix),
        original=content,
        original_type=kind,
        clean=clean,
        clean_type=clean_type,
        thumbnail=thumbnail,
        removed=tuple(said["removed"]),
    )


def blur(clean: bytes, rectangles: Sequence[Rectangle]) -> bytes:
    """A JPEG again, in which what the rectangles show cannot be found. Each is (x, y, width, height), as shares of the
    picture's width and height. Raises Refused."""
    if not 1 <= len(rectangles) <= MOST_RECTANGLES:
        raise Refused(NOTHING_TO_BLUR)
    if not all(_lies_within(rectangle) for rectangle in rectangles):
        raise Refused(OUTSIDE)
    _, [blurred] = run_limited("photos", {"act": "blur", "rectangles": [*map(list, rectangles)]}, clean)
    return blurred


def thumbnail_of(clean: bytes) -> bytes:
    """Of a copy, blurred or not: a JPEG of at most 320 points. Raises Refused."""
    _, [thumbnail] = run_limited("photos", {"act": "thumbnail"}, clean)
    return thumbnail


def _lies_within(rectangle: Rectangle) -> bool:
    """A hand that draws slips over the edge by a little."""
    x, y, width, height = rectangle
    return width > 0 and height > 0 and x > -0.01 and y > -0.01 and x + width < 1.01 and y + height < 1.01
