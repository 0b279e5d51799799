"""No page of paper is nearly empty but the last, whatever the figures, the places and the people that are missing."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import MarginBox, ReplacedBox, TextBox

from correspondents.enums import DesignationRole
from referrals.models import Referral
from reports.enums import ReportKind
from reports.figures import Figure
from reports.models import LAST_TWELVE_MONTHS, Report
from reports.pdf import Draft
from reports.printing import PortalFetcher
from reports.production import DRAFTS
from reports.vacancies import Vacancy
from tests.figures import publish_months_behind
from tests.people import Cast, Person, acting, appoint, make_user
from tests.reports.test_minutes import busy_meeting
from tests.reports.test_steering import Worker

FILLED = 0.7
VACANCY = Vacancy("Groupement de gendarmerie départementale de Seine-et-Marne", "Brigade de Dammartin-en-Goële")


def drafted(person: Person, kind: ReportKind, **asked: Any) -> Draft:
    with acting(person) as actor:
        signed = {"designation_id": actor.designation_id, "signatory_id": actor.signatory_id, "created_at": actor.now}
        return DRAFTS[kind](actor, Report(kind=kind, **signed, **asked))


def boxes_of(draft: Draft, **otherwise: Any) -> list[tuple[Any, list[Any]]]:
    """Each page with the words and drawings that it holds, its running heads left out."""
    html = render_to_string(draft.template, draft.context | otherwise)
    pages = [page._page_box for page in HTML(string=html, url_fetcher=PortalFetcher()).render().pages]
    return [
        (
            page,
            [
                box
                for part in page.children
                if not isinstance(part, MarginBox)
                for box in part.descendants(placeholders=True)
                if isinstance(box, TextBox | ReplacedBox)
            ],
        )
        for page in pages
    ]


def filled(draft: Draft, **otherwise: Any) -> list[float]:
    """How far down each page is used: 1 is its last line."""
    return [
        round((max(box.position_y + box.height for box in boxes) - page.content_box_y()) / page.height, 2)
        for page, boxes in boxes_of(draft, **otherwise)
    ]


def nearly_empty(used: list[float]) -> list[float]:
    return [share for share in used[:-1] if share < FILLED]


def test_the_pages_of_the_bilan(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    draft = drafted(filed.delphine, ReportKind.YEARLY, period=LAST_TWELVE_MONTHS)
    places = tuple((f"Saint-Fargeau-Ponthierry {number}", Figure("145", 145)) for number in range(20))
    used = {
        (count, missing): filled(draft, communes=places[:count], communes_left=count, vacancies=[VACANCY] * missing)
        for count, missing in ((0, 0), (0, 40), (3, 2), (20, 2), (20, 9))
    }
    assert {case: shares for case, shares in used.items() if nearly_empty(shares)} == {}
    assert {len(used[case]) for case in ((0, 0), (3, 2), (20, 2))} == {5}


@pytest.mark.parametrize("decisions", [0, 3, 12, 20, 45])
def test_the_pages_of_a_releve(cast: Cast, decisions: int) -> None:
    meeting = busy_meeting(cast, decisions=decisions)
    assert nearly_empty(filled(drafted(cast.karim, ReportKind.MEETING, object_id=meeting.pk))) == []


def test_the_pages_of_the_directory(cast: Cast) -> None:
    used = []
    for number in range(36):
        post = (cast.maud, cast.karim, cast.pascale)[number % 3].post
        appoint(make_user(f"Adjoint{number}"), post, role=DesignationRole.SUPPLEANT)
        if number % 6 == 5:
            used.append(filled(drafted(cast.sarah, ReportKind.DIRECTORY)))
    assert [shares for shares in used if nearly_empty(shares)] == []
    assert {len(shares) for shares in used} >= {3, 4}


def test_the_pages_of_a_fiche_and_no_foot_stands_alone(cast: Cast, referral: Referral) -> None:
    draft = drafted(cast.maud, ReportKind.SHEET, object_id=referral.pk)
    lengths = []
    for count in range(1, 9):
        longer = {"disclosures": draft.context["disclosures"] * count}
        assert nearly_empty(filled(draft, **longer)) == []
        *_, (_, last) = pages = boxes_of(draft, **longer)
        assert "Aucune réponse à ce jour." in " ".join(box.text for box in last if isinstance(box, TextBox))
        lengths.append(len(pages))
    assert lengths[:2] == [1, 1], "one complement fits on the page"
    assert lengths[-1] >= 3
