"""PDFs, written anew without what acts or hides: scripts, launches, embedded files, forms of another kind.

Run by `files.limited.process`, never imported by a web process.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from files.limited.frame import Answer, Unfit, answer

MOST_PAGES = 500
DEEPEST = 100

PASSWORD = "Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe et déposez-le à nouveau."  # noqa: S105
BROKEN = "Ce PDF est abîmé et ne s’ouvre pas. Enregistrez-le à nouveau depuis le logiciel qui l’a fait."
NO_PAGE = "Ce PDF n’a aucune page."
TOO_MANY_PAGES = f"Ce PDF a plus de {MOST_PAGES} pages. Déposez seulement les pages utiles."

SCRIPT, ACTION, FILE = "script", "action automatique", "fichier joint"
FORM, MEDIA = "formulaire dynamique (XFA)", "son, film ou objet 3D"
AUTHOR, SIGNED = "auteur et logiciel du document", "signature électronique (elle reste dans l’original scellé)"
REPAIRED, LOCKED = "défauts de structure (réparés)", "restrictions d’impression ou de copie"

DEVICE = "position et données de l’appareil (photos du PDF)"
HIDING = (0xE1, 0xED, 0xFE)  # segments of a JPEG: EXIF and XMP, IPTC, comment

HARMLESS = {"/GoTo", "/Named", "/URI"}
SCHEMES = (b"http://", b"https://", b"mailto:")
EMBEDDING = {
    "/FileAttachment": FILE,
    "/RichMedia": MEDIA,
    "/Screen": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/3D": MEDIA,
}
UNWANTED = {
    "/JS": SCRIPT,
    "/JavaScript": SCRIPT,
    "/AA": ACTION,
    "/EmbeddedFiles": FILE,
    "/EF": FILE,
    "/AF": FILE,
    "/RF": FILE,
    "/Collection": FILE,
    "/XFA": FORM,
    "/Metadata": AUTHOR,
    "/PieceInfo": AUTHOR,
    "/Renditions": MEDIA,
    "/Requirements": "",
    "/AlternatePresentations": "",
}
ACTING = {
    f"/{name}"
    for name in (
        "JavaScript",
        "Launch",
        "SubmitForm",
        "ResetForm",
        "ImportData",
        "GoToR",
        "GoToE",
        "GoTo3DView",
        "Rendition",
        "Movie",
        "Sound",
        "RichMediaExecute",
        "SetOCGState",
        "Hide",
        "Thread",
    )
}
OUTSIDE = ("/F", "/FFilter", "/FDecodeParms")  # of a stream: its content would lie in another file


def work(asked: dict[str, Any], content: bytes) -> Answer:
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            removed = sanitise(pdf)
            pages = len(pdf.pages)
            pdf.trailer.Size = len(pdf.objects) + 1  # one that was recovered may lack it, and would be written without
            kept = BytesIO()
            pdf.save(kept, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            if pdf.get_warnings():
                removed.append(REPAIRED)
        with pikepdf.open(kept, suppress_warnings=True) as written:
            if len(written.pages) != pages or written.get_warnings():
                raise Unfit(BROKEN)
    except pikepdf.PasswordError as error:
        raise Unfit(PASSWORD) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, RuntimeError, AttributeError) as error:
        raise Unfit(BROKEN) from error
    return {"removed": removed}, [kept.getvalue()]


def sanitise(pdf: Pdf) -> list[str]:
    """What was taken out, in French. Raises Unfit."""
    pages = len(pdf.pages)
    if not pages:
        raise Unfit(NO_PAGE)
    if pages > MOST_PAGES:
        raise Unfit(TOO_MANY_PAGES)
    found: dict[str, None] = {}  # a set that keeps its order
    if pdf.is_encrypted:
        found[LOCKED] = None
    if len(pdf.docinfo):
        found[AUTHOR] = None
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if "/Perms" in pdf.Root:  # of a signature; the key of a lock bears the same name
        del pdf.Root["/Perms"]
        found[SIGNED] = None
    for item in (pdf.Root, *pdf.objects):
        found |= dict.fromkeys(_cleaned(item, 0))
    return [words for words in found if words]


def _cleaned(item: Object, depth: int) -> Iterator[str]:
    """What was taken out of an object and of those that are written within it; others come by themselves."""
    if depth > DEEPEST:
        raise Unfit(BROKEN)
    if isinstance(item, Array):
        yield from _without_annotations(item)
        inner = list(item)
    elif isinstance(item, Dictionary | Stream):
        yield from _without_actions(item)
        inner = list(item.values())
    else:
        return
    for value in inner:
        if isinstance(value, Dictionary | Array) and not value.is_indirect:
            yield from _cleaned(value, depth + 1)
    if isinstance(item, Dictionary | Stream):
        yield from _without_keys(item)
    if isinstance(item, Stream):
        yield from _without_exif(item)


def _without_exif(item: Stream) -> Iterator[str]:
    """A photo lies in a PDF as the telephone wrote it, with its segments of EXIF, XMP, IPTC and comments."""
    filters = item.get("/Filter")
    if filters != Name.DCTDecode and not (isinstance(filters, Array) and [*filters] == [Name.DCTDecode]):
        return
    content = item.read_raw_bytes()
    place, kept = 2, [content[:2]]
    while content[place : place + 1] == b"\xff" and content[place + 1 : place + 2] not in (b"", b"\xda"):
        end = place + 2 + max(int.from_bytes(content[place + 2 : place + 4], "big"), 2)
        if content[place + 1] not in HIDING:
            kept.append(content[place:end])
        place = end
    bare = b"".join(kept) + content[place:]
    if bare != content:
        parameters = item.get("/DecodeParms")
        item.write(bare, filter=Name.DCTDecode, decode_parms=parameters if isinstance(parameters, Dictionary) else None)
        yield DEVICE


def _without_annotations(items: Array) -> Iterator[str]:
    for place in range(len(items) - 1, -1, -1):
        item = items[place]
        if isinstance(item, Dictionary) and (words := EMBEDDING.get(str(item.get("/Subtype", "")))):
            del items[place]
            yield words


def _without_keys(item: Dictionary | Stream) -> Iterator[str]:
    outside = OUTSIDE if isinstance(item, Stream) else ()
    for key in [key for key in item.keys() if key in UNWANTED or key in outside]:  # noqa: SIM118  no mapping
        del item[key]
        yield UNWANTED.get(key, FILE)
    if item.get("/FT") == Name.Sig and "/V" in item:  # over the bytes that came: it does not hold for new ones
        del item["/V"]
        yield SIGNED


def _without_actions(item: Dictionary | Stream) -> Iterator[str]:
    for key in ("/A", "/PA", "/Next", "/OpenAction"):
        action = item.get(key)
        if (
            isinstance(action, Dictionary)
            and "/S" in action
            and not _is_harmless(action, by_itself=key == "/OpenAction")
        ):
            del item[key]
            yield _in_words(action)
    if str(item.get("/S", "")) in ACTING:  # reached by a way that no key above names
        yield _in_words(item)
        for key in list(item.keys()):
            del item[key]


def _is_harmless(action: Object, *, by_itself: bool) -> bool:
    """Goes somewhere within the document, or to an address that the reader sees and chooses."""
    kind = str(action.get("/S"))
    if by_itself:
        return kind == "/GoTo"
    return kind in HARMLESS and (kind != "/URI" or bytes(action.get("/URI", b"")).lower().startswith(SCHEMES))


def _in_words(action: Object) -> str:
    return SCRIPT if action.get("/S") == Name.JavaScript else ACTION


if __name__ == "__main__":
    answer(work)
