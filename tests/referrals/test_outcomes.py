"""What is mostly answered to which subject, and the detail that makes an answer whole: asked at every door."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.utils import timezone

from acting.refusals import Refused
from referrals.beside_facts import latest_answers
from referrals.enums import FieldSet
from referrals.models import Answer, Referral, Subject
from referrals.outcome_table import OFFERED_NO_MORE, outcomes_for, refusals_of_answer
from referrals.outcomes import FIELDS, OUTCOMES, REPLACES_NOTHING, Detail
from referrals.permissions import answers_visible_to
from referrals.services import referrals as services
from reports.fiche import draft_sheet
from reports.models import Report
from reports.services.papers import request_sheet
from signatories.models import Signatory
from tests.people import Cast, Person, acting, make_complaint, make_fact, make_question, make_referral
from tests.referrals.test_outcome_table import MOVED_TO_ANSWERED, SQUARE
from tests.referrals.test_referral_pages import text_of
from tests.referrals.test_what_is_asked import text_in
from tests.roles import installing
from tests.second_department import make_convention
from tests.walls.trials import refused


def answered_with(person: Person) -> list[str]:
    with acting(person) as actor:
        return list(answers_visible_to(actor).values_list("outcome", flat=True))


def paper_of(person: Person, referral: Referral) -> str:
    with acting(person) as actor:
        report = Report.objects.get(pk=request_sheet(by=actor, referral=referral).pk)
        draft = draft_sheet(actor, report)
        return " ".join(render_to_string(draft.template, draft.context).split())


def test_what_was_said_of_a_minor_or_of_an_illness_is_read_as_the_neutral_line(cast: Cast) -> None:
    """Nobody tells an answer of then from one of today; neither is offered any more."""
    referral = make_question(cast)
    page = f"/saisines/{referral.pk}/"
    offered = text_of(cast.maud.client().get(page))
    assert ("mineur" in offered.lower(), "irresponsab" in offered.lower()) == (False, False)
    given = (("nothing_communicable", ""), ("minor", ""), ("dismissed", "undisclosed"), ("dismissed", "irresponsible"))
    for outcome, motive in given:
        kept = {"sender": referral.sender, "designation": cast.maud.designation, "answered_at": timezone.now()}
        with installing():
            Answer.objects.create(referral=referral, outcome=outcome, outcome_motive=motive, **kept)
    lines = ["Non communicable : aucune communication possible", "Classement sans suite : motif non communicable"]
    for person in (cast.sarah, cast.maud):
        shown = text_of(person.client().get(page))
        assert [shown.count(f"<strong>{line}</strong>") for line in lines] == [2, 2]
    assert [paper_of(cast.sarah, referral).count(f"<strong>{line}</strong>") for line in lines] == [2, 2]


def test_the_competent_institution_is_chosen_or_said(cast: Cast) -> None:
    """One of the convention, of the kind that the outcome speaks of; never one's own, nor one of another convention."""
    referral = make_question(cast)
    maud, address = cast.maud.client(), f"/saisines/{referral.pk}/repondre/"
    offered = maud.get(f"/saisines/{referral.pk}/").context["answer_form"].fields["outcome_institution"].queryset
    assert {each.code for each in offered} == {"parquet-melun", "parquet-fontainebleau"}
    for wrong in (cast.maud, cast.karim, cast.sarah):
        answer = maud.post(address, {"outcome": "other_prosecution", "outcome_institution": wrong.signatory.pk})
        assert set(answer.context["answer_form"].errors) >= {"outcome_institution"}
        with acting(cast.maud) as actor, pytest.raises((Refused, PermissionDenied)):
            services.answer_referral(
                by=actor, referral=referral, outcome="other_prosecution", outcome_institution=wrong.signatory
            )
    assert answered_with(cast.maud) == []
    given = {"outcome": "other_prosecution", "outcome_institution": cast.paul.signatory.pk}
    assert maud.post(address, given).status_code == 302
    words = f"Autre parquet : {cast.paul.signatory.short_name}"
    for person in (cast.maud, cast.sarah):
        assert f"<strong>{words}</strong>" in text_of(person.client().get(f"/saisines/{referral.pk}/"))
    assert f"<strong>{words}</strong>" in paper_of(cast.sarah, referral)
    assert words in text_of(cast.sarah.client().get("/saisines/suivi/"))


NAMING = (
    "INSERT INTO referrals_answer (id, referral_id, sender_id, designation_id, outcome, outcome_motive, note,"
    " outcome_institution_id, answered_at) SELECT gen_random_uuid(), id, sender_id, app_designation(),"
    " 'other_prosecution', '', '', %s, app_now() FROM referrals_referral WHERE id = %s"
)


def test_no_institution_of_another_convention_is_named(cast: Cast) -> None:
    referral = make_question(cast)
    with installing():
        other = Signatory.objects.create(
            convention=make_convention(),
            code="parquet-evry",
            kind="prosecution",
            name="Parquet d’Évry-Courcouronnes",
            short_name="Parquet d’Évry",
            in_phrase="le parquet d’Évry",
            joined_on=date(2022, 3, 15),
        )
    with acting(cast.maud) as maud:
        with pytest.raises(PermissionDenied):
            services.answer_referral(by=maud, referral=referral, outcome="other_prosecution", outcome_institution=other)
        assert not refused(MOVED_TO_ANSWERED, "answered", False, referral.pk)
        assert refused(NAMING, other.pk, referral.pk)
        assert refused(NAMING, cast.karim.signatory.pk, referral.pk)
        assert refused(NAMING, cast.maud.signatory.pk, referral.pk)
        assert not refused(NAMING, cast.paul.signatory.pk, referral.pk)


def test_an_hour_stands_beside_its_day_alone(cast: Cast) -> None:
    referral = make_question(cast)
    maud, address = cast.maud.client(), f"/saisines/{referral.pk}/repondre/"
    alone = maud.post(address, {"outcome": "prosecuted", "outcome_time": "09:30"})
    assert set(alone.context["answer_form"].errors) == {"outcome_date", "outcome_time"}
    with acting(cast.maud) as actor, pytest.raises(Refused) as reason:
        services.answer_referral(by=actor, referral=referral, outcome="alternative", outcome_time=time(9, 30))
    assert (reason.value.field, answered_with(cast.maud)) == ("outcome_time", [])
    given = {"outcome": "prosecuted", "outcome_date": "2027-03-12", "outcome_time": "09:30"}
    assert maud.post(address, given).status_code == 302
    said = "Poursuites, audience le 12 mars 2027 à 9 h 30"
    assert f"<strong>{said}</strong>" in text_of(cast.sarah.client().get(f"/saisines/{referral.pk}/"))


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
        for outcome in ("not_received", "already_given"):
            with acting(cast.maud) as maud:
                services.answer_referral(by=maud, referral=referral, outcome=outcome)
        told = [int(names_complaint)] * 2
        assert [text_of(each.client().get(page)).count(REPLACES_NO_NOTICE) for each in sides] == told, subject.pk
        assert [paper_of(each, referral).count(REPLACES_NO_NOTICE) for each in sides] == told, subject.pk
        with acting(cast.sarah) as sarah:
            services.close_referral(by=sarah, referral=referral)
        assert [text_of(each.client().get(page)).count(REPLACES_NO_NOTICE) for each in sides] == told, subject.pk


@pytest.mark.parametrize("subject", REPLACES_NOTHING)
def test_an_answer_says_what_it_does_not_replace(cast: Cast, subject: str) -> None:
    """To both sides, on page and paper, once there is one; another subject says nothing of the kind."""
    line = REPLACES_NOTHING[subject]
    people = {"landlord": cast.sarah, "police": cast.karim, "prosecution": cast.maud, "prefecture": cast.pascale}
    row = Subject.objects.filter(pk=subject).first()
    if row is None:
        return
    by, to = people[row.sender_kinds[0]], people[row.recipient_kinds[0]]
    asks_complaint = FieldSet.COMPLAINT in row.minimum
    referral = make_question(cast, subject) if asks_complaint else make_referral(by, to, cast.tilleuls, subject=subject)
    page = f"/saisines/{referral.pk}/"
    assert line not in text_of(by.client().get(page))
    code = next(each for each in outcomes_for(to.signatory.kind, subject) if not each.detail).code
    with acting(to) as actor:
        services.answer_referral(by=actor, referral=referral, outcome=code)
    assert [text_of(each.client().get(page)).count(line) for each in (by, to)] == [1, 1]
    assert paper_of(by, referral).count(line) == 1


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
            subject = next(each for each, codes in SQUARE[kind].items() if outcome.code in codes.split())
            refused = refusals_of_answer(kind, subject, **given)
            is_whole = not outcome.detail or outcome.is_whole_without
            asked = Detail.NOTE if outcome.detail == Detail.INSTITUTION else outcome.detail
            beside = {"note"} if outcome.code == "handed_over" else set()
            assert {each.field for each in refused} == beside | (set() if is_whole else {FIELDS[asked]})
            assert bool(outcome.asks) == (outcome.detail in IN_WORDS or bool(beside))
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
IN_WORDS = (Detail.NOTE, Detail.INSTITUTION)
SAID_IN_WORDS = {
    "police": {"other_service", "more_needed"},
    "gendarmerie": {"other_service", "more_needed"},
    "prosecution": {"other_prosecution", "opinion_given"},
    "prefecture": set(),
    "landlord": set(),
}


def test_what_says_nothing_without_words_asks_for_them_at_every_door(cast: Cast) -> None:
    """The hint under the outcome, the form and the service; then both sides read them, and the paper has them."""
    found = {k: {o.code for o in outcomes if o.detail in IN_WORDS} for k, outcomes in OUTCOMES.items()}
    assert found == SAID_IN_WORDS
    opinion = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    patrol = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    for person, referral in ((cast.maud, opinion), (cast.karim, patrol)):
        client, page, kind = person.client(), f"/saisines/{referral.pk}/", person.signatory.kind
        for outcome in (each for each in outcomes_for(kind, referral.subject_id) if each.detail in IN_WORDS):
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


def test_a_detail_says_for_which_outcome_it_is_needed_without_scripts(cast: Cast) -> None:
    """Never « facultatif » beside what one of the outcomes does not go without."""
    told = {
        "maud": make_question(cast),
        "karim": make_referral(cast.sarah, cast.karim, cast.tilleuls),
        "sarah": make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="remise-etat"),
    }
    said = {
        (name, field.name): text_in(field)
        for name, referral in told.items()
        for field in cast.people()[name].client().get(f"/saisines/{referral.pk}/").context["answer_form"]
        if not field.is_hidden
    }
    assert {key: label for key, label in said.items() if "(" in label} == {
        ("maud", "outcome_date"): "Date (nécessaire pour « poursuites, audience »)",
        ("maud", "outcome_time"): "Heure, si elle est connue (facultatif)",
        ("maud", "outcome_motive"): "Motif (nécessaire pour « classement sans suite » et « décision rendue »)",
        ("maud", "note"): "Précision (facultatif)",
        ("karim", "outcome_date"): "Date (facultatif)",
        ("karim", "outcome_time"): "Heure, si elle est connue (facultatif)",
        ("karim", "outcome_count"): "Nombre de personnes (nécessaire pour « personnes évincées ou verbalisées »)",
        ("karim", "note"): "Précision (nécessaire pour « complément demandé »)",
        ("sarah", "outcome_date"): "Date (nécessaire pour « prévu »)",
        ("sarah", "outcome_motive"): "Motif (nécessaire pour « impossible »)",
        ("sarah", "note"): "Précision (facultatif)",
    }


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


def test_a_standby_contact_is_a_number_that_can_be_dialled(cast: Cast) -> None:
    """At the page and at the service; then both sides and the paper have it, in one form."""
    referral = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="contact-astreinte")
    sarah, page = cast.sarah.client(), f"/saisines/{referral.pk}/"
    offered = [code for code, _ in sarah.get(page).context["answer_form"].fields["outcome"].widget.choices]
    assert offered == ["standby_given", "impossible", "not_ours"]
    for number in ("", "12", "l’agence", "01 99 00 77"):
        given = {"outcome": "standby_given", "outcome_phone": number, "note": "À garder."}
        refused = sarah.post(f"{page}repondre/", given)
        assert set(refused.context["answer_form"].errors) == {"outcome_phone"}, number
        assert "À garder." in text_of(refused)
        with acting(cast.sarah) as actor, pytest.raises(Refused) as reason:
            services.answer_referral(by=actor, referral=referral, outcome="standby_given", outcome_phone=number)
        assert reason.value.field == "outcome_phone"
    with acting(cast.sarah) as actor, pytest.raises(Refused):
        services.answer_referral(by=actor, referral=referral, outcome="not_ours", outcome_phone="01 99 00 77 03")
    assert answered_with(cast.karim) == []
    assert (
        sarah.post(f"{page}repondre/", {"outcome": "standby_given", "outcome_phone": "0199007703"}).status_code == 302
    )
    words = "Contact d’astreinte : 01 99 00 77 03"
    for person in (cast.sarah, cast.karim):
        assert f"<strong>{words}</strong>" in text_of(person.client().get(page))
    assert f"<strong>{words}</strong>" in paper_of(cast.karim, referral)
    assert words in text_of(cast.karim.client().get("/saisines/?boite=envoyees"))


def test_an_access_is_handed_over_on_a_day_to_a_function(cast: Cast) -> None:
    referral = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges")
    sarah, page = cast.sarah.client(), f"/saisines/{referral.pk}/"
    offered = [code for code, _ in sarah.get(page).context["answer_form"].fields["outcome"].widget.choices]
    assert offered == ["handed_over", "planned", "impossible", "not_ours", "requisition_needed"]
    whole = {"outcome": "handed_over", "outcome_date": "2026-03-02", "note": "Au chef de la patrouille de nuit."}
    for field in ("outcome_date", "note"):
        refused = sarah.post(f"{page}repondre/", whole | {field: ""})
        assert set(refused.context["answer_form"].errors) == {field}
    assert sarah.post(f"{page}repondre/", whole).status_code == 302
    for person in (cast.sarah, cast.karim):
        shown = text_of(person.client().get(page))
        assert "<strong>Remis le 2 mars 2026</strong>" in shown
        assert "Au chef de la patrouille de nuit." in shown


@pytest.mark.parametrize("subject", OFFERED_NO_MORE)
def test_what_is_offered_no_more_is_taken_as_before(cast: Cast, subject: str) -> None:
    """From a client that knows no more; alone, and in a batch."""
    rows = [make_referral(cast.karim, cast.sarah, cast.tilleuls, subject=subject) for _ in range(2)]
    sarah = cast.sarah.client()
    assert sarah.post(f"/saisines/{rows[0].pk}/repondre/", {"outcome": "done"}).status_code == 302
    many = {"act": "send", "saisine": [rows[1].pk], "affichee": [rows[1].pk], "vu": f"{rows[1].pk}:{rows[1].version}"}
    assert sarah.post("/saisines/repondre/", many | {"outcome": "done"}).status_code == 302
    assert answered_with(cast.karim) == ["done", "done"]


PHONED = (
    "INSERT INTO referrals_answer (id, referral_id, sender_id, designation_id, outcome, outcome_motive, outcome_phone,"
    " note, answered_at) SELECT gen_random_uuid(), id, sender_id, app_designation(), %s, '', '01 99 00 77 03', '',"
    " app_now() FROM referrals_referral WHERE id = %s"
)


def test_the_wall_takes_a_number_with_its_outcome_alone(cast: Cast) -> None:
    referral = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="contact-astreinte")
    with acting(cast.sarah):
        assert not refused(MOVED_TO_ANSWERED, "answered", False, referral.pk)
        assert refused(PHONED, "not_ours", referral.pk)
        assert not refused(PHONED, "standby_given", referral.pk)
