"""Photos and papers of the demonstration, drawn here: simple shapes, on which it is written that nothing is real."""

from functools import cache
from io import BytesIO

import pikepdf
from PIL import ExifTags, Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 720
WALL, FLOOR, FRAME, GLASS, DARK = "#d9d2c3", "#8f8a80", "#5b5f66", "#bcd3df", "#2b2d31"
PLATE = (0.40, 0.62, 0.20, 0.10)  # where the car's plate is, as shares of the picture


@cache
def photo(scene: str) -> bytes:
    """As a telephone takes it, which says where it was: a JPEG of a few kilobytes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, WIDTH, HEIGHT), FLOOR)
    SCENES[scene](draw)
    draw.rectangle((0, 0, WIDTH, 64), DARK)
    draw.text((24, 14), "PHOTO FICTIVE", "white", ImageFont.load_default(32))
    exif, kept = Image.Exif(), BytesIO()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    image.save(kept, "JPEG", quality=75, exif=exif)
    return kept.getvalue()


def paper(title: str, on: str) -> bytes:
    """One page that says what it is."""
    made, kept = pikepdf.new(), BytesIO()
    page = made.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    font.Encoding = pikepdf.Name.WinAnsiEncoding
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    lines = (f"{title} - document fictif", on, "Données de démonstration : rien de réel.")
    text = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
    page.obj.Contents = made.make_stream(f"BT /F1 14 Tf 72 760 Td {text} ET".encode("cp1252", "replace"))
    made.save(kept)
    return kept.getvalue()


def _pane(draw: ImageDraw.ImageDraw) -> None:
    """The door of a hall; one of its two panes is broken."""
    draw.rectangle((260, 130, 700, 600), FRAME)
    for left in (284, 492):
        draw.rectangle((left, 154, left + 184, 576), GLASS)
    draw.polygon([(540, 260), (590, 220), (630, 290), (650, 380), (600, 430), (560, 390), (520, 340)], DARK)
    for end in ((500, 180), (660, 170), (672, 470), (520, 540), (498, 330), (660, 330)):
        draw.line(((590, 330), end), "white", 3)
    for left in (500, 560, 610, 650):
        draw.polygon([(left, 640), (left + 34, 622), (left + 22, 660)], GLASS)


def _letterboxes(draw: ImageDraw.ImageDraw) -> None:
    """Two of them forced."""
    for number in range(15):
        left, top = 180 + number % 5 * 122, 150 + number // 5 * 122
        is_open = number in (6, 12)
        draw.rectangle((left, top, left + 110, top + 110), DARK if is_open else "#a9adb3", FRAME, 4)
        if is_open:
            draw.polygon([(left, top), (left - 44, top + 26), (left - 44, top + 134), (left, top + 110)], "#c3c7cc")
        else:
            draw.rectangle((left + 25, top + 24, left + 85, top + 34), DARK)


def _tags(draw: ImageDraw.ImageDraw) -> None:
    """Strokes that spell nothing, on the wall of a stairwell."""
    for step in range(6):
        draw.rectangle((step * 60, 560 - step * 40, WIDTH // 2, 600 - step * 40), "#b3ada1", FRAME, 2)
    draw.line(((420, 250), (500, 170), (540, 330), (620, 180), (660, 320)), "#9c2f5a", 16, joint="curve")
    draw.arc((650, 180, 800, 330), 30, 330, "#2f5a9c", 16)
    draw.line(((480, 400), (860, 370)), "#2f5a9c", 12)


def _car(draw: ImageDraw.ImageDraw) -> None:
    """Before a gate that it blocks; its plate says that there is no such car."""
    for left in range(60, 900, 70):
        draw.rectangle((left, 130, left + 12, 560), FRAME)
    draw.polygon([(260, 330), (350, 220), (610, 220), (700, 330)], "#56708c")
    draw.polygon([(350, 320), (390, 246), (570, 246), (610, 320)], GLASS)
    draw.rounded_rectangle((220, 320, 740, 560), 30, "#6d8aa8")
    for left in (250, 620):
        draw.ellipse((left, 370, left + 80, 420), "#f2e6b8")
        draw.rectangle((left, 550, left + 80, 610), DARK)
    draw.rectangle((394, 460, 566, 508), "white", DARK, 3)
    draw.text((416, 464), "FICTIF", DARK, ImageFont.load_default(36))


def _rubbish(draw: ImageDraw.ImageDraw) -> None:
    """A mattress, a cupboard and bags before the room for bins."""
    draw.rectangle((380, 150, 620, 560), FRAME)
    draw.rectangle((130, 300, 260, 600), "#9a7448", DARK, 4)
    draw.line(((195, 304), (195, 596)), DARK, 3)
    draw.rounded_rectangle((270, 500, 640, 600), 24, "#e9e4d8", FRAME, 4)
    for left in (620, 700, 780):
        draw.ellipse((left, 500, left + 110, 630), DARK)


SCENES = {"pane": _pane, "letterboxes": _letterboxes, "tags": _tags, "car": _car, "rubbish": _rubbish}
