"""An answer is prepared at the post and sent by whoever answers there: until then it is nobody else's."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from acting.refusals import Conflict, Refused
from correspondents.enums import DesignationRole
from journal.models import Entry
from referrals.models import Answer, PreparedAnswer, Referral
from referrals.permissions import answers_visible_to, prepared_answers_visible_to, received_referrals_visible_to
from referrals.services import answers
from referrals.services import referrals as services
from tests.people import Cast, Person, acting, appoint, make_referral, make_user
from tests.referrals.test_referral_pages import text_of
from tests.roles import installing
from tests.walls.trials import refused

WORDS = "Brigade saisie, à préparer."


@pytest.fixture
def asked(cast: Cast) -> Referral:
    return make_referral(cast.sarah, cast.maud, cast.tilleuls)


def prepare(person: Person, referral: Referral, outcome: str = "sent_to_inquiry", **given: Any) -> PreparedAnswer:
    with acting(person) as by:
        return answers.prepare_answer(by=by, referral=referral, outcome=outcome, **({"note": WORDS} | given))


def validate(client: Client, *ticked: PreparedAnswer, marks: dict[PreparedAnswer, str] | None = None) -> list[str]:
    shown = [
        each.split('"')[0]
        for each in client.get("/saisines/a-valider/").content.decode().split('name="vu" value="')[1:]
    ]
    seen = [f"{each.pk}:{mark}" for each, mark in (marks or {}).items()] or shown
    data = {"reponse": [each.pk for each in ticked], "vu": seen}
    answer = client.post("/saisines/a-valider/", data, follow=True)
    return [str(message) for message in answer.context["messages"]]


def given_to(person: Person, referral: Referral) -> list[tuple[str, str]]:
    with acting(person) as actor:
        found = answers_visible_to(actor).filter(referral=referral).order_by("answered_at")
        return list(found.values_list("outcome", "note"))


def prepared_seen_by(person: Person) -> int:
    """By the rule, and by the wall where no rule is asked."""
    with acting(person) as actor:
        by_rule, by_wall = prepared_answers_visible_to(actor).count(), PreparedAnswer.objects.count()
    assert by_rule == by_wall
    return by_rule


def test_the_preparateur_fills_the_form_and_the_magistrat_sends_it(cast: Cast, asked: Referral) -> None:
    perrine, maud, page = cast.perrine.client(), cast.maud.client(), f"/saisines/{asked.pk}/"
    assert "Préparer une réponse" in text_of(perrine.get(page))
    assert "Préparer une réponse" not in text_of(maud.get(page))
    assert perrine.post(f"{page}repondre/", {"outcome": "sent_to_inquiry"}).status_code == 403
    assert perrine.post(f"{page}preparer-reponse/", {"outcome": "sent_to_inquiry", "note": WORDS}).status_code == 302
    assert given_to(cast.sarah, asked) == []
    for client in (perrine, maud):
        shown = text_of(client.get(page))
        assert "Réponse préparée" in shown
        assert WORDS in shown
    with acting(cast.maud):
        prepared = PreparedAnswer.objects.get()
    assert validate(maud, prepared) == ["Réponse envoyée."]
    assert given_to(cast.sarah, asked) == [("sent_to_inquiry", WORDS)]
    with acting(cast.maud):
        assert Answer.objects.get().designation == cast.maud.designation
        assert not PreparedAnswer.objects.exists()


def test_nobody_but_the_people_of_the_post_learns_of_it(cast: Cast, asked: Referral) -> None:
    """Not the sender, whoever else is at that institution, or anybody: not on a page, in a row or in the journal."""
    prepare(cast.perrine, asked)
    assert {name for name, person in cast.people().items() if prepared_seen_by(person)} == {"maud", "perrine"}
    shown = text_of(cast.sarah.client().get(f"/saisines/{asked.pk}/"))
    assert ("Réponse préparée" in shown, WORDS in shown, "Sans accusé de réception" in shown) == (False, False, False)
    with installing():
        entries = Entry.objects.filter(verb__startswith="reponse_preparee")
        assert {each.owner_id for each in entries} == {cast.maud.signatory.pk}
        assert not any(WORDS in str(vars(each)) for each in Entry.objects.all())
        assert list(Referral.objects.filter(pk=asked.pk).values_list("state", "version")) == [("sent", 2)]


def test_it_is_prepared_by_a_preparateur_of_the_post_alone(cast: Cast, asked: Referral) -> None:
    for person in (cast.maud, cast.karim, cast.sarah, cast.paul):
        with acting(person) as by, pytest.raises(PermissionDenied):
            answers.prepare_answer(by=by, referral=asked, outcome="sent_to_inquiry")
    with acting(cast.perrine) as perrine, pytest.raises(Refused) as reason:
        answers.prepare_answer(by=perrine, referral=asked, outcome="copy_delivered")
    assert reason.value.field == "outcome"
    page = cast.perrine.client().post(f"/saisines/{asked.pk}/preparer-reponse/", {"outcome": "opinion_given"})
    assert set(page.context["answer_form"].errors) == {"note"}
    assert prepared_seen_by(cast.perrine) == 0


WRITTEN = (
    "INSERT INTO referrals_preparedanswer (id, referral_id, post_id, designation_id, outcome, outcome_motive, note,"
    " replaces_former, prepared_at, version) SELECT gen_random_uuid(), id, %s, app_designation(), %s, '', '', false,"
    " app_now(), 1 FROM referrals_referral WHERE id = %s"
)


def test_the_wall_lets_the_preparateur_write_it_and_nobody_else(cast: Cast, asked: Referral) -> None:
    elsewhere = make_referral(cast.sarah, cast.paul, cast.erables)
    post = cast.maud.post.pk
    for person in (cast.maud, cast.sarah, cast.karim, cast.paul):
        with acting(person):
            assert refused(WRITTEN, post, "sent_to_inquiry", asked.pk)
    with acting(cast.perrine):
        assert refused(WRITTEN, cast.paul.post.pk, "sent_to_inquiry", asked.pk), "for another post"
        assert refused(WRITTEN, post, "copy_delivered", asked.pk), "of another subject"
        assert refused(WRITTEN, post, "sent_to_inquiry", elsewhere.pk), "received elsewhere"
        assert not refused(WRITTEN, post, "sent_to_inquiry", asked.pk)
    kept = {"post": cast.paul.post, "designation": cast.paul.designation, "prepared_at": timezone.now()}
    with installing():
        PreparedAnswer.objects.create(referral=elsewhere, outcome="joined", **kept)
    with acting(cast.perrine):
        again = "UPDATE referrals_preparedanswer SET designation_id = app_designation(), prepared_at = app_now()"
        assert not refused(again), "of the own post alone, and that of another one is not even met"
    changed = "UPDATE referrals_preparedanswer SET outcome = 'under_inquiry' WHERE referral_id = %s"
    for person in (cast.maud, cast.sarah, cast.paul):
        with acting(person):
            assert refused(changed, asked.pk)
    dropped = "DELETE FROM referrals_preparedanswer WHERE referral_id = %s"
    for person in (cast.sarah, cast.paul, cast.karim):
        with acting(person):
            assert refused(dropped, asked.pk)
    with acting(cast.maud):
        assert not refused(dropped, asked.pk)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=asked)
    with acting(cast.perrine):
        assert refused(WRITTEN, post, "sent_to_inquiry", asked.pk), "withdrawn"


def test_several_are_validated_at_once_and_those_that_moved_are_named(cast: Cast) -> None:
    """Changed, withdrawn, completed or answered since it was read: that one stays, with its words; the rest leaves."""
    rows = [make_referral(cast.sarah, cast.maud, cast.tilleuls) for _ in range(6)]
    fine, changed, withdrawn, completed, answered, unticked = rows
    prepared = {row: prepare(cast.perrine, row, note=f"Pour {row.reference}.") for row in rows}
    with acting(cast.maud) as maud:
        marks = {
            each: answers.mark_of(PreparedAnswer.objects.select_related("referral").get(pk=each.pk))
            for each in prepared.values()
        }
        services.answer_referral(by=maud, referral=answered, outcome="already_given")
    prepare(cast.perrine, changed, "under_inquiry")
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=withdrawn)
        services.complete_referral(by=sarah, referral=completed, field_sets=[], precision="PV 2026/0417.")
    ticked = [prepared[row] for row in rows if row != unticked]
    done, left = validate(cast.maud.client(), *ticked, marks=marks)
    assert done == "Réponse envoyée."
    assert {row.reference for row in rows if row.reference in left} == {
        each.reference for each in (changed, withdrawn, completed, answered)
    }
    assert f"{withdrawn.reference} (retirée)" in left
    assert f"{answered.reference} (réponse donnée)" in left
    assert f"{changed.reference} (changée depuis que vous l’avez lue)" in left
    sent = {row: given_to(cast.maud, row) for row in rows}
    assert sent == {
        fine: [("sent_to_inquiry", f"Pour {fine.reference}.")],
        **{row: [] for row in (changed, withdrawn, completed, unticked)},
        answered: [("already_given", "")],
    }
    with acting(cast.maud):
        assert {each.referral_id for each in PreparedAnswer.objects.all()} == {row.pk for row in rows if row != fine}
    shown = text_of(cast.maud.client().get("/saisines/a-valider/"))
    assert f"Pour {withdrawn.reference}." in shown
    assert "elle ne peut plus partir" in shown.lower()


def test_nothing_leaves_that_is_not_ticked_or_was_not_shown(cast: Cast, asked: Referral) -> None:
    prepared = prepare(cast.perrine, asked)
    maud = cast.maud.client()
    assert validate(maud) == ["Cochez au moins une réponse."]
    assert validate(maud, prepared, marks={prepared: "9.9"})[0].startswith("Rien n’est parti")
    assert cast.perrine.client().post("/saisines/a-valider/", {"reponse": [prepared.pk]}).status_code == 403
    for person in (cast.karim, cast.paul):
        person.client().post("/saisines/a-valider/", {"reponse": [prepared.pk], "vu": [f"{prepared.pk}:1.2"]})
    assert cast.sarah.client().get("/saisines/a-valider/").status_code == 403
    assert given_to(cast.maud, asked) == []


def test_a_colleague_of_another_post_validates_nothing(cast: Cast, asked: Referral) -> None:
    prepared = prepare(cast.perrine, asked)
    for person in (cast.perrine, cast.sarah):
        with acting(person) as by, pytest.raises(PermissionDenied):
            answers.validate_answers(by=by, seen={prepared.pk: "1.2"})
    for person in (cast.paul, cast.karim):
        with acting(person) as by:
            assert answers.validate_answers(by=by, seen={prepared.pk: "1.2"}) == answers.Sent()
    assert given_to(cast.maud, asked) == []


def test_the_magistrat_changes_it_in_the_form_and_it_is_settled(cast: Cast, asked: Referral) -> None:
    prepared = prepare(cast.perrine, asked)
    maud, page = cast.maud.client(), f"/saisines/{asked.pk}/"
    form = maud.get(page).context["answer_form"]
    assert (form["outcome"].value(), form["note"].value(), form["prepared"].value()) == ("sent_to_inquiry", WORDS, 1)
    given = {"outcome": "sent_to_inquiry", "note": "Autrement dit.", "prepared": prepared.version}
    assert maud.post(f"{page}repondre/", given).status_code == 302
    assert given_to(cast.sarah, asked) == [("sent_to_inquiry", "Autrement dit.")]
    assert prepared_seen_by(cast.maud) == 0


def test_it_is_prepared_again_and_given_up(cast: Cast, asked: Referral) -> None:
    first = prepare(cast.perrine, asked)
    assert prepare(cast.perrine, asked).version == first.version, "the same again is the same"
    again = prepare(cast.perrine, asked, "under_inquiry")
    assert (again.pk, again.version) == (first.pk, 2)
    for person in (cast.karim, cast.paul, cast.sarah):
        assert person.client().post(f"/saisines/{asked.pk}/abandonner-reponse/").status_code in (403, 404)
        with acting(person) as by, pytest.raises(PermissionDenied):
            answers.drop_prepared(by=by, prepared=again)
    assert cast.maud.client().post(f"/saisines/{asked.pk}/abandonner-reponse/").status_code == 302
    assert prepared_seen_by(cast.perrine) == 0
    with acting(cast.maud) as maud, pytest.raises(Conflict):
        answers.drop_prepared(by=maud, prepared=again)


def test_a_preparateur_who_leaves_has_nothing_and_the_post_keeps_it(cast: Cast, asked: Referral) -> None:
    prepare(cast.perrine, asked)
    noe = make_user("Noé")
    successor = appoint(noe, cast.maud.post, role=DesignationRole.PREPARATEUR)
    assert prepared_seen_by(successor) == 1


def test_the_row_of_the_referral_is_not_moved_by_a_preparation(cast: Cast, asked: Referral) -> None:
    prepare(cast.perrine, asked)
    with acting(cast.maud) as maud:
        assert received_referrals_visible_to(maud).get(pk=asked.pk).state == "sent"
