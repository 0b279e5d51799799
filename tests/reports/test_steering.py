"""The dashboard and the bilan: delegates read cells, landlords their own figures, others nothing."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acting.actor import machine_actor
from acting.refusals import Refused
from correspondents.services import end_designation
from journal.enums import JobState
from journal.models import Entry
from reports.figures import figures_of
from reports.models import Report
from reports.own_figures import own_figures
from reports.services.papers import request_yearly
from signatories.models import Signatory
from signatories.permissions import convention_of
from territory.models import Residence
from tests.figures import publish_months_behind
from tests.pages import one_line
from tests.people import Cast, Person, acting, make_fact
from tests.reports.conftest import Work, content_of, text_of

Worker = Callable[[], AbstractContextManager[None]]
ADDRESS = "/tableau-de-bord/"
OWN_FACTS = '<div class="label">Faits déclarés</div><div class="value">{}</div>'


@pytest.fixture
def published(filed: Cast, as_worker: Worker) -> Cast:
    publish_months_behind(as_worker, filed.delphine)
    return filed


def read(person: Person, address: str = ADDRESS) -> str:
    answer = person.client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def ask_yearly(person: Person, period: str = "12m") -> Report:
    with acting(person) as actor:
        return request_yearly(by=actor, period=period)


def names_of_landlords() -> set[str]:
    landlords = Signatory.objects.filter(kind="landlord").values_list("name", flat=True)
    return {*landlords, *Residence.objects.values_list("name", flat=True)}


def test_who_opens_the_dashboard(published: Cast) -> None:
    codes = {name: person.client().get(ADDRESS).status_code for name, person in published.people().items()}
    assert {name for name, code in codes.items() if code == 200} == {
        "sarah", "victor", "karim", "geraldine", "maud", "paul", "fanny", "pascale", "delphine",
    }  # fmt: skip
    assert set(codes.values()) == {200, 403}


def test_the_delegate_reads_cells_only(published: Cast) -> None:
    """No table of facts or referrals is even asked, and no landlord or residence is named."""
    client = published.delphine.client()
    with CaptureQueriesContext(connection) as captured:
        page = client.get(ADDRESS).content.decode()
    asked = " ".join(query["sql"] for query in captured)
    assert "reports_publishedcell" in asked
    assert "incidents_" not in asked
    assert "territory_residence" not in asked
    assert {name for name in names_of_landlords() if name in page} == set()


def test_the_state_partners_read_the_published_page(published: Cast) -> None:
    page = read(published.maud)
    assert {name for name in names_of_landlords() if name in page} == set()
    assert "Désignations à compléter" not in page


def test_the_page_says_its_figures_in_words_too(published: Cast) -> None:
    page = read(published.delphine)
    with acting(published.delphine) as actor:
        figures = figures_of(convention_of(actor), "12m")
    assert figures
    assert figures.facts.value
    for said in (
        '<title id="bars-title">Faits déclarés par mois et par famille</title>',
        '<desc id="bars-desc">Maximum en ',
        "<summary>Voir le tableau</summary>",
        "Plus de faits déclarés ne veut pas dire plus de faits",
        f"{figures.facts.value:,}".replace(",", "\u202f"),
        "reporté",
    ):
        assert said in page
    assert sum(path.count("h0") for path in re.findall(r'<path class="ground [^>]+>', page)) == 507
    assert page.count('<circle class="volume') == len(figures.communes)


def test_a_vacant_receiving_post_is_named_to_the_delegate(published: Cast) -> None:
    assert "Chaque poste qui reçoit des saisines" in read(published.delphine)
    actor = published.maud.actor()
    end_designation(
        by=machine_actor(actor.now), designation=published.maud.designation, ends_on=actor.today - timedelta(days=1)
    )
    assert "Magistrat référent, Parquet du tribunal judiciaire de Meaux" in read(published.delphine)
    assert "Désignations à compléter" not in read(published.paul)


def test_before_the_first_publication_the_page_says_so(cast: Cast) -> None:
    assert "Aucun chiffre n’est encore publié" in read(cast.delphine)
    assert "Vos chiffres, exacts et du moment" in read(cast.sarah)


def test_a_landlord_reads_its_own_figures_beside_the_published_ones(published: Cast) -> None:
    with acting(published.sarah) as actor:
        own = own_figures(actor, figures_of(convention_of(actor), "12m"))
    page = read(published.sarah)
    assert 300 < own.facts < 700
    assert OWN_FACTS.format(own.facts) in one_line(page)
    assert "Logis du Val de Brie" not in page
    with acting(published.sarah):
        assert (
            Entry.objects.filter(verb="chiffres.propres_lus", owner_id=published.sarah.post.signatory_id).count() == 1
        )


def test_own_figures_are_live(cast: Cast, as_worker: Worker) -> None:
    make_fact(cast.gilles, cast.tilleuls)
    # Of whole months: today's fact is not in them yet.
    assert OWN_FACTS.format(0) in one_line(read(cast.sarah))


def test_the_bilan_is_tagged_numbered_and_names_nobody(published: Cast, work: Work) -> None:
    report = ask_yearly(published.delphine)
    job = work(report)
    assert (job.state, job.error) == (JobState.READY, "")
    content = content_of(published.delphine, report)
    text = text_of(content)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.open_metadata()["pdfuaid:part"] == "1"
        assert 4 <= len(document.pages) <= 7
    for said in (
        "Sommaire",
        "L’année en bref",
        "Tableau 1. Faits déclarés par famille et par mois",
        "Tableau 3. Saisines",
        "Méthode et protection des données",
        "Plus de faits déclarés ne veut pas dire plus de faits",
    ):
        assert said in text
    assert {name for name in names_of_landlords() if name in text} == set()


def test_a_year_that_was_not_published_is_refused_at_once(published: Cast) -> None:
    with pytest.raises(Refused, match="période publiée"):
        ask_yearly(published.delphine, "1999")


def test_only_the_delegate_asks_for_the_bilan(published: Cast) -> None:
    assert published.delphine.client().post("/rapports/", {"period": "12m"}).status_code == 302
    assert published.delphine.client().post("/rapports/", {"period": "1999"}).status_code == 200
    assert published.maud.client().post("/rapports/", {"period": "12m"}).status_code == 403
    assert published.gilles.client().get("/rapports/").status_code == 403


def test_a_table_says_how_many_of_its_cells_are_hidden_and_why(published: Cast) -> None:
    """Counted over what stands in the table, so that nobody learns anything more from it."""
    page = read(published.delphine)
    table = page.split("<caption>Faits déclarés par mois et par famille</caption>", 1)[1].split("</table>", 1)[0]
    cells = [one_line(cell) for cell in re.findall(r'<td class="num">(.*?)</td>', table, re.S)]
    shown = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
    held = shown.count("reporté")
    assert held > 0
    said = re.search(r"(\d+) cases? sur (\d+) (?:ne sont pas montrées|n’est pas montrée)", page)
    assert said
    assert [int(number) for number in said.groups()] == [held, sum(cell not in ("–", "retiré") for cell in shown)]
