"""What is shown of a photo or a paper is drawn or written anew; the original stays as it came."""

from io import BytesIO

import pikepdf
import pytest
from PIL import ExifTags, Image

from acting.refusals import Refused
from files.media import MediaKind, blur, prepare, thumbnail_of


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    kept = BytesIO()
    image.save(kept, form, **options)
    return kept.getvalue()


def photo() -> bytes:
    """Lying on its side, red above once it is upright, taken by a telephone that knew where it was."""
    lying = Image.new("RGB", (400, 300), "blue")
    lying.paste("red", (0, 0, 200, 300))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Telephone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return encoded(lying, exif=exif)


def test_a_photo_is_upright_and_bare_beside_its_original() -> None:
    prepared = prepare(photo(), "C:\\Hall B\\IMG_1.JPEG")
    assert (prepared.kind, prepared.name, prepared.clean_type) == (MediaKind.IMAGE, "IMG_1.jpg", "image/jpeg")
    assert (prepared.original, prepared.original_type) == (photo(), "image/jpeg")
    assert prepared.removed == ("position GPS", "données de l’appareil")
    with Image.open(BytesIO(prepared.clean)) as clean:
        assert clean.size == (300, 400)
        assert not clean.getexif()
        assert set(clean.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        red, _, blue = clean.getpixel((150, 20))  # type: ignore[misc]
        assert red > 200 > 50 > blue
    with Image.open(BytesIO(prepared.thumbnail)) as small:
        assert small.size == (240, 320)


def test_a_paper_loses_its_script_and_keeps_its_pages() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.docinfo["/Author"] = "Capucine Chevrefeuille"
    kept = BytesIO()
    pdf.save(kept)
    prepared = prepare(kept.getvalue(), "attestation.pdf")
    assert (prepared.kind, prepared.thumbnail) == (MediaKind.PDF, b"")
    assert prepared.removed == ("auteur et logiciel du document", "script")
    with pikepdf.open(BytesIO(prepared.clean)) as clean:
        assert len(clean.pages) == 1
    assert b"alert" not in prepared.clean
    assert b"Capucine" not in prepared.clean


def test_a_photo_within_a_paper_loses_its_place_too() -> None:
    """A telephone scans into a PDF as it takes photos: with the place where it stood."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    taken = pikepdf.Stream(pdf, photo())
    taken.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=400,
        Height=300,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=taken))
    kept = BytesIO()
    pdf.save(kept)
    assert b"Telephone" in kept.getvalue()
    prepared = prepare(kept.getvalue(), "scan.pdf")
    assert prepared.removed == ("position et données de l’appareil (photos du PDF)",)
    with pikepdf.open(BytesIO(prepared.clean)) as clean:
        raw = clean.pages[0].Resources.XObject.Scan.read_raw_bytes()
        with Image.open(BytesIO(raw)) as image:
            assert not image.getexif()
            assert image.convert("RGB").getpixel((10, 150))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "photo.jpg", "Ce fichier est vide"),
        (b"MZ\x90\0", "photo.jpg", "s’appelle .jpg mais contient un programme"),
        (photo(), "facture.pdf", "s’appelle .pdf mais contient une photo JPEG"),
        (photo()[:900], "photo.jpg", "incomplète ou abîmée"),
        (b"x" * (20 * 1024 * 1024 + 1), "photo.jpg", "dépasse 20 Mo"),
    ],
)
def test_what_cannot_be_kept_is_said(content: bytes, name: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        prepare(content, name)


def test_what_is_blurred_is_in_no_pixel_any_more() -> None:
    checks = Image.effect_noise((400, 300), 200).convert("RGB")
    before = prepare(encoded(checks), "plaque.jpg").clean
    after = blur(before, [(0.25, 0.25, 0.5, 0.5)])
    with Image.open(BytesIO(before)) as old, Image.open(BytesIO(after)) as new:
        was, now = (image.crop((100, 75, 300, 225)).convert("L").histogram() for image in (old, new))
        assert sum(1 for count in was if count) > 200
        assert sum(1 for count in now if count) < 100
        assert old.getpixel((10, 10)) == pytest.approx(new.getpixel((10, 10)), abs=40)
    with Image.open(BytesIO(thumbnail_of(after))) as small:
        assert max(small.size) == 320


@pytest.mark.parametrize("rectangles", [[], [(0.5, 0.5, 0.6, 0.1)], [(0.1, 0.1, 0.0, 0.1)], [(-1.0, 0.1, 0.5, 0.1)]])
def test_a_rectangle_lies_within_the_picture(rectangles: list[tuple[float, float, float, float]]) -> None:
    with pytest.raises(Refused, match="rectangle"):
        blur(b"", rectangles)
