"""A letter on paper: behind the window of an envelope, its pages numbered, tagged, and kept by the letter."""

import io
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from PIL import Image

from files.services import read_verified
from incidents.letter_text import PORTAL, LetterKind
from incidents.models import Letter, Situation
from incidents.services import addressees, letters, situations
from incidents.services.letters import LetterWords
from journal.enums import JobState
from reports.models import Report
from reports.services.papers import request_letter
from tests.incidents.test_ladder import lease
from tests.people import Cast, acting
from tests.reports.conftest import Work, content_of, seen_by, text_of
from tests.rules.incidents import holder_words, letter_words

__all__ = ["lease"]

WIDE = "W" * 38
MM = 72 / 25.4
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')


def logo() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (400, 160), "#0f4c5c").save(drawn, "PNG")
    return drawn.getvalue()


def make(cast: Cast, lease: Situation, kind: str = "formal_notice", **words: Any) -> Letter:
    address = "\n".join(["Chez Madame Exemple", "Bâtiment B, appartement fictif", WIDE, "BP 1", "77100 MEAUX"])
    with acting(cast.sarah) as sarah:
        letters.write_template(
            by=sarah,
            kind=kind,
            letterhead="Habitat des Deux Morins (fictif)\n1 place d’Essai\n77100 Meaux\nTél. 01 99 00 00 01",
            signature="Le référent sûreté",
            body=PORTAL[LetterKind(kind)].body,
            clauses="\n".join(PORTAL[LetterKind(kind)].clauses),
            logo=logo(),
        )
        holder = addressees.add_addressee(
            by=sarah, situation=lease, key=uuid4(), words=holder_words(address=address, first_name="Jeanne-Charlotte")
        )
        said = letter_words(sarah, kind, clause=PORTAL[LetterKind(kind)].clauses[-1], **words)
        given: dict[str, Any] = {"situation": lease, "kind": kind, "addressees": [holder], "words": said}
        return letters.make_letters(by=sarah, key=uuid4(), **given)[0]


def ask(cast: Cast, letter: Letter) -> Report:
    with acting(cast.sarah) as sarah:
        return request_letter(by=sarah, letter=letter)


def kept(cast: Cast, letter: Letter) -> Letter:
    with acting(cast.sarah):
        return Letter.objects.for_display().get(pk=letter.pk)


def words_of(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    """Each word of the first page with its place, in millimetres from its top left."""
    found = subprocess.run(["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True)
    return [
        (*(float(edge) / MM for edge in match.groups()[:4]), match[5])  # type: ignore[misc]
        for match in WORD.finditer(found.stdout.decode())
    ]


def test_the_address_stands_behind_the_window_and_nothing_else_does(cast: Cast, lease: Situation, work: Work) -> None:
    letter = make(cast, lease)
    report = ask(cast, letter)
    assert work(report).state == JobState.READY
    content = content_of(cast.sarah, report)
    if "LETTER_PICTURE" in os.environ:
        Path(os.environ["LETTER_PICTURE"]).write_bytes(content)
    left, top, right, bottom = 110, 50, 195, 85
    placed = words_of(content)
    inside = [word for x, y, x2, y2, word in placed if left - 1 <= x and x2 <= right and top <= y and y2 <= bottom]
    crossing = [word for x, y, x2, y2, word in placed if x2 > left and x < right and y2 > top and y < bottom]
    assert inside == crossing == letter.addressed_to.split()


def test_the_paper_is_tagged_numbered_and_says_the_parts(cast: Cast, lease: Situation, work: Work) -> None:
    letter = make(cast, lease, facts=[f"{day} mai 2026 – bruit la nuit (hall, C)" for day in range(1, 31)])
    report = ask(cast, letter)
    assert work(report).state == JobState.READY
    ready, content = seen_by(cast.sarah, report), content_of(cast.sarah, report)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == ready.pages == 2
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Title"]).startswith("Mise en demeure")
    text = text_of(content)
    for said in ("1/2", "2/2", "30 mai 2026", "loi 89-462, art. 7 b", "Vous pouvez présenter vos observations", "RGPD"):
        assert said in text
    assert "{" not in text


def test_the_letter_keeps_its_paper_and_a_changed_one_withdraws_it(cast: Cast, lease: Situation, work: Work) -> None:
    letter = make(cast, lease)
    report = ask(cast, letter)
    work(report)
    printed = kept(cast, letter)
    assert printed.is_printed
    assert printed.file is not None
    assert read_verified(printed.file) == content_of(cast.sarah, report)
    client = cast.sarah.client()
    assert client.get(f"/rapports/{report.pk}/telecharger/").status_code == 200
    with acting(cast.sarah) as sarah:
        changed: LetterWords = letter_words(sarah, "formal_notice", clause="le bail")
        letters.revise_letter(by=sarah, letter=letter, words=changed)
    assert not kept(cast, letter).is_printed
    assert client.get(f"/rapports/{report.pk}/telecharger/").status_code == 404
    again = ask(cast, letter)
    assert work(again).state == JobState.READY
    second = kept(cast, letter)
    assert second.is_printed
    assert second.file_id != printed.file_id
    printed.file.refresh_from_db()
    assert printed.file.erased_at is not None


def test_a_letter_of_a_closed_situation_is_printed_and_stays_as_it_is(cast: Cast, lease: Situation, work: Work) -> None:
    letter = make(cast, lease)
    with acting(cast.sarah) as sarah:
        situations.close_situation(by=sarah, situation=lease, ending="moved_out")
    assert work(ask(cast, letter)).state == JobState.READY
    assert kept(cast, letter).file is None


@pytest.mark.parametrize("who", ["victor", "gilles", "karim", "delphine", "dina"])
def test_nobody_else_asks_for_it(cast: Cast, lease: Situation, who: str) -> None:
    letter = make(cast, lease)
    answer = cast.people()[who].client().post(f"/lettres/{letter.pk}/pdf/")
    assert answer.status_code in (403, 404)
    with acting(cast.people()[who]):
        assert not Report.objects.exists()
