"""The printer opens nothing but the portal's own assets, whatever the page or somebody's text asks for."""

import io
import logging
import re
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from structlog.testing import capture_logs

from journal.enums import JobState
from journal.jobs import JobError
from referrals.models import Referral
from reports import pdf, printing
from tests.people import Cast, make_fact, make_referral
from tests.reports.conftest import Work, ask_sheet, content_of, text_of

SECRET = "contenu d’un fichier du serveur"


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """The address of a file that the server could read."""
    file = tmp_path / "secret.svg"
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="10">{SECRET}</text></svg>'
    )
    return file.as_uri()


SVG = '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="20">{}</svg>'
FONT = "@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}"
PLANTED = (
    '<img src="{url}">',
    '<p style="background: url({url})">x</p>',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    "<style>@import url({url}); " + FONT + "</style><p>x</p>",
    SVG.format('<image xlink:href="{url}" width="9" height="9"/>'),
)
NEVER_ASKED = (
    '<p style="content: url({url})">x</p>',
    SVG.format('<use xlink:href="{url}#x"/>'),
    '<svg width="90" height="20"><style>@import url({url});</style><rect width="9" height="9"/></svg>',
)


def attachments(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.attachments)


def print_planted(planted: str, url: str) -> bytes:
    content, _ = printing.print_html(f"<html lang=fr><title>t</title><body>{planted.format(url=url)}</body></html>")
    return content


@pytest.mark.parametrize("planted", PLANTED)
def test_a_page_that_asks_for_a_file_is_refused(planted: str, secret: str) -> None:
    with capture_logs() as logged:
        content = print_planted(planted, secret)
    assert SECRET not in text_of(content)
    assert attachments(content) == 0
    assert {"event": "pdf_asset_refused", "scheme": "file", "log_level": "warning"} in logged
    assert secret not in str(logged)


@pytest.mark.parametrize("planted", NEVER_ASKED)
def test_what_the_printer_does_not_even_ask_for_stays_out(planted: str, secret: str) -> None:
    assert SECRET not in text_of(print_planted(planted, secret))


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("http://127.0.0.1:1/x.png", "http"),
        ("https://127.0.0.1:1/x.png", "https"),
        ("ftp://127.0.0.1:1/x.png", "ftp"),
        ("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>", "data"),
        ("FILE:///etc/passwd", "FILE"),
        ("portal:../settings.py", "portal"),
        ("portal:portal.css", "portal"),
    ],
)
def test_no_other_address_is_opened(url: str, scheme: str) -> None:
    with capture_logs() as logged, pytest.raises(printing.AssetRefused):
        printing.PortalFetcher().fetch(url)
    assert logged == [{"event": "pdf_asset_refused", "scheme": scheme, "log_level": "warning"}]


def test_named_assets_are_read() -> None:
    assert b"@page" in printing.PortalFetcher().fetch("portal:sheet.css").read()


def test_a_relative_address_leads_nowhere() -> None:
    content, pages = printing.print_html('<html lang=fr><title>t</title><img src="../../etc/hostname" alt="rien">')
    assert pages == 1
    assert content.startswith(b"%PDF")


def test_the_printer_s_own_messages_reach_no_log(caplog: pytest.LogCaptureFixture, secret: str) -> None:
    with caplog.at_level(logging.DEBUG):
        printing.print_html(f'<html lang=fr><title>t</title><img src="{secret}"><p style="couleur: rouge">x</p>')
    assert [record for record in caplog.records if record.name.startswith("weasyprint")] == []


LONG = "Rue-sans-espaces-" * 20
WIDE = '<table style="width:100%"><tr><td style="white-space:nowrap">{}</td><td>suite</td></tr></table>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f'<p style="white-space: nowrap">{LONG}</p>', "over the edge"),
        (WIDE.format(LONG), "over the edge"),
        (f'<p style="position: absolute; left: -40mm">{LONG[:40]}</p>', "over the edge"),
        ('<p style="display: none">tu</p>', "nowhere on the paper"),
        ('<p>de la suite</p><p><b style="display: none">de</b> la suite</p>', "nowhere on the paper"),
    ],
)
def test_a_paper_that_does_not_say_it_all_is_no_paper(body: str, why: str) -> None:
    with pytest.raises(printing.OffPaperError, match=f"^{why}$"):
        printing.print_html(f"<html lang=fr><title>t</title><body>{body}</body></html>")


@pytest.mark.parametrize("sheet", ["sheet", "bilan", "directory", "docket"])
@pytest.mark.parametrize(
    "body",
    [
        f"<p>{LONG}</p><dl class=kv><dt>Lieu</dt><dd>{LONG}</dd></dl>",
        f"<table class=grid><tr><td>{LONG}</td><td>suite</td><td>{LONG}</td></tr></table>",
        f"<ul><li>{LONG}</li></ul><blockquote>{LONG}</blockquote><h2>{LONG}</h2>",
        "<p>" + "Lettre après lettre. " * 900 + "</p>",
        "<p>Œuvre, ﬁn, Straße, Ελλάδα, Москва, İstanbul, العربية</p>",
    ],
)
def test_a_run_without_a_space_is_broken(sheet: str, body: str) -> None:
    """Whatever style a paper is printed in."""
    link = f'<link rel="stylesheet" href="portal:{sheet}.css">'
    content, _ = printing.print_html(f"<html lang=fr><title>t</title>{link}<body>{body}</body></html>")
    written = printing.letters_of(re.sub("<[^>]*>", "", body))
    assert Counter(written) - Counter(printing.letters_of(text_of(content))) == Counter()


def test_the_requester_hears_that_the_paper_would_not_say_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = f'<html lang=fr><title>t</title><p style="white-space: nowrap">{LONG}</p>'
    monkeypatch.setattr(pdf, "render_to_string", lambda *_: wide)
    with pytest.raises(JobError) as failed:
        pdf.print_draft(pdf.Draft("reports/pdf/sheet.html", {}, "fiche", None))
    assert str(failed.value) == pdf.OFF_PAPER
    assert LONG[:20] not in repr(failed.value.__cause__)


def test_a_fact_of_letters_without_a_space_is_on_the_paper(cast: Cast, work: Work) -> None:
    typed = "x" * 599 + "."
    fact = make_fact(cast.gilles, cast.tilleuls, facts=typed)
    referral = make_referral(
        cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet", field_sets=("facts",)
    )
    report = ask_sheet(cast.maud, referral)
    assert work(report).state == JobState.READY
    assert typed in re.sub(r"\s", "", text_of(content_of(cast.maud, report)))


def test_what_somebody_typed_is_text_and_asks_for_nothing(cast: Cast, work: Work, secret: str) -> None:
    typed = f'<img src="{secret}"><b>gras</b> {{{{ report.pk }}}} </blockquote><script>x</script>'
    fact = make_fact(cast.gilles, cast.tilleuls, facts=typed)
    referral = make_referral(
        cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet", field_sets=("facts",)
    )
    with capture_logs() as logged:
        report = ask_sheet(cast.maud, referral)
        assert work(report).state == JobState.READY
    text = text_of(content_of(cast.maud, report)).replace(" ", "")
    assert typed.replace(" ", "") in text
    assert [line for line in logged if line["event"] == "pdf_asset_refused"] == []


def test_without_pango_the_requester_reads_why(
    cast: Cast, referral: Referral, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "pdf_available", lambda: False)
    report = ask_sheet(cast.maud, referral)
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, pdf.PDF_OFF)


def test_a_library_that_is_missing_switches_pdfs_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", missing)
    pdf.pdf_available.cache_clear()
    try:
        assert not pdf.pdf_available()
    finally:
        pdf.pdf_available.cache_clear()
