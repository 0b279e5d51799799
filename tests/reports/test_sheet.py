"""The fiche de saisine: what it says, and to whom it is given."""

import io

import pikepdf

from files.services import read_verified
from incidents.models import Referral
from journal.enums import JobState
from tests.people import Cast
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
