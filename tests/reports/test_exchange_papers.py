"""The papers of an exchange: a receipt that does not change, and the whole exchange for whoever sent it."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from acting.refusals import Refused
from files.models import StoredFile
from journal.enums import JobState
from journal.models import Entry
from referrals.enums import FieldSet
from referrals.models import Disclosure, LegalBasis, Referral, Subject
from referrals.services import referrals as services
from referrals.terms import Terms
from reports.enums import ReportKind
from reports.models import Report
from reports.production import GONE
from reports.receipt import ALTERED
from reports.services.papers import request_exchange, request_receipt
from tests.people import Cast, Person, acting
from tests.reports.conftest import FACTS, Work, content_of, seen_by, text_of
from tests.reports.test_access import expired, withdrawn
from tests.reports.test_filled_pages import drafted, filled, nearly_empty
from tests.roles import installing

NOTE = "Transmis au commissariat <b>de Meaux</b>."
ADDED = "Le numéro du bon d’intervention est joint."


def disclosure_of(person: Person, referral: Referral, number: int = 1) -> Disclosure:
    with acting(person):
        return Disclosure.objects.select_related("referral").get(referral=referral, number=number)


def ask_receipt(person: Person, disclosure: Disclosure) -> Report:
    with acting(person) as actor:
        return request_receipt(by=actor, disclosure=disclosure)


def ask_exchange(person: Person, referral: Referral) -> Report:
    with acting(person) as actor:
        return request_exchange(by=actor, referral=referral)


def completed_exchange(cast: Cast, referral: Referral) -> None:
    """Acknowledged, answered with a question, completed, answered, closed."""
    with acting(cast.maud) as maud:
        services.acknowledge_referral(by=maud, referral=referral)
        services.answer_referral(by=maud, referral=referral, outcome="not_received")
    with acting(cast.sarah) as sarah:
        services.complete_referral(by=sarah, referral=referral, field_sets=[FieldSet.PLACE], precision=ADDED)
    with acting(cast.maud) as maud:
        services.answer_referral(by=maud, referral=referral, outcome="sent_to_inquiry", note=NOTE)
    with acting(cast.sarah) as sarah:
        services.close_referral(by=sarah, referral=referral)


def test_the_receipt_says_what_was_shared_and_on_which_terms(cast: Cast, referral: Referral, work: Work) -> None:
    disclosure = disclosure_of(cast.maud, referral)
    report = ask_receipt(cast.maud, disclosure)

    assert work(report).state == JobState.READY
    content = content_of(cast.maud, report)
    text = text_of(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == seen_by(cast.maud, report).pages == 1
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Title"]) == f"Récépissé de communication {referral.reference}, n° 1"
    for said in (
        referral.reference,
        "Habitat des Deux Morins (fictif)",
        "Parquet du tribunal judiciaire de Meaux",
        "Maud Fictif",
        "destinataire désigné ce jour-là (titulaire)",
        "Résidence des Tilleuls",
        "<b>Réparation</b>",
        disclosure.digest,
        "Commune, ce qui est demandé, faits, lieu",
        "Rien d’autre n’est communiqué.",
        "Ne vaut ni plainte ni signalement (CPP, art. 40) ; n’interrompt aucun délai.",
        "page 1 / 1",
    ):
        assert said in text
    assert FACTS.startswith("Porte du hall forcée")
    for unsaid in ("Aucune réponse", "Gilles", "Perrine", "Établi"):
        assert unsaid not in text


def test_both_sides_get_the_same_file_and_get_it_again_when_everything_else_has_changed(
    cast: Cast, referral: Referral, work: Work
) -> None:
    disclosure = disclosure_of(cast.sarah, referral)
    first = ask_receipt(cast.sarah, disclosure)
    theirs = ask_receipt(cast.maud, disclosure)
    work(first)
    work(theirs)
    with installing():
        Subject.objects.filter(pk=referral.subject_id).update(label="Autre objet", purpose="autre chose", caveat="X")
        LegalBasis.objects.filter(pk=referral.basis_id).update(label="Autre texte", checked_on=None)
        type(cast.maud.post).objects.filter(pk=cast.maud.post.pk).update(label="Autre poste")
        type(cast.sarah.signatory).objects.filter(pk=cast.sarah.signatory.pk).update(name="Autre nom")
    withdrawn(cast, referral)
    again = ask_receipt(cast.sarah, disclosure)
    work(again)

    contents = {
        content_of(who, paper) for who, paper in ((cast.sarah, first), (cast.maud, theirs), (cast.sarah, again))
    }
    assert len(contents) == 1
    assert "Autre" not in text_of(contents.pop())


def test_a_complement_has_a_receipt_of_its_own(cast: Cast, referral: Referral, work: Work) -> None:
    with acting(cast.sarah) as sarah:
        services.complete_referral(by=sarah, referral=referral, field_sets=[FieldSet.PLACE], precision=ADDED)
    former, later = (disclosure_of(cast.maud, referral, number) for number in (1, 2))
    papers = {each: ask_receipt(cast.maud, each) for each in (former, later)}
    texts = {}
    for each, report in papers.items():
        work(report)
        texts[each] = text_of(content_of(cast.maud, report))
    assert [(ADDED in text, "<b>Réparation</b>" in text) for text in texts.values()] == [(False, True), (True, False)]
    assert [each.digest in texts[each] for each in papers] == [True, True]
    assert "complément n° 1" in texts[later]


def test_a_communication_that_is_not_what_was_kept_has_no_receipt(cast: Cast, referral: Referral, work: Work) -> None:
    report = ask_receipt(cast.maud, disclosure_of(cast.maud, referral))
    with installing():
        Disclosure.objects.filter(referral=referral).update(content={"commune": {"name": "Meaux", "code": "77284"}})
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, ALTERED)
    assert not StoredFile.objects.exists()


def test_without_kept_terms_the_receipt_says_those_of_the_referral(cast: Cast, referral: Referral, work: Work) -> None:
    nothing: Terms = {}
    with installing():
        Disclosure.objects.filter(referral=referral).update(terms=nothing)
    report = ask_receipt(cast.maud, disclosure_of(cast.maud, referral))
    assert work(report).state == JobState.READY
    assert "Maud Fictif" in text_of(content_of(cast.maud, report))


def test_the_whole_exchange_is_told_in_its_order(cast: Cast, referral: Referral, work: Work) -> None:
    completed_exchange(cast, referral)
    report = ask_exchange(cast.sarah, referral)

    assert work(report).state == JobState.READY
    content = content_of(cast.sarah, report)
    text = text_of(content)
    steps = [
        "1. Communication, le",
        "2. Accusé de réception, le",
        "3. Réponse, le",
        "4. Complément n° 1, le",
        "5. Réponse, le",
        "6. Fin : close, le",
    ]
    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)
    for said in (NOTE, ADDED, "Rien d’autre n’est communiqué.", "Close", "magistrat référent.", "page 1 /"):
        assert said in text
    with acting(cast.sarah):
        digests = Disclosure.objects.filter(referral=referral).values_list("digest", flat=True)
        assert [text.count(digest) for digest in digests] == [1, 1]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = len(pdf.pages)
        assert f"Étapes 6, dans leur ordre Pages {pages}" in text
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Title"]) == f"Échange complet {referral.reference}"
    assert "Perrine" not in text, "who prepared an answer is named nowhere"


def test_a_refusal_is_told_with_its_motive(cast: Cast, referral: Referral, work: Work) -> None:
    with acting(cast.maud) as maud:
        services.refuse_referral(by=maud, referral=referral, motive="out_of_frame")
    report = ask_exchange(cast.sarah, referral)
    work(report)
    text = text_of(content_of(cast.sarah, report))
    assert "2. Fin : refusée" in text
    assert "hors cadre de la convention" in text
    assert "Aucune réponse à ce jour." in text


def asked_of(page: str) -> Callable[[Cast, Referral, Person], int]:
    def code(cast: Cast, referral: Referral, person: Person) -> int:
        pk = disclosure_of(cast.sarah, referral).pk if page == "recepisse" else referral.pk
        of = "communications" if page == "recepisse" else "saisines"
        return person.client().post(f"/{of}/{pk}/{page}/").status_code

    return code


@pytest.mark.parametrize(("page", "readers"), [("recepisse", {"sarah", "maud", "perrine"}), ("echange", {"sarah"})])
def test_who_may_ask(cast: Cast, referral: Referral, page: str, readers: set[str]) -> None:
    codes = {name: asked_of(page)(cast, referral, person) for name, person in cast.people().items()}
    beside = {"maud", "perrine"} - readers
    assert {name for name, code in codes.items() if code == 302} == readers
    assert {name for name, code in codes.items() if code == 404} == beside | {
        "victor", "karim", "geraldine", "paul", "fanny", "pascale",
    }  # fmt: skip
    assert {name for name, code in codes.items() if code == 403} == {
        "gilles", "gaston", "zoe", "dina", "delphine", "adrien",
    }  # fmt: skip


@pytest.mark.parametrize("event", [withdrawn, expired])
def test_a_receipt_ends_with_the_access_of_its_reader_and_never_for_the_sender(
    cast: Cast, referral: Referral, work: Work, event: Callable[[Cast, Referral], None]
) -> None:
    disclosure = disclosure_of(cast.maud, referral)
    ready, kept = ask_receipt(cast.maud, disclosure), ask_receipt(cast.sarah, disclosure)
    work(ready)
    work(kept)
    queued = ask_receipt(cast.maud, disclosure)
    assert downloaded(cast.maud, ready) == 200
    event(cast, referral)

    job = work(queued)

    assert (job.state, job.error) == (JobState.FAILED, GONE)
    assert downloaded(cast.maud, ready) == 404
    assert downloaded(cast.sarah, kept) == 200
    with pytest.raises(Refused):
        ask_receipt(cast.maud, disclosure)
    later = ask_receipt(cast.sarah, disclosure)
    assert work(later).state == JobState.READY


def downloaded(person: Person, report: Report) -> int:
    return person.client().get(f"/rapports/{report.pk}/telecharger/").status_code


def test_the_exchange_is_the_sender_s_whoever_asks_by_whatever_way(cast: Cast, referral: Referral) -> None:
    for person in (cast.maud, cast.perrine, cast.victor, cast.karim, cast.delphine, cast.adrien, cast.dina):
        with pytest.raises(Refused):
            ask_exchange(person, referral)
    withdrawn(cast, referral)
    assert ask_exchange(cast.sarah, referral).object_id == referral.pk


@pytest.mark.parametrize("ask", ["receipt", "exchange"])
def test_each_download_is_a_read_of_the_referral(cast: Cast, referral: Referral, work: Work, ask: str) -> None:
    asked: dict[str, Any] = {
        "receipt": lambda: ask_receipt(cast.sarah, disclosure_of(cast.sarah, referral)),
        "exchange": lambda: ask_exchange(cast.sarah, referral),
    }
    report = asked[ask]()
    work(report)
    assert downloaded(cast.sarah, report) == 200
    with acting(cast.sarah):
        read = Entry.objects.get(verb="saisine.lue", channel="pdf")
    assert (read.object_id, read.owner_id) == (referral.pk, referral.sender_id)


def test_no_page_of_an_exchange_is_nearly_empty(cast: Cast, referral: Referral) -> None:
    completed_exchange(cast, referral)
    draft = drafted(cast.sarah, ReportKind.EXCHANGE, object_id=referral.pk)
    lengths = []
    for count in (1, 2, 3, 5):
        used = filled(draft, events=draft.context["events"] * count)
        assert nearly_empty(used) == []
        lengths.append(len(used))
    assert lengths == sorted(lengths)
    assert lengths[0] <= 2 < lengths[-1]
