"""What is mostly answered to which subject, and the detail that makes an answer whole: asked at every door."""

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from acting.refusals import Refused
from referrals.beside_facts import latest_answers
from referrals.enums import FieldSet
from referrals.models import Answer, Referral, Subject
from referrals.outcomes import FIELDS, LIKELY, OUTCOMES, Detail, outcomes_for, refusals_of_answer
from referrals.permissions import answers_visible_to
from referrals.services import referrals as services
from reports.fiche import draft_sheet
from reports.models import Report
from reports.services import request_sheet
from signatories.enums import SignatoryKind
from tests.people import Cast, Person, acting, make_complaint, make_fact, make_question, make_referral
from tests.referrals.test_referral_pages import text_of
from tests.roles import installing

AVIS = [
    "opinion_given",
    "sent_to_inquiry",
    "other_prosecution",
    "out_of_frame",
    "nothing_communicable",
    "already_given",
]


def answered_with(person: Person) -> list[str]:
    with acting(person) as actor:
        return list(answers_visible_to(actor).values_list("outcome", flat=True))


def paper_of(person: Person, referral: Referral) -> str:
    with acting(person) as actor:
        report = Report.objects.get(pk=request_sheet(by=actor, referral=referral).pk)
        draft = draft_sheet(actor, report)
        return " ".join(render_to_string(draft.template, draft.context).split())


def test_every_subject_has_its_likely_outcomes(db: None) -> None:
    """Of each kind that the portal's own table sends it to; the others of that kind come after, none is lost."""
    assert set(LIKELY) == set(Subject.objects.values_list("pk", flat=True))
    said = set()
    for subject in Subject.objects.all():
        for kind in subject.recipient_kinds:
            likely, others = outcomes_for(kind, subject.pk)
            assert tuple(outcome.code for outcome in likely) == LIKELY[subject.pk]
            assert sorted(map(str, (*likely, *others))) == sorted(map(str, OUTCOMES[SignatoryKind(kind)]))
            said |= {(kind, outcome.code) for outcome in likely}
    assert said == {(kind, outcome.code) for kind, outcomes in OUTCOMES.items() for outcome in outcomes}


def test_a_subject_sent_to_another_kind_has_all_that_this_kind_says(db: None) -> None:
    assert outcomes_for("prosecution", "presence") == (OUTCOMES[SignatoryKind.PROSECUTION], ())
    assert outcomes_for("police", "made-by-a-convention") == (OUTCOMES[SignatoryKind.POLICE], ())


def test_an_opinion_is_answered_as_opinions_are_and_the_rest_stands_apart(cast: Cast) -> None:
    """A procedure may exist about the fact: what is rare is under its own heading, and is taken."""
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    maud, page = cast.maud.client(), f"/saisines/{referral.pk}/"
    *likely, (heading, others) = maud.get(page).context["answer_form"].fields["outcome"].choices
    assert [code for code, _ in likely] == AVIS
    assert (heading, {code for code, _ in others} | set(AVIS)) == (
        "Autres réponses",
        {outcome.code for outcome in OUTCOMES[SignatoryKind.PROSECUTION]},
    )
    refused = maud.post(f"{page}repondre/", {"outcome": "done", "note": "À garder."})
    assert set(refused.context["answer_form"].errors) == {"outcome"}
    assert "À garder." in text_of(refused)
    with acting(cast.maud) as actor, pytest.raises(Refused) as reason:
        services.answer_referral(by=actor, referral=referral, outcome="done")
    assert (reason.value.field, answered_with(cast.maud)) == ("outcome", [])
    for code in ("alternative", *AVIS):
        assert maud.post(f"{page}repondre/", {"outcome": code, "note": "Parquet de Melun."}).status_code == 302
    assert sorted(answered_with(cast.sarah)) == sorted(("alternative", *AVIS))


def test_what_was_answered_before_the_table_stays_readable(cast: Cast) -> None:
    """People without their number: as they were recorded, on page, paper and beside the facts; a correction is asked
    the rule of its own day."""
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    patrol = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    older: tuple[tuple[Referral, Person, str, dict[str, str]], ...] = (
        (referral, cast.maud, "sent_to_inquiry", {"outcome": "dismissed", "outcome_motive": "unknown_author"}),
        (patrol, cast.karim, "nothing_found", {"outcome": "people_removed"}),
    )
    for each, person, outcome, said in older:
        with acting(person) as actor:
            services.answer_referral(by=actor, referral=each, outcome=outcome)
        kept = {"sender": each.sender, "designation": person.designation, "answered_at": timezone.now()}
        with installing():
            Answer.objects.create(referral=each, **kept, **said)
    words = "Classement sans suite : auteur inconnu"
    assert f"<strong>{words}</strong>" in text_of(cast.sarah.client().get(f"/saisines/{referral.pk}/"))
    assert f"<strong>{words}</strong>" in paper_of(cast.sarah, referral)
    with acting(cast.sarah) as sarah:
        beside = {" ".join(read.said.split()) for read in latest_answers(sarah)}
    assert beside == {words, "Personnes évincées ou verbalisées", "Transmis pour enquête", "Rien constaté"}
    given = {"outcome": "people_removed", "replaces_former": "on"}
    again = cast.karim.client().post(f"/saisines/{patrol.pk}/repondre/", given)
    assert set(again.context["answer_form"].errors) == {"outcome_count"}


def test_on_paper_too_an_answer_that_was_replaced_says_so(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    for outcome, replaces in (("sent_to_inquiry", False), ("already_given", True)):
        with acting(cast.maud) as maud:
            services.answer_referral(by=maud, referral=referral, outcome=outcome, replaces_former=replaces)
    paper = paper_of(cast.sarah, referral)
    assert "<strong>Transmis pour enquête</strong> (remplacée le" in paper
    assert paper.count("(remplacée le") == 1


REPLACES_NO_NOTICE = "Ne remplace ni l’avis de classement ni l’avis d’audience."


@pytest.mark.parametrize("names_complaint", [True, False])
def test_each_answer_on_a_complaint_says_once_which_notices_it_does_not_replace(
    cast: Cast, names_complaint: bool
) -> None:
    """Of every subject that may name one, to both sides, on page and paper, after the end too; of none that names
    none."""
    fact = make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=200))
    complaint = make_complaint(cast.sarah, fact)
    subjects = [
        subject
        for subject in Subject.objects.all()
        if (FieldSet.COMPLAINT in subject.usual if names_complaint else FieldSet.COMPLAINT not in subject.minimum)
        and (subject.sender_kinds, subject.recipient_kinds) == (["landlord"], ["prosecution"])
    ]
    assert [subject.pk for subject in subjects] == (
        ["suite-plainte", "copie-decision", "avis-parquet"] if names_complaint else ["avis-parquet"]
    )
    for subject in subjects:
        referral = make_referral(
            cast.sarah,
            cast.maud,
            cast.tilleuls,
            incident=fact,
            complaint=complaint if names_complaint else None,
            subject=subject.pk,
            field_sets=tuple({*subject.minimum, *([FieldSet.COMPLAINT] if names_complaint else [])}),
        )
        page, sides = f"/saisines/{referral.pk}/", (cast.sarah, cast.maud)
        assert [text_of(each.client().get(page)).count(REPLACES_NO_NOTICE) for each in sides] == [0, 0]
        for outcome in ("sent_to_inquiry", "already_given"):
            with acting(cast.maud) as maud:
                services.answer_referral(by=maud, referral=referral, outcome=outcome)
        told = [int(names_complaint)] * 2
        assert [text_of(each.client().get(page)).count(REPLACES_NO_NOTICE) for each in sides] == told, subject.pk
        assert [paper_of(each, referral).count(REPLACES_NO_NOTICE) for each in sides] == told, subject.pk
        with acting(cast.sarah) as sarah:
            services.close_referral(by=sarah, referral=referral)
        assert [text_of(each.client().get(page)).count(REPLACES_NO_NOTICE) for each in sides] == told, subject.pk


def test_only_a_parquet_is_told_of_a_complaint(db: None) -> None:
    """Of the portal's own table: another subject that names one belongs into the test above."""
    naming = Subject.objects.filter(usual__contains=[FieldSet.COMPLAINT])
    assert {(tuple(each.sender_kinds), tuple(each.recipient_kinds)) for each in naming} == {
        (("landlord",), ("prosecution",))
    }


def test_an_outcome_is_whole_with_its_detail_alone(cast: Cast) -> None:
    """Every outcome: refused at its field without the detail that its table asks, accepted with it."""
    for kind, outcomes in OUTCOMES.items():
        for outcome in outcomes:
            given: dict[str, Any] = {"outcome": outcome.code, "on": None, "count": None, "motive": "", "note": ""}
            refused = refusals_of_answer(kind, **given)
            is_whole = not outcome.detail or outcome.is_whole_without
            assert {each.field for each in refused} == (set() if is_whole else {FIELDS[outcome.detail]})
            assert bool(outcome.asks) == (outcome.detail == Detail.NOTE)
    maud, path = cast.maud.client(), f"/saisines/{make_question(cast).pk}/repondre/"
    for code, detail, said in (
        ("prosecuted", {"outcome_date": "2026-12-01"}, "Indiquez la date"),
        ("dismissed", {"outcome_motive": "unknown_author"}, "indique son motif"),
    ):
        page = text_of(maud.post(path, {"outcome": code, "note": "Vue ce jour."}))
        assert said in page
        assert "Vue ce jour." in page
        assert maud.post(path, {"outcome": code} | detail).status_code == 302


# What tells its reader nothing without words: which one, what, and the opinion itself.
SAID_IN_WORDS = {
    "police": {"other_service", "more_needed"},
    "gendarmerie": {"other_service", "more_needed"},
    "prosecution": {"other_prosecution", "opinion_given"},
    "prefecture": set(),
    "landlord": set(),
}


def test_what_says_nothing_without_words_asks_for_them_at_every_door(cast: Cast) -> None:
    """The hint under the outcome, the form and the service; then both sides read them, and the paper has them."""
    found = {k: {o.code for o in outcomes if o.detail == Detail.NOTE} for k, outcomes in OUTCOMES.items()}
    assert found == SAID_IN_WORDS
    opinion = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    patrol = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    for person, referral in ((cast.maud, opinion), (cast.karim, patrol)):
        client, page, kind = person.client(), f"/saisines/{referral.pk}/", person.signatory.kind
        for outcome in (each for each in OUTCOMES[kind] if each.detail == Detail.NOTE):  # type: ignore[index]
            assert f'<span class="hint">{" ".join(outcome.asks.split())}</span>' in text_of(client.get(page))
            for note in ("", "  "):
                refused = client.post(f"{page}repondre/", {"outcome": outcome.code, "note": note})
                assert refused.context["answer_form"].errors == {"note": [outcome.asks]}
                with acting(person) as actor, pytest.raises(Refused) as reason:
                    services.answer_referral(by=actor, referral=referral, outcome=outcome.code, note=note)
                assert (reason.value.field, reason.value.sentence) == ("note", outcome.asks)
            words = f"Dit pour {outcome.code}."
            assert client.post(f"{page}repondre/", {"outcome": outcome.code, "note": words}).status_code == 302
            assert words in text_of(cast.sarah.client().get(page))
            assert words in paper_of(cast.sarah, referral)
    assert sorted(answered_with(cast.sarah)) == sorted(SAID_IN_WORDS["police"] | SAID_IN_WORDS["prosecution"])


def test_people_who_were_removed_are_counted(cast: Cast) -> None:
    """One to 999, asked beneath the outcome; in words for both sides, on the paper and in the sender's line."""
    assert [o.code for o in OUTCOMES["police"] if o.detail == Detail.COUNT] == ["people_removed"]  # type: ignore[index]
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    karim, page = cast.karim.client(), f"/saisines/{referral.pk}/"
    assert 'value="people_removed" required id="id_outcome_1" data-asks="outcome_count"' in text_of(karim.get(page))
    for count in ("", "0", "1000", "-3", "quelques"):
        refused = karim.post(f"{page}repondre/", {"outcome": "people_removed", "outcome_count": count})
        assert set(refused.context["answer_form"].errors) == {"outcome_count"}, count
    assert answered_with(cast.karim) == []
    for counted, said in (("1", "1 personne"), ("999", "999 personnes")):
        karim.post(f"{page}repondre/", {"outcome": "people_removed", "outcome_count": counted})
        words = f"Personnes évincées ou verbalisées : {said}"
        for person in (cast.karim, cast.sarah):
            assert f"<strong>{words}</strong>" in text_of(person.client().get(page))
        assert f"<strong>{words}</strong>" in paper_of(cast.sarah, referral)
        beside = text_of(cast.sarah.client().get("/saisines/suivi/"))
        assert words in beside
