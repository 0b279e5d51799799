"""The bilan on paper, opened: its structure, its words, how full its pages are, and what it leaves out."""

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string

from journal.enums import JobState
from journal.jobs import JobError
from reports.enums import CellKind, Chapter, ReportKind
from reports.figures import HELD, Figure, figures_of
from reports.models import PublishedCell, Report
from reports.pdf import Draft, print_draft
from reports.review_paper import NOT_TOLD, NOT_YET
from reports.review_sentences import WITHIN_ROUNDING, compared, slack_of
from reports.reviews import draft_review
from reports.scorecard import ASKED
from reports.services.papers import request_review
from reports.services.reviews import comment_chapter
from signatories.permissions import convention_of
from tests.figures import Worker, publish_months_behind
from tests.people import Cast, Person, acting
from tests.reports.bilans import A_YEAR, COMMENTED, begun, laid, reviewed, second_delegate
from tests.reports.conftest import Work, content_of, seen_by, text_of
from tests.reports.test_filled_pages import filled
from tests.reports.test_minutes import busy_meeting
from tests.reports.test_reviews import withdrawn_month
from tests.reports.test_steering import names_of_landlords
from tests.roles import installing

HALF = 0.45


@pytest.fixture
def published(filed: Cast, as_worker: Worker) -> Cast:
    publish_months_behind(as_worker, filed.delphine)
    return filed


def draft_of(person: Person, period: str = "12m") -> Draft:
    review = begun(person, period)
    with acting(person) as actor:
        asked = {"designation_id": actor.designation_id, "signatory_id": actor.signatory_id}
        return draft_review(actor, Report(kind=ReportKind.REVIEW, object_id=review.pk, **asked))


def elements(node: Any) -> Iterator[Any]:
    """The structure tree, node by node."""
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def outlines(document: pikepdf.Pdf) -> list[str]:
    with document.open_outline() as outline:
        return [str(item.title) for item in outline.root]


def test_its_structure_its_language_and_its_headings(published: Cast, tmp_path: Path) -> None:
    content = print_draft(draft_of(published.delphine)).content
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        found = list(elements(root.StructTreeRoot))
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("fr", True)
        kinds = Counter(str(each.S) for each in found)
        pictures = [each for each in found if str(each.S) == "/Figure"]
        assert pictures
        assert [each for each in pictures if not str(each.get("/Alt", ""))] == [], "a picture without words"
        heads = [each for each in found if str(each.S) == "/TH"]
        scopes = Counter(str(attribute.get("/Scope")) for head in heads for attribute in attributes_of(head))
        assert kinds["/TH"] == scopes["/Column"] + scopes["/Row"] > 40
        assert {"/H1", "/H2", "/Table", "/Caption", "/Link"} <= kinds.keys()
        titles = outlines(document)
        assert titles[:4] == ["Bilan annuel de la convention", "Sommaire", "1. L’année en bref", "2. Les faits"]
        assert titles[-1] == "Signatures et vérification"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Bilan annuel de la convention" in metadata["dc:title"]
            assert metadata["dc:language"] if "dc:language" in metadata else str(root.Lang)
    path = tmp_path / "bilan.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True, text=True).stdout
    assert "Table" in told
    assert "1. L’année en bref" in told
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0


def attributes_of(element: Any) -> list[Any]:
    found = element.get("/A", [])
    return [each for each in found if "/Scope" in each] if isinstance(found, pikepdf.Array) else [found]


def test_a_draft_says_that_it_is_one_and_what_is_signed_says_its_number(published: Cast, work: Work) -> None:
    damien = second_delegate(published)
    review = reviewed(published.delphine, damien, A_YEAR)
    with acting(damien) as actor:
        report = request_review(by=actor, review=review)
    assert work(report).state == JobState.READY
    final = text_of(content_of(damien, report))
    with acting(damien):
        review.refresh_from_db()
        assert review.file is not None
        assert (review.file.purge_on, review.pages) == (None, seen_by(damien, report).pages)
    assert review.reference in final
    assert "Projet" not in final
    assert "Damien Fictif" in final, "who reviewed it"
    assert COMMENTED in final
    draft = text_of(print_draft(draft_of(published.delphine)).content)
    assert "Projet, à ne pas diffuser" in draft


def test_it_names_no_landlord_s_figures_no_residence_and_no_person_but_its_authors(published: Cast) -> None:
    """Landlords stand where they have a post and owe a decision, never beside a fact."""
    draft = draft_of(published.delphine)
    text = text_of(print_draft(draft).content)
    before_posts = text[text.index("1. L’année en bref", 900) :].partition("8. Les correspondants")[0]
    assert [name for name in names_of_landlords() if name in before_posts] == []
    named = {
        name for name, each in published.people().items() if f"{each.user.first_name} {each.user.last_name}" in text
    }
    assert named == {"delphine"}


def test_what_has_no_published_figure_is_said_and_counted_nowhere(published: Cast) -> None:
    """Of a year that was published before a figure was: that it is not, and nothing that looks like zero."""
    with installing():
        PublishedCell.objects.filter(kind__in=ASKED).delete()
    text = text_of(print_draft(draft_of(published.delphine)).content).replace("\u00a0", " ")
    assert text.count("non publié") >= len(NOT_TOLD) + len(NOT_YET)
    assert "Orientations, par objet de travail : non publié dans cette édition." in text


def test_what_is_asked_stands_in_its_chapter_and_in_the_annex(published: Cast) -> None:
    text = text_of(print_draft(draft_of(published.delphine)).content).replace("\u00a0", " ")
    for line in ("Parquets : suite d’une plainte", "Occasion : ronde", "Mise en demeure", "Décisions à faire"):
        assert line in text, line
    assert "Saisines, par objet : non publié" not in text


def test_it_says_what_is_held_and_which_month_was_withdrawn(published: Cast) -> None:
    with acting(published.delphine) as actor:
        gone = str(withdrawn_month(actor, 3)).replace("\u00a0", " ")
    draft = draft_of(published.delphine)
    text = text_of(print_draft(draft).content).replace("\u00a0", " ")
    assert f"Retiré et hors des totaux : {gone}.".replace("\u00a0", " ") in text
    assert "Sinon il est « reporté », sans distinction" in text
    assert [word for word in ("masqué", "sous le seuil", "< 5") if word in text] == []


def test_the_roundings_of_many_counts_grow_with_the_root_of_their_number() -> None:
    assert [slack_of(5, counts) for counts in (2, 24, 192)] == [10, 35, 98]


def test_the_pages_of_a_bilan_are_full(published: Cast) -> None:
    """Few or many decisions, short or long commentaries; a chapter's last page may be half of one."""
    busy_meeting(published, decisions=45)
    draft = draft_of(published.delphine)
    said = dict.fromkeys(Chapter.values, draft.context["said"]["saisines"])
    cases: dict[str, dict[str, Any]] = {
        "as it is": {},
        "all commented": {"said": said},
        "no meeting": {"meetings": [], "decisions": [], "kinds": [], "gpo": []},
    }
    used = {name: filled(draft, **otherwise) for name, otherwise in cases.items()}
    assert {name: pages for name, pages in used.items() if min(pages[1:-1]) < HALF / 2} == {}
    assert all(12 <= len(pages) <= 30 for pages in used.values())


def test_names_of_two_hundred_letters_stay_on_the_page(published: Cast) -> None:
    draft = draft_of(published.delphine)
    long = ("Direction interdépartementale de la tranquillité " * 5)[:200]
    signing = draft.context["signing"]
    for signatory in signing:
        signatory.name = long
    draft.context["convention"].signed_at = long
    assert print_draft(draft).pages


def test_without_the_figures_of_the_months_the_author_reads_why(cast: Cast) -> None:
    review = laid(cast.delphine, 2019, "draft")  # type: ignore[arg-type]
    with acting(cast.delphine) as actor, pytest.raises(JobError, match="ne sont plus publiés"):
        draft_review(actor, Report(kind=ReportKind.REVIEW, object_id=review.pk))


def test_differences_are_stated_where_both_are_published_and_beyond_rounding(published: Cast) -> None:
    with acting(published.delphine) as actor:
        figures = figures_of(convention_of(actor), "12m")
    assert figures is not None
    before = replace(figures, facts=Figure("40", 40), staff=Figure(HELD), dwellings=figures.dwellings)
    lines = {line.label: line.change for line in compared(figures, before, 5)}
    assert lines["Faits déclarés"].startswith("+")
    assert lines["Faits visant un agent ou un prestataire"] == ""
    assert lines["Logements des bailleurs déclarants"] == "aucun écart"
    slack = slack_of(5, 2 * figures.cells.counts(CellKind.FACTS))
    for apart, expected in ((9, WITHIN_ROUNDING), (slack - 1, WITHIN_ROUNDING), (slack, f"+\u00a0{slack}")):
        near = replace(figures, facts=Figure("x", (figures.facts.value or 0) - apart))
        assert compared(figures, near, 5)[0].change == expected
    assert {line.change for line in compared(figures, None, 5)} == {""}


def test_few_numbers_have_little_rounding(published: Cast) -> None:
    """Sixty after five is no rounding, where a handful of months tell a number at all."""
    with acting(published.delphine) as actor:
        figures = figures_of(convention_of(actor), "12m")
    assert figures is not None
    sent = ("sent", figures.months[0].month, "", "forces", "", "")
    one = next(cell for cell in figures.cells.by_key.values() if cell.value is not None)
    others = {key: cell for key, cell in figures.cells.by_key.items() if key[0] != "sent"}
    now = replace(figures, cells=replace(figures.cells, by_key={**others, sent: one}))
    many, few = (replace(now, everyone=replace(figures.everyone, sent=Figure(str(n), n))) for n in (60, 5))
    assert {line.label: line.change for line in compared(many, few, 5)}["Saisines envoyées"] == "+\u00a055"


def test_every_place_that_the_paper_leads_to_is_on_it(published: Cast) -> None:
    """A table in the list of tables that no page has would be a dead line of the contents."""
    draft = draft_of(published.delphine)
    page = render_to_string(draft.template, draft.context)
    led, there = set(re.findall(r'href="#([^"]+)"', page)), set(re.findall(r'\bid="([^"]+)"', page))
    assert led <= there
    assert {caption.anchor for kind in ("pictures", "tables") for caption in draft.context[kind].values()} <= there


def test_what_an_author_typed_is_text(published: Cast) -> None:
    review = begun(published.delphine)
    typed = "<b>gras</b> {{ review.pk }} <script>x</script>"
    with acting(published.delphine) as actor:
        comment_chapter(by=actor, review=review, chapter="faits", text=typed)
        draft = draft_review(actor, Report(kind=ReportKind.REVIEW, object_id=review.pk))
    assert re.sub(r"\s", "", typed) in re.sub(r"\s", "", text_of(print_draft(draft).content))
