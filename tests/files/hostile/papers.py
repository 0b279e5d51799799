"""PDFs that act, hide, lie or break; all built here."""

import zlib
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

ALERT = "app.alert('pris')"


def saved(pdf: Pdf, **options: Any) -> bytes:
    kept = BytesIO()
    pdf.save(kept, **options)
    return kept.getvalue()


def blank(pages: int = 1) -> Pdf:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(300, 400))
    return pdf


def javascript() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=ALERT)


def with_root(**entries: object) -> bytes:
    pdf = blank()
    for name, value in entries.items():
        pdf.Root[f"/{name}"] = value
    return saved(pdf)


def with_page(**entries: object) -> bytes:
    pdf = blank()
    for name, value in entries.items():
        pdf.pages[0].obj[f"/{name}"] = value
    return saved(pdf)


def with_annotation(**entries: object) -> bytes:
    note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]))
    for name, value in entries.items():
        note[f"/{name}"] = value
    return with_page(Annots=Array([note]))


def with_attachment() -> bytes:
    pdf = blank()
    pdf.attachments["virus.exe"] = b"MZ hidden"
    return saved(pdf)


def with_indirect_script() -> bytes:
    """By a name tree, in an object of its own, behind another action."""
    pdf = blank()
    then = pdf.make_indirect(javascript())
    first = pdf.make_indirect(Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=then))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", pdf.make_indirect(javascript())])))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=pdf.make_indirect(Dictionary(Title="x", A=first))))
    return saved(pdf)


def with_xfa() -> bytes:
    pdf = blank()
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, b"<xdp>pris</xdp>"))
    return saved(pdf)


def signed() -> bytes:
    pdf = blank()
    field = Dictionary(FT=Name.Sig, T="s", V=Dictionary(Type=Name.Sig, Contents=b"\0" * 40))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), SigFlags=3)
    return saved(pdf)


def authored() -> bytes:
    pdf = blank()
    pdf.docinfo["/Author"] = "Quelqu’un"
    with pdf.open_metadata() as known:
        known["dc:creator"] = ["Quelqu’un"]
    return saved(pdf)


def locked(user: str = "") -> bytes:
    return saved(blank(), encryption=pikepdf.Encryption(owner="o", user=user))


def with_outside_stream() -> bytes:
    pdf = blank()
    outside = Stream(pdf, b"", F=Dictionary(Type=Name.Filespec, F="/etc/passwd"))
    pdf.pages[0].obj.Contents = pdf.make_indirect(outside)
    return saved(pdf)


def with_unfolding_page(megabytes: int = 400) -> bytes:
    """The drawing of its page is that many megabytes of spaces once unfolded."""
    packer = zlib.compressobj(9)
    piece = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    more = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    folded = piece + more * (megabytes - 1) + packer.flush()
    pdf = blank()
    pdf.pages[0].obj.Contents = pdf.make_indirect(Stream(pdf, folded, Filter=Name.FlateDecode))
    return saved(pdf)


def written(*objects: str) -> bytes:
    """By hand, where no library would write it; the first object is the root."""
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return body + tail.encode() + f"startxref\n{len(body)}\n%%EOF\n".encode()


def of_itself() -> bytes:
    """A tree of pages whose branch is the tree."""
    return written("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")


def nested(depth: int = 100_000) -> bytes:
    return written(
        f"<< /Type /Catalog /Pages 2 0 R /Deep {'[' * depth}{']' * depth} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    )


def that_claims_many_pages() -> bytes:
    return written("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 2000000000 >>")
