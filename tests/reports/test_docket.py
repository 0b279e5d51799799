"""The bordereau of the day: what waits at a post and may be read there, and nothing of anybody else's."""

import io
import re
from typing import Any

import pikepdf
import pytest

from acting.refusals import Refused
from correspondents.enums import DesignationRole
from correspondents.models import Post
from files.models import StoredFile
from incidents.services.complaints import note_complaint
from journal.enums import JobState
from journal.models import Entry
from referrals.models import Referral
from referrals.services import referrals as services
from reports import production
from reports.docket import draft_docket
from reports.enums import ReportKind
from reports.models import Report
from reports.pdf import Draft, Paper
from reports.production import GONE
from reports.services.papers import request_docket
from tests.matrix.world import complaint_referral
from tests.people import Cast, Person, acting, appoint, make_fact, make_referral, make_user
from tests.reports.conftest import FACTS, Work, content_of, seen_by, text_of
from tests.reports.test_exchange_papers import ask_receipt, disclosure_of
from tests.reports.test_filled_pages import drafted, filled, nearly_empty
from tests.roles import installing

REFERENCE = re.compile(r"S-[0-9A-Z]{4}-[0-9A-Z]{2}")


@pytest.fixture
def waiting(cast: Cast) -> dict[str, Referral]:
    """At Karim's post: one to acknowledge, one to answer, and three that wait no more; at others' one each."""
    with installing():
        Post.objects.filter(pk=cast.sarah.post.pk).update(phone="01 99 00 77 03")
    fact = make_fact(cast.gilles, cast.tilleuls, facts=FACTS)
    sent = {
        name: make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact, field_sets=("facts", "place"))
        for name in ("fresh", "begun", "answered", "withdrawn", "refused")
    }
    with acting(cast.karim) as karim:
        services.acknowledge_referral(by=karim, referral=sent["begun"])
        services.answer_referral(by=karim, referral=sent["answered"], outcome="nothing_found")
        services.refuse_referral(by=karim, referral=sent["refused"], motive="out_of_frame")
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=sent["withdrawn"])
    make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    return sent | {
        "of paul": make_referral(cast.sarah, cast.paul, cast.erables),
        "of sarah": make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges"),
    }


def ask(person: Person) -> Report:
    with acting(person) as actor:
        return request_docket(by=actor)


def told(person: Person, work: Work) -> str:
    report = ask(person)
    assert work(report).state == JobState.READY
    return text_of(content_of(person, report))


def references(text: str) -> list[str]:
    return REFERENCE.findall(text)


def downloaded(person: Person, report: Report) -> int:
    return person.client().get(f"/rapports/{report.pk}/telecharger/").status_code


def test_it_lists_what_waits_here_in_two_parts_and_no_more(
    cast: Cast, waiting: dict[str, Referral], work: Work
) -> None:
    report = ask(cast.karim)
    assert work(report).state == JobState.READY
    content = content_of(cast.karim, report)
    text = text_of(content)

    assert references(text) == [waiting["fresh"].reference, waiting["begun"].reference]
    assert text.index("À accuser réception (1)") < text.index("À répondre (1)")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (page,) = pdf.pages
        assert page.mediabox[2] > page.mediabox[3], "lying"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang) == "fr"
    for said in ("2 saisines à traiter", "Résidence des Tilleuls", "Notes à la main", "page 1 / 1"):
        assert said in text
    for acted_upon in ("vendredi et samedi, de 20 h à 2 h", "Hall, C", "01 99 00 77 03"):
        assert acted_upon in text.replace("\u00a0", " ")
    for unsaid in ("Réparation", "Fictif,", "Sarah", "Karim", "Gilles"):
        assert unsaid not in text


def test_a_parquet_finds_its_numbers_on_it(cast: Cast, work: Work) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, facts=FACTS)
    with acting(cast.sarah) as sarah:
        lodged: dict[str, Any] = {
            "complainant": "landlord",
            "filed_on": sarah.today,
            "service": "Commissariat de Meaux",
        }
        complaint = note_complaint(by=sarah, incident=fact, pv_number="2026/04512", **lodged)
    referral = complaint_referral(cast.sarah, cast.maud, cast, fact, complaint)
    text = told(cast.maud, work)
    assert references(text) == [referral.reference]
    assert "PV 2026/04512" in text
    assert "Commissariat de Meaux" in text


@pytest.mark.parametrize("role", [DesignationRole.SUPPLEANT, DesignationRole.PREPARATEUR])
def test_deputies_and_preparateurs_of_the_post_get_the_same(
    cast: Cast, waiting: dict[str, Referral], work: Work, role: DesignationRole
) -> None:
    deputy = appoint(make_user("Denis"), cast.karim.post, role=role)
    assert references(told(deputy, work)) == references(told(cast.karim, work)) != []


def test_what_is_reserved_is_on_the_papers_of_who_is_named_alone(cast: Cast, work: Work) -> None:
    """Neither on the bordereau of the titulaire whom the sender left out, nor as a receipt."""
    denis = appoint(make_user("Denis"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    reserved = make_referral(cast.sarah, cast.karim, cast.tilleuls, readers=(denis,))
    common = make_referral(cast.sarah, cast.karim, cast.tilleuls)

    assert set(references(told(denis, work))) == {reserved.reference, common.reference}
    assert references(told(cast.karim, work)) == [common.reference]
    disclosure = disclosure_of(cast.sarah, reserved)
    receipt = ask_receipt(denis, disclosure)
    assert work(receipt).state == JobState.READY
    assert "Denis Fictif" in text_of(content_of(denis, receipt))
    with pytest.raises(Refused):
        ask_receipt(cast.karim, disclosure)


def test_a_landlord_gets_what_partners_ask_of_it(cast: Cast, waiting: dict[str, Referral], work: Work) -> None:
    assert references(told(cast.sarah, work)) == [waiting["of sarah"].reference]
    assert references(told(cast.paul, work)) == [waiting["of paul"].reference]


def test_where_nothing_waits_it_says_so(cast: Cast, work: Work) -> None:
    text = told(cast.pascale, work)
    assert references(text) == []
    assert "Rien n’attend à ce poste." in text


def test_who_may_ask(cast: Cast) -> None:
    codes = {name: person.client().post("/saisines/bordereau/").status_code for name, person in cast.people().items()}
    assert {name for name, code in codes.items() if code != 403} == {
        "sarah", "victor", "karim", "geraldine", "maud", "perrine", "paul", "fanny", "pascale",
    }  # fmt: skip
    for person in (cast.gilles, cast.dina, cast.delphine, cast.adrien):
        with pytest.raises(Refused):
            ask(person)


def test_what_ended_before_the_worker_came_is_not_on_it(cast: Cast, waiting: dict[str, Referral], work: Work) -> None:
    report = ask(cast.karim)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=waiting["fresh"])
    work(report)
    assert references(text_of(content_of(cast.karim, report))) == [waiting["begun"].reference]


def test_what_ended_while_it_was_laid_out_gives_no_file(
    cast: Cast, waiting: dict[str, Referral], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ask(cast.karim)

    def laid_out(draft: Draft) -> Paper:
        with acting(cast.sarah) as sarah:
            if Referral.objects.get(pk=waiting["fresh"].pk).ended_at is None:
                services.withdraw_referral(by=sarah, referral=waiting["fresh"])
        return Paper(draft.name, b"%PDF", 1, draft.owner_id, shows=draft.shows)

    monkeypatch.setattr(production, "print_draft", laid_out)
    with monkeypatch.context() as once:
        once.setattr(production, "DRAFTS", {ReportKind.DOCKET: kept_draft()})
        job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, GONE)
    assert not StoredFile.objects.exists()


def kept_draft() -> Any:
    """The first draft again at each try, as if each had been read before the end."""
    first: list[Draft] = []

    def draft(actor: Any, report: Report) -> Draft:
        if not first:
            first.append(draft_docket(actor, report))
        return first[0]

    return draft


@pytest.mark.parametrize(("act", "code"), [("withdraw", 404), ("answer", 200)])
def test_it_is_handed_out_while_each_referral_on_it_is_read(
    cast: Cast, waiting: dict[str, Referral], work: Work, act: str, code: int
) -> None:
    report = ask(cast.karim)
    work(report)
    assert downloaded(cast.karim, report) == 200
    if act == "withdraw":
        with acting(cast.sarah) as sarah:
            services.withdraw_referral(by=sarah, referral=waiting["fresh"])
    else:
        with acting(cast.karim) as karim:
            services.answer_referral(by=karim, referral=waiting["fresh"], outcome="nothing_found")

    assert downloaded(cast.karim, report) == code

    page = cast.karim.client().get(f"/rapports/{report.pk}/").content.decode()
    assert ("n’est plus lue à ce poste" in page) is (code == 404)


def test_a_download_is_a_read_of_each_referral_on_it(cast: Cast, waiting: dict[str, Referral], work: Work) -> None:
    report = ask(cast.karim)
    work(report)
    with acting(cast.karim):
        assert not Entry.objects.filter(verb="saisine.lue", channel="pdf").exists()
    assert downloaded(cast.karim, report) == 200
    with acting(cast.karim):
        entry = Entry.objects.get(verb="saisine.lue", channel="pdf")
    assert set(entry.shown or ()) == {waiting["fresh"].pk, waiting["begun"].pk}
    assert (entry.owner_id, entry.count) == (cast.sarah.signatory.pk, 2)


def test_nobody_else_s_bordereau_is_handed_out(cast: Cast, waiting: dict[str, Referral], work: Work) -> None:
    report = ask(cast.karim)
    work(report)
    assert [downloaded(person, report) for person in (cast.geraldine, cast.sarah, cast.adrien)] == [404, 404, 404]
    assert seen_by(cast.karim, report).pages == 1


def test_a_page_holds_twenty_five_and_none_is_nearly_empty(cast: Cast, waiting: dict[str, Referral]) -> None:
    draft = drafted(cast.karim, ReportKind.DOCKET, object_id=cast.karim.post.pk)
    (_, fresh), (_, begun) = draft.context["parts"]
    lengths = {}
    for count in (1, 12, 25, 60, 120):
        half = count // 2
        rows = {"parts": [("À accuser réception", fresh * half), ("À répondre", begun * (count - half))]}
        used = filled(draft, **rows)
        assert nearly_empty(used) == []
        lengths[count] = len(used)
    assert (lengths[1], lengths[12], lengths[25]) == (1, 1, 1)
    assert lengths[120] >= 4, "more flows on"
