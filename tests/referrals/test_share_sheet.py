"""What the share sheet begins with: nothing that nobody chose, what a patrol acts on ticked, the rest closed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from acting import french
from acting.days import add_months
from incidents.models import Incident
from referrals.enums import FieldSet
from referrals.models import Subject
from referrals.share_sheet import Sheet
from referrals.sharing_rules import OF_OWN_COMPLAINT
from tests.people import Cast, Person, make_complaint, make_fact
from tests.referrals.test_referral_pages import sent_by, sheet_for, text_of

WHAT_THE_PATROL_NEEDS = ["facts", "place", "contact"]


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=400))


def opened(cast: Cast, fact: Incident, to: Person, **chosen: Any) -> Sheet:
    """As the browser draws it again when somebody changes something."""
    asked = {"incident": str(fact.pk), "recipient": str(to.post.pk), "act": "preview"} | chosen
    sheet: Sheet = cast.sarah.client().post("/saisines/nouvelle/", asked).context["sheet"]
    return sheet


@pytest.mark.parametrize("script", [True, False], ids=["fragment", "page"])
def test_a_subject_that_cannot_be_chosen_is_shown_closed_and_no_other_is_chosen(
    cast: Cast, fact: Incident, script: bool
) -> None:
    complaint = make_complaint(cast.sarah, fact, days_ago=3)
    client, asked = cast.sarah.client(), {"incident": str(fact.pk), "act": "preview"}
    page = client.post("/saisines/nouvelle/", asked, headers={"HX-Request": "true"} if script else {})
    sheet = page.context["sheet"]
    assert sheet.candidate.post == cast.maud.post
    assert [line.pk for line in sheet.subjects] == ["suite-plainte", "copie-decision", "avis-parquet"]
    assert (sheet.subject, set(sheet.unavailable)) == (None, {"suite-plainte"})
    text = text_of(page)
    day = french.day(add_months(complaint.filed_on, sheet.convention.outcome_wait_months)).replace("\u00a0", " ")
    [radio] = re.findall(r'<input type="radio" name="subject" value="suite-plainte"[^>]*>', text)
    assert " disabled" in radio
    assert f"Cette plainte est récente : possible à partir du {day}." in text
    assert " checked" not in "".join(re.findall(r'<input type="radio" name="subject"[^>]*>', text))
    assert page.context["page"] is None
    assert 'name="act" value="send" data-needs-preview disabled' in text
    everything = sheet_for(fact, cast.maud) | {"subject": "", "field_sets": ["facts"]}
    client.post("/saisines/nouvelle/", everything)
    assert sent_by(cast.sarah) == []


def test_without_a_complaint_it_is_said_what_to_note(cast: Cast, fact: Incident) -> None:
    sheet = opened(cast, fact, cast.maud)
    assert sheet.subject is None
    assert set(sheet.unavailable) == {"suite-plainte", "copie-decision"}
    assert all("notez-la d’abord" in reason for reason in sheet.unavailable.values())


def test_of_several_complaints_the_landlords_oldest_says_when(cast: Cast, fact: Incident) -> None:
    make_complaint(cast.sarah, fact, days_ago=300, complainant="tenant")
    first = make_complaint(cast.sarah, fact, days_ago=9)
    make_complaint(cast.sarah, fact, days_ago=3)
    sheet = opened(cast, fact, cast.maud)
    day = french.day(add_months(first.filed_on, sheet.convention.outcome_wait_months))
    assert sheet.unavailable["suite-plainte"].endswith(f"possible à partir du {day}.")
    make_complaint(cast.sarah, fact, days_ago=199)
    assert opened(cast, fact, cast.maud).unavailable == {}


def test_beside_the_complaints_it_is_said_which_are_not_asked_about_yet(cast: Cast, fact: Incident) -> None:
    old, recent = (make_complaint(cast.sarah, fact, days_ago=days) for days in (199, 3))
    tenant = make_complaint(cast.sarah, fact, days_ago=300, complainant="tenant")
    sheet = opened(cast, fact, cast.maud, subject="suite-plainte")
    assert set(sheet.not_to_ask_about) == {recent.pk, tenant.pk}
    assert sheet.initial()["complaint"] == str(old.pk)
    asked = {"incident": str(fact.pk), "recipient": str(cast.maud.post.pk), "subject": "suite-plainte"}
    text = text_of(cast.sarah.client().post("/saisines/nouvelle/", asked | {"act": "preview"}))
    day = french.day(recent.filed_on).replace("\u00a0", " ")
    assert f"Celle du {day} : Cette plainte est récente" in text
    assert opened(cast, fact, cast.maud, subject="avis-parquet").not_to_ask_about == {}


def test_the_subjects_that_need_a_complaint_need_the_own_one(db: None) -> None:
    needing = [subject.pk for subject in Subject.objects.all() if FieldSet.COMPLAINT in subject.minimum]
    assert needing == list(OF_OWN_COMPLAINT)


WHICH = "Quelle plainte"
IF_TOLD = "Quelle plainte, si vous la communiquez"


def test_which_complaint_is_asked_where_the_subject_tells_one(cast: Cast, fact: Incident) -> None:
    """Label and requirement follow what is told, with and without scripts; a missing one is refused at its field."""
    old = make_complaint(cast.sarah, fact)
    fresh = make_complaint(cast.sarah, fact, days_ago=3)
    client, address = cast.sarah.client(), "/saisines/nouvelle/"
    asked = sheet_for(fact, cast.maud, subject="suite-plainte", basis="cpp-40-2", field_sets=["complaint"])
    for changed, label in (({}, WHICH), ({"subject": "avis-parquet", "field_sets": ["facts"]}, IF_TOLD)):
        for headers in ({}, {"HX-Request": "true"}):
            shown = client.post(address, asked | changed | {"act": "preview"}, headers=headers)
            field = shown.context["form"]["complaint"]
            assert field.label == label
            assert "(facultatif)" not in str(field.as_field_group())
    assert shown.context["form"].initial["complaint"] == str(fresh.pk)
    refused = client.post(address, asked)
    assert refused.context["form"].errors == {"complaint": ["Dites de quelle plainte il s’agit."]}
    assert refused.context["form"].initial["complaint"] == str(old.pk)
    assert sent_by(cast.sarah) == []
    assert client.post(address, asked | {"complaint": str(old.pk)}).status_code == 302


def test_towards_a_patrol_what_it_acts_on_is_ticked_and_elsewhere_what_is_needed(cast: Cast, fact: Incident) -> None:
    """A patrol reads nature, hours and place; the question what became of a complaint says the complaint alone, the own
    fact beside it when it is ticked, without a reason."""
    make_complaint(cast.sarah, fact)
    assert (first := opened(cast, fact, cast.karim)).field_sets == WHAT_THE_PATROL_NEEDS
    assert first.subject
    assert first.subject.pk == "presence"
    ticked = {
        line.pk: opened(cast, fact, to, subject=line.pk, shown_subject="another").field_sets
        for to in (cast.maud, cast.karim, cast.pascale)
        for line in opened(cast, fact, to).subjects
    }
    assert ticked == {
        "suite-plainte": ["complaint"],
        "copie-decision": ["complaint"],
        "avis-parquet": ["facts"],
        "presence": WHAT_THE_PATROL_NEEDS,
        "visite-surete": WHAT_THE_PATROL_NEEDS,
        "prise-contact": WHAT_THE_PATROL_NEEDS,
        "rendez-vous-plainte": WHAT_THE_PATROL_NEEDS,
        "force-publique": ["place", "contact"],
        "situation-prefecture": ["place", "contact"],
    }
    shown: dict[str, Any] = {"subject": "suite-plainte", "shown_subject": "suite-plainte", "field_sets": ["facts"]}
    beside = opened(cast, fact, cast.maud, **shown)
    assert (beside.field_sets, beside.unusual) == (["facts", "complaint"], [])


def test_what_was_unticked_stays_so_until_another_subject_is_chosen(cast: Cast, fact: Incident) -> None:
    shown: dict[str, Any] = {"subject": "presence", "shown_subject": "presence", "field_sets": ["place"]}
    assert opened(cast, fact, cast.karim, **shown).field_sets == ["place", "contact"]
    assert opened(cast, fact, cast.karim, **shown | {"subject": "visite-surete"}).field_sets == WHAT_THE_PATROL_NEEDS


def test_without_scripts_another_subject_is_shown_before_it_is_sent(cast: Cast, fact: Incident) -> None:
    """What stood beside the former subject says nothing of the new one: "Envoyer" shows what this one begins with."""
    changed = {"subject": "visite-surete", "shown_subject": "presence", "field_sets": ["place"]}
    given = sheet_for(fact, cast.karim) | changed
    page = cast.sarah.client().post("/saisines/nouvelle/", given)
    assert page.context["form"].initial["field_sets"] == page.context["sheet"].field_sets == WHAT_THE_PATROL_NEEDS
    assert sent_by(cast.sarah) == []


def test_a_text_that_comes_back_with_its_recipient_is_shown_before_it_is_sent(cast: Cast, fact: Incident) -> None:
    """Without scripts: turned back from a recipient beside which nothing was written."""
    maud, karim = str(cast.maud.post.pk), str(cast.karim.post.pk)
    kept = [f"{maud}|precision|Suite demandée|vite.", f"{karim}|precision|Présence souhaitée."]
    turned = sheet_for(fact, cast.maud) | {"written_for": karim, "precision": "", "kept_text": kept, "act": "send"}
    page = cast.sarah.client().post("/saisines/nouvelle/", turned)
    assert (page.status_code, sent_by(cast.sarah)) == (200, [])
    assert page.context["form"].initial["precision"] == "Suite demandée|vite."
    assert page.context["sheet"].kept_texts == [], "nothing is left of what was emptied"
    turned = turned | {"precision": "Passez le soir."}
    page = cast.sarah.client().post("/saisines/nouvelle/", turned)
    assert (page.context["sheet"].kept_texts, sent_by(cast.sarah)) == ([f"{karim}|precision|Passez le soir."], [])


OFFENCE = "Y a-t-il une infraction ?"


def test_a_parquet_is_asked_only_once_one_has_said_what_it_is_about(cast: Cast, fact: Incident) -> None:
    """Where the answer is no, the way leads to the force; whoever is not asked is not held up."""
    client, asked = cast.sarah.client(), sheet_for(fact, cast.maud)
    shown = {
        answer: text_of(client.post("/saisines/nouvelle/", asked | {"act": "preview", "offence": answer}))
        for answer in ("", "yes", "unsure", "no", "perhaps")
    }
    assert all(OFFENCE in page for page in shown.values())
    leads = f"recipient={cast.karim.post.pk}"
    assert {answer for answer, page in shown.items() if leads in page} == {"yes", "no"}
    assert "rien à décider" in shown["no"]
    assert "subject=rendez-vous-plainte" in shown["yes"]
    assert "Demandez d’abord" in shown["unsure"]
    refused = client.post("/saisines/nouvelle/", asked | {"offence": "no"})
    assert refused.context["form"].errors.keys() == {"__all__"}
    assert sent_by(cast.sarah) == []
    for answer in ({}, {"offence": ""}, {"offence": "yes"}, {"offence": "unsure"}):
        assert client.post("/saisines/nouvelle/", asked | answer).status_code == 302
    to_the_force = text_of(client.post("/saisines/nouvelle/", asked | {"recipient": str(cast.karim.post.pk)}))
    assert OFFENCE not in to_the_force
