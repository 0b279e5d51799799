"""Photos and papers of nothing, drawn for a test; as they are deposited, and as `files.media` makes them."""

from functools import cache
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from files.media import MediaKind, Prepared


@cache
def photo(colour: str = "red") -> bytes:
    """Taken by a telephone that knew where it was."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    kept, image = BytesIO(), Image.new("RGB", (640, 480), colour)
    image.paste("white", (100, 100, 200, 300))
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


@cache
def paper() -> bytes:
    pdf, kept = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(kept)
    return kept.getvalue()


def upload(content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def prepared(colour: str = "red") -> Prepared:
    """As if it had been made: no process is started for what only has to be there."""
    content = photo(colour)
    return Prepared(
        kind=MediaKind.IMAGE,
        name="photo.jpg",
        original=content,
        original_type="image/jpeg",
        clean=content,
        clean_type="image/jpeg",
        thumbnail=content,
        removed=("position GPS",),
    )


def prepared_paper() -> Prepared:
    return Prepared(
        kind=MediaKind.PDF,
        name="avis.pdf",
        original=paper(),
        original_type="application/pdf",
        clean=paper(),
        clean_type="application/pdf",
        thumbnail=b"",
        removed=(),
    )
