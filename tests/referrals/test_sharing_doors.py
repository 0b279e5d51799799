"""The rules of sharing at their doors: the service, and the real addresses with raw data."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from acting.refusals import Conflict, Refused
from incidents.models import Complaint, Incident
from incidents.services.complaints import note_complaint
from journal.models import Message
from referrals.models import DisclosureSource, LegalBasis, Referral, Subject
from referrals.permissions import disclosure_sources_visible_to, referrals_visible_to, sources_visible_to
from referrals.services import referrals as services
from referrals.services.subjects import Rule, change_subject
from referrals.sharing import Sharing
from referrals.subject_table import line_of
from signatories.models import Convention
from signatories.services.convention import change_settings
from tests.people import Cast, Person, acting, make_complaint, make_fact, make_referral
from tests.referrals.test_referral_pages import seen_in, sent_by, sheet_for, text_of


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


def complaint_about(cast: Cast, fact: Incident, complainant: str = "landlord") -> Complaint:
    with acting(cast.sarah) as sarah:
        return note_complaint(by=sarah, incident=fact, complainant=complainant, filed_on=sarah.today)


def share(cast: Cast, to: Person, fact: Incident, **changes: Any) -> Referral:
    with acting(cast.sarah) as sarah:
        chosen: dict[str, Any] = {
            "residence": cast.tilleuls,
            "recipient_post": to.post,
            "subject": Subject.objects.get(pk="avis-parquet"),
            "basis": LegalBasis.objects.get(pk="loi-78-17-46"),
            "field_sets": ["facts"],
            "until": sarah.today + timedelta(days=30),
            "incidents": (fact,),
        }
        return services.prepare_referral(by=sarah, sharing=Sharing(**chosen | changes), submission=uuid4())


def refused_field(cast: Cast, to: Person, fact: Incident, **changes: Any) -> str:
    with pytest.raises(Refused) as refused:
        share(cast, to, fact, **changes)
    return refused.value.field


def rule_of(subject: str, **changes: Any) -> tuple[Any, Rule]:
    line = line_of(Convention.objects.get(department_code="77"), subject)
    assert line is not None
    values = {
        name: getattr(line, name)
        for name in ("sender_kinds", "recipient_kinds", "minimum", "usual", "needs_precision", "bases")
    }
    return line, Rule(**values | changes)


def change_table(cast: Cast, subject: str, **changes: Any) -> None:
    with acting(cast.adrien) as adrien:
        line, rule = rule_of(subject, **changes)
        change_subject(by=adrien, convention=Convention.objects.get(department_code="77"), line=line, rule=rule)


def change_setting(cast: Cast, **values: Any) -> None:
    with acting(cast.adrien) as adrien:
        change_settings(by=adrien, convention=Convention.objects.get(department_code="77"), values=values)


def test_the_outcome_of_a_complaint_is_not_asked_of_the_police_until_2056(cast: Cast, fact: Incident) -> None:
    outcome: dict[str, Any] = {
        "subject": Subject.objects.get(pk="suite-plainte"),
        "basis": LegalBasis.objects.get(pk="cpp-40-2"),
    }
    assert refused_field(cast, cast.karim, fact, **outcome, until=date(2056, 1, 1)) == "subject"
    sheet = sheet_for(fact, cast.karim, subject="suite-plainte", basis="cpp-40-2", until="2056-01-01")
    assert cast.sarah.client().post("/saisines/nouvelle/", sheet).status_code == 200
    assert sent_by(cast.sarah) == []


def test_no_door_is_open_to_what_the_sheet_refuses(cast: Cast, fact: Incident) -> None:
    tomorrow = cast.sarah.actor().today + timedelta(days=1)
    neighbour, other = make_fact(cast.zoe, cast.pommiers), make_fact(cast.gaston, cast.erables)
    assert refused_field(cast, cast.maud, fact, until=tomorrow - timedelta(days=2)) == "until"
    assert refused_field(cast, cast.maud, fact, until=tomorrow + timedelta(days=365)) == "until"
    assert refused_field(cast, cast.maud, fact, field_sets=["place"]) == "field_sets"
    assert refused_field(cast, cast.maud, fact, basis=LegalBasis.objects.get(pk="csi-l271-1")) == "basis"
    assert refused_field(cast, cast.paul, fact) == "recipient"  # competent for Melun
    assert refused_field(cast, cast.delphine, fact) == "recipient"
    assert refused_field(cast, cast.victor, fact) == "recipient"
    assert refused_field(cast, cast.maud, neighbour, residence=cast.pommiers) == ""
    assert refused_field(cast, cast.maud, fact, residence=cast.pommiers, incidents=()) == ""
    assert refused_field(cast, cast.maud, fact, incidents=(fact, neighbour)) == ""
    assert refused_field(cast, cast.maud, fact, incidents=(other,)) == ""
    assert refused_field(cast, cast.maud, fact, complaint=complaint_about(cast, other)) == "complaint"
    assert sent_by(cast.sarah) == []
    assert share(cast, cast.maud, fact).field_sets == ["facts"]


@pytest.mark.parametrize("complainant", ["tenant", "agent"])
def test_only_its_own_complaint_is_asked_about(cast: Cast, complainant: str) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=200))
    complaint = make_complaint(cast.sarah, fact, complainant=complainant)
    asked: dict[str, Any] = {
        "subject": Subject.objects.get(pk="copie-decision"),
        "basis": LegalBasis.objects.get(pk="cpp-r166"),
    }
    told: dict[str, Any] = {"field_sets": ["complaint"], "complaint": complaint}
    assert refused_field(cast, cast.maud, fact, **asked, **told) == "subject"
    own: dict[str, Any] = {"field_sets": ["complaint"], "complaint": make_complaint(cast.sarah, fact)}
    assert share(cast, cast.maud, fact, **asked, **own).subject_id == "copie-decision"


def test_the_prefects_injunction_is_cited_where_drug_acts_of_an_occupant_are_stated(cast: Cast, fact: Incident) -> None:
    """The sheet asks for the statement, every door refuses without it, the page repeats it."""
    basis = LegalBasis.objects.get(pk="cch-l442-4-3")
    asked: dict[str, Any] = {"subject": Subject.objects.get(pk="situation-prefecture"), "basis": basis}
    asked["field_sets"] = ["place"]
    assert refused_field(cast, cast.pascale, fact, **asked) == "condition_stated"
    referral = share(cast, cast.pascale, fact, **asked, condition_stated=True)
    page = cast.sarah.client().get(f"/saisines/{referral.pk}/").text
    assert f"Déclaré par l’expéditeur : {basis.condition}." in page
    query = f"incident={fact.pk}&recipient={cast.pascale.post.pk}&subject=situation-prefecture&basis="
    sheets = [cast.sarah.client().get(f"/saisines/nouvelle/?{query}{b}").text for b in ("cch-l442-4-3", "loi-89-462")]
    assert ["condition_stated" in sheet for sheet in sheets] == [True, False]


def test_what_is_stated_is_shown_before_it_is_sent(cast: Cast, fact: Incident) -> None:
    """The page to come says it, so that its digest is the one of what is sent."""
    client, basis = cast.sarah.client(), LegalBasis.objects.get(pk="cch-l442-4-3")
    chosen: dict[str, Any] = {"subject": "situation-prefecture", "basis": basis.pk, "field_sets": ["place"]}
    unstated = sheet_for(fact, cast.pascale, **chosen)
    stated = unstated | {"condition_stated": "on"}
    shown = client.post("/saisines/nouvelle/", stated | {"act": "preview"})
    assert f"Déclaré par l’expéditeur : {basis.condition}." in shown.text
    refused = client.post("/saisines/nouvelle/", unstated | {"seen": seen_in(shown)})
    assert f"Ce fondement suppose que vous le déclariez : {basis.condition}." in text_of(refused)
    assert sent_by(cast.sarah) == []
    assert client.post("/saisines/nouvelle/", stated | {"seen": seen_in(shown)}).status_code == 302
    assert [referral.condition_stated for referral in sent_by(cast.sarah)] == [True]


def test_no_referral_rests_on_a_report(cast: Cast, fact: Incident) -> None:
    """Every referral says that it is none (CPP, art. 40): no subject cites it, and no convention can make one."""
    report = LegalBasis.objects.get(pk="cpp-40-al2")
    assert not Subject.objects.filter(bases__is_basis=False).exists()
    with pytest.raises(Refused):
        change_table(cast, "avis-parquet", bases=(report,))


def switched_off(cast: Cast) -> None:
    change_table(cast, "avis-parquet", sender_kinds=())


def minimum_raised(cast: Cast) -> None:
    change_table(cast, "avis-parquet", minimum=("facts", "place"))


def basis_taken_away(cast: Cast) -> None:
    change_table(cast, "avis-parquet", bases=(LegalBasis.objects.get(pk="loi-89-462"),))


def days_cut(cast: Cast) -> None:
    change_setting(cast, share_days=10, share_days_max=10)


@pytest.mark.parametrize("changed", [switched_off, minimum_raised, basis_taken_away, days_cut])
def test_a_draft_leaves_under_the_rules_of_its_day(cast: Cast, fact: Incident, changed: Any) -> None:
    draft, kept = share(cast, cast.maud, fact), share(cast, cast.maud, fact)
    client = cast.sarah.client()
    assert client.post(f"/saisines/{draft.pk}/envoyer/", {"version": 1}, follow=True).status_code == 200
    changed(cast)
    with pytest.raises(Refused), acting(cast.sarah) as sarah:
        services.send_referral(by=sarah, referral=kept)
    client.post(f"/saisines/{kept.pk}/envoyer/", {"version": 1}, follow=True)
    assert {referral.pk: referral.state for referral in sent_by(cast.sarah)} == {draft.pk: "sent", kept.pk: "draft"}


def test_nothing_is_added_once_the_subject_is_switched_off(cast: Cast, fact: Incident) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact)
    switched_off(cast)
    with pytest.raises(Refused) as refused, acting(cast.sarah) as sarah:
        services.complete_referral(by=sarah, referral=referral, field_sets=["place"], incidents=[fact])
    assert refused.value.field == "subject"
    page = cast.sarah.client().post(f"/saisines/{referral.pk}/completer/", {"field_sets": ["place"], "version": 2})
    assert "Cet objet n’est pas proposé" in text_of(page)


def test_each_communication_keeps_its_own_reason_for_its_sender(cast: Cast, fact: Incident) -> None:
    complaint = complaint_about(cast, fact)
    with acting(cast.sarah) as sarah:
        referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
        added: dict[str, Any] = {"field_sets": ["complaint"], "complaint": complaint, "incidents": [fact]}
        services.complete_referral(by=sarah, referral=referral, **added, widening_reason="Pour joindre le service.")
        services.complete_referral(by=sarah, referral=referral, **added, widening_reason="Le numéro a été corrigé.")
        kept = disclosure_sources_visible_to(sarah).order_by("disclosure__number")
        assert [(source.widening_reason, source.complaint_id) for source in kept] == [
            ("", None),
            ("Pour joindre le service.", complaint.pk),
            ("Le numéro a été corrigé.", complaint.pk),
        ]
        assert sources_visible_to(sarah).get(pk=referral.pk).widening_reason == ""
    page = text_of(cast.sarah.client().get(f"/saisines/{referral.pk}/"))
    assert page.index("Pour joindre le service.") < page.index("Le numéro a été corrigé.")
    for name in set(cast.people()) - {"sarah"}:
        with acting(cast.people()[name]):
            assert not DisclosureSource.objects.exists(), name
    assert "Pour joindre le service." not in text_of(cast.karim.client().get(f"/saisines/{referral.pk}/"))


def test_a_refusal_says_its_motive_and_no_other(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.karim) as karim:
        stale = referrals_visible_to(karim).get(pk=referral.pk)
        stale.refusal_motive = "no_basis"
        with pytest.raises(Refused):
            services.refuse_referral(by=karim, referral=stale, motive="because")
        refused = services.refuse_referral(by=karim, referral=stale, motive="incomplete")
    assert (refused.refusal_motive, stale.refusal_motive) == ("incomplete", "no_basis")


def test_a_motive_left_on_an_object_closes_nothing(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    referral.refusal_motive = "no_basis"
    with acting(cast.sarah) as sarah:
        withdrawn = services.withdraw_referral(by=sarah, referral=referral)
    assert withdrawn.refusal_motive == ""


def test_whoever_withdraws_what_a_colleague_has_sent_meanwhile_tells_the_recipient(cast: Cast) -> None:
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    with acting(cast.sarah) as sarah:
        stale = referrals_visible_to(sarah).get(pk=draft.pk)
        services.send_referral(by=sarah, referral=draft)
        services.withdraw_referral(by=sarah, referral=stale)
    kinds = list(Message.objects.filter(object_id=draft.pk).values_list("kind", flat=True))
    assert sorted(kinds) == ["referral_waiting", "referral_withdrawn"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "alternative"}, "outcome"),  # the parquet's
        ({"outcome": "nothing"}, "outcome"),
        ({"outcome": "nothing_found", "outcome_count": 3}, "outcome_count"),
        ({"outcome": "people_removed", "outcome_count": 1000}, "outcome_count"),
        ({"outcome": "people_removed", "outcome_motive": "weak_offence"}, "outcome_motive"),
        ({"outcome": "nothing_found", "outcome_date": date(2026, 3, 2)}, "outcome_date"),
        ({"outcome": "nothing_found", "note": "x" * 301}, "note"),
    ],
)
def test_an_answer_is_an_outcome_of_its_kind(cast: Cast, given: dict[str, Any], field: str) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.karim) as karim, pytest.raises(Refused) as refused:
        services.answer_referral(by=karim, referral=referral, **given)
    assert refused.value.field == field


def test_the_same_form_with_other_choices_is_a_conflict_before_any_rule(cast: Cast, fact: Incident) -> None:
    submission = uuid4()
    with acting(cast.sarah) as sarah:
        chosen: dict[str, Any] = {
            "residence": cast.tilleuls,
            "recipient_post": cast.maud.post,
            "subject": Subject.objects.get(pk="avis-parquet"),
            "basis": LegalBasis.objects.get(pk="loi-78-17-46"),
            "field_sets": ["facts"],
            "until": sarah.today,
            "incidents": (fact,),
        }
        services.prepare_referral(by=sarah, sharing=Sharing(**chosen), submission=submission)
        other = Sharing(**chosen | {"until": date(2056, 1, 1)})
        with pytest.raises(Conflict):
            services.prepare_referral(by=sarah, sharing=other, submission=submission)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("subject", {"subject": "suite-plainte", "basis": "cpp-40-2", "field_sets": ["facts", "complaint"]}),
        ("until", {"until": "2056-01-01"}),
        ("field_sets", {"field_sets": ["place"]}),
        ("basis", {"basis": "csi-l271-1"}),
        ("recipient", {"recipient": "nobody"}),
        ("precision", {"precision": "x" * 5000}),
    ],
)
def test_what_is_refused_after_a_preview_comes_back_with_its_sentence(
    cast: Cast, fact: Incident, field: str, changes: dict[str, Any]
) -> None:
    """The sheet as the browser sends it, with the digest of what was shown."""
    complaint_about(cast, fact)
    sheet = sheet_for(fact, cast.maud, **changes, seen="of what was shown", act="send")
    page = cast.sarah.client().post("/saisines/nouvelle/", sheet)
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert sent_by(cast.sarah) == []
