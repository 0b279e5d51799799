"""The tableau de bord of a quarter: sums of what its months tell, for as long as each of them is published."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.days import day_of
from acting.refusals import Refused
from journal.enums import JobState
from reports import production
from reports.enums import CellKind, ReportKind
from reports.figures import figures_of, figures_of_quarter
from reports.models import HeldCount, Publication, Report
from reports.pdf import Draft, Paper, print_draft
from reports.periods import Quarter, published_months, times_whole
from reports.permissions import quarters_published
from reports.quarter_tables import QuarterLine
from reports.services.papers import NOT_A_WHOLE_QUARTER, request_quarter
from reports.services.publications import publish_months, reopen_publication, withdraw_publication
from signatories.permissions import convention_of
from tests.figures import Worker, leave_waiting, publish, publish_months_behind
from tests.people import Cast, Person, acting, make_fact
from tests.reports.bilans import second_delegate
from tests.reports.conftest import Work, content_of, seen_by, text_of
from tests.reports.test_filled_pages import drafted, filled, nearly_empty
from tests.roles import installing

ADDRESS = "/rapports/trimestres/"
MONTHS = published_months(day_of(timezone.now()))
# Of the 24 months behind, those quarters that they hold whole, newest first.
WHOLE = sorted({q for month in MONTHS if set((q := Quarter.of(month)).months) <= set(MONTHS)}, reverse=True)
LATEST = WHOLE[0]


@pytest.fixture
def published(filed: Cast, as_worker: Worker) -> Cast:
    """24 months, as the machine counts them."""
    publish_months_behind(as_worker, filed.delphine)
    return filed


@pytest.fixture
def planted(cast: Cast) -> Cast:
    """The latest two quarters, with a figure a month; what it is has no account. The paper of one is asked for."""
    leave_waiting(cast.delphine.signatory.convention, [*LATEST.before.months, *LATEST.months])
    publish(cast.delphine)
    return cast


def ask_quarter(person: Person, quarter: Quarter = LATEST) -> Report:
    with acting(person) as actor:
        return request_quarter(by=actor, period=quarter.code)


def month_of(person: Person, month: date) -> Publication:
    with acting(person):
        return Publication.objects.get(month=month)


def withdraw(person: Person, month: date) -> None:
    with acting(person) as actor:
        withdraw_publication(by=actor, publication=month_of(person, month), reason="Compté deux fois.")


def publish_again(person: Person, month: date) -> None:
    with acting(person) as actor:
        reopen_publication(by=actor, publication=month_of(person, month))
    with acting(person) as actor:
        publish_months(by=actor, publication=month_of(person, month))


def draft_of(person: Person, quarter: Quarter = LATEST) -> Draft:
    return drafted(person, ReportKind.QUARTER, period=quarter.code)


def page_of(draft: Draft) -> str:
    """Without the moment and the number of the paper."""
    return render_to_string(draft.template, draft.context | {"now": None, "report": Report(id=None)})


def lines_of(draft: Draft) -> Iterator[QuarterLine]:
    """Medians excepted, which are of twelve months."""
    yield from draft.context["families"]
    for key, table in draft.context["asked"].items():
        if key != "legs":
            yield from table.lines


@pytest.mark.parametrize(
    ("month", "code", "label", "before", "ends_year"),
    [
        (date(2026, 1, 1), "2026-T1", "1er trimestre 2026", "2025-T4", False),
        (date(2026, 8, 1), "2026-T3", "3e trimestre 2026", "2026-T2", False),
        (date(2026, 12, 1), "2026-T4", "4e trimestre 2026", "2026-T3", True),
    ],
)
def test_a_quarter_by_its_months(month: date, code: str, label: str, before: str, *, ends_year: bool) -> None:
    quarter = Quarter.of(month)
    assert month in quarter.months
    assert Quarter.of_code(code) == quarter
    assert (quarter.code, quarter.label, quarter.before.code, quarter.ends_year) == (code, label, before, ends_year)
    assert quarter.year_before.first == date(quarter.first.year - 1, quarter.first.month, 1)


def test_how_often_a_quarter_has_been_whole() -> None:
    """Also where its months were not published in their order, or one was withdrawn before the last came."""
    one, two, three, other = *Quarter(date(2026, 4, 1)).months, date(2026, 7, 1)
    quarter = Quarter.of(one)

    def told(*turns: tuple[date, bool]) -> int:
        return times_whole(turns, quarter)

    first = ((one, True), (two, True), (three, True))
    assert told(*first[:2], (other, True)) == 0
    assert told(*first, (other, True)) == 1
    assert told(*reversed(first)) == 1
    assert told(*first, (two, False)) == 1
    assert told(*first, (two, False), (two, True)) == 2
    assert told((one, True), (one, False), (two, True), (three, True)) == 0
    assert told((one, True), (one, False), (two, True), (three, True), (one, True)) == 1
    assert told((one, True), (two, True), (two, True)) == 0


def test_its_totals_are_the_sums_of_what_the_page_says(published: Cast, work: Work) -> None:
    draft = draft_of(published.delphine)
    with acting(published.delphine) as actor:
        page = figures_of(convention_of(actor), "12m")
    assert page
    told = list(lines_of(draft))
    assert len(told) > 40
    for line in told:
        known = [figure.value for figure in line.months if figure.value is not None]
        assert line.total.value == (sum(known) if known else None), line.label
    assert draft.context["figures"].facts.value == sum(
        figure.value or 0 for line in told[:-1] for figure in line.months if line in draft.context["families"][:-1]
    )
    # Of each family and month the words of the page of twelve months, and nothing beside them.
    of_page = {
        (name, month.month): figure.text
        for month in page.months
        for (name, _), figure in zip(page.families, month.families, strict=True)
    }
    for line in draft.context["families"][:-1]:
        for month, figure in zip(LATEST.months, line.months, strict=True):
            assert of_page.get((line.label, month), "–") == figure.text
    report = ask_quarter(published.delphine)
    assert work(report).state == JobState.READY
    printed = text_of(content_of(published.delphine, report))
    assert f"{draft.context['figures'].facts.text} faits ont été déclarés en trois mois" in printed
    for line in draft.context["families"]:
        cells = " ".join(figure.text for figure in (*line.months, line.total, *line.others))
        assert cells in printed, line.label


def test_it_is_compared_only_with_what_is_published_whole(published: Cast) -> None:
    latest, first = draft_of(published.delphine).context, draft_of(published.delphine, WHOLE[-1]).context
    assert [each.code for each in latest["others"]] == [LATEST.before.code, LATEST.year_before.code]
    assert first["others"] == []
    said = page_of(draft_of(published.delphine, WHOLE[-1]))
    assert f"Le {WHOLE[-1].before.label} n’est pas publié en entier" in said
    withdraw(published.delphine, LATEST.before.months[0])
    assert [each.code for each in draft_of(published.delphine).context["others"]] == [LATEST.year_before.code]


def test_it_says_nothing_that_its_months_do_not(published: Cast) -> None:
    """Whatever is held, filed or set aside beside them: the same cells make the same paper, word for word. And of no
    case table is anything even asked."""
    before = page_of(draft_of(published.delphine))
    make_fact(published.gilles, published.tilleuls)
    with installing():
        assert HeldCount.objects.exists()
        HeldCount.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        assert page_of(draft_of(published.delphine)) == before
    asked = " ".join(query["sql"] for query in captured)
    assert "reports_publishedcell" in asked
    assert [table for table in ("incidents_", "referrals_", "territory_residence", "heldcount") if table in asked] == []


def test_a_quarter_has_no_share_and_clips_nothing(published: Cast) -> None:
    """What is answered in it may have been sent before it: sums stand as told."""
    with acting(published.delphine) as actor:
        figures = figures_of_quarter(convention_of(actor), LATEST)
    assert figures
    for line in (*figures.partners, figures.everyone):
        assert line.share.value is None
    for partner, line in zip(("prosecution", "forces", "prefecture", "landlords"), figures.partners, strict=True):
        answered = [figures.cells.figure(CellKind.ANSWERED, month, partner=partner).value for month in LATEST.months]
        assert line.answered.value == (
            sum(filter(None, answered)) if any(each is not None for each in answered) else None
        )


def test_only_whole_quarters_may_be_asked_for(planted: Cast) -> None:
    with acting(planted.delphine) as actor:
        assert list(quarters_published(actor)) == [LATEST.code, LATEST.before.code]
    withdraw(planted.delphine, LATEST.months[1])
    client = planted.delphine.client()
    offered = client.get("/rapports/").text
    assert [quarter.code for quarter in WHOLE if f'value="{quarter.code}"' in offered] == [LATEST.before.code]
    for period in (LATEST.code, "2026-T9", "12m", ""):
        with acting(planted.delphine) as actor, pytest.raises(Refused, match=NOT_A_WHOLE_QUARTER):
            request_quarter(by=actor, period=period)
        answer = client.post(ADDRESS, {"period": period})
        assert answer.status_code == 200
        assert "Sélectionnez un choix valide" in answer.text or "obligatoire" in answer.text
    with acting(planted.maud) as actor, pytest.raises(PermissionDenied):
        request_quarter(by=actor, period=LATEST.before.code)


def test_a_month_that_is_withdrawn_takes_the_paper_along(planted: Cast, work: Work) -> None:
    report = ask_quarter(planted.delphine)
    assert work(report).state == JobState.READY
    client, page = planted.delphine.client(), f"/rapports/{report.pk}/"
    assert client.get(f"{page}telecharger/").status_code == 200
    withdraw(planted.delphine, LATEST.months[0])
    assert client.get(f"{page}telecharger/").status_code == 404
    assert "Un mois de ce trimestre a été retiré" in client.get(page).text
    publish_again(planted.delphine, LATEST.months[0])
    assert client.get(f"{page}telecharger/").status_code == 200, "a new edition tells the same"


def test_withdrawn_before_it_is_made(planted: Cast, work: Work) -> None:
    report = ask_quarter(planted.delphine)
    withdraw(planted.delphine, LATEST.months[2])
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, production.GONE)
    assert "a été retiré" in planted.delphine.client().get(f"/rapports/{report.pk}/").text


def test_withdrawn_while_it_is_made(planted: Cast, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between what was read and the paper that would be kept."""
    report, laid_out = ask_quarter(planted.delphine), print_draft

    def meanwhile(draft: Draft) -> Paper:
        paper = laid_out(draft)
        withdraw(planted.delphine, LATEST.months[2])
        return paper

    monkeypatch.setattr(production, "print_draft", meanwhile)
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, production.GONE)
    assert seen_by(planted.delphine, report).file is None


def test_each_delegate_has_the_own_paper(planted: Cast, work: Work) -> None:
    report, damien = ask_quarter(planted.delphine), second_delegate(planted)
    assert work(report).state == JobState.READY
    client = damien.client()
    assert client.get(f"/rapports/{report.pk}/telecharger/").status_code == 404
    answer = client.post(ADDRESS, {"period": LATEST.code})
    assert answer.status_code == 302
    own = answer["Location"]
    assert own != f"/rapports/{report.pk}/"
    assert f"Tableau de bord du {LATEST.label}" in client.get(own).text
    assert client.post(ADDRESS, {"period": LATEST.code})["Location"] == own, "a second click gives the same"


def test_it_fills_four_pages(published: Cast) -> None:
    draft = draft_of(published.delphine)
    places = tuple((f"Saint-Fargeau-Ponthierry {number}", draft.context["figures"].facts) for number in range(12))
    cases: dict[str, dict[str, Any]] = {
        "as it is": {},
        "with communes": {"communes": places, "communes_left": 8},
        "beside no other quarter": {
            "before": None,
            "year_before": None,
            "others": [],
            "compared": [line | {"others": []} for line in draft.context["compared"]],
        },
        "more families": {"families": draft.context["families"][:1] * 3 + draft.context["families"]},
    }
    used = {name: filled(draft, **otherwise) for name, otherwise in cases.items()}
    assert {name: shares for name, shares in used.items() if nearly_empty(shares) or len(shares) != 4} == {}
