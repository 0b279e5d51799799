"""The published figures as a file: what the page shows, cell by cell, and nothing else."""

import csv
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from acting.days import YEAR, add_months
from reports.figures import HELD, figures_before, figures_of
from reports.figures_table import HEADER, MONTHS, PARTNERS
from signatories.permissions import convention_of
from tests.figures import Worker, publish_months_behind
from tests.people import Cast, Person, acting
from tests.reports.bilans import second_delegate
from tests.reports.test_reviews import withdrawn_month
from tests.reports.test_steering import ADDRESS, names_of_landlords, read

FILE = f"{ADDRESS}export/"


@pytest.fixture
def published(filed: Cast, as_worker: Worker) -> Cast:
    publish_months_behind(as_worker, filed.delphine)
    return filed


def lines_of(person: Person, query: str = "") -> list[list[str]]:
    answer = person.client().get(f"{FILE}{query}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def cells_of(page: str, caption: str) -> list[list[str]]:
    """The rows of a table of the page, below its head, as they are read."""
    table = next(each for each in re.findall(r"<table.*?</table>", page, re.DOTALL) if caption in each)
    rows = re.findall(r"<tr>(.*?)</tr>", re.sub(r"<thead>.*?</thead>", "", table, flags=re.DOTALL), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip().replace("\u202f", "") for cell in row] for row in cells]


def test_the_file_says_cell_by_cell_what_the_page_shows(published: Cast) -> None:
    page, lines = read(published.delphine), lines_of(published.delphine)
    assert lines[0] == list(HEADER)
    months = [value for table, line, _, value in lines if table == MONTHS and line != "Douze mois"]
    shown = cells_of(page, "<caption>Faits déclarés par mois et par famille</caption>")
    assert months == [cell for row in shown[:YEAR] for cell in row[1:]]
    assert HELD in months
    assert any(value.isdigit() for value in months)
    partners = [value for table, _, _, value in lines if table == PARTNERS]
    assert partners == [cell for row in cells_of(page, "Saisines envoyées, accusés") for cell in row[1:]]
    asked = [value for table, _, measure, value in lines if table == "Saisines, par objet" and measure == "Douze mois"]
    assert asked == [row[1] for row in cells_of(page, '<caption class="visually-hidden">Saisines, par objet</caption>')]
    assert asked


def test_both_kinds_of_file_are_alike_and_name_no_landlord(published: Cast) -> None:
    lines = lines_of(published.delphine)
    content = published.delphine.client().get(f"{FILE}?format=xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [list(map(str, row)) for row in book] == lines
    said = " ".join(cell for line in lines for cell in line)
    assert {name for name in names_of_landlords() if name in said} == set()


def test_everybody_who_reads_the_page_takes_the_same_file_away(published: Cast) -> None:
    """A landlord's exact figures stay on its page."""
    client_codes = {name: person.client().get(FILE).status_code for name, person in published.people().items()}
    page_codes = {name: person.client().get(ADDRESS).status_code for name, person in published.people().items()}
    assert client_codes == page_codes
    assert lines_of(published.sarah) == lines_of(published.maud) == lines_of(published.delphine)


def test_a_withdrawn_month_and_a_period_typed_by_hand(published: Cast) -> None:
    with acting(second_delegate(published)) as actor:
        gone = withdrawn_month(actor, 2)
    lines = lines_of(published.delphine, "?periode=1999")
    assert lines == lines_of(published.delphine)
    assert ["Période", "Mois retiré, hors des totaux", "", str(gone)] in lines
    values = {value for table, line, _, value in lines if table == MONTHS and line == str(gone)}
    assert values == {"retiré"}


def test_without_a_publication_no_empty_file_leaves(cast: Cast) -> None:
    answer = cast.delphine.client().get(FILE, follow=True)
    assert answer.redirect_chain == [(ADDRESS, 302)]
    assert "Aucun chiffre n’est encore publié\u00a0: il n’y a rien à exporter." in answer.text


def test_two_periods_are_compared_where_each_month_of_both_stood_published(published: Cast) -> None:
    with acting(published.delphine) as actor:
        convention = convention_of(actor)
        figures = figures_of(convention, "12m")
        assert figures
        former = figures_before(convention, figures.first)
        assert former
        assert former.first == add_months(figures.first, -YEAR)
        assert figures_before(convention, former.first) is None, "nothing stood published so early"
    page = read(published.delphine)
    assert "rien n’est comparé" not in page
    assert former.facts.text in page
    with acting(published.delphine) as actor:
        withdrawn_month(actor, 2)
    assert "rien n’est comparé" in read(published.delphine), "a month that lacks would look like a difference"
