"""The fiche de saisine: what it says, and to whom it is given."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pikepdf
from django.db import connection

from files.services import read_verified
from journal.enums import JobState
from referrals.models import Referral
from reports.models import Report
from reports.services.papers import request_sheet
from tests.people import Cast, acting, make_cast, make_referral
from tests.reports.conftest import FACTS, Work, ask_sheet, seen_by, text_of


def test_the_sheet_is_one_tagged_page_that_says_what_was_shared(cast: Cast, referral: Referral, work: Work) -> None:
    report = ask_sheet(cast.maud, referral)

    assert work(report).state == JobState.READY
    ready = seen_by(cast.maud, report)
    assert ready.file is not None
    content = read_verified(ready.file)
    text = text_of(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == ready.pages == 1
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Title"]) == f"Fiche de saisine {referral.reference}"
    for said in (
        referral.reference,
        "Habitat des Deux Morins (fictif)",
        "Parquet du tribunal judiciaire de Meaux",
        "Maud Fictif",
        "destinataire désigné au jour de l’envoi",
        "Résidence des Tilleuls",
        "Ne vaut ni plainte ni signalement (CPP, art. 40) ; n’interrompt aucun délai.",
        "Aucune réponse à ce jour.",
        "Magistrat référent, Parquet du tribunal judiciaire de Meaux",
        "page 1 / 1",
    ):
        assert said in text
    assert "<b>Réparation</b>" in FACTS
    assert "<b>Réparation</b>" in text


def test_two_clicks_at_once_ask_for_one_sheet(own_database: str) -> None:
    cast = make_cast()
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    start = Barrier(2)

    def click(_: int) -> object:
        try:
            with acting(cast.maud) as maud:
                start.wait(timeout=20)
                return request_sheet(by=maud, referral=referral).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicks:
        assert len(set(clicks.map(click, range(2)))) == 1
    with acting(cast.maud):
        assert Report.objects.count() == 1
