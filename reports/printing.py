"""WeasyPrint, shut in: it reads the portal's own named assets and nothing else, whatever a page asks for.

Imported through `reports.pdf` only, since it needs Pango.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

import pydyf
import structlog
from django.conf import settings
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

log = structlog.get_logger(__name__)

SLACK = 1  # a pixel: what rounding moves
NOT_LAID_OUT = {"head", "style", "script", "svg"}

SCHEME = "portal"
VARIANT = "pdf/ua-1"
ASSETS = {
    f"{SCHEME}:{name}": Path(settings.BASE_DIR) / "static" / "css" / name
    for name in (
        "sheet.css",
        "bilan.css",
        "directory.css",
        "minutes.css",
        "letter.css",
        "docket.css",
        "evidence.css",
        "review.css",
        "own.css",
        "register.css",
        "register-stamps.css",
        "quarter.css",
    )
}


class AssetRefused(ValueError):
    """A page asked for something that is not an asset of the portal."""


class PortalFetcher(URLFetcher):
    """Opens no file, no network and no data address. A refusal is logged by its scheme: the rest may be content.

    `pictures` are those of the paper, read from private storage before it is laid out.
    """

    def __init__(self, pictures: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False)
        self.pictures = pictures or {}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url in self.pictures:
            return URLFetcherResponse(url, self.pictures[url], {"Content-Type": "image/png"})
        asset = ASSETS.get(url)
        if asset is None:
            log.warning("pdf_asset_refused", scheme=url.partition(":")[0][:20])
            raise AssetRefused("not an asset of the portal")
        return URLFetcherResponse(url, asset.read_bytes(), {"Content-Type": "text/css; charset=utf-8"})


class OffPaperError(ValueError):
    """Something that the page says is not on the paper. Never says what."""


def print_html(html: str, pictures: Mapping[str, bytes] | None = None) -> tuple[bytes, int]:
    """Tagged PDF (PDF/UA-1) and its number of pages. Raises OffPaperError."""
    document = laid_out(html, pictures)
    return written(document), len(document.pages)


def laid_out(
    html: str, pictures: Mapping[str, bytes] | None = None, fonts: FontConfiguration | None = None
) -> Document:
    """No base address: a relative one leads nowhere. `fonts` are those of many documents in a row. Raises OffPaperError
    where a text runs over the edge of its page, or is nowhere at all."""
    source = HTML(string=html, url_fetcher=PortalFetcher(pictures))
    document = source.render(font_config=fonts, pdf_variant=VARIANT)
    _require_all_on_paper(source, document)
    return document


def written(document: Document) -> bytes:
    content: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=_say_scopes)
    return content


def _say_scopes(_document: Document, pdf: pydyf.PDF) -> None:
    """Of each heading of a table whether it is a column's or a row's: the printer tags it as a heading and says no
    more, and a reader that is heard repeats the heading of every cell."""
    of = {item.reference: item for item in pdf.objects if isinstance(item, pydyf.Dictionary)}
    for head in [item for item in of.values() if item.get("S") == "/TH"]:
        group = of[of[head["P"]]["P"]]
        head["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def written_plain(document: Document) -> bytes:
    """Without tags: for pages that become part of another document."""
    content: bytes = document.write_pdf()
    return content


def bound(documents: Sequence[Document]) -> Document:
    """One behind the other; each keeps the numbers of its own pages."""
    return documents[0].copy([page for document in documents for page in document.pages])


def _require_all_on_paper(source: HTML, document: Document) -> None:
    """Element by element, in letters: a word may be broken by a line, a column or a page, and a heading comes again."""
    laid: defaultdict[Element, Counter[str]] = defaultdict(Counter)
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001 - nothing public says where a text lies
            if isinstance(box, TextBox):
                if box.position_x < -SLACK or box.position_x + box.width > page.width + SLACK:
                    raise OffPaperError("over the edge")
                laid[box.element].update(letters_of(box.text))
    for element, text in _written_in(source.etree_element):
        if Counter(letters_of(text)) - laid[element]:
            raise OffPaperError("nowhere on the paper")


def _written_in(element: Element) -> Iterator[tuple[Element, str]]:
    """Each element that a reader sees with its own text; the words of a drawing are not laid out as text."""
    if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in NOT_LAID_OUT:
        return
    yield element, " ".join([element.text or "", *(child.tail or "" for child in element)])
    for child in element:
        yield from _written_in(child)


def letters_of(text: str) -> str:
    """Without spaces and signs that a line's end may eat or add, in one case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _stay_silent(record: logging.LogRecord) -> bool:
    """Its messages quote addresses and text of the page, which no log may hold."""
    return False


for logger in (LOGGER, PROGRESS_LOGGER):
    logger.addFilter(_stay_silent)
