"""Registers on paper: every row once and in order however many there are, one set of pages, and nobody else's rows."""

import io
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from correspondents.enums import DesignationRole
from journal.enums import JobState
from journal.models import Entry
from referrals.services.referrals import answer_referral, refuse_referral, withdraw_referral
from reports import directory_paper, register_printing
from reports.models import Report
from reports.printing import OffPaperError
from reports.register import Register, RegisterRow, cell
from reports.register_printing import print_parts
from reports.services.papers import request_access_register, request_directory, request_referral_register
from territory.enums import AccessHolder, AccessKind
from territory.models import ResidenceAccess
from tests.people import MELUN, Cast, Person, acting, appoint, make_post, make_referral, make_residence, make_user
from tests.reports.conftest import Work, content_of, text_of
from tests.roles import installing

LONG = "Association des copropriétaires et locataires réunis du Grand-Morin et de la Marne " * 3
NUMBER = re.compile(r"R-(\d{4})")


def rows_of(count: int, groups: int = 2, name: str = "Habitat des Deux Morins (fictif)") -> list[RegisterRow]:
    each = -(-count // groups) or 1
    return [
        RegisterRow(
            f"Groupe {number // each + 1}",
            (
                cell(f"R-{number:04d}"),
                cell(name if number % 7 else LONG[:200]),
                cell("Val de Brie"),
                cell("1er mars 2026"),
                cell("2 mars 2026"),
                cell("Fait", "3 mars 2026"),
                cell("Close"),
            ),
        )
        for number in range(count)
    ]


def printed(rows: list[RegisterRow], folder: Path, template: str = "reports/pdf/register.html") -> tuple[bytes, int]:
    columns = ("Ligne", "Objet", "Avec", "Envoyée le", "Accusé", "Réponse", "État")
    register = Register("referrals", "Registre d’essai", "fictif", ("Note.",), columns, rows, "Aucune ligne.")
    context: dict[str, Any] = {
        "convention": {"department_code": "77", "department_name": "Seine-et-Marne"},
        "requested_by": {"function": {"label": "Correspondant"}, "post": {"signatory": {"name": "Police (fictive)"}}},
        "report": {"pk": "0000", "created_at": timezone.now()},
        "now": timezone.now(),
    }
    whole, pages = print_parts(register, template, context, folder, lambda _rows: None)
    return whole.read_bytes(), pages


def pages_of(pdf: bytes) -> list[str]:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode().removesuffix("\f").split("\f")


def numbered(pdf: bytes) -> list[int]:
    return [int(number) for text in pages_of(pdf) for number in NUMBER.findall(text)]


def page_numbers(pdf: bytes) -> list[tuple[int, int]]:
    found = re.findall(r"page (\d+) / (\d+)", "".join(pages_of(pdf)))
    return [(int(page), int(of)) for page, of in found]


@pytest.mark.parametrize("count", [1, 47, 48, 49, 230])
def test_every_row_stands_on_it_once_and_in_order(tmp_path: Path, count: int) -> None:
    content, pages = printed(rows_of(count), tmp_path)
    assert numbered(content) == list(range(count))
    assert page_numbers(content) == [(number, pages) for number in range(1, pages + 1)]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == pages
        assert not pdf.check_pdf_syntax()
    checked = subprocess.run(
        ["qpdf", "--check", str(tmp_path / "whole.pdf")], capture_output=True, text=True, check=True
    )
    assert "No syntax or stream encoding errors found" in checked.stdout
    assert "WARNING" not in checked.stdout + checked.stderr


def test_no_page_but_the_last_is_short(tmp_path: Path) -> None:
    content, pages = printed(rows_of(230), tmp_path)
    counts = [len(NUMBER.findall(text)) for text in pages_of(content)]
    assert len(counts) == pages
    assert min(counts[1:-1]) >= max(counts) - 4, "a part ends where a page does"


def test_it_is_one_document_to_whoever_hears_it(tmp_path: Path) -> None:
    """One tree of tags over all pages, with each row's heading once; the outline leads to the groups."""
    content, pages = printed(rows_of(130, groups=3), tmp_path)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        (body,) = root.K
        heads = [element for element in walked(body) if element.get("/S") == "/TH"]
        rows = [element for element in heads if element.A.get("/Scope") == "/Row"]
        assert len(rows) == 130 + 3
        tagged_pages = {element.Pg.objgen for element in heads}
        assert tagged_pages == {page.obj.objgen for page in pdf.pages}
        tags = [each for leaf in root.ParentTree.Kids for each in leaf.Nums]
        keys = [int(key) for key in tags[::2]]
        assert keys == [int(page.obj.StructParents) for page in pdf.pages] == list(range(pages))
        parents = zip(tags[1::2], pdf.pages, strict=True)
        assert all(each.Pg.objgen == page.obj.objgen for of, page in parents for each in of)
        named = [str(element.ID) for element in heads if "/ID" in element]
        assert len(named) == len(set(named)), "no heading is called as another"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        metadata = pdf.open_metadata()
        assert (metadata["pdfuaid:part"], metadata["dc:title"]) == ("1", "Registre d’essai, fictif")
        with pdf.open_outline() as outline:
            led = [(item.title, number_of(pdf, item.destination)) for item in outline.root]
    texts = pages_of(content)
    assert [title for title, _ in led] == ["Groupe 1", "Groupe 2", "Groupe 3"]
    firsts = ["R-0000", "R-0044", "R-0088"]
    assert all(first in texts[page] for first, (_, page) in zip(firsts, led, strict=True))


def walked(element: Any) -> list[Any]:
    kids = element.get("/K", ())
    found = [
        kid for kid in (kids if isinstance(kids, pikepdf.Array) else [kids]) if isinstance(kid, pikepdf.Dictionary)
    ]
    return [element, *(each for kid in found for each in walked(kid))]


def number_of(pdf: pikepdf.Pdf, destination: Any) -> int:
    wanted = destination[0].objgen
    return next(number for number, each in enumerate(pdf.pages) if each.obj.objgen == wanted)


def test_each_page_says_whose_register_it_is_and_which_group(tmp_path: Path) -> None:
    content, pages = printed(rows_of(150, groups=2), tmp_path)
    texts = pages_of(content)
    assert all("Registre d’essai – fictif" in text and "Ne pas diffuser" in text for text in texts[:pages])
    begins = next(number for number, text in enumerate(texts) if "R-0075" in text)
    assert all("Groupe 1" in text for text in texts[1:begins])
    assert all("Groupe 2" in text.splitlines()[0] for text in texts[begins + 1 : pages])


def test_an_empty_one_says_so(tmp_path: Path) -> None:
    content, pages = printed([], tmp_path)
    assert (pages, page_numbers(content)) == (1, [(1, 1)])
    assert "Aucune ligne." in text_of(content)


def test_what_finds_no_room_is_told_in_whatever_part_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last row of the third part runs over the edge of its page."""
    rows = rows_of(120)
    lost = render_to_string

    def cut(template: str, context: dict[str, Any]) -> str:
        html = lost(template, context)
        return html.replace("R-0119", '<b style="position: absolute; left: 900mm">R-0119</b>')

    monkeypatch.setattr(register_printing, "render_to_string", cut)
    with pytest.raises(OffPaperError):
        printed(rows, tmp_path)


# Of the saisines


@pytest.mark.django_db
class TestReferrals:
    def ask(self, person: Person) -> Report:
        with acting(person) as actor:
            return request_referral_register(by=actor)

    def told(self, person: Person, work: Work) -> str:
        report = self.ask(person)
        assert work(report).state == JobState.READY
        return text_of(content_of(person, report))

    def test_it_has_both_boxes_of_the_post_and_of_nobody_else(self, cast: Cast, work: Work) -> None:
        post = make_post(cast.karim.signatory, "correspondant", "Circonscription de Melun", communes=(MELUN,))  # type: ignore[arg-type]
        kevin = appoint(make_user("Kevin"), post)
        here = [make_referral(cast.sarah, cast.karim, cast.tilleuls) for _ in range(2)]
        here.append(make_referral(cast.karim, cast.sarah, cast.tilleuls))
        elsewhere = [
            make_referral(cast.sarah, kevin, cast.erables),
            make_referral(cast.sarah, cast.maud, cast.tilleuls),
            make_referral(cast.karim, cast.sarah, cast.tilleuls, send=False),
        ]
        said = self.told(cast.karim, work)
        assert set(re.findall(r"S-[0-9A-Z]{4}-[0-9A-Z]{2}", said)) == {each.reference for each in here}
        assert not any(each.reference in said for each in elsewhere)
        assert (
            said.index("Reçues")
            < said.index(here[0].reference)
            < said.index("Envoyées")
            < said.index(here[2].reference)
        )
        assert "Circonscription de Meaux" in said
        for unsaid in ("Sarah", "Karim", "Gilles", cast.tilleuls.name):
            assert unsaid not in said

    def test_of_what_has_ended_it_says_the_reference_the_dates_and_the_own_answer(self, cast: Cast, work: Work) -> None:
        kept, gone, refused = (make_referral(cast.sarah, cast.karim, cast.tilleuls) for _ in range(3))
        gone_subject = make_referral(cast.victor, cast.karim, cast.pommiers, subject="visite-surete")
        with acting(cast.karim) as karim:
            answer_referral(by=karim, referral=gone, outcome="nothing_found")
            answer_referral(by=karim, referral=gone_subject, outcome="patrols_planned")
            refuse_referral(by=karim, referral=refused, motive="out_of_frame")
        for person, referral in ((cast.sarah, gone), (cast.victor, gone_subject)):
            with acting(person) as actor:
                withdraw_referral(by=actor, referral=referral)
        said = self.told(cast.karim, work)
        assert kept.subject.label in said
        for told in (gone.reference, "Rien constaté", "Passages programmés", "Hors cadre", "Accès terminé", "Retirée"):
            assert told in said
        for unsaid in (gone_subject.subject.label, cast.victor.signatory.short_name):
            assert unsaid not in said

    def test_of_what_is_reserved_to_a_colleague_it_says_the_dates(self, cast: Cast, work: Work) -> None:
        sophie = appoint(make_user("Sophie"), cast.karim.post, role=DesignationRole.SUPPLEANT)
        reserved = make_referral(cast.sarah, cast.karim, cast.tilleuls, readers=(sophie,))
        with acting(sophie) as actor:
            answer_referral(by=actor, referral=reserved, outcome="nothing_found")
        refused = make_referral(cast.sarah, cast.karim, cast.tilleuls, readers=(sophie,))
        with acting(sophie) as actor:
            refuse_referral(by=actor, referral=refused, motive="out_of_frame")
        his, hers = self.told(cast.karim, work), self.told(sophie, work)
        assert reserved.reference in his
        assert "Réservée à des personnes nommées" in his
        for told in (reserved.subject.label, "Rien constaté", "Hors cadre", cast.sarah.signatory.short_name):
            assert told in hers
            assert told not in his

    def test_it_is_withdrawn_once_one_of_its_rows_is_read_no_more(self, cast: Cast, work: Work) -> None:
        make_referral(cast.sarah, cast.karim, cast.tilleuls)
        ends = make_referral(cast.sarah, cast.karim, cast.tilleuls)
        report = self.ask(cast.karim)
        work(report)
        client, address = cast.karim.client(), f"/rapports/{report.pk}/"
        assert client.get(f"{address}telecharger/").status_code == 200
        with acting(cast.sarah) as sarah:
            withdraw_referral(by=sarah, referral=ends)
        assert client.get(f"{address}telecharger/").status_code == 404
        assert "Une saisine de ce registre ne vous est plus lisible" in client.get(address).text
        assert ends.reference in self.told(cast.karim, work), "the next one has its stub"

    def test_a_download_names_each_row_in_the_journal(self, cast: Cast, work: Work) -> None:
        rows = {
            make_referral(cast.sarah, cast.karim, cast.tilleuls).pk,
            make_referral(cast.karim, cast.sarah, cast.tilleuls).pk,
        }
        report = self.ask(cast.karim)
        work(report)
        cast.karim.client().get(f"/rapports/{report.pk}/telecharger/")
        with acting(cast.karim):
            shown = Entry.objects.filter(verb="saisine.lue", channel="pdf").values_list("shown", flat=True)
            assert {pk for each in shown for pk in each or ()} == rows

    def test_a_referent_has_that_of_the_house(self, cast: Cast, work: Work) -> None:
        sent = make_referral(cast.sarah, cast.karim, cast.tilleuls)
        other = make_referral(cast.victor, cast.karim, cast.pommiers)
        said = self.told(cast.sarah, work)
        assert sent.reference in said
        assert other.reference not in said

    def test_who_asks_and_who_does_not(self, cast: Cast) -> None:
        address = "/rapports/registres/saisines/"
        codes = {name: person.client().post(address).status_code for name, person in cast.people().items()}
        refused = {name for name, code in codes.items() if code == 403}
        assert refused == {"gilles", "gaston", "zoe", "dina", "delphine", "adrien"}
        assert set(codes.values()) == {302, 403}
        page = cast.maud.client().get("/rapports/").text
        assert "Registre des saisines" in page
        assert "Registre des accès" not in page
        assert "Registres" not in cast.dina.client().get("/rapports/").text


# Of the accesses


@pytest.mark.django_db
def test_the_register_of_accesses_is_the_landlords_or_the_forces_own(cast: Cast, work: Work) -> None:
    today = timezone.localdate()
    theirs = make_residence(cast.sarah.signatory, "N" * 100, MELUN)
    given = [
        (cast.tilleuls, cast.karim.signatory, 2),
        (theirs, cast.geraldine.signatory, 1),
        (cast.pommiers, cast.karim.signatory, 1),
    ]
    with installing():
        for residence, holder, quantity in given:
            ResidenceAccess.objects.create(
                residence=residence,
                service=AccessHolder.FORCE,
                holder=holder,
                kind=AccessKind.BADGE,
                quantity=quantity,
                given_on=today - timedelta(days=30),
                note="Badge de la porte.",
            )
    names = {"tilleuls": cast.tilleuls.name, "theirs": "N" * 20, "pommiers": cast.pommiers.name}
    found = {}
    for who in ("sarah", "victor", "karim", "geraldine", "pascale"):
        person = cast.people()[who]
        with acting(person) as actor:
            report = request_access_register(by=actor)
        assert work(report).state == JobState.READY
        said = text_of(content_of(person, report))
        found[who] = {key for key, name in names.items() if name in said}
    assert found == {
        "sarah": {"tilleuls", "theirs"},
        "victor": {"pommiers"},
        "karim": {"tilleuls", "pommiers"},
        "geraldine": {"theirs"},
        "pascale": set(),
    }


@pytest.mark.django_db
def test_the_register_of_accesses_says_no_address_that_its_page_withholds(cast: Cast, work: Work) -> None:
    """Of a residence that is outside the holder's territory meanwhile its name and commune are left."""
    far = make_residence(cast.sarah.signatory, "Les Lointains", MELUN)  # of the police
    with installing():
        ResidenceAccess.objects.create(
            residence=far,
            service=AccessHolder.FORCE,
            holder=cast.geraldine.signatory,
            kind=AccessKind.BADGE,
            quantity=1,
            given_on=timezone.localdate() - timedelta(days=30),
        )
    found = {}
    for who in ("sarah", "geraldine"):
        person = cast.people()[who]
        with acting(person) as actor:
            report = request_access_register(by=actor)
        work(report)
        said = text_of(content_of(person, report))
        assert far.name in said
        found[who] = far.address in said
    assert found == {"sarah": True, "geraldine": False}


# Of the people


@pytest.mark.django_db
def test_a_long_directory_is_a_register_of_the_same_people(
    cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_paper, "MOST_WITH_CONTENTS", 3)
    with acting(cast.karim) as karim:
        report = request_directory(by=karim)
    assert work(report).state == JobState.READY
    content = content_of(cast.karim, report)
    said = text_of(content)
    partners = ("Sarah", "Dina", "Victor", "Karim", "Geraldine", "Maud", "Paul", "Fanny", "Perrine", "Pascale")
    assert all(f"{name} Fictif" in said for name in partners)
    assert "Gilles" not in said
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert len(titles) == len(set(titles))
    assert cast.karim.signatory.name in titles
