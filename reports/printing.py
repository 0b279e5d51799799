"""WeasyPrint, shut in: it reads the portal's own named assets and nothing else, whatever a page asks for.

Imported through `reports.pdf` only, since it needs Pango.
"""

import logging
from pathlib import Path

import structlog
from django.conf import settings
from weasyprint import HTML
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.urls import URLFetcher, URLFetcherResponse

log = structlog.get_logger(__name__)

SCHEME = "portal"
VARIANT = "pdf/ua-1"
ASSETS = {
    f"{SCHEME}:{name}": Path(settings.BASE_DIR) / "static" / "css" / name
    for name in ("sheet.css", "bilan.css", "directory.css", "minutes.css")
}


class AssetRefused(ValueError):
    """A page asked for something that is not an asset of the portal."""


class PortalFetcher(URLFetcher):
    """Opens no file, no network and no data address. A refusal is logged by its scheme: the rest may be content."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        asset = ASSETS.get(url)
        if asset is None:
            log.warning("pdf_asset_refused", scheme=url.partition(":")[0][:20])
            raise AssetRefused("not an asset of the portal")
        return URLFetcherResponse(url, asset.read_bytes(), {"Content-Type": "text/css; charset=utf-8"})


def print_html(html: str) -> tuple[bytes, int]:
    """Tagged PDF (PDF/UA-1) and its number of pages. No base address: a relative one leads nowhere."""
    document = HTML(string=html, url_fetcher=PortalFetcher()).render(pdf_variant=VARIANT)
    content: bytes = document.write_pdf(pdf_variant=VARIANT)
    return content, len(document.pages)


def _stay_silent(record: logging.LogRecord) -> bool:
    """Its messages quote addresses and text of the page, which no log may hold."""
    return False


for logger in (LOGGER, PROGRESS_LOGGER):
    logger.addFilter(_stay_silent)
