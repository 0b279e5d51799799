"""The bilan of a year: one delegate writes it, another reviews it, and then it is frozen and can be verified."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from acting.actor import Actor, machine_actor
from acting.days import YEAR, months_from
from acting.refusals import Conflict, Refused
from correspondents.services.designations import end_designation_now
from files.models import StoredFile
from journal.enums import JobState
from journal.models import Entry
from reports import production
from reports.enums import Chapter, ReviewState
from reports.models import Commentary, Publication, Report, YearlyReview
from reports.permissions import reviews_visible_to
from reports.review_paper import contents_of
from reports.review_rules import IN_THE_MAKING, MOVED_ON, MOVES, NOT_PRINTED, NOT_PUBLISHED, OWN_TEXT
from reports.services.papers import request_review
from reports.services.publications import publish_months, reopen_publication, withdraw_publication
from reports.services.reviews import (
    approve_review,
    begin_review,
    comment_chapter,
    freeze_review,
    reopen_review,
    submit_review,
)
from tests.figures import Worker, prepare, publish, publish_months_behind
from tests.people import Cast, Person, acting
from tests.reports.bilans import A_YEAR, COMMENTED, begun, frozen, printed, reviewed, second_delegate, submitted
from tests.reports.conftest import Work
from tests.roles import installing

ADDRESS = "/rapports/bilans/"


@pytest.fixture
def published(filed: Cast, as_worker: Worker) -> Cast:
    publish_months_behind(as_worker, filed.delphine)
    return filed


@pytest.fixture
def damien(published: Cast) -> Person:
    return second_delegate(published)


def acts_of(review: YearlyReview) -> list[str]:
    entries = Entry.objects.filter(object_id=review.pk).exclude(verb="bilan.lu")
    return list(entries.order_by("at").values_list("verb", flat=True))


def test_from_its_first_word_to_the_number_that_anybody_verifies(published: Cast, damien: Person) -> None:
    """Over the pages, as two delegates do it."""
    delphine, other = published.delphine.client(), damien.client()
    assert delphine.post(ADDRESS, {"period": A_YEAR}).status_code == 302
    with acting(published.delphine):
        review = YearlyReview.objects.get()
    page = f"{ADDRESS}{review.pk}/"
    delphine.post(f"{page}chapitres/saisines/", {"text": COMMENTED})
    delphine.post(f"{page}soumettre/")
    assert OWN_TEXT in delphine.post(f"{page}relire/", follow=True).text
    assert COMMENTED in other.get(page).text
    other.post(f"{page}relire/")
    assert NOT_PRINTED in other.post(f"{page}figer/", follow=True).text
    with acting(damien):
        review.refresh_from_db()
    content = b"%PDF-1.7 le bilan"
    printed(damien, review, content)
    delphine.post(f"{page}figer/")
    assert other.get(f"{page}telecharger/").content == content
    with acting(published.delphine):
        assert YearlyReview.objects.get().state == ReviewState.FROZEN
    assert acts_of(review) == [
        *("bilan.commence", "bilan.commente", "bilan.soumis", "bilan.relu", "bilan.mis_en_pdf", "bilan.fige")
    ]
    typed = {"number": review.reference, "digest": sha256(content).hexdigest()}
    said = Client().post("/verifier/", typed).text
    assert "Conforme." in said
    assert "d’un bilan" in said
    assert COMMENTED not in said


def test_what_does_not_belong_together_is_answered_alike(published: Cast, damien: Person) -> None:
    content = b"%PDF-1.7 bilan"
    waits = printed(damien, reviewed(published.delphine, damien, A_YEAR), content)
    kept = frozen(published.delphine, damien)
    digest = sha256(content).hexdigest()
    for number, other in ((waits.reference, digest), (kept.reference, "0" * 64), ("B-2222-22", digest)):
        said = Client().post("/verifier/", {"number": number, "digest": other}).text
        assert "Ne correspond à aucun dossier figé" in said, number


def test_each_delegate_of_the_convention_sees_it_and_nobody_else(published: Cast, damien: Person) -> None:
    review = frozen(published.delphine, damien)
    seen = {}
    for name, person in (published.people() | {"damien": damien}).items():
        with acting(person) as actor:
            seen[name] = list(reviews_visible_to(actor))
            assert list(YearlyReview.objects.all()) == seen[name], f"the wall shows {name} something else"
            assert Commentary.objects.count() == len(seen[name])
    assert {name: rows for name, rows in seen.items() if rows} == {"delphine": [review], "damien": [review]}
    codes = {name: each.client().get(f"{ADDRESS}{review.pk}/").status_code for name, each in published.people().items()}
    assert {name for name, code in codes.items() if code == 200} == {"delphine"}


def test_who_wrote_a_chapter_does_not_review_it(published: Cast, damien: Person) -> None:
    review = begun(published.delphine)
    with acting(damien) as actor:
        comment_chapter(by=actor, review=review, chapter="faits", text="Trois bailleurs ont commencé à déclarer.")
    with acting(published.delphine) as actor:
        submit_review(by=actor, review=review)
    for person in (damien, published.delphine):
        with pytest.raises(Refused, match="Une autre personne relit"), acting(person) as actor:
            approve_review(by=actor, review=review)
    third = second_delegate(published, "Dora")
    with acting(third) as actor:
        assert approve_review(by=actor, review=review).reviewed_by_id == third.designation.pk


def test_what_one_delegate_signed_no_other_writes_over(published: Cast, damien: Person) -> None:
    """Retouched, it would be signed by Damien alone, and Delphine could review her own text."""
    review = begun(published.delphine)
    dora = second_delegate(published, "Dora")
    with acting(published.delphine) as actor:
        signed = comment_chapter(by=actor, review=review, chapter="faits", text="Trois bailleurs ont commencé.")
    page = f"{ADDRESS}{review.pk}/"
    assert f"{page}chapitres/faits/" in published.delphine.client().get(page).content.decode()
    assert f"{page}chapitres/faits/" not in dora.client().get(page).content.decode(), "no link to what is refused"
    answer = dora.client().post(f"{page}chapitres/faits/", {"text": "Retouché.", "version": ""})
    assert "elle seule le change ou le retire" in answer.content.decode()
    assert "Retouché." in answer.content.decode(), "what was typed is not lost"
    retouch = "UPDATE reports_commentary SET text = 'Retouché.', author_id = %s, written_at = app_now() WHERE id = %s"
    with acting(damien), connection.cursor() as cursor:
        cursor.execute(retouch, [damien.designation.pk, signed.pk])
        assert cursor.rowcount == 0, "nor by SQL"
    with installing():
        end_designation_now(by=machine_actor(timezone.now()), designation=published.delphine.designation)
    with acting(damien) as actor:
        assert comment_chapter(by=actor, review=review, chapter="faits", text="Repris.").author == damien.designation


def test_an_emptied_commentary_is_no_writing(published: Cast, damien: Person) -> None:
    review = begun(published.delphine)
    with acting(damien) as actor:
        comment_chapter(by=actor, review=review, chapter="faits", text="À revoir.")
        comment_chapter(by=actor, review=review, chapter="faits", text="")
    with acting(published.delphine) as actor:
        submit_review(by=actor, review=review)
    with acting(damien) as actor:
        assert approve_review(by=actor, review=review).state == ReviewState.REVIEWED


ACTS = {
    ReviewState.SUBMITTED: submit_review,
    ReviewState.REVIEWED: approve_review,
    ReviewState.FROZEN: freeze_review,
    ReviewState.DRAFT: reopen_review,
}


@pytest.mark.parametrize("state", ReviewState)
def test_the_square_of_moves(published: Cast, damien: Person, state: ReviewState) -> None:
    """By Damien, who wrote nothing; what is not in the table is a conflict."""
    for to, act in ACTS.items():
        review = in_state(published.delphine, damien, state)
        before = review.state
        with acting(damien) as actor:
            if to in MOVES[state]:
                assert act(by=actor, review=review).state == to
            else:
                with pytest.raises(Conflict):
                    act(by=actor, review=review)
        with acting(damien):
            review.refresh_from_db()
            assert review.state == (to if to in MOVES[state] else before)
        forget(review)


def in_state(author: Person, other: Person, state: ReviewState) -> YearlyReview:
    if state == ReviewState.DRAFT:
        return begun(author)
    if state == ReviewState.SUBMITTED:
        return submitted(author)
    return printed(other, reviewed(author, other)) if state == ReviewState.REVIEWED else frozen(author, other)


def forget(review: YearlyReview) -> None:
    """As if it had never been: another one of the same months is tried next."""
    with installing():
        Commentary.objects.filter(review=review).delete()
        YearlyReview.objects.filter(pk=review.pk).delete()


def test_taken_up_again_it_loses_its_review_and_its_paper(published: Cast, damien: Person) -> None:
    review = printed(damien, reviewed(published.delphine, damien))
    paper = review.file_id
    with acting(published.delphine) as actor:
        again = reopen_review(by=actor, review=review)
        assert (again.reviewed_at, again.submitted_by_id, again.file_id) == (None, None, None)
    with installing():
        assert StoredFile.objects.get(pk__in=[paper]).erased_at is not None


def test_one_at_a_time_of_the_same_months_and_another_edition_after_it(published: Cast, damien: Person) -> None:
    first = begun(published.delphine)
    for person in (published.delphine, damien):
        with pytest.raises(Refused) as refused, acting(person) as actor:
            begin_review(by=actor, period="12m", key=uuid4())
        assert refused.value.sentence == IN_THE_MAKING
    with acting(damien) as actor:
        assert begin_review(by=actor, period=A_YEAR, key=uuid4()).edition == 1
    with acting(published.delphine) as actor:
        submit_review(by=actor, review=first)
    with acting(damien) as actor:
        approve_review(by=actor, review=first)
    with acting(damien):
        first.refresh_from_db()
    printed(damien, first)
    with acting(damien) as actor:
        freeze_review(by=actor, review=first)
    assert begun(published.delphine).edition == 2


def test_the_same_form_begins_one(published: Cast) -> None:
    key = uuid4()
    with acting(published.delphine) as actor:
        one, two = (begin_review(by=actor, period=A_YEAR, key=key) for _ in range(2))
        assert one == two
        with pytest.raises(Conflict):
            begin_review(by=actor, period="12m", key=key)


def test_a_year_without_figures_is_refused_where_it_is_asked(published: Cast) -> None:
    answer = published.delphine.client().post(ADDRESS, {"period": "1999"})
    assert answer.status_code == 200
    with acting(published.delphine) as actor, pytest.raises(Refused) as refused:
        begin_review(by=actor, period="1999", key=uuid4())
    assert refused.value.sentence == NOT_PUBLISHED


def test_without_any_published_figure_the_page_says_so(cast: Cast) -> None:
    answer = cast.delphine.client().post(ADDRESS, {"period": "12m"})
    assert NOT_PUBLISHED in answer.text


def test_figures_that_went_while_somebody_wrote(published: Cast, damien: Person, work: Work) -> None:
    """Its months are withdrawn: it is neither submitted nor printed, and its page says why. Published again, it goes
    on."""
    review = begun(published.delphine)
    with acting(published.delphine) as actor:
        report = request_review(by=actor, review=review)
        gone = [withdrawn_month(actor) for _ in range(12)]
    with acting(published.delphine) as actor, pytest.raises(Refused, match="Aucun chiffre"):
        submit_review(by=actor, review=review)
    assert work(report).state == JobState.FAILED
    assert "ne sont plus publiés" in published.delphine.client().get(f"{ADDRESS}{review.pk}/").text
    with acting(published.delphine) as actor:
        for month in gone:
            publish_months(by=actor, publication=reopen_publication(by=actor, publication=month))
        assert submit_review(by=actor, review=review).state == ReviewState.SUBMITTED


def withdrawn_month(by: Actor, behind: int = 0) -> Publication:
    """The latest that is published, or so many months before it."""
    found = Publication.objects.published().filter(convention=by.convention_id).newest_first()[behind]
    return withdraw_publication(by=by, publication=found, reason="Un import a été compté deux fois.")


def test_a_bilan_of_which_one_month_was_withdrawn_goes_on_without_it(published: Cast) -> None:
    """The paper names the month (tests/reports/test_review_paper.py)."""
    review = begun(published.delphine)
    with acting(published.delphine) as actor:
        withdrawn_month(actor, 3)
        assert submit_review(by=actor, review=review).state == ReviewState.SUBMITTED


def test_a_bilan_of_twelve_months_stays_one_when_the_next_is_published(published: Cast, as_worker: Worker) -> None:
    review, later = begun(published.delphine), timezone.now() + timedelta(days=40)
    assert prepare(as_worker, later) > 0
    newer = publish(published.delphine, later)
    assert newer[-1].month > max(months_from(review.first_month))
    with acting(published.delphine, later) as actor:
        assert submit_review(by=actor, review=review).state == ReviewState.SUBMITTED
        assert contents_of(actor, review)["figures"].first == review.first_month


def test_a_pdf_that_shows_a_month_as_it_was_before_is_not_frozen(published: Cast, damien: Person) -> None:
    review = printed(damien, reviewed(published.delphine, damien))
    with acting(damien) as actor:
        withdrawn_month(actor, 3)
    with acting(damien) as actor, pytest.raises(Refused) as refused:
        freeze_review(by=actor, review=review)
    assert refused.value.sentence == MOVED_ON
    assert MOVED_ON in damien.client().get(f"{ADDRESS}{review.pk}/").text
    with acting(published.delphine) as actor:
        submit_review(by=actor, review=reopen_review(by=actor, review=review))
    with acting(damien) as actor:
        again = printed(damien, approve_review(by=actor, review=review))
    with acting(damien) as actor:
        assert freeze_review(by=actor, review=again).state == ReviewState.FROZEN


def test_the_months_that_a_bilan_is_compared_with_are_read_again_too(published: Cast, damien: Person) -> None:
    review = printed(damien, reviewed(published.delphine, damien))
    with acting(damien) as actor:
        assert withdrawn_month(actor, YEAR).month < review.first_month
    with acting(damien) as actor, pytest.raises(Refused) as refused:
        freeze_review(by=actor, review=review)
    assert refused.value.sentence == MOVED_ON


def test_a_month_that_is_withdrawn_while_the_pdf_is_made_is_noticed(published: Cast, damien: Person) -> None:
    review = reviewed(published.delphine, damien)
    with acting(damien) as actor:
        withdrawn_month(actor, 3)
    with pytest.raises(Conflict):
        printed(damien, review)
    with acting(damien):
        review.refresh_from_db()
    assert review.file_id is None


def test_the_guard_points_at_a_person_and_keeps_what_was_typed(published: Cast) -> None:
    review = begun(published.delphine, text="")
    client, page = published.delphine.client(), f"{ADDRESS}{review.pk}/chapitres/faits/"
    typed = "Merci à Monsieur Durand, du commissariat."
    answer = client.post(page, {"text": typed})
    assert "Monsieur Durand" in answer.text
    assert typed in answer.text
    with acting(published.delphine):
        assert not Commentary.objects.exists()
    assert client.post(page, {"text": typed, "reviewed": "on"}).status_code == 302
    with acting(published.delphine):
        assert Commentary.objects.get().text == typed


def test_two_who_write_one_chapter_see_each_other(published: Cast, damien: Person) -> None:
    review = begun(published.delphine, text="")
    page = f"{ADDRESS}{review.pk}/chapitres/faits/"
    opened = published.delphine.client().get(page).context["form"]["stored"].value()
    damien.client().post(page, {"text": "Un bailleur a commencé."})
    answer = published.delphine.client().post(page, {"text": "Deux bailleurs ont commencé.", "stored": opened})
    assert "Un bailleur a commencé." in answer.text
    assert "Deux bailleurs ont commencé." in answer.text
    with acting(damien):
        assert Commentary.objects.get().author_id == damien.designation.pk


def test_a_commentary_too_long_and_a_chapter_that_is_none(published: Cast) -> None:
    review = begun(published.delphine, text="")
    with acting(published.delphine) as actor:
        for chapter, text in (("saisines", "x" * 3001), ("annexes", "x")):
            with pytest.raises(Refused):
                comment_chapter(by=actor, review=review, chapter=chapter, text=text)
    page = f"{ADDRESS}{review.pk}/chapitres/"
    assert published.delphine.client().get(f"{page}annexes/").status_code == 404
    assert {published.delphine.client().get(f"{page}{chapter}/").status_code for chapter in Chapter.values} == {200}


def test_a_right_that_is_lost_while_the_paper_is_made(published: Cast, damien: Person, work: Work) -> None:
    review = reviewed(published.delphine, damien)
    with acting(damien) as actor:
        report = request_review(by=actor, review=review)
    with installing():
        end_designation_now(by=machine_actor(timezone.now()), designation=damien.designation)
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, production.ENDED)
    with acting(published.delphine):
        assert YearlyReview.objects.get().file_id is None


def test_taken_up_again_while_the_paper_is_made_nothing_is_kept(published: Cast, damien: Person) -> None:
    review = reviewed(published.delphine, damien)
    with acting(published.delphine) as actor:
        reopen_review(by=actor, review=review)
    with pytest.raises(Conflict):
        printed(damien, review)


def test_asked_twice_it_is_made_once(published: Cast) -> None:
    review = begun(published.delphine)
    with acting(published.delphine) as actor:
        one, two = (request_review(by=actor, review=review) for _ in range(2))
        assert one == two
        assert Report.objects.filter(object_id=review.pk).count() == 1


def test_others_write_nothing_at_the_services(published: Cast, damien: Person) -> None:
    review = begun(published.delphine)
    for name, person in published.people().items():
        if name == "delphine":
            continue
        with pytest.raises(PermissionDenied), acting(person) as actor:
            comment_chapter(by=actor, review=review, chapter="faits", text="De l’extérieur.")


NOW = timedelta()


def written(person: Person, rows: object, **values: object) -> int:
    """How many rows the walls let the person write, the rules left out; -1 where the database refuses. A moment is NOW,
    or that long ago."""
    try:
        with acting(person) as actor, transaction.atomic():
            given = {name: actor.now - of if isinstance(of, timedelta) else of for name, of in values.items()}
            return rows.update(**given)  # type: ignore[attr-defined,no-any-return]
    except (DatabaseError, IntegrityError):
        return -1


def test_the_walls_keep_a_bilan_to_its_delegates_and_their_own_names(published: Cast, damien: Person) -> None:
    delphine = published.delphine
    review = submitted(delphine, A_YEAR)
    rows = YearlyReview.objects.filter(pk=review.pk)
    by = {"state": "reviewed", "reviewed_at": NOW}
    assert written(published.sarah, rows, state="draft") == 0
    assert written(delphine, rows, **by, reviewed_by=delphine.designation) == -1, "who submitted it"
    assert written(delphine, rows, **by, reviewed_by=damien.designation) == -1, "in another's name"
    late = {"state": "reviewed", "reviewed_at": timedelta(days=3)}
    assert written(damien, rows, **late, reviewed_by=damien.designation) == -1, "not now"
    right = submitted(delphine)
    as_it_is = YearlyReview.objects.filter(pk=right.pk)
    assert written(damien, as_it_is, **by, reviewed_by=damien.designation) == 1, "as it is done"
    forget(right)
    texts = Commentary.objects.filter(review=review)
    assert written(damien, texts, text="Autre chose.") == 0, "no draft any more"
    kept = frozen(delphine, damien)
    assert written(damien, YearlyReview.objects.filter(pk=kept.pk), pages=3) == 0
    assert written(damien, Commentary.objects.filter(review=kept), text="") == 0
    draft = YearlyReview(convention=kept.convention, first_month=kept.first_month, edition=9, reference="B-2222-22")
    draft.begun_by = damien.designation
    for person in (delphine, published.sarah):
        draft.begun_at = timezone.now() + timedelta(seconds=5)  # within the minute that an act may take
        with pytest.raises(DatabaseError), acting(person):
            draft.save(force_insert=True)


def test_the_walls_take_a_commentary_in_one_s_own_name_and_now(published: Cast, damien: Person) -> None:
    review = begun(published.delphine)
    texts = Commentary.objects.filter(review=review)
    assert written(published.delphine, texts, text="x", author=damien.designation, written_at=NOW) == -1
    assert written(published.delphine, texts, text="x", written_at=timedelta(days=-3)) == -1, "not now"
    assert written(damien, texts, text="x", author=damien.designation, written_at=NOW) == 0, "signed by Delphine"
    assert written(published.sarah, texts, text="x") == 0
    said = {"review": review, "chapter": "faits", "text": "x"}
    with pytest.raises(DatabaseError), acting(damien) as actor:
        Commentary.objects.create(**said, author=published.delphine.designation, written_at=actor.now)
    with acting(damien) as actor:
        Commentary.objects.create(**said, author=damien.designation, written_at=actor.now)


def test_who_signed_a_chapter_passes_no_wall_as_its_reviewer(published: Cast, damien: Person) -> None:
    review = begun(published.delphine)
    with acting(damien) as actor:
        comment_chapter(by=actor, review=review, chapter="faits", text="Une phrase.")
    with acting(published.delphine) as actor:
        submit_review(by=actor, review=review)
    rows = YearlyReview.objects.filter(pk=review.pk)
    by = {"state": "reviewed", "reviewed_at": NOW, "reviewed_by": damien.designation}
    assert written(damien, rows, **by) == -1


def test_a_paper_that_was_frozen_is_not_erased(published: Cast, damien: Person) -> None:
    waits = printed(damien, reviewed(published.delphine, damien, A_YEAR))
    kept = frozen(published.delphine, damien)
    for review, expected in ((kept, 0), (waits, 1)):
        rows = StoredFile.objects.filter(pk__in=[review.file_id])
        assert written(published.sarah, rows, erased_at=NOW) == 0
        assert written(damien, rows, path="", name="", erased_at=NOW) == expected
