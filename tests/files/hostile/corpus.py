"""What strangers deposit, by name: the file, what it is called, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass

from pikepdf import Dictionary, Name

from files.limited.papers import ACTION, AUTHOR, FILE, FORM, LOCKED, MEDIA, REPAIRED, SIGNED
from files.limited.papers import SCRIPT as SCRIPT_OF_PDF
from files.limited.photos import AFTER, DEVICE, FRAMES, GPS, TAKEN_AT, WORDS
from tests.files.hostile import papers, pictures
from tests.files.hostile.pictures import encoded, jpeg, scene


@dataclass(frozen=True)
class Case:
    """Kept, and then `removed` says what was taken out; or refused, and `said` stands in the sentence."""

    make: Callable[[], bytes]
    name: str
    removed: tuple[str, ...] = ()
    said: str = ""


def kept(make: Callable[[], bytes], name: str, *removed: str) -> Case:
    return Case(make, name, removed=removed)


def refused(make: Callable[[], bytes], name: str, said: str) -> Case:
    return Case(make, name, said=said)


def disguised(make: Callable[[], bytes], name: str, contains: str) -> Case:
    return Case(make, name, said=f"s’appelle .{name.rpartition('.')[2]} mais contient {contains}")


BROKEN, TOO_MANY, TORN = "incomplète ou abîmée", "trop de points", "abîmé et ne s’ouvre pas"
LONG = "../" * 30 + "\0" + "é" * 160 + "/..\\" + "x" * 255 + ".JPG"

PHOTOS = {
    "as a telephone takes it": kept(
        lambda: jpeg(exif=pictures.with_exif(orientation=6)), "IMG_1.JPG", GPS, DEVICE, TAKEN_AT
    ),
    "lying, without a word more": kept(
        lambda: jpeg(exif=pictures.with_exif(place=False, device=False, orientation=3)), "a.jpg"
    ),
    "progressive": kept(lambda: jpeg(progressive=True), "a.jpeg"),
    "grey": kept(lambda: encoded(scene("L")), "a.jpg"),
    "in the colours of print": kept(lambda: encoded(scene("CMYK")), "a.jpg"),
    "sixteen bits of grey": kept(pictures.sixteen_bits, "a.png"),
    "transparent": kept(lambda: encoded(scene("RGBA"), "PNG"), "a.png"),
    "a palette": kept(lambda: encoded(scene("P"), "PNG", transparency=0), "a.png"),
    "WebP": kept(lambda: encoded(scene(), "WEBP", exif=pictures.with_exif()), "a.webp", GPS, DEVICE, TAKEN_AT),
    "HEIC": kept(lambda: pictures.HEIC, "IMG_2.HEIC", GPS, DEVICE),
    "one point": kept(lambda: encoded(scene().resize((1, 1))), "a.jpg"),
    "a long line": kept(lambda: encoded(scene().resize((60_000, 1)), "PNG"), "a.png"),
    "animated PNG": kept(lambda: pictures.two_pictures("PNG"), "a.png", FRAMES),
    "animated WebP": kept(lambda: pictures.two_pictures("WEBP"), "a.webp", FRAMES),
    "several pictures in a JPEG": kept(lambda: pictures.two_pictures("MPO"), "a.jpg", FRAMES, AFTER),
    "JPEG and archive at once": kept(lambda: jpeg() + pictures.zipped("virus.exe"), "a.jpg", AFTER),
    "a page of HTML in a comment": kept(lambda: jpeg(comment=pictures.SCRIPT), "a.jpg", WORDS),
    "words in XMP": kept(
        lambda: pictures.with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"), "a.jpg", WORDS
    ),
    "words in a PNG": kept(pictures.png_with_words, "a.png", WORDS),
    "EXIF that turns in circles": kept(pictures.looping_exif, "a.jpg"),
    "a megabyte of colour profile": kept(lambda: jpeg(icc_profile=b"\xff" * 1_000_000), "a.jpg"),
    "a name that climbs": kept(jpeg, LONG),
    "a name with a word of HTML": kept(jpeg, "<img src=x onerror=alert(1)>.jpg"),
    "no suffix": kept(jpeg, "image"),
    "a day and no suffix": kept(jpeg, "hall du 12.11.2026"),
}
PAPERS = {
    "opens with a script": kept(lambda: papers.with_root(OpenAction=papers.javascript()), "a.pdf", SCRIPT_OF_PDF),
    "opens an address": kept(
        lambda: papers.with_root(OpenAction=Dictionary(S=Name.URI, URI="https://example.org")), "a.pdf", ACTION
    ),
    "opens at its first page": kept(lambda: papers.with_root(OpenAction=Dictionary(S=Name.GoTo, D="a")), "a.pdf"),
    "a page that acts": kept(
        lambda: papers.with_page(AA=Dictionary(O=papers.javascript())), "a.pdf", SCRIPT_OF_PDF, ACTION
    ),
    "a script behind a bookmark": kept(papers.with_indirect_script, "a.pdf", SCRIPT_OF_PDF),
    "launches a program": kept(
        lambda: papers.with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="cmd.exe")), "a.pdf", ACTION
    ),
    "sends a form": kept(
        lambda: papers.with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F="http://x")),
        "a.pdf",
        ACTION,
    ),
    "a link that is a script": kept(
        lambda: papers.with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="javascript:alert(1)")),
        "a.pdf",
        ACTION,
    ),
    "an ordinary link": kept(
        lambda: papers.with_annotation(
            Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://www.legifrance.gouv.fr")
        ),
        "a.pdf",
    ),
    "a file within": kept(papers.with_attachment, "a.pdf", FILE),
    "a file pinned to the page": kept(
        lambda: papers.with_annotation(Subtype=Name.FileAttachment, FS=Dictionary(F="x.exe")), "a.pdf", FILE
    ),
    "a content that lies elsewhere": kept(papers.with_outside_stream, "a.pdf", FILE),
    "a form of another kind": kept(papers.with_xfa, "a.pdf", FORM),
    "a film on the page": kept(lambda: papers.with_annotation(Subtype=Name.RichMedia), "a.pdf", MEDIA),
    "signed": kept(papers.signed, "a.pdf", SIGNED),
    "with its author": kept(papers.authored, "a.pdf", AUTHOR),
    "locked against printing": kept(papers.locked, "a.pdf", LOCKED),
    "cut at its end": kept(lambda: papers.saved(papers.blank())[:-60], "a.pdf", REPAIRED),
    "with a page of HTML glued on": kept(lambda: papers.saved(papers.blank()) + pictures.SCRIPT, "a.pdf"),
    "unfolds to 400 MB": kept(papers.with_unfolding_page, "a.pdf"),
    "500 pages": kept(lambda: papers.saved(papers.blank(500)), "a.pdf"),
}
REFUSED = {
    "nothing": refused(lambda: b"", "a.jpg", "est vide"),
    "21 MB": refused(lambda: b"\xff\xd8\xff" * 7_340_033, "a.jpg", "dépasse 20 Mo"),
    "a program": disguised(lambda: b"MZ" + bytes(100), "a.jpg", "un programme"),
    "a program of Linux": disguised(lambda: b"\x7fELF" + bytes(100), "a.pdf", "un programme"),
    "an archive": disguised(lambda: pictures.zipped("a"), "a.jpg", "une archive ZIP"),
    "an archive that unfolds": disguised(
        lambda: pictures.zipped(*map(str, range(50)), size=10_000_000), "a.pdf", "une archive"
    ),
    "a page of HTML": disguised(lambda: b"<!doctype html>" + pictures.SCRIPT, "a.jpg", "du texte"),
    "a drawing with a script": disguised(lambda: b"<svg>" + pictures.SCRIPT + b"</svg>", "a.png", "du texte"),
    "a drawing under its name": refused(lambda: b"<svg/>", "a.svg", "Le portail prend des photos"),
    "plain text": disguised(lambda: b"Bonjour", "a.pdf", "autre chose"),
    "a GIF": refused(lambda: encoded(scene(), "GIF"), "a.gif", "une image GIF"),
    "a GIF in disguise": disguised(lambda: encoded(scene(), "GIF"), "a.jpg", "une image GIF"),
    "a TIFF": refused(lambda: encoded(scene(), "TIFF"), "a.tif", "une image TIFF"),
    "a bitmap": refused(lambda: encoded(scene(), "BMP"), "a.bmp", "une image BMP"),
    "an AVIF": refused(lambda: pictures.isobmff(b"avif"), "a.avif", "une image AVIF"),
    "a film": disguised(lambda: pictures.isobmff(b"isom"), "a.heic", "une vidéo"),
    "a PNG in disguise": disguised(lambda: encoded(scene(), "PNG"), "a.jpg", "une image PNG"),
    "a PDF in disguise": disguised(lambda: papers.saved(papers.blank()), "a.jpg", "un PDF"),
    "a photo in disguise": disguised(jpeg, "a.pdf", "une photo JPEG"),
    "two suffixes": disguised(jpeg, "a.jpg.exe", "une photo JPEG"),
    "half a JPEG": refused(lambda: jpeg()[:1500], "a.jpg", BROKEN),
    "half a PNG": refused(lambda: encoded(scene(), "PNG")[:200], "a.png", BROKEN),
    "half a WebP": refused(lambda: encoded(scene(), "WEBP")[:150], "a.webp", BROKEN),
    "half a HEIC": refused(lambda: pictures.HEIC[:300], "a.heic", BROKEN),
    "the head of a HEIC": refused(lambda: pictures.isobmff(b"heic"), "a.heic", BROKEN),
    "one byte wrong": refused(lambda: pictures.with_one_byte_wrong(encoded(scene(), "PNG")), "a.png", BROKEN),
    "2,500 million points": refused(lambda: pictures.png_that_claims(50_000, 50_000), "a.png", TOO_MANY),
    "61 million points": refused(lambda: pictures.png_that_claims(7_811, 7_811), "a.png", TOO_MANY),
    "4,000 million points in a JPEG": refused(lambda: pictures.jpeg_that_claims(65_500, 65_500), "a.jpg", TOO_MANY),
    "60 MB of words": refused(pictures.png_with_text_bomb, "a.png", BROKEN),
    "a PDF with a password": refused(lambda: papers.locked("u"), "a.pdf", "mot de passe"),
    "no page": refused(lambda: papers.saved(papers.blank(0)), "a.pdf", "aucune page"),
    "1,000 pages": refused(lambda: papers.saved(papers.blank(1000)), "a.pdf", "plus de 500 pages"),
    "two thousand million pages, it says": refused(papers.that_claims_many_pages, "a.pdf", "aucune page"),
    "pages of themselves": refused(papers.of_itself, "a.pdf", TORN),
    "100,000 arrays in each other": refused(papers.nested, "a.pdf", TORN),
    "the head of a PDF": refused(lambda: b"%PDF-1.7\n", "a.pdf", TORN),
}
CASES = PHOTOS | PAPERS | REFUSED
