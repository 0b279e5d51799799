"""A dossier on paper: every piece in its place under its stamp, and what happens when something changes meanwhile."""

import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from acting.refusals import Conflict, Refused
from files import storage
from files.arrival import NamelessUploadHandler
from files.media import MediaKind
from files.models import StoredFile
from incidents import evidence_rules
from incidents.evidence_sources import pieces_of
from incidents.models import EvidenceFile
from incidents.services import attachments, evidence, situations, steps
from incidents.services.evidence import PaperWords
from journal.enums import JobState
from journal.jobs import LeaseLostError, lease, set_progress
from reports import evidence_paper, production
from reports.binding import STAMP, Part, bind
from reports.evidence_paper import Leaf, _paired, bind_evidence
from reports.models import Report
from reports.services.papers import cancel_report, request_evidence
from tests import pictures
from tests.people import Cast, Person, acting, make_fact
from tests.reports.conftest import Work, content_of, seen_by, text_of
from tests.roles import as_worker as in_worker
from tests.roles import installing
from tests.rules.incidents import arranged, dossier, paper_of, prepared
from tests.rules.incidents import lease as lease_situation
from tests.walls.trials import refused


def a_pdf(words: str, pages: int = 1, turned: int = 0, size: tuple[int, int] = (595, 842)) -> bytes:
    """With one line of words on each page, in a font that no PDF carries."""
    made, kept = pikepdf.new(), BytesIO()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for number in range(1, pages + 1):
        page = made.add_blank_page(page_size=size)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = made.make_stream(f"BT /F1 12 Tf 30 30 Td ({words} {number}) Tj ET".encode())
        page.obj.Rotate = turned
    made.save(kept)
    return kept.getvalue()


def a_photo(width: int, height: int, shade: int) -> bytes:
    kept = BytesIO()
    Image.new("RGB", (width, height), (shade, 80, 120)).save(kept, "JPEG")
    return kept.getvalue()


def add(by: Any, begun: EvidenceFile, content: bytes, title: str, original: bytes = b"") -> None:
    kind = MediaKind.IMAGE if content.startswith(b"\xff\xd8") else MediaKind.PDF
    evidence.add_paper(
        by=by,
        evidence=begun,
        key=uuid4(),
        prepared=prepared(content, kind, original),
        words=PaperWords(title, by.today),
    )


def mixed(cast: Cast) -> EvidenceFile:
    """Of two facts: a paper of three pages, two wide photos, a tall one, a paper on its side."""
    facts = [make_fact(cast.gilles, cast.tilleuls, facts="Porte du hall forcée.") for _ in range(2)]
    with acting(cast.sarah) as sarah:
        of = situations.join_facts(by=sarah, facts=facts)
        begun = evidence.begin_evidence(by=sarah, situation=of, title="Hall des Tilleuls", key=uuid4())
        add(sarah, begun, a_pdf("CONSTAT", 3), "Constat")
        add(sarah, begun, a_photo(300, 200, 10), "Porte", b"original de la porte")
        add(sarah, begun, a_photo(300, 200, 20), "Vitre")
        add(sarah, begun, a_photo(200, 300, 30), "Escalier")
        add(sarah, begun, a_pdf("PLAN", 2, turned=90, size=(842, 595)), "Plan")
        return begun


def ask(by: Person, of: EvidenceFile) -> Report:
    with acting(by) as actor:
        return request_evidence(by=actor, evidence=of)


def now_of(cast: Cast, of: EvidenceFile) -> EvidenceFile:
    with acting(cast.sarah):
        return EvidenceFile.objects.for_display().get(pk=of.pk)


def test_every_piece_is_bound_in_order_under_its_stamp(cast: Cast, work: Work) -> None:
    begun = mixed(cast)
    report = ask(cast.sarah, begun)
    job = work(report)
    assert (job.state, job.error) == (JobState.READY, "")
    whole, kept = content_of(cast.sarah, report), now_of(cast, begun)
    with pikepdf.open(BytesIO(whole)) as pdf:
        assert len(pdf.pages) == kept.pages == seen_by(cast.sarah, report).pages
        assert pdf.Root.StructTreeRoot is not None, "our own pages keep their tags"
        assert "pdfuaid:part" not in pdf.open_metadata(), "and the whole claims nothing"
        titles = [item.title for item in outlines_of(pdf)]
        pages = [text_of(one_page(pdf, number)) for number in range(len(pdf.pages))]
        assert not [page for page in pdf.pages if "/Annots" in page.obj and "Pièce" in str(page.obj)]
    assert titles == [
        f"Pièce n° {number} – {title}"
        for number, title in enumerate(("Constat", "Porte", "Vitre", "Escalier", "Plan"), start=1)
    ]
    start = next(at for at, text in enumerate(pages) if "CONSTAT 1" in text)
    reference = f"Dossier {begun.reference}"
    bound = pages[start : start + 7]
    for text, said in zip(bound[:3], ("1/3", "2/3", "3/3"), strict=True):
        assert f"Pièce n° 1 – {said} · {reference}" in text
    assert "Pièce n° 2 – Porte" in bound[3]
    assert "Pièce n° 3 – Vitre" in bound[3], "two wide photos share a page"
    assert "Pièce n° 4 – Escalier" in bound[4]
    for at in (3, 4):
        assert reference in bound[at]
        assert f"page {start + 1 + at}" in bound[at]
    for text, said in zip(bound[5:], ("PLAN 1 Pièce n° 5 – 1/2", "PLAN 2 Pièce n° 5 – 2/2"), strict=True):
        assert set(said.split()) <= set(text.split())
    front, back = " ".join(pages[:start]), " ".join(pages[start + 7 :])
    assert "2 faits sont constatés, Résidence des Tilleuls, Meaux" in front
    assert "2 faits dans le hall." in front
    assert "Porte du hall forcée." in front
    assert start == 2, "the bordereau follows what is said of the facts"
    assert "Gilles" not in front, "nobody who filed a fact is named"
    assert "n° 5 Plan" in front
    board = front.partition("Bordereau des pièces")[2]
    for piece, page in zip(("Constat", "Porte", "Vitre", "Escalier", "Plan"), (0, 3, 3, 4, 5), strict=True):
        assert str(start + 1 + page) in board.partition(piece)[2][:60]
    assert back.count("copie reliée") == back.count("original scellé") == 1
    with acting(cast.sarah) as sarah:
        files = [each.sha256 for piece in pieces_of(sarah, begun) for each in (piece.file, piece.sealed) if each]
    assert len(files) == 6
    assert [digest for digest in files if digest not in back.replace(" ", "")] == []


def test_the_bordereau_says_which_photo_is_a_blurred_copy(cast: Cast, work: Work) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        pieces = [pictures.prepared("red"), pictures.prepared("blue")]
        red, _ = attachments.add_attachments(by=sarah, to=fact, pieces=pieces)
        attachments.blur_attachment(by=sarah, attachment=red, rectangles=[(0.1, 0.1, 0.5, 0.5)])
        of = situations.join_facts(by=sarah, facts=[fact])
        begun = evidence.begin_evidence(by=sarah, situation=of, title="Hall", key=uuid4())
    report = ask(cast.sarah, begun)
    assert work(report).state == JobState.READY
    board = text_of(content_of(cast.sarah, report)).partition("Bordereau des pièces")[2]
    assert board.count("(copie floutée)") == 1
    assert "(copie floutée)" in board.partition("n° 2")[0]


def outlines_of(pdf: pikepdf.Pdf) -> list[pikepdf.OutlineItem]:
    with pdf.open_outline() as outline:
        return outline.root[-1].children


def one_page(pdf: pikepdf.Pdf, number: int) -> bytes:
    alone, kept = pikepdf.new(), BytesIO()
    alone.pages.append(pdf.pages[number])
    alone.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_stamp_stands_below_and_covers_nothing(cast: Cast, work: Work, turned: int) -> None:
    with acting(cast.sarah) as sarah:
        of = situations.join_facts(by=sarah, facts=[make_fact(cast.gilles, cast.tilleuls)])
        begun = evidence.begin_evidence(by=sarah, situation=of, title="Hall", key=uuid4())
        add(sarah, begun, a_pdf("CONSTAT", 1, turned), "Constat")
    report = ask(cast.sarah, begun)
    assert work(report).state == JobState.READY
    with pikepdf.open(BytesIO(content_of(cast.sarah, report))) as pdf:
        page = next(page for page in pdf.pages if "CONSTAT" in text_of(one_page(pdf, page.index)))
        x0, y0, x1, y1 = (float(side) for side in page.mediabox)
        strip = {0: (0, -20, 595, 842), 90: (0, 0, 615, 842), 180: (0, 0, 595, 862), 270: (-20, 0, 595, 842)}[turned]
        assert (x0, y0, x1, y1) == strip


# Scales, cuts and hides whatever is drawn after it, with more or fewer ends than beginnings, or within a word.
SPOILT = {
    "left open": b"q q 0.05 0 0 0.05 0 0 cm 0 0 1 1 re W n 3 Tr",
    "ended too often": b"Q Q Q 0.05 0 0 0.05 0 0 cm 0 0 1 1 re W n 3 Tr",
    "in a word": b"BT (that never ends",
}


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_what_a_page_leaves_behind_touches_no_stamp(tmp_path: Path, spoilt: bytes, turned: int) -> None:
    plain = stamped(tmp_path, b"", turned)
    assert plain.getextrema()[0] < 64, "the stamp is there"
    assert stamped(tmp_path, spoilt, turned).tobytes() == plain.tobytes()


def stamped(folder: Path, content: bytes, turned: int) -> Any:
    """The strip below a page of 200 by 300 points, as it is seen."""
    paths = front, piece, stamp, bound = [folder / f"{name}.pdf" for name in ("front", "piece", "stamp", "bound")]
    for path, words, size in zip(paths[:3], ("FRONT", "PIECE", "STAMP"), ((595, 842), (200, 300), STAMP), strict=True):
        pages = 2 if path == front else 1
        path.write_bytes(a_pdf(words, pages, turned if path == piece else 0, size=size))  # type: ignore[arg-type]
    with pikepdf.open(piece, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(content)
        pdf.save(piece)
    with pikepdf.open(stamp, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"0 g 100 2 200 10 re f")
        pdf.save(stamp)
    bind(front, 1, [Part(piece, ("Pièce",), 1, stamp=stamp)], bound, lambda _done: None)
    seen = ["pdftoppm", "-r", "72", "-f", "2", "-l", "2", "-gray", "-cropbox", str(bound)]
    image = Image.open(BytesIO(subprocess.run(seen, capture_output=True, check=True).stdout))
    return image.crop((0, image.height - 20, image.width, image.height))


def test_what_a_paper_could_do_stays_outside(cast: Cast, work: Work) -> None:
    with pikepdf.open(BytesIO(a_pdf("ACTE"))) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = script
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org"),
        )  # fmt: skip
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        kept = BytesIO()
        pdf.save(kept)
    begun = dossier(cast)
    with acting(cast.sarah) as sarah:
        for piece in pieces_of(sarah, begun):
            arranged(sarah, begun, without=piece.pk)
        add(sarah, begun, kept.getvalue(), "Acte")
    report = ask(cast.sarah, begun)
    assert work(report).state == JobState.READY
    bound = content_of(cast.sarah, report)
    with pikepdf.open(BytesIO(bound)) as pdf:
        plain = BytesIO()
        pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    for sign in (b"JavaScript", b"example.org", b"/AA", b"OpenAction"):
        assert sign not in plain.getvalue()


def test_the_proof_of_a_step_is_cleaned_as_other_papers_are(cast: Cast, work: Work) -> None:
    """It lies as it came: what hangs on a page, out of sight, would go along."""
    with pikepdf.open(BytesIO(a_pdf("AVIS"))) as pdf:
        inside = pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, UF="annexe.txt", EF=pikepdf.Dictionary(F=pdf.make_stream(b"ANNEXE"))
        )
        pdf.pages[0].obj.AF = pikepdf.Array([pdf.make_indirect(inside)])
        kept = BytesIO()
        pdf.save(kept)
    of = lease_situation(cast)
    with acting(cast.sarah) as sarah:
        step = steps.take_step(by=sarah, situation=of, rung="gathering", done_on=sarah.today, proof="file", key=uuid4())
        steps.deposit_receipt(by=sarah, step=step, content=kept.getvalue(), name="avis.pdf")
        begun = evidence.begin_evidence(by=sarah, situation=of, title="Affaire", key=uuid4())
    report = ask(cast.sarah, begun)
    assert work(report).state == JobState.READY
    bound = content_of(cast.sarah, report)
    assert "AVIS 1" in text_of(bound)
    with pikepdf.open(BytesIO(bound)) as pdf:
        plain = BytesIO()
        pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    assert b"annexe.txt" not in plain.getvalue()


def test_wide_photos_that_follow_each_other_share_a_sheet() -> None:
    wide = [Leaf(number, "", None, "", StoredFile(), None, is_wide=number != 4) for number in (1, 2, 3, 4, 6, 8)]
    assert [[leaf.number for leaf in sheet] for sheet in _paired(wide)] == [[1, 2], [3], [4], [6], [8]]


# What goes wrong


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 rien %%EOF", "La pièce n° 1 ne s’ouvre pas : déposez-la de nouveau."),
        ("locked", "La pièce n° 1 est protégée par un mot de passe : déposez-la sans protection."),
    ],
)
def test_a_piece_that_cannot_be_bound_is_named(cast: Cast, work: Work, content: bytes | str, said: str) -> None:
    if content == "locked":
        kept = BytesIO()
        with pikepdf.open(BytesIO(a_pdf("SECRET"))) as pdf:
            pdf.save(kept, encryption=pikepdf.Encryption(owner="o", user="u"))
        content = kept.getvalue()
    with acting(cast.sarah) as sarah:
        of = situations.join_facts(by=sarah, facts=[make_fact(cast.gilles, cast.tilleuls)])
        begun = evidence.begin_evidence(by=sarah, situation=of, title="Hall", key=uuid4())
        paper_of(sarah, begun, content)  # type: ignore[arg-type]
    job = work(ask(cast.sarah, begun))
    assert (job.state, job.error) == (JobState.FAILED, said)
    assert now_of(cast, begun).file is None


def test_what_is_too_much_for_one_dossier_is_said_before_any_work(
    cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (evidence_rules.MOST_PIECES, evidence_rules.MOST_PAGES) >= (200, 1000), "as much as is measured"
    begun = mixed(cast)
    with acting(cast.sarah) as sarah:
        size = sum(piece.file.size for piece in pieces_of(sarah, begun) if piece.file)
    monkeypatch.setattr(evidence_rules, "MOST_BYTES", size)
    monkeypatch.setattr(evidence_rules, "MOST_PAGES", 8)
    report = ask(cast.sarah, begun)
    monkeypatch.setattr(evidence_rules, "MOST_PAGES", 7)
    laid = Mock(return_value=[])
    monkeypatch.setattr(evidence_paper, "_stamped", laid)
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, "Les pièces dépassent 7 pages\u00a0: faites-en deux dossiers.")
    assert not laid.called
    monkeypatch.setattr(evidence_rules, "MOST_BYTES", size - 1)
    with pytest.raises(Refused, match="dépassent 400 Mo"):
        ask(cast.sarah, begun)
    assert "dépassent 400" in cast.sarah.client().get(reverse("evidence_detail", args=[begun.pk])).content.decode()


def during(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Something happens once, while the pieces are being bound."""

    def bound(*given: Any) -> Any:
        made = bind_evidence(*given)
        act()
        return made

    monkeypatch.setattr("reports.production.bind_evidence", bound)


def test_a_dossier_that_changes_meanwhile_keeps_no_paper(
    cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = mixed(cast)

    def rename() -> None:
        with acting(cast.sarah) as sarah:
            arranged(sarah, begun, title="Autre")

    before = set(storage.paths_older_than(timezone.now() + timedelta(days=1)))
    during(monkeypatch, rename)
    report = ask(cast.sarah, begun)
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, production.DOSSIER_CHANGED)
    assert set(storage.paths_older_than(timezone.now() + timedelta(days=1))) == before, "and no bytes without a row"
    assert now_of(cast, begun).file is None
    monkeypatch.undo()
    again = ask(cast.sarah, begun)
    assert again != report
    with installing():
        again.job.refresh_from_db()


def test_a_photo_that_is_withdrawn_meanwhile_is_in_no_paper(
    cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.gilles) as gilles:
        [photo, _] = attachments.add_attachments(by=gilles, to=fact, pieces=[pictures.prepared(), prepared(a_pdf("A"))])
    with acting(cast.sarah) as sarah:
        of = situations.join_facts(by=sarah, facts=[fact])
        begun = evidence.begin_evidence(by=sarah, situation=of, title="Hall", key=uuid4())

    def withdraw() -> None:
        with acting(cast.sarah) as sarah:
            attachments.withdraw_attachment(by=sarah, attachment=photo, why="Un visage.")

    during(monkeypatch, withdraw)
    job = work(ask(cast.sarah, begun))
    assert (job.state, job.error) == (JobState.FAILED, production.DOSSIER_CHANGED)
    assert now_of(cast, begun).file is None
    monkeypatch.undo()
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="pièce n° 1 n’est plus disponible"):
        request_evidence(by=sarah, evidence=begun)
    with acting(cast.sarah) as sarah:
        arranged(sarah, begun, without=pieces_of(sarah, begun)[0].pk)
    assert work(ask(cast.sarah, begun)).state == JobState.READY


def test_what_a_killed_worker_left_behind_goes_and_what_is_at_work_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with evidence_paper.working_folder() as held:
        left = held.parent / "left"
        left.mkdir()
        (left / "1.piece").write_bytes(b"a photo")
        assert evidence_paper.clear_workings() == 0, "it may just have been made"
        monkeypatch.setattr(evidence_paper, "ABOUT_TO", -1)
        assert evidence_paper.clear_workings() == 1
        assert [*held.parent.iterdir()] == [held]
    assert [*held.parent.iterdir()] == []


def test_whoever_is_revoked_meanwhile_gets_nothing(cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = mixed(cast)

    def revoke() -> None:
        with installing():
            designation = cast.sarah.designation
            type(designation).objects.filter(pk=designation.pk).update(
                ends_on=cast.sarah.actor().today - timedelta(days=1)
            )

    report = ask(cast.sarah, begun)
    during(monkeypatch, revoke)
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, production.ENDED)
    with installing():
        assert EvidenceFile.objects.get(pk=begun.pk).file is None
        assert not StoredFile.objects.filter(purpose="dossier de pièces").exists()


def test_whoever_cancels_stops_the_worker_and_keeps_nothing(
    cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = mixed(cast)
    report = ask(cast.sarah, begun)

    def cancelled() -> None:
        assert cast.sarah.client().post(reverse("report_cancel", args=[report.pk])).status_code == 302

    during(monkeypatch, cancelled)
    assert work(report).state == JobState.CANCELLED
    page = cast.sarah.client().get(reverse("report_detail", args=[report.pk])).text
    assert "La fabrication a été annulée" in page
    assert now_of(cast, begun).file is None
    with acting(cast.sarah) as sarah, pytest.raises(Conflict):
        cancel_report(by=sarah, report=report)
    assert ask(cast.sarah, begun) != report, "and it may be asked for again"


def test_a_worker_whose_job_was_cancelled_hears_of_it_at_its_next_word(cast: Cast) -> None:
    report = ask(cast.sarah, mixed(cast))
    with in_worker():
        job = lease(report.job_id)
    assert job
    assert cast.victor.client().post(reverse("report_cancel", args=[report.pk])).status_code == 404
    with acting(cast.sarah) as sarah:
        cancel_report(by=sarah, report=report)
    with in_worker(), pytest.raises(LeaseLostError):
        set_progress(job, 50)


def test_the_wall_lets_nobody_cancel_what_has_ended_or_is_somebody_elses(cast: Cast) -> None:
    report = ask(cast.sarah, mixed(cast))
    cancelling = (
        "UPDATE journal_job SET state = %s, lease_token = NULL, lease_until = NULL, finished_at = app_now()"
        " WHERE id = %s"
    )
    for person in (cast.adrien, cast.maud):
        with acting(person):
            assert refused(cancelling, "cancelled", report.job_id)
    with acting(cast.sarah) as sarah:
        assert refused(cancelling, "ready", report.job_id)
        cancel_report(by=sarah, report=report)
        assert refused(cancelling, "cancelled", report.job_id)


def test_an_empty_or_frozen_dossier_asks_for_no_paper(cast: Cast, work: Work) -> None:
    begun = mixed(cast)
    assert work(ask(cast.sarah, begun)).state == JobState.READY
    with acting(cast.sarah) as sarah:
        empty = evidence.begin_evidence(by=sarah, situation=begun.situation, title="Vide", key=uuid4())
        with pytest.raises(Refused, match="Choisissez au moins une pièce"):
            request_evidence(by=sarah, evidence=empty)
        evidence.freeze_evidence(by=sarah, evidence=now_of(cast, begun))
        with pytest.raises(Refused, match="figé"):
            request_evidence(by=sarah, evidence=now_of(cast, begun))
    answer = cast.sarah.client().post(reverse("evidence_paper", args=[empty.pk]))
    assert answer.headers["Location"] == f"/dossiers/{empty.pk}/"


def test_another_house_and_other_functions_ask_for_none(cast: Cast) -> None:
    begun = mixed(cast)
    codes = {cast.victor: 404, cast.gilles: 403, cast.karim: 403, cast.delphine: 403}
    for person, code in codes.items():
        assert person.client().post(reverse("evidence_paper", args=[begun.pk])).status_code == code


# Verified by anybody


def test_past_the_limit_nothing_of_what_is_sent_is_read(db: None, client: Any) -> None:
    def ask_whole() -> int:
        upload = SimpleUploadedFile("dossier.pdf", bytes(3 * 1024 * 1024))
        return int(client.post("/verifier/", {"number": "P-2222-22", "file": upload}).status_code)

    taken_in = patch.object(NamelessUploadHandler, "receive_data_chunk", return_value=None)
    with override_settings(ACCOUNT_RATE_LIMITS={"verify_evidence": "1/h/ip"}):
        with taken_in as read:
            assert (ask_whole(), read.called) == (200, True)
        with taken_in as read:
            assert (ask_whole(), read.called) == (429, False)
        assert client.get("/verifier/").status_code == 200


def test_number_and_digest_of_a_frozen_dossier_are_told_and_nothing_else(cast: Cast, work: Work, client: Any) -> None:
    begun = mixed(cast)
    assert work(ask(cast.sarah, begun)).state == JobState.READY
    kept = now_of(cast, begun)
    assert kept.file
    typed = {"number": begun.reference.replace("-", " ").lower(), "digest": kept.file.sha256.upper()}
    assert "Ne correspond à aucun dossier figé" in client.post("/verifier/", typed).text
    with acting(cast.sarah) as sarah:
        evidence.freeze_evidence(by=sarah, evidence=kept)
    page = client.post("/verifier/", typed).text
    assert "Conforme." in page
    assert f"de {kept.pages} pages" in page
    for secret in ("Hall des Tilleuls", cast.sarah.signatory.name, "Tilleuls"):
        assert secret not in page
    for wrong in ({"number": "P-2222-22"}, {"digest": "0" * 64}):
        assert "Ne correspond à aucun dossier figé" in client.post("/verifier/", typed | wrong).text
    assert "64 chiffres" in client.post("/verifier/", typed | {"digest": "abc"}).text
    assert "Donnez l’empreinte" in client.post("/verifier/", typed | {"digest": ""}).text
