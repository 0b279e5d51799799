"""The bilan of somebody's own figures: what the page says and nothing else, for whoever asked and nobody else."""

import io
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from acting.enums import Function
from correspondents.enums import DesignationRole
from correspondents.models import Designation
from files.tables.writer import BOM
from journal.enums import JobState
from journal.models import Entry
from referrals.services.referrals import answer_referral, refuse_referral
from reports.enums import ReportKind
from reports.models import Report
from reports.production import ENDED, GONE
from reports.services.papers import request_own
from tests.figures import publish_months_behind
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_referral, make_user
from tests.reports.conftest import Work, content_of, text_of
from tests.reports.test_filled_pages import drafted, filled
from tests.reports.test_steering import Worker
from tests.roles import installing

pytestmark = pytest.mark.django_db

HALF = 0.45  # of a page, where a picture did not fit on the one before
ADDRESS = "/pilotage/pdf/"
EXPORTS = {"sarah": "/pilotage/export/", "karim": "/pilotage/charge/export/", "maud": "/pilotage/charge/export/"}


def ask(person: Person, period: str = "12-mois") -> Report:
    with acting(person) as actor:
        return request_own(by=actor, period=period)


def told(person: Person, work: Work, period: str = "12-mois") -> str:
    report = ask(person, period)
    assert work(report).state == JobState.READY
    return text_of(content_of(person, report))


@pytest.fixture
def constance(cast: Cast) -> Person:
    """The lawyer of Sarah's house."""
    return appoint(make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))


@pytest.fixture
def busy(cast: Cast) -> Cast:
    for number in range(7):
        make_fact(cast.gilles, cast.tilleuls)
        if number < 4:
            referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
            with acting(cast.karim) as karim:
                if number:
                    answer_referral(by=karim, referral=referral, outcome="nothing_found")
                else:
                    refuse_referral(by=karim, referral=referral, motive="no_basis")
    for _ in range(3):
        make_fact(cast.victor, cast.pommiers)
        make_referral(cast.victor, cast.karim, cast.pommiers)
    make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    return cast


# What it says


@pytest.mark.parametrize("who", EXPORTS)
@pytest.mark.parametrize("period", ["12-mois", "annee"])
def test_each_number_of_the_exported_table_stands_on_it(busy: Cast, work: Work, who: str, period: str) -> None:
    person = busy.people()[who]
    lines = person.client().get(EXPORTS[who], {"periode": period}).text.removeprefix(BOM).splitlines()[1:]
    table = [tuple(line.strip('"').split('";"')) for line in lines]
    with acting(person) as actor:
        code = ask(person, period).period
    draft = drafted(person, ReportKind.OWN, object_id=who_of(person), period=code)
    on_paper = [
        (section.panel.title, section.panel.when, row[0], column, cell)
        for part in draft.context["parts"]
        for section in part.sections
        for row in section.panel.rows
        for column, cell in zip(section.panel.columns[1:], row[1:], strict=True)
    ]
    assert sorted(on_paper) == sorted(table)
    assert len(table) > 30
    said = told(person, work, period)
    flat = said.replace(" ", "")
    assert [cell for *_, cell in table if re.sub(r"\s", "", cell) not in re.sub(r"\s", "", flat)] == []
    assert str(actor.today.year) in said


def who_of(person: Person) -> Any:
    return person.signatory.pk if person.post.function == Function.REFERENT else person.post.pk


def test_the_lawyers_have_what_their_page_says_and_no_more(busy: Cast, constance: Person, work: Work) -> None:
    said, hers = told(busy.sarah, work), told(constance, work)
    kept_from_them = ("Faits, par mois et par famille", "Saisines envoyées", "Plaintes", "Agents visés", "Dommage")
    for title in kept_from_them:
        assert title in said
        assert title not in hers.replace("Les faits, les saisines, les plaintes, le dommage par logement", "")
    for title in ("Lieux, par couleur", "Baux, par démarche", "Délais des baux", "que seul le référent lit"):
        assert title in hers


def test_what_was_published_stands_beside_for_a_referent_alone(
    filed: Cast, constance: Person, work: Work, as_worker: Worker
) -> None:
    title = "À côté des chiffres publiés"
    assert title not in told(filed.sarah, work), "nothing is published yet"
    publish_months_behind(as_worker, filed.delphine)
    said = told(filed.sarah, work)
    page = filed.sarah.client().get("/tableau-de-bord/").text
    block = page[page.index("Par famille, à côté des chiffres publiés") :]
    block = block[block.index("<table") : block.index("</table>")]
    rows = re.findall(r'<th scope="row">([^<]+)</th>\s*<td[^>]*>([^<]+)</td>\s*<td[^>]*>([^<]+)</td>', block)
    beside = said[said.rindex(title) :]
    assert len(rows) > 4
    for row in rows:
        assert " ".join(" ".join(row).split()) in beside
    for person in (constance, filed.karim, filed.maud):
        assert title not in told(person, work)


def test_it_names_nobody_no_place_and_no_case(busy: Cast, work: Work) -> None:
    reference = re.compile(r"\b[FSLP]-[0-9A-Z]{4}-[0-9A-Z]{2}\b")
    for person in (busy.sarah, busy.karim, busy.maud):
        said = told(person, work)
        assert not reference.search(said)
        for unsaid in ("Sarah", "Karim", "Maud", "Gilles", "Victor", busy.tilleuls.name, busy.pommiers.name):
            assert unsaid not in said
    assert "Val de Brie" not in told(busy.sarah, work)


def test_it_says_whose_it_is_and_that_it_is_no_publication(busy: Cast, work: Work) -> None:
    said = told(busy.sarah, work)
    use = "Usage interne : Habitat des Deux Morins (fictif). Ne vaut pas publication."
    assert said.count(use) >= 3, "on the cover, at the end and below each page"
    assert "Usage interne : " in told(busy.karim, work)
    assert busy.karim.post.label in told(busy.karim, work), "a post's figures are that post's"


# Who has it


def test_who_asks_and_who_does_not(cast: Cast, constance: Person) -> None:
    people = cast.people() | {"constance": constance}
    codes = {name: person.client().post(ADDRESS).status_code for name, person in people.items()}
    asking = {name for name, code in codes.items() if code == 302}
    assert asking == {
        "sarah",
        "victor",
        "constance",
        "karim",
        "geraldine",
        "maud",
        "paul",
        "fanny",
        "perrine",
        "pascale",
    }
    assert set(codes.values()) == {302, 403}
    offered = {name for name, person in people.items() if 'action="/pilotage/pdf/"' in reports_of(person)}
    assert offered == asking


def reports_of(person: Person) -> str:
    return person.client().get("/rapports/").text


def test_nobody_else_gets_it(cast: Cast, constance: Person, work: Work) -> None:
    """Not another post of the house, nor a colleague of the same post."""
    stephane = appoint(make_user("Stéphane"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    report = ask(cast.sarah)
    work(report)
    people = cast.people() | {"constance": constance, "stephane": stephane}
    codes = {
        name: person.client().get(f"/rapports/{report.pk}/telecharger/").status_code for name, person in people.items()
    }
    assert {name for name, code in codes.items() if code == 200} == {"sarah"}
    assert set(codes.values()) == {200, 403, 404}


def test_it_is_of_the_house_or_of_the_own_post(cast: Cast) -> None:
    asked = {name: ask(getattr(cast, name)).object_id for name in ("sarah", "karim")}
    assert asked == {"sarah": cast.sarah.signatory.pk, "karim": cast.karim.post.pk}
    assert [ask(cast.sarah, name).period for name in ("12-mois", "annee", "trimestre")] == [
        "12m",
        str(timezone.localdate().year),
        "12m",
    ]


def test_a_second_click_gives_the_same_and_another_period_another(cast: Cast) -> None:
    assert ask(cast.sarah).pk == ask(cast.sarah).pk != ask(cast.sarah, "annee").pk


def test_a_right_lost_meanwhile_ends_it(cast: Cast, work: Work) -> None:
    report, other = ask(cast.sarah), ask(cast.sarah, "annee")
    assert work(report).state == JobState.READY
    held = Designation.objects.filter(post=cast.sarah.post)
    with installing():
        held.update(ends_on=timezone.localdate() - timedelta(days=1))
    lost = work(other)
    assert (lost.state, lost.error) == (JobState.FAILED, ENDED)


def test_a_function_that_reads_it_no_more_neither_makes_nor_takes_it(cast: Cast, work: Work) -> None:
    """The post became another function's: the figures of the house are no more its matter."""
    report, other = ask(cast.sarah), ask(cast.sarah, "annee")
    work(report)
    client = cast.sarah.client()
    assert client.get(f"/rapports/{report.pk}/telecharger/").status_code == 200
    with installing():
        type(cast.sarah.post).objects.filter(pk=cast.sarah.post.pk).update(function=Function.DPO)
    lost = work(other)
    assert (lost.state, lost.error) == (JobState.FAILED, GONE)
    assert client.get(f"/rapports/{report.pk}/telecharger/").status_code == 404
    assert "ne sont plus ceux que votre fonction lit" in client.get(f"/rapports/{report.pk}/").text


def test_asking_and_taking_are_written_down(cast: Cast, work: Work) -> None:
    report = ask(cast.maud)
    work(report)
    cast.maud.client().get(f"/rapports/{report.pk}/telecharger/")
    with acting(cast.maud):
        read = set(Entry.objects.filter(verb="chiffres.propres_lus").values_list("channel", "owner_id", "user_id"))
        about = list(Entry.objects.filter(object_id=report.pk).order_by("at", "pk").values_list("verb", "reason"))
    assert read == {("pdf", cast.maud.signatory.pk, cast.maud.user.pk)}
    assert [verb for verb, _ in about] == ["rapport.demande", "rapport.etabli", "rapport.telecharge"]
    assert {reason for _, reason in about} == {"Bilan de votre organisme"}


# The paper


def test_it_is_tagged_with_scopes_contents_and_captions(busy: Cast, work: Work) -> None:
    report = ask(busy.sarah)
    work(report)
    content = content_of(busy.sarah, report)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert "1. En bref" in titles
    assert "2. Les faits et les plaintes" in titles
    assert titles[-1] == "Ce que vaut ce bilan"
    html = render_to_string(*template_of(busy.sarah))
    assert html.count("<caption>") == html.count("<table") == len(re.findall(r'href="#table-\d+"', html)) // 2
    assert not re.findall(r"<th(?! scope|ead)", html)
    assert html.count("<svg") == html.count("<figcaption>")


def template_of(person: Person) -> tuple[str, dict[str, Any]]:
    draft = drafted(person, ReportKind.OWN, object_id=who_of(person), period="12m")
    return draft.template, draft.context


@pytest.mark.parametrize("who", ["sarah", "karim", "pascale"])
def test_no_page_of_it_is_nearly_empty(busy: Cast, who: str) -> None:
    person = busy.people()[who]
    used = filled(drafted(person, ReportKind.OWN, object_id=who_of(person), period="12m"))
    assert min(used[:-1]) > HALF


def test_no_page_of_a_large_house_is_nearly_empty(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    for code in ("12m", str(timezone.localdate().year)):
        used = filled(drafted(filed.sarah, ReportKind.OWN, object_id=who_of(filed.sarah), period=code))
        assert min(used[:-1]) > HALF
