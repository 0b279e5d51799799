"""Evidence files: what they hold, in which order, who reads them, and that a frozen one stays as it is."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from acting import french
from acting.actor import acting_as, known, machine_actor
from acting.days import day_of
from acting.enums import Function
from acting.refusals import Conflict, Refused
from files.enums import Scan
from files.media import MediaKind
from files.models import StoredFile
from files.services import FileGoneError, read_verified
from incidents.enums import AttestationPart
from incidents.evidence_rules import Lack, lacking
from incidents.evidence_sources import pieces_of, sources_left, sources_of
from incidents.letter_rules import Sending
from incidents.models import EvidenceFile, Letter, Piece
from incidents.permissions import evidence_files_visible_to, pieces_visible_to
from incidents.services import evidence, steps
from incidents.services.addressees import add_addressee
from incidents.services.attachments import add_attachments, blur_attachment, withdraw_attachment
from incidents.services.evidence import Arrangement, PaperWords
from incidents.services.letters import send_letter
from incidents.services.situations import open_lease_situation, open_situation
from tests.incidents.test_letters import make, printed, private_folder
from tests.pages import one_line
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_user
from tests.roles import as_worker, installing
from tests.rules.incidents import (
    attestation,
    bind,
    bound,
    dossier,
    holder_words,
    lease,
    paper_of,
    prepared,
    sent_closure,
    situation,
)
from tests.walls.trials import refused

__all__ = ["private_folder"]

pytestmark = pytest.mark.django_db
GONE = Lack("La pièce n° 1 n’est plus disponible : retirez-la du dossier.")


def a_pdf() -> bytes:
    made, kept = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.save(kept)
    return kept.getvalue()


def titles(by: Person, of: EvidenceFile) -> list[str]:
    with acting(by) as actor:
        return [piece.title for piece in pieces_of(actor, of)]


def lawyer(cast: Cast) -> Person:
    return appoint(make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))


def post(by: Person, name: str, *args: object, **data: Any) -> Any:
    return by.client().post(reverse(name, args=args), data)


def closure() -> str:
    """What a letter that was sent today is called: its nature and day, and nobody's name."""
    return f"Clôture, {french.day(timezone.now())}"


# What it begins with


def test_a_dossier_begins_with_all_that_the_situation_holds_in_the_order_of_days(cast: Cast) -> None:
    letter = sent_closure(cast)
    with acting(cast.sarah) as sarah:
        day = sarah.today - timedelta(days=3)
        given: dict[str, Any] = {"situation": letter.situation, "rung": "gathering", "proof": "file", "key": uuid4()}
        step = steps.take_step(by=sarah, done_on=day, **given)
        assert [source.letter for source in sources_of(sarah, letter.situation)] == [letter], "no receipt, no piece"
        steps.deposit_receipt(by=sarah, step=step, content=b"%PDF-1.7 avis %%EOF", name="avis.pdf")
        begun = evidence.begin_evidence(by=sarah, situation=letter.situation, title=" Affaire ", key=uuid4())
        pieces = pieces_of(sarah, begun)
        assert [(piece.number, piece.title, piece.dated_on) for piece in pieces] == [
            (1, "Recueil des faits, justificatif", day),
            (2, closure(), sarah.today),
        ]
        assert begun.title == "Affaire"
        assert begun.reference.startswith("P-")
        assert sources_left(sarah, begun, pieces) == []


def test_the_same_form_begins_one_dossier_and_other_words_are_told(cast: Cast) -> None:
    of, key = lease(cast), uuid4()
    with acting(cast.sarah) as sarah:
        once = evidence.begin_evidence(by=sarah, situation=of, title="Un", key=key)
        assert evidence.begin_evidence(by=sarah, situation=of, title="Un", key=key) == once
        with pytest.raises(Conflict):
            evidence.begin_evidence(by=sarah, situation=of, title="Deux", key=key)


@pytest.mark.parametrize("title", ["", " ", "x" * 121, "deux\nlignes"])
def test_a_title_is_one_short_line(cast: Cast, title: str) -> None:
    begun = dossier(cast)
    with acting(cast.sarah) as sarah, pytest.raises(Refused):
        evidence.begin_evidence(by=sarah, situation=begun.situation, title=title, key=uuid4())
    with acting(cast.sarah) as sarah, pytest.raises(Refused):
        evidence.arrange_evidence(by=sarah, evidence=begun, wanted=arrangement(sarah, begun, title=title))


def test_of_a_photo_the_blurred_copy_is_bound_and_its_original_stays_sealed(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    aside = make_fact(cast.gilles, cast.tilleuls)
    photo = BytesIO()
    Image.effect_noise((64, 48), 60).save(photo, "JPEG")
    with acting(cast.gilles) as gilles:
        for of in (fact, aside):
            made = prepared(photo.getvalue(), MediaKind.IMAGE, b"as it came from the telephone")
            add_attachments(by=gilles, to=of, pieces=[made])
    with acting(cast.sarah) as sarah:
        situation = open_situation(by=sarah, incident=fact)
        begun = evidence.begin_evidence(by=sarah, situation=situation, title="Hall", key=uuid4())
        (piece,) = pieces_of(sarah, begun)
        attachment = piece.attachment
        assert attachment
        assert attachment.incident == fact, "and not that of the fact aside"
        assert (piece.kind, piece.dated_on) == ("photo", day_of(fact.started_at))
        assert (piece.file, piece.sealed) == (attachment.cleaned, attachment.original)
        plain = begun.digest([piece])
        blurred = blur_attachment(by=sarah, attachment=attachment, rectangles=[(0.1, 0.1, 0.5, 0.5)]).blurred
        (piece,) = pieces_of(sarah, begun)
        assert blurred
        assert (piece.file, piece.sealed) == (blurred, attachment.original)
        assert (piece.kind, piece.is_blurred) == ("photo, copie floutée", True)
        assert begun.digest([piece]) != plain, "a PDF that was made before shows another picture"
        with installing():
            StoredFile.objects.filter(pk=attachment.original_id).update(scan=Scan.INFECTED)
        assert not pieces_of(sarah, begun)[0].is_there, "in quarantine"
        with installing():
            StoredFile.objects.filter(pk=attachment.original_id).update(scan=Scan.NOT_SCANNED)
        withdraw_attachment(by=sarah, attachment=attachment, why="Mauvais hall.")
        assert lacking(pieces_of(sarah, begun)) == [GONE]
        assert sources_left(sarah, begun, []) == []


# Order, names, what goes


def arrangement(by: Any, of: EvidenceFile, **words: Any) -> Arrangement:
    keys = [piece.pk for piece in pieces_of(by, of)]
    return Arrangement(**{"title": of.title, "order": keys} | words)


def test_pieces_are_moved_by_buttons_named_and_taken_out_on_one_form(cast: Cast) -> None:
    begun = dossier(cast)
    assert titles(cast.sarah, begun) == [closure(), "Constat"]
    with acting(cast.sarah) as sarah:
        letter, paper = pieces_of(sarah, begun)
    answer = post(cast.sarah, "evidence_arrange", begun.pk, up=str(paper.pk))
    assert answer.url == f"/dossiers/{begun.pk}/#piece-{paper.pk}"
    page = cast.sarah.client().get(f"/dossiers/{begun.pk}/").text
    assert f'<li id="piece-{paper.pk}" tabindex="-1"' in page, "the focus goes where the address leads"
    assert titles(cast.sarah, begun) == ["Constat", closure()]
    post(cast.sarah, "evidence_arrange", begun.pk, up=str(paper.pk))
    assert titles(cast.sarah, begun) == ["Constat", closure()], "the first one stays first"
    order = f"{letter.pk} {paper.pk}"
    post(cast.sarah, "evidence_arrange", begun.pk, order=order, title="Autre affaire", down=str(letter.pk))
    post(cast.sarah, "piece_edit", begun.pk, letter.pk, title="Lettre de clôture")
    assert titles(cast.sarah, begun) == ["Constat", "Lettre de clôture"], "moved from where the list lay, and named"
    post(cast.sarah, "evidence_arrange", begun.pk, remove=str(paper.pk))
    with acting(cast.sarah) as sarah:
        assert [(each.position, each.title) for each in pieces_of(sarah, begun)] == [(1, "Lettre de clôture")]
        begun.refresh_from_db()
        assert begun.title == "Autre affaire"
    assert paper.paper_id
    with as_worker(), acting_as(machine_actor(timezone.now())), pytest.raises(FileGoneError):
        read_verified(StoredFile.objects.get(pk=known(paper.paper_id)))


def test_a_piece_is_moved_to_any_place_by_two_numbers(cast: Cast) -> None:
    piece = attestation(cast)
    begun = piece.evidence
    assert titles(cast.sarah, begun) == [closure(), "Constat", "Attestation"]
    answer = post(cast.sarah, "evidence_arrange", begun.pk, number="3", place="1")
    assert answer.url == f"/dossiers/{begun.pk}/#piece-{piece.pk}"
    moved = ["Attestation", closure(), "Constat"]
    assert titles(cast.sarah, begun) == moved
    wrong = {"Le dernier numéro est le 3.": ("4", "1"), "Donnez les deux numéros.": ("2", "")}
    for said, (number, place) in wrong.items():
        answer = post(cast.sarah, "evidence_arrange", begun.pk, number=number, place=place)
        assert said in answer.text
        assert f'value="{number}"' in answer.text
    assert titles(cast.sarah, begun) == moved


def test_a_list_that_is_not_the_one_of_now_changes_nothing(cast: Cast) -> None:
    begun = dossier(cast)
    with acting(cast.sarah) as sarah:
        whole = arrangement(sarah, begun)
        for order in (whole.order[:1], [*whole.order, uuid4()], [*whole.order, whole.order[0]], []):
            with pytest.raises(Conflict):
                evidence.arrange_evidence(
                    by=sarah, evidence=begun, wanted=arrangement(sarah, begun, order=order, title="Autre")
                )
        begun.refresh_from_db()
        assert begun.title == "Bail 2019-0417"


def test_a_wrong_name_comes_back_as_it_was_typed(cast: Cast) -> None:
    begun = dossier(cast)
    with acting(cast.sarah) as sarah:
        first = pieces_of(sarah, begun)[0]
    answer = post(cast.sarah, "piece_edit", begun.pk, first.pk, title="x" * 121)
    assert answer.status_code == 200
    assert "x" * 121 in answer.text
    answer = post(cast.sarah, "evidence_arrange", begun.pk, title="", order="nothing")
    assert answer.status_code == 200
    assert "Donnez un intitulé." in answer.text
    assert titles(cast.sarah, begun)[0] == first.title


def test_the_guard_reads_a_title_that_is_new_and_leaves_the_one_that_stands(cast: Cast) -> None:
    begun = dossier(cast)
    with acting(cast.sarah) as sarah:
        first, second = (piece.pk for piece in pieces_of(sarah, begun))
    named = {"title": "Le fils de Mme Martin", "order": f"{first} {second}"}
    page = post(cast.sarah, "evidence_arrange", begun.pk, **named)
    assert "J’ai relu, j’envoie ainsi" in page.content.decode()
    begun.refresh_from_db()
    assert begun.title != named["title"]
    assert post(cast.sarah, "evidence_arrange", begun.pk, **named, reviewed="on").status_code == 302
    moved = named | {"down": str(first)}
    assert post(cast.sarah, "evidence_arrange", begun.pk, **moved).status_code == 302, "it was read when it was given"
    with acting(cast.sarah) as sarah:
        begun.refresh_from_db()
        assert (begun.title, [piece.pk for piece in pieces_of(sarah, begun)]) == (named["title"], [second, first])


def test_what_was_left_out_comes_back_at_the_end_and_once(cast: Cast) -> None:
    begun = dossier(cast)
    with acting(cast.sarah) as sarah:
        letter = pieces_of(sarah, begun)[0]
        evidence.arrange_evidence(by=sarah, evidence=begun, wanted=arrangement(sarah, begun, without=letter.pk))
        (left,) = sources_left(sarah, begun, pieces_of(sarah, begun))
    assert left.title in cast.sarah.client().get(reverse("evidence_detail", args=[begun.pk])).text
    for _ in range(2):
        assert post(cast.sarah, "evidence_add", begun.pk, pieces=[left.key]).status_code == 302
    assert titles(cast.sarah, begun) == ["Constat", closure()]
    theirs = post(cast.sarah, "evidence_add", begun.pk, pieces=[f"letter-{uuid4()}"])
    assert theirs.status_code == 200
    assert len(titles(cast.sarah, begun)) == 2


# Papers of its own, attestations


def test_a_paper_is_added_once_and_only_a_pdf(cast: Cast) -> None:
    begun, key, plan = dossier(cast), str(uuid4()), a_pdf()
    wanted: dict[str, Any] = {"title": "Plan du hall", "submission": key}
    for _ in range(2):
        file = SimpleUploadedFile("plan.pdf", plan)
        assert post(cast.sarah, "evidence_paper_new", begun.pk, file=file, **wanted).status_code == 302
    wrong = SimpleUploadedFile("plan.pdf", b"MZ" + b"x" * 200)
    answer = post(cast.sarah, "evidence_paper_new", begun.pk, file=wrong, title="Autre plan")
    assert "s’appelle .pdf mais contient un programme" in answer.text
    assert 'value="Autre plan"' in answer.text
    assert titles(cast.sarah, begun) == [closure(), "Constat", "Plan du hall"]


def test_each_missing_part_of_an_attestation_is_named_until_it_is_found(cast: Cast) -> None:
    piece = attestation(cast)
    begun = piece.evidence
    with acting(cast.sarah) as sarah:
        assert piece.missing == list(AttestationPart)
        (said,) = lacking(pieces_of(sarah, begun))
    assert said == Lack("Pièce n° 3, attestation. Il y manque :", tuple(AttestationPart.labels))
    found = [part.value for part in AttestationPart if part not in (AttestationPart.DATE, AttestationPart.ID_COPY)]
    assert post(cast.sarah, "piece_edit", begun.pk, piece.pk, title="Attestation", holds=found).status_code == 302
    page = cast.sarah.client().get(reverse("evidence_detail", args=[begun.pk])).text
    assert "Il y manque\u00a0:" in page
    assert "<ul><li>la date</li><li>la copie d’une pièce d’identité signée</li></ul>" in page
    post(cast.sarah, "piece_edit", begun.pk, piece.pk, title="Attestation", holds=AttestationPart.values)
    with acting(cast.sarah) as sarah:
        assert lacking(pieces_of(sarah, begun)) == []
        constat = pieces_of(sarah, begun)[1]
        with pytest.raises(Refused):
            evidence.describe_piece(by=sarah, piece=constat, title="Constat", holds=["date"])
    assert "holds" not in cast.sarah.client().get(f"/dossiers/{begun.pk}/pieces/{constat.pk}/").text


def test_what_an_attestation_lacks_is_said_when_it_is_frozen_and_afterwards(cast: Cast) -> None:
    piece = attestation(cast)
    begun, actor = piece.evidence, cast.sarah.actor()
    found = [part.value for part in AttestationPart if part != AttestationPart.ID_COPY]
    with acting(cast.sarah) as sarah:
        evidence.describe_piece(by=sarah, piece=piece, title=piece.title, holds=found)
    with as_worker(), transaction.atomic(), acting_as(actor):
        bind(actor, begun)
    page = one_line(cast.sarah.client().get(f"/dossiers/{begun.pk}/").text)
    asked = page.split(f'action="/dossiers/{begun.pk}/figer/"')[1].split("</form>")[0]
    assert "à compléter." in asked
    assert "la copie d’une pièce d’identité signée." in asked
    assert "la signature" not in asked
    with acting(cast.sarah) as sarah:
        evidence.freeze_evidence(by=sarah, evidence=begun)
    frozen = cast.sarah.client().get(f"/dossiers/{begun.pk}/").text
    assert frozen.count("attestation à compléter") == 1


def test_a_situation_without_anything_to_bind_says_so_of_photos_too(cast: Cast) -> None:
    of = situation(cast)
    page = one_line(cast.sarah.client().get(f"/situations/{of.pk}/dossiers/nouveau/").text)
    assert "ni photo ou document d’un fait ou d’une démarche" in page


def test_a_withdrawn_step_is_said_and_kept_out_of_a_new_beginning(cast: Cast) -> None:
    of = situation(cast)
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"situation": of, "rung": "gathering", "done_on": sarah.today, "proof": "file"}
        step = steps.take_step(by=sarah, key=uuid4(), **given)
        steps.deposit_receipt(by=sarah, step=step, content=b"%PDF-1.7 avis %%EOF", name="avis.pdf")
        begun = evidence.begin_evidence(by=sarah, situation=of, title="Hall", key=uuid4())
        steps.withdraw_step(by=sarah, step=step, why="Erreur.")
        assert lacking(pieces_of(sarah, begun)) == [GONE]
        again = evidence.begin_evidence(by=sarah, situation=of, title="Hall", key=uuid4(), former=begun)
        assert pieces_of(sarah, again) == []
        assert lacking([]) == [Lack("Choisissez au moins une pièce.")]


# Frozen


def test_a_dossier_is_frozen_with_the_pdf_of_what_it_holds_now(cast: Cast) -> None:
    made = bound(cast)
    with acting(cast.sarah) as sarah:
        wanted = arrangement(sarah, made, title="Renommé")
        evidence.arrange_evidence(by=sarah, evidence=made, wanted=wanted)
        with pytest.raises(Refused, match="Fabriquez d’abord le PDF"):
            evidence.freeze_evidence(by=sarah, evidence=made)
        evidence.arrange_evidence(by=sarah, evidence=made, wanted=arrangement(sarah, made, title="Bail 2019-0417"))
        earlier = "UPDATE incidents_evidencefile SET frozen_at = app_now() - interval '1 day' WHERE id = %s"
        assert refused(earlier, made.pk)
        frozen = evidence.freeze_evidence(by=sarah, evidence=made)
        assert frozen.frozen_at == sarah.now
        paper = pieces_of(sarah, frozen)[1]
        for act in (
            lambda: evidence.freeze_evidence(by=sarah, evidence=made),
            lambda: evidence.arrange_evidence(by=sarah, evidence=made, wanted=arrangement(sarah, made)),
            lambda: evidence.add_pieces(by=sarah, evidence=made, keys=["step"]),
            lambda: paper_of(sarah, made),
            lambda: evidence.describe_piece(by=sarah, piece=paper, title="x"),
        ):
            with pytest.raises(Conflict):
                act()
        statements = (
            ("UPDATE incidents_evidencefile SET title = 'x' WHERE id = %s", made.pk),
            ("UPDATE incidents_evidencefile SET frozen_at = NULL WHERE id = %s", made.pk),
            ("DELETE FROM incidents_evidencefile WHERE id = %s", made.pk),
            ("UPDATE incidents_piece SET title = 'x' WHERE id = %s", paper.pk),
            ("DELETE FROM incidents_piece WHERE id = %s", paper.pk),
            ("UPDATE files_storedfile SET erased_at = app_now(), name = '', path = '' WHERE id = %s", paper.paper_id),
        )
        for statement, pk in statements:
            assert refused(statement, pk), statement
        assert refused(
            "INSERT INTO incidents_piece (id, evidence_id, position, title, paper_id, is_attestation, holds)"
            " VALUES (%s, %s, 9, 'x', %s, false, '{}')", uuid4(), made.pk, paper.paper_id
        )  # fmt: skip
    sarah = cast.sarah.actor()
    with as_worker(), transaction.atomic(), acting_as(sarah), pytest.raises(Conflict):
        bind(sarah, made, b"%PDF-1.7 autre %%EOF")


def test_another_dossier_begins_from_a_frozen_one_and_takes_nothing_from_it(cast: Cast) -> None:
    made = bound(cast)
    assert post(cast.sarah, "evidence_freeze", made.pk).url == f"/dossiers/{made.pk}/"
    answer = post(cast.sarah, "evidence_restart", made.pk, title="Suite")
    with acting(cast.sarah) as sarah:
        again = EvidenceFile.objects.get(title="Suite")
        assert answer.url == f"/dossiers/{again.pk}/"
        assert again.made_from == made
        assert again.frozen_at is None
        assert titles_and_files(sarah, again) == titles_and_files(sarah, made)
        evidence.arrange_evidence(
            by=sarah, evidence=again, wanted=arrangement(sarah, again, without=pieces_of(sarah, again)[1].pk)
        )
        kept = pieces_of(sarah, made)[1].paper
        assert kept
        assert read_verified(kept), "the frozen dossier holds it too"
    assert titles(cast.sarah, again) == [closure()]


def titles_and_files(by: Any, of: EvidenceFile) -> list[tuple[str, UUID | None]]:
    return [(piece.title, piece.file.pk if piece.file else None) for piece in pieces_of(by, of)]


def test_a_new_pdf_takes_the_place_of_the_one_before(cast: Cast) -> None:
    made = bound(cast)
    former = made.file
    sarah = cast.sarah.actor()
    with as_worker(), transaction.atomic(), acting_as(sarah):
        bind(sarah, made, b"%PDF-1.7 second %%EOF")
    answer = cast.sarah.client().get(reverse("evidence_download", args=[made.pk]))
    assert answer.content == b"%PDF-1.7 second %%EOF"
    with as_worker(), transaction.atomic(), acting_as(sarah):
        assert StoredFile.objects.get(pk=former.pk).erased_at


# Who reads


def test_a_dossier_is_for_those_who_work_on_the_cases_of_the_house(cast: Cast) -> None:
    piece = attestation(cast)
    begun, constance = piece.evidence, lawyer(cast)
    for person in (cast.sarah, constance):
        with acting(person) as actor:
            assert set(evidence_files_visible_to(actor)) == {begun}
            assert len(pieces_visible_to(actor)) == 3
    others = [cast.gilles, cast.victor, cast.karim, cast.maud, cast.pascale, cast.delphine, cast.adrien]
    for person in others:
        with acting(person) as actor:
            assert not evidence_files_visible_to(actor).exists()
            assert not pieces_visible_to(actor).exists()
            assert not EvidenceFile.objects.exists(), "the wall says so too"
            assert not Piece.objects.exists()
    codes = {cast.victor: 404, cast.gilles: 403, cast.karim: 403, cast.adrien: 403, constance: 200}
    for person, code in codes.items():
        for name in ("evidence_detail", "evidence_restart", "evidence_paper_new"):
            assert person.client().get(reverse(name, args=[begun.pk])).status_code == code
    assert post(constance, "evidence_arrange", begun.pk, up=str(piece.pk)).status_code == 302


def test_nobody_of_another_house_changes_one(cast: Cast) -> None:
    begun = dossier(cast)
    with acting(cast.victor) as victor, pytest.raises(PermissionDenied):
        evidence.add_paper(by=victor, evidence=begun, key=uuid4(), prepared=prepared(b"x"), words=PaperWords("x"))
    with acting(cast.gilles) as gilles, pytest.raises(PermissionDenied):
        evidence.begin_evidence(by=gilles, situation=begun.situation, title="x", key=uuid4())


# What the database holds by itself


def test_the_walls_take_pieces_of_the_same_situation_and_house_alone(cast: Cast) -> None:
    begun, other = dossier(cast), make_other_letter(cast)
    insert = (
        "INSERT INTO incidents_piece (id, evidence_id, position, title, step_id, letter_id, paper_id, attachment_id,"
        " is_attestation, holds) VALUES (%s, %s, 9, 'x', %s, %s, %s, %s, false, '{}')"
    )
    with acting(cast.sarah) as sarah:
        assert refused(insert, uuid4(), begun.pk, None, other.pk, None, None), "a letter of another situation"
        assert refused(insert, uuid4(), begun.pk, None, None, other.file_id, None), "a file of another kind"
        step = steps.take_step(
            by=sarah, situation=situation(cast), rung="gathering", done_on=sarah.today, proof="file", key=uuid4()
        )
        assert refused(insert, uuid4(), begun.pk, step.pk, None, None, None), "a step of another situation"
    with acting(cast.victor):
        assert refused(insert, uuid4(), begun.pk, None, None, None, None)
    fresh = (
        "INSERT INTO incidents_evidencefile (id, situation_id, reference, title, made_from_id, post_id, made_at,"
        " printed) VALUES (%s, %s, %s, 'x', %s, %s, app_now() - %s::interval, '')"
    )
    with acting(cast.sarah) as sarah:
        given = (begun.situation_id, "P-AAAA-AA")
        assert refused(fresh, uuid4(), other.situation_id, "P-AAAA-AA", begun.pk, sarah.post_id, "0")
        assert refused(fresh, uuid4(), *given, None, sarah.post_id, "1 day"), "begun in the past"
        assert refused(fresh, uuid4(), *given, None, cast.gilles.post.pk, "0"), "from another post"
        assert not refused(fresh, uuid4(), *given, begun.pk, sarah.post_id, "0")
        assert refused(
            "UPDATE incidents_evidencefile SET file_id = %s, pages = 1, printed = 'x' WHERE id = %s",
            other.file_id, begun.pk,
        )  # fmt: skip


def make_other_letter(cast: Cast) -> Letter:
    """Sent, with its paper, of another lease."""
    with acting(cast.sarah) as sarah:
        of = open_lease_situation(by=sarah, residence=cast.tilleuls, lease="2020-1", lease_from=None, key=uuid4())
        holder = add_addressee(by=sarah, situation=of, key=uuid4(), words=holder_words())
    (letter,) = make(cast, of, holder, kind="closure", body="Voici.")
    with acting(cast.sarah) as sarah:
        return send_letter(by=sarah, letter=printed(cast, letter), sending=Sending(sarah.today, "letter"))


def test_a_row_that_says_two_things_is_none(cast: Cast) -> None:
    begun = dossier(cast)
    with acting(cast.sarah) as sarah:
        letter, paper = pieces_of(sarah, begun)
    for changes in (
        {"letter": letter.letter, "paper": paper.paper},
        {"letter": letter.letter},
        {},
        {"paper": paper.paper},
        {"paper": paper.paper, "original": paper.original, "holds": ["date"]},
        {"letter": letter.letter, "is_attestation": True},
        {"paper": paper.paper, "original": paper.original, "is_attestation": True, "holds": ["stamp"]},
    ):
        with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
            Piece.objects.create(evidence=begun, position=9, title="x", **changes)


def test_a_dossier_says_of_a_situation_that_it_is_there(cast: Cast) -> None:
    begun = dossier(cast)
    page = cast.sarah.client().get(reverse("situation_detail", args=[begun.situation_id])).text
    assert reverse("evidence_list", args=[begun.situation_id]) in page
    listed = cast.sarah.client().get(reverse("evidence_list", args=[begun.situation_id])).text
    assert begun.reference in listed
