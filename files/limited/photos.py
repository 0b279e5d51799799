"""Photos, drawn anew: upright, without anything but what one sees. Run by `files.limited.process`, never imported by a
web process."""

import warnings
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageFilter, ImageOps

from files.limited.frame import Answer, Unfit, answer

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
MOST_PIXELS = 60_000_000
SHRINKING = ("L", "RGB", "CMYK", "LA", "RGBA")
LONGEST_SIDE, THUMBNAIL_SIDE = 2560, 320
QUALITY, THUMBNAIL_QUALITY = 85, 75
CELLS = 8  # what is left of a blurred rectangle, along its longer side

TOO_MANY_PIXELS = "Cette image a trop de points (plus de 60 millions). Déposez-la en plus petit."
BROKEN = "Cette image est incomplète ou abîmée. Reprenez la photo, ou envoyez-la à nouveau."
NO_HEIC = (
    "Le portail ne sait pas lire les photos HEIC ici. Envoyez-la en JPEG : "
    "sur un iPhone, Réglages, Appareil photo, Formats, « Le plus compatible »."
)

GPS = "position GPS"
DEVICE = "données de l’appareil"
TAKEN_AT = "date et heure de prise de vue"
WORDS = "textes cachés (légende, auteur, mots-clés)"
FRAMES = "autres images du même fichier"
AFTER = "données ajoutées après l’image"
TIMES = {ExifTags.Base.DateTime, ExifTags.Base.DateTimeOriginal, ExifTags.Base.DateTimeDigitized}


def work(asked: dict[str, Any], content: bytes) -> Answer:
    try:
        if asked["act"] == "redraw":
            return _redraw(asked["type"], content)
        if asked["act"] == "blur":
            return {}, [blurred(content, asked["rectangles"])]
        return {}, [thumbnail(opened(content, "image/jpeg"))]
    except (OSError, ValueError, SyntaxError, ArithmeticError, EOFError, TypeError, KeyError, IndexError) as error:
        raise Unfit(BROKEN) from error
    except Image.DecompressionBombError as error:
        raise Unfit(TOO_MANY_PIXELS) from error


def opened(content: bytes, kind: str) -> Image.Image:
    """Its first picture, not yet decoded. Raises Unfit."""
    if kind == "image/heic":
        try:
            from pi_heif import register_heif_opener  # noqa: PLC0415  a decoder that a machine may lack
        except ImportError as error:
            raise Unfit(NO_HEIC) from error
        register_heif_opener(thumbnails=False)
    image = Image.open(BytesIO(content), formats=[FORMATS[kind]])
    if image.width * image.height > MOST_PIXELS:
        raise Unfit(TOO_MANY_PIXELS)
    return image


def _redraw(kind: str, content: bytes) -> Answer:
    image = opened(content, kind)
    removed = taken_out(image, content)
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded at the size that is needed, not at its own
    image.load()
    profile = image.info.get("icc_profile")
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    if image.mode in SHRINKING:  # before it is copied: sixty million points are a quarter of a gigabyte each time
        _shrink(image)
    drawn = _opaque(image)
    _shrink(drawn)
    drawn = in_plain_colours(drawn, profile)
    drawn.getexif()[ExifTags.Base.Orientation] = orientation
    ImageOps.exif_transpose(drawn, in_place=True)
    return {"removed": removed}, [_jpeg(drawn, QUALITY), thumbnail(drawn)]


def taken_out(image: Image.Image, content: bytes) -> list[str]:
    """What the file held besides the picture, in French."""
    exif = image.getexif()
    own = exif.get_ifd(ExifTags.IFD.Exif)
    tags = {*exif, *own} - {ExifTags.Base.Orientation, ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo}
    info = {str(key).lower() for key in image.info}
    found = (
        (GPS, bool(exif.get_ifd(ExifTags.IFD.GPSInfo))),
        (DEVICE, bool(tags - TIMES)),
        (TAKEN_AT, bool(tags & TIMES)),
        (WORDS, bool(info & {"xmp", "xml:com.adobe.xmp", "comment", "photoshop"} or getattr(image, "text", {}))),
        (FRAMES, getattr(image, "n_frames", 1) > 1),
        (AFTER, image.format in ("JPEG", "MPO") and follows_jpeg(content)),
    )
    return [name for name, is_there in found if is_there]


def follows_jpeg(content: bytes) -> bool:
    """Whether something was glued to the end of a JPEG: an archive, a film."""
    scan = content.find(b"\xff\xda", _end_of_headers(content))
    end = content.find(b"\xff\xd9", scan) if scan >= 0 else -1
    return end >= 0 and bool(content[end + 2 :].strip(b"\0\r\n"))


def _end_of_headers(content: bytes) -> int:
    """Where the segments with lengths end; a thumbnail within one of them has an end of its own."""
    place = 2
    while content[place : place + 1] == b"\xff" and content[place + 1] != 0xDA:
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        place += 2 + max(length, 2)
    return place


def _shrink(image: Image.Image) -> None:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _opaque(image: Image.Image) -> Image.Image:
    """Colours of eight bits, or those of print; what is transparent lies on white."""
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    if image.mode.startswith("I"):  # grey of sixteen bits
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    return image.convert("RGB")


def in_plain_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB, by the profile of the file where it can be read, since the profile itself goes."""
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            changed = None
        if changed is not None:
            return changed
    return image.convert("RGB")


def blurred(content: bytes, rectangles: list[list[float]]) -> bytes:
    """Each rectangle becomes a mosaic of a few cells, softened: what it showed is in no pixel any more."""
    image = opened(content, "image/jpeg").convert("RGB")
    for x, y, width, height in rectangles:
        left, top = round(x * image.width), round(y * image.height)
        right, bottom = round((x + width) * image.width), round((y + height) * image.height)
        box = (
            max(left, 0),
            max(top, 0),
            min(max(right, left + 1), image.width),
            min(max(bottom, top + 1), image.height),
        )
        part = image.crop(box)
        share = CELLS / max(part.size)
        cells = (max(1, round(part.width * share)), max(1, round(part.height * share)))
        mosaic = part.resize(cells, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
        image.paste(mosaic.filter(ImageFilter.GaussianBlur(max(part.size) / CELLS / 4)), box)
    return _jpeg(image, QUALITY)


def thumbnail(image: Image.Image) -> bytes:
    small = image.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _jpeg(small, THUMBNAIL_QUALITY)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    """The picture alone: a new image, so that nothing that came with the former is written."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    kept = BytesIO()
    bare.save(kept, "JPEG", quality=quality, optimize=True)
    return kept.getvalue()


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of pixels, which are counted above
    answer(work)
