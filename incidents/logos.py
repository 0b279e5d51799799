"""A logo is drawn anew before it is kept: what else a file may carry (scripts, places, other files) stays outside."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from acting.refusals import Refused

MOST_UPLOADED, MOST_KEPT = 5 * 1024 * 1024, 1024 * 1024
MOST_PIXELS = 20_000_000
BOX = (1200, 500)
TOO_BIG = "Le logo dépasse 5 Mo : déposez une image plus légère."
NO_IMAGE = "Ce fichier n’est pas une image PNG ou JPEG lisible. Un SVG ne convient pas : enregistrez-le en PNG."


def redrawn(content: bytes) -> bytes:
    """A PNG that fits the letterhead, of 1 MB at most. Raises Refused."""
    if len(content) > MOST_UPLOADED:
        raise Refused(TOO_BIG, "logo")
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("Ce logo a trop de points : réduisez l’image.", "logo")
            image.load()
            drawn = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(NO_IMAGE, "logo") from error
    drawn.thumbnail(BOX)
    kept = BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    if kept.tell() > MOST_KEPT:
        raise Refused("Ce logo reste au-dessus de 1 Mo : choisissez une image plus simple.", "logo")
    return kept.getvalue()
