"""Photos that are broken, disguised or too much, and honest ones that telephones make; all built here."""

import struct
import zlib
from base64 import b64decode
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import ExifTags, Image, PngImagePlugin

# 64 × 48 points, left half red, with a place and a maker; 585 bytes as an iPhone would have them. Nothing here writes
# HEIC, so this one was made once elsewhere.
HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAA"
    "AERAAAIAAQAAAAAB4gABAAAAAAAAACUAAgAAAAACBwABAAAAAAAAAEIAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZl"
    "AgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH/"
    "/wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29s"
    "cm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAA"
    "AwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAb21kYXQAAAAhKAGvGYDvSaW//+KGH/mta/6/"
    "shf/8vEnfiR6f9bkQ21vAAAABkV4aWYAAE1NACoAAAAIAAIBDwACAAAAAlQAAACIJQAEAAAAAQAAACYAAAAAAAEAAQACAAAAAk4AAAAAAAAA"
)
SCRIPT = b"<script>alert(1)</script>"


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    kept = BytesIO()
    image.save(kept, form, **options)
    return kept.getvalue()


@cache
def scene(mode: str = "RGB") -> Image.Image:
    """Red above, blue below; 400 by 300."""
    image = Image.new("RGB", (400, 300), "blue")
    image.paste("red", (0, 0, 400, 150))
    return image.convert(mode)


def sixteen_bits() -> bytes:
    grey = scene("L").convert("I").point(lambda value: value * 256)
    return encoded(grey.convert("I;16"), "PNG")


def with_exif(*, place: bool = True, device: bool = True, orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    if orientation != 1:
        exif[ExifTags.Base.Orientation] = orientation
    if device:
        exif[ExifTags.Base.Make] = "Telephone"
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:01 10:00:00"
    if place:
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return exif


def jpeg(**options: Any) -> bytes:
    return encoded(scene(), **options)


def with_segment(marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment at its head."""
    plain = jpeg()
    return plain[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + plain[2:]


def zipped(*names: str, size: int = 20) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"\0" * size)
    return kept.getvalue()


def looping_exif() -> bytes:
    """Its first directory names itself as the next one, and says that it has 60,000 entries."""
    directory = struct.pack(">H", 60_000) + struct.pack(">HHII", 0x8769, 4, 1, 8) * 4000
    return with_segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + directory + struct.pack(">I", 8))


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_that_claims(width: int, height: int) -> bytes:
    """A header of that size, and hardly any data."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
    return b"\x89PNG\r\n\x1a\n" + header + data + png_chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """Sixty megabytes of one letter, in sixty kilobytes."""
    plain = encoded(scene(), "PNG")
    bomb = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 60_000_000, 9))
    return plain[:33] + bomb + plain[33:]


def jpeg_that_claims(width: int, height: int) -> bytes:
    plain = bytearray(jpeg())
    frame = plain.index(b"\xff\xc0")
    plain[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(plain)


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Quelqu’un")
    return encoded(scene(), "PNG", pnginfo=words)


def two_pictures(form: str) -> bytes:
    others = [Image.new("RGB", (400, 300), "green"), Image.new("RGB", (400, 300), "white")]
    return encoded(scene(), form, save_all=True, append_images=others)


def with_one_byte_wrong(content: bytes) -> bytes:
    place = content.index(b"IDAT") + 10
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def isobmff(brand: bytes) -> bytes:
    """The head of a film or picture in the family of MP4, and nothing behind."""
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + brand + b"mif1" + bytes(200)
