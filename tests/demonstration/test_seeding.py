"""What `manage.py seed_demo` leaves: accounts, two years of facts, referrals in every state, a journal that holds."""

import hashlib
import json
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from statistics import median

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import QuerySet
from django.test import override_settings
from django.utils import timezone

from acting.actor import Actor, acting_as
from acting.days import PARIS, day_of
from acting.enums import Function
from convention77.demonstration.history import History, moment
from convention77.demonstration.institutions import PASSWORD
from convention77.demonstration.seeding import seed
from convention77.demonstration.texts import AFTERWARDS, templates
from correspondents.actors import actor_for, running_designations
from correspondents.arrival import charter_to_accept
from correspondents.due_list import due_page
from correspondents.due_rules import When
from correspondents.enums import DesignationRole, GapKind
from correspondents.gap_list import gap_page
from correspondents.models import Designation, Post, User
from correspondents.routing import competent_posts, people_answering
from incidents.complaint_rules import clock_of
from incidents.enums import Ending, IncidentState
from incidents.ladder import Rung, in_truce
from incidents.models import Category, Complaint, ComplaintChange, Incident, Situation, Step
from incidents.permissions import incidents_visible_to
from incidents.rating import Colour
from journal.enums import MessageState
from journal.models import Entry, Message
from referrals.enums import InjunctionState, ReferralState
from referrals.models import Answer, Disclosure, Injunction, InjunctionLease, Referral
from referrals.permissions import injunctions_visible_to, received_referrals_visible_to, sent_referrals_visible_to
from reports.enums import ReportKind
from reports.models import Publication, PublishedCell, Report, YearlyReview
from reports.periods import Quarter
from signatories.enums import STATE_PARTNERS, SignatoryKind
from signatories.guard import warnings_in
from signatories.models import Signatory
from signatories.theme_guard import concerns_in
from territory.models import Commune, Residence
from tests.demonstration.conftest import Seeded, as_machine, as_owner
from tests.roles import in_role

NAMED = {
    "gardien@deux-morins.example": Function.GARDIEN,
    "referent@deux-morins.example": Function.REFERENT,
    "dpo@deux-morins.example": Function.DPO,
    "gardien@val-de-brie.example": Function.GARDIEN,
    "referent@val-de-brie.example": Function.REFERENT,
    "correspondant@police-meaux.example": Function.CORRESPONDANT,
    "correspondant@gendarmerie-77.example": Function.CORRESPONDANT,
    "parquet@tj-meaux.example": Function.MAGISTRAT,
    "greffe@tj-meaux.example": Function.PREPARATEUR,
    "contentieux@deux-morins.example": Function.CONTENTIEUX,
    "parquet@tj-melun.example": Function.MAGISTRAT,
    "parquet@tj-fontainebleau.example": Function.MAGISTRAT,
    "correspondant@prefecture-77.example": Function.CORRESPONDANT,
    "delegue@aorif-77.example": Function.DELEGUE,
    "admin@convention77.example": Function.ADMINISTRATEUR,
}

SETTLING = (
    "saisine.echue",
    "injonction.echue",
    "chiffres.prepares",
    *("bilan.commence", "bilan.commente", "bilan.soumis", "bilan.relu", "bilan.mis_en_pdf", "bilan.fige"),
    "rapport.demande",
)  # what settle_demo adds: at the end of the chain, by its nature


def of_the_seeding() -> QuerySet[Entry]:
    """In the order of the chain; settle_demo deposits the paper of a bilan, and asks for that of a quarter."""
    papers = YearlyReview.objects.filter(file__isnull=False).values("file")
    asked = Report.objects.filter(kind=ReportKind.QUARTER).values("pk")
    of_history = Entry.objects.exclude(verb__in=SETTLING).exclude(object_id__in=papers).exclude(object_id__in=asked)
    return of_history.order_by("link__seq")


def named(email: str) -> Actor:
    user = User.objects.get(email=email)
    (designation,) = running_designations(user, timezone.now())
    return actor_for(designation, timezone.now())


# Who


def test_every_account_of_the_readme_signs_in_as_who_it_is(seeded: Seeded) -> None:
    assert {email: named(email).function for email in NAMED} == NAMED
    for email in NAMED:
        assert authenticate(None, email=email, password=PASSWORD), email


def test_nobody_real_could_be_meant(seeded: Seeded) -> None:
    assert {email.rpartition(".")[2] for email in User.objects.values_list("email", flat=True)} == {"example"}
    kinds = (SignatoryKind.LANDLORD, SignatoryKind.OPERATOR)
    names = Signatory.objects.filter(kind__in=kinds).values_list("name", "short_name", "in_phrase")
    assert len(names) == 6
    assert all("(fictif)" in text for row in names for text in row)


def test_some_posts_are_vacant_on_purpose(seeded: Seeded) -> None:
    running = Designation.objects.running_on(seeded.today)
    vacant = Post.objects.exclude(designations__in=running)
    assert {(post.signatory.code, post.label) for post in vacant.select_related("signatory")} == {
        ("police-77", "Circonscription de Provins"),
        ("gendarmerie-77", "Brigade de Dammartin-en-Goële"),
        ("val-de-brie", "Délégué à la protection des données"),
    }
    only_a_deputy = (
        Post.objects.filter(designations__in=running)
        .distinct()
        .exclude(designations__in=running.filter(role=DesignationRole.TITULAIRE))
    )
    assert [post.label for post in only_a_deputy] == ["Circonscription de Villeparisis"]


def test_some_people_are_due_one_is_suspended_one_away_one_leaves(seeded: Seeded) -> None:
    there = Designation.objects.not_over_on(seeded.today)
    assert {d.user.email for d in there.filter(suspended_on__isnull=False)} == {"adjoint@police-melun.example"}
    assert {d.user.email for d in there.filter(warned_on__isnull=False, suspended_on=None)} == {
        "correspondant@police-nemours.example",
        "gardien.provins@val-de-brie.example",
        "adjoint@prefecture-77.example",
    }
    gendarmerie = Post.objects.get(signatory__code="gendarmerie-77", label="Groupement de gendarmerie")
    assert people_answering(gendarmerie, seeded.today)[0].user.email == "adjoint@gendarmerie-77.example"
    soon = there.filter(ends_on__isnull=False, ends_on__lte=seeded.today + timedelta(days=30))
    assert {d.user.email for d in soon} == {
        "correspondant@police-lagny.example",
        "correspondant@police-pontault.example",
    }


def test_meaux_leads_to_its_police_and_its_parquet(seeded: Seeded) -> None:
    found = competent_posts(Commune.objects.get(name="Meaux"), seeded.today)
    assert [competent.people[0].user.email for competent in found] == [
        "parquet@tj-meaux.example",
        "correspondant@police-meaux.example",
        "correspondant@prefecture-77.example",
    ]


def test_the_two_named_landlords_build_in_all_ressorts_and_in_both_zones(seeded: Seeded) -> None:
    for code in ("deux-morins", "val-de-brie"):
        partners = Residence.objects.filter(landlord__code=code).values_list(
            "commune__competences__signatory__code", flat=True
        )
        assert set(partners) == {
            "parquet-meaux",
            "parquet-melun",
            "parquet-fontainebleau",
            "police-77",
            "gendarmerie-77",
            "prefecture-77",
        }


# Facts


def test_some_three_thousand_facts_over_two_years_at_the_rates_of_the_domain(seeded: Seeded) -> None:
    with as_machine():
        facts = list(Incident.objects.select_related("residence"))
    assert 2800 <= len(facts) <= 3400
    days = [(seeded.today - fact.started_at.astimezone(PARIS).date()).days for fact in facts]
    assert (min(days), max(days)) in {(near, far) for near in (0, 1, 2) for far in (728, 729, 730)}
    for priority, least, most in ((True, 120, 200), (False, 25, 45)):
        dwellings = sum(r.dwellings for r in Residence.objects.filter(in_priority_district=priority))
        count = sum(fact.residence.in_priority_district == priority for fact in facts)
        assert least < 1000 * count / dwellings / 2 < most


def test_the_mix_is_that_of_the_domain(seeded: Seeded) -> None:
    with as_machine():
        families = Counter(Incident.objects.values_list("category__family", flat=True))
    shares = {family: 100 * count / families.total() for family, count in families.items()}
    expected = {
        "parties-communes": 26,
        "voisinage": 22,
        "environnement": 18,
        "biens": 18,
        "stupefiants": 7,
        "personnes": 5,
        "agent": 2.5,
        "squat": 1,
        "usage": 0.5,
    }
    assert shares == pytest.approx(expected, abs=3)


def test_texts_vary_and_would_pass_the_guard(seeded: Seeded) -> None:
    with as_machine():
        texts = list(Incident.objects.values_list("facts", flat=True))
        shared = [
            json.dumps({name: part for name, part in content.items() if name != "contact"}, ensure_ascii=False)
            for content in Disclosure.objects.values_list("content", flat=True)
        ]
        notes = list(Answer.objects.exclude(note="").values_list("note", flat=True))
    assert notes
    assert [text for text in {*texts, *notes, *shared} if warnings_in(text) or concerns_in(text)] == []
    assert not [text for text in texts if "{" in text or "|" in text]
    assert len(set(texts)) > 0.8 * len(texts)
    assert max(Counter(texts).values()) < 12


def test_every_category_has_its_texts() -> None:
    told = templates()
    assert sum(len(texts) for texts in told.values()) >= 60
    assert all(len(texts) >= 3 for texts in told.values())
    assert AFTERWARDS in told


def test_each_category_of_the_form_occurs(seeded: Seeded) -> None:
    with as_machine():
        used = set(Incident.objects.values_list("category_id", flat=True))
    assert used == set(Category.objects.values_list("pk", flat=True)) == set(templates()) - {AFTERWARDS}


def test_the_gardien_sees_four_residences_and_the_referent_has_something_to_triage(seeded: Seeded) -> None:
    gardien, referent = named("gardien@deux-morins.example"), named("referent@deux-morins.example")
    with transaction.atomic(), acting_as(gardien):
        homes = set(incidents_visible_to(gardien).values_list("residence__name", flat=True))
    assert homes == {
        "Résidence des Tilleuls",
        "Résidence du Canal",
        "Résidence des Glycines",
        "Le Clos de la Sente",
    }
    with transaction.atomic(), acting_as(referent):
        states = Counter(incidents_visible_to(referent).values_list("state", flat=True))
    assert set(states) == set(IncidentState)
    assert states[IncidentState.FILED] >= 5


# Referrals


def test_about_140_referrals_in_every_state_and_both_directions(seeded: Seeded) -> None:
    with as_machine():
        referrals = list(Referral.objects.select_related("sender", "recipient"))
    assert 130 <= len(referrals) <= 150
    assert {referral.state for referral in referrals} == set(ReferralState)
    directions = {(referral.sender.kind, referral.recipient.kind) for referral in referrals}
    landlord = SignatoryKind.LANDLORD
    assert directions == {(landlord, kind) for kind in STATE_PARTNERS} | {(kind, landlord) for kind in STATE_PARTNERS}


def test_about_a_dozen_injunctions_in_every_state_and_of_both_keepers(seeded: Seeded) -> None:
    with as_machine():
        injunctions = list(Injunction.objects.all())
        assert InjunctionLease.objects.count() >= 3
        assert not Injunction.objects.unanswered_on(seeded.today).exists()
    assert 12 <= len(injunctions) <= 15
    assert {each.state for each in injunctions} == set(InjunctionState)
    assert {each.is_of_prefecture for each in injunctions} == {True, False}
    for each in injunctions:
        dated = (each.notified_on, each.answered_on, each.seized_on, each.substituted_on, each.ended_on)
        assert max(on for on in dated if on) < seeded.today
    for email, least in (("correspondant@prefecture-77.example", 10), ("contentieux@deux-morins.example", 8)):
        actor = named(email)
        with transaction.atomic(), acting_as(actor):
            assert injunctions_visible_to(actor).count() >= least


def test_a_referent_has_days_in_every_group(seeded: Seeded) -> None:
    for email in ("referent@deux-morins.example", "referent@val-de-brie.example"):
        actor = named(email)
        with transaction.atomic(), acting_as(actor):
            assert [group.when for group in due_page(actor).groups] == list(When), email


@pytest.mark.parametrize(
    ("email", "least"),
    [
        ("parquet@tj-meaux.example", 18),
        ("parquet@tj-melun.example", 10),
        ("parquet@tj-fontainebleau.example", 8),
        ("correspondant@police-meaux.example", 12),
        ("correspondant@gendarmerie-77.example", 9),
        ("correspondant@prefecture-77.example", 7),
        ("referent@deux-morins.example", 5),
        ("referent@val-de-brie.example", 3),
    ],
)
def test_each_named_partner_has_a_full_inbox_and_something_sent(seeded: Seeded, email: str, least: int) -> None:
    actor = named(email)
    with transaction.atomic(), acting_as(actor):
        received = Counter(received_referrals_visible_to(actor).values_list("state", flat=True))
        sent = sent_referrals_visible_to(actor).count()
    assert received.total() >= least
    assert sent >= 2
    assert received[ReferralState.SENT] + received[ReferralState.ACKNOWLEDGED] + received[ReferralState.IN_PROGRESS]
    assert received[ReferralState.ANSWERED]


def test_the_parquet_of_meaux_has_waiting_answered_and_ended_ones(seeded: Seeded) -> None:
    actor = named("parquet@tj-meaux.example")
    with transaction.atomic(), acting_as(actor):
        states = set(received_referrals_visible_to(actor).values_list("state", flat=True))
    assert states == set(ReferralState) - {ReferralState.DRAFT}


def test_first_answers_take_as_long_as_in_the_domain(seeded: Seeded) -> None:
    days: dict[str, list[float]] = {}
    with as_machine():
        for referral in Referral.objects.select_related("recipient"):
            if referral.sent_at and referral.answered_at:
                waited = (referral.answered_at - referral.sent_at) / timedelta(days=1)
                days.setdefault(referral.recipient.kind, []).append(waited)
    assert median(days[SignatoryKind.POLICE] + days[SignatoryKind.GENDARMERIE]) == pytest.approx(6, abs=2.5)
    assert median(days[SignatoryKind.PROSECUTION]) == pytest.approx(35, abs=8)


def test_dates_follow_each_other_and_none_is_later_than_yesterday(seeded: Seeded) -> None:
    with as_machine():
        referrals = list(Referral.objects.all())
        answers = list(Answer.objects.select_related("referral"))
    for referral in referrals:
        steps = (
            referral.created_at,
            referral.sent_at,
            referral.acknowledged_at,
            referral.answered_at,
            referral.ended_at,
        )
        taken = [at for at in steps if at]
        assert taken == sorted(taken), referral.state
        assert taken[-1] < moment(seeded.today, 0)
    for answer in answers:
        assert answer.answered_at.astimezone(PARIS).date() <= answer.referral.until


def test_those_past_their_last_day_ended_on_it(seeded: Seeded) -> None:
    with as_machine():
        expired = list(Referral.objects.filter(state=ReferralState.EXPIRED))
        assert not Referral.objects.overdue_on(seeded.today).exists()
    assert len(expired) >= 5
    for referral in expired:
        assert referral.ended_at
        assert referral.ended_at.astimezone(PARIS).date() == referral.until < seeded.today


def test_complaints_of_tenants_are_a_date_and_others_have_a_number(seeded: Seeded) -> None:
    with as_machine():
        complaints = list(Complaint.objects.all())
        complainants = {complaint.complainant for complaint in complaints}
        asked = Referral.objects.filter(subject__in=("suite-plainte", "copie-decision")).values_list(
            "source__complaint__pv_number", flat=True
        )
        assert all(asked)
    assert complainants == {"landlord", "report", "warden", "agent", "tenant"}
    assert all(bool(complaint.pv_number) == (complaint.complainant != "tenant") for complaint in complaints)


def test_complaints_are_completed_later(seeded: Seeded) -> None:
    """Every procès-verbal of a warden but the latest has left, some too late; of some complaints the outcome is known,
    and each completion stands in the history."""
    with as_machine():
        wardens = list(Complaint.objects.filter(complainant="warden"))
        known = Complaint.objects.exclude(outcome="")
        completed = ComplaintChange.objects.values_list("field", flat=True)
        assert len(known) == list(completed).count("outcome") > 0
        assert list(completed).count("sent_on") == sum(each.sent_on is not None for each in wardens) > 0
    last = seeded.today - timedelta(days=40)
    assert all(each.sent_on for each in wardens if each.filed_on < last)
    assert {each.is_to_send or bool(each.found_on) for each in wardens} == {True}
    assert {clock_of(each.found_on, each.sent_on, seeded.today) is None for each in wardens} == {True, False}


# Journal, outbox, figures, grants


def test_the_journal_holds(seeded: Seeded) -> None:
    with as_owner(seeded.database):
        said = StringIO()
        call_command("verify_journal", without_heads=True, stdout=said)
    assert "intact" in said.getvalue()


def test_the_journal_is_dated_like_the_facts_and_in_their_order(seeded: Seeded) -> None:
    with as_machine():
        filed = dict(Incident.objects.values_list("id", "filed_at"))
        noted = dict(Entry.objects.filter(verb="fait.depose").values_list("object_id", "at"))
        sent = dict(Referral.objects.filter(sent_at__isnull=False).values_list("id", "sent_at"))
        said = dict(Entry.objects.filter(verb="saisine.envoyee").values_list("object_id", "at"))
        in_chain = list(of_the_seeding().values_list("at", flat=True))
    assert noted == filed
    assert said == sent
    assert in_chain == sorted(in_chain)
    assert in_chain[-1] < moment(seeded.today, 0)


def test_what_was_told_long_ago_is_not_sent_again(seeded: Seeded) -> None:
    recent = moment(seeded.today - timedelta(days=9), 0)
    assert not Message.objects.filter(state=MessageState.WAITING, created_at__lt=recent).exists()
    assert Message.objects.filter(state=MessageState.SENT).exists()


def test_the_figures_are_published(seeded: Seeded) -> None:
    with as_machine():
        months = list(Publication.objects.order_by("month"))
        told = PublishedCell.objects.filter(kind="facts", state="shown").values_list("publication__month", flat=True)
        assert len(months) >= 23
        assert {each.month for each in months[2:]} <= set(told)
    assert {each.state for each in months if each.cut_off < moment(seeded.today - timedelta(days=3), 0)} == {
        "published"
    }


def test_four_in_five_of_its_large_counts_are_told(seeded: Seeded) -> None:
    """Counts of 20 and more of a month, by family and by commune that may be told; and the year of each family."""
    months, years = Counter[tuple[object, ...]](), Counter[str]()
    with as_machine():
        cut_offs = dict(Publication.objects.values_list("month", "cut_off"))
        cells = list(PublishedCell.objects.select_related("publication"))
        facts = Incident.objects.exclude(state="set_aside")
        rows = facts.values_list("started_at", "filed_at", "category__family_label", "residence__commune_id")
        last = sorted(cut_offs)[-12:]
        for started, filed, family, commune in rows:
            month = day_of(started).replace(day=1)
            if month in cut_offs and filed < cut_offs[month]:
                months["facts", family, month] += 1
                months["commune", commune, month] += 1
                years[family] += month in last
    told = {(cell.kind, cell.family or cell.commune, cell.publication.month): cell.value for cell in cells}
    large = [key for key, count in months.items() if count >= 20 and key in told]
    shown = [key for key in large if told[key] is not None]
    assert len(large) > 40
    assert len(shown) >= 0.8 * len(large), f"{len(shown)} of {len(large)}"
    yearly = {family for family, count in years.items() if count >= 20}
    of_year = {name for kind, name, month in told if kind == "facts" and month in last and told[kind, name, month]}
    assert len(yearly & of_year) >= 0.8 * len(yearly), yearly - of_year


def test_one_bilan_is_frozen_and_one_in_writing(seeded: Seeded) -> None:
    """That of a whole year was reviewed by the other delegate."""
    with as_machine():
        frozen, draft = YearlyReview.objects.order_by("frozen_at")  # no moment comes last
        assert (frozen.state, draft.state) == ("frozen", "draft")
        assert frozen.first_month.month == 1
        assert frozen.reviewed_by_id not in (None, frozen.submitted_by_id)


def test_a_landlord_has_asked_for_its_own_bilan_once(seeded: Seeded) -> None:
    with in_role("convention77_worker"):
        call_command("settle_demo")
    with as_machine():
        (asked,) = Report.objects.filter(kind=ReportKind.OWN)
        house = Signatory.objects.get(pk=asked.signatory_id)
    assert (asked.kind, asked.period, asked.object_id, house.code) == ("own", "12m", house.pk, "deux-morins")


def test_the_latest_whole_quarter_is_asked_for(seeded: Seeded) -> None:
    """Once, and by whoever may: none of those that are long erased."""
    with as_machine():
        published = set(Publication.objects.published().values_list("month", flat=True))
        asked = [(each.period, day_of(each.created_at)) for each in Report.objects.filter(kind=ReportKind.QUARTER)]
    whole = {quarter for month in published if set((quarter := Quarter.of(month)).months) <= published}
    assert [period for period, _ in asked] == [max(whole).code]
    assert asked[0][1] > seeded.today - timedelta(days=30)


def test_no_grant_drifts(seeded: Seeded) -> None:
    with in_role("convention77_worker"):
        call_command("check_grants", stdout=StringIO())


# Once, whole, and the same


def test_it_refuses_a_second_time(seeded: Seeded) -> None:
    with pytest.raises(CommandError, match="contient déjà des comptes"):
        call_command("seed_demo")


def test_it_refuses_outside_a_demonstration(seeded: Seeded) -> None:
    with override_settings(DEMO=False):
        for command in ("seed_demo", "settle_demo"):
            with pytest.raises(CommandError, match="DEMO=1"):
                call_command(command)


def test_interrupted_it_leaves_nothing(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: History, until: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(History, "play", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("seed_demo")
    assert not User.objects.exists()
    assert not Signatory.objects.filter(kind=SignatoryKind.LANDLORD).exists()


@pytest.mark.long
def test_two_seedings_of_a_day_are_alike(
    seeded: Seeded, django_db_blocker: pytest.FixtureRequest, request: pytest.FixtureRequest
) -> None:
    first = content_digest()
    request.getfixturevalue("own_database")
    seed(today=seeded.today)
    with in_role("convention77_worker"):
        call_command("settle_demo")
    assert content_digest() == first


def content_digest() -> str:
    """Everything that was drawn; identifiers and references, which are random, left out."""
    sent = ("referral__created_at", "referral__source__residence__name")
    with as_machine():
        rows = [
            *Incident.objects.order_by("filed_at", "residence__name", "facts").values_list(
                "residence__name", "category", "place", "building", "started_at", "filed_at", "state",
                "facts", "recurrence", "damage_euros", "police_called", "filed_by__email",
            ),
            *Complaint.objects.order_by("incident__filed_at", "incident__residence__name").values_list(
                "complainant", "filed_on", "service", "pv_number", "prosecution_number", "found_on", "sent_on",
                "outcome", "outcome_on", "outcome_from",
            ),
            *Referral.objects.order_by("created_at", "source__residence__name").values_list(
                "source__residence__name", "state", "subject", "basis", "field_sets", "until", "created_at", "sent_at",
                "acknowledged_at", "answered_at", "ended_at", "sender_designation__user__email", "refusal_motive",
            ),
            *Answer.objects.order_by(*sent, "answered_at").values_list(
                "outcome", "outcome_date", "outcome_count", "outcome_motive", "note", "answered_at"
            ),
            *Disclosure.objects.order_by(*sent, "number").values_list("digest"),
            *of_the_seeding().values_list("at", "verb", "function"),
        ]  # fmt: skip
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.mark.long
@pytest.mark.parametrize("today", ["2026-03-01", "2026-03-29", "2026-10-25", "2027-01-01", "2027-02-23", "2028-02-29"])
def test_any_day_will_do(own_database: str, today: str) -> None:
    """Sundays, the first of a year, the days when the clock changes, a leap day, and one short of fresh facts."""
    seed(today=date.fromisoformat(today))
    with as_machine(moment(date.fromisoformat(today))):
        assert Referral.objects.count() > 110
        assert not Incident.objects.filter(filed_at__gte=moment(date.fromisoformat(today), 0)).exists()


# Who is missing


def test_every_kind_of_gap_is_planted_and_found_by_the_delegate(seeded: Seeded) -> None:
    page = gap_page(named("delegue@aorif-77.example"), "")
    assert {value for value, _, _ in page.kinds} == set(GapKind.values)
    found = {
        (line.kind.value, line.person)
        for line in page.lines
        if line.kind not in (GapKind.VACANT, GapKind.WITHOUT_DEPUTY, GapKind.NO_CORRESPONDENT)
    }
    assert found == {
        ("fin-proche", "Jérôme Absinthe"),
        ("jamais-connecte", "Estelle Nigelle"),
        ("courriel", "Amélie Sarriette"),
        ("non-confirmee", "Samia Guimauve"),
        ("non-confirmee", "Mathilde Ancolie"),
        ("non-confirmee", "Rémi Origan"),
    }
    assert {(line.signatory, line.post) for line in page.lines if line.kind == GapKind.VACANT} == {
        ("Police nationale de Seine-et-Marne", "Circonscription de Provins (à vérifier)"),
        ("Groupement de gendarmerie départementale de Seine-et-Marne", "Brigade de Dammartin-en-Goële (à vérifier)"),
        ("Logis du Val de Brie (fictif)", "Délégué à la protection des données"),
    }


def test_nobody_who_has_come_waits_before_the_charter(seeded: Seeded) -> None:
    running = Designation.objects.running_on(seeded.today).select_related("post__signatory", "user")
    asked = {d.user.email for d in running if charter_to_accept(actor_for(d, timezone.now()))}
    assert asked == {"correspondant@police-chessy.example"}


def test_situations_stand_at_every_rung_and_every_ending(seeded: Seeded) -> None:
    with as_machine():
        rungs = set(Step.objects.values_list("rung", flat=True))
        endings = set(Situation.objects.exclude(ending="").values_list("ending", flat=True))
        colours = set(Situation.objects.filter(kind="place").values_list("colour", flat=True))
        evictions = list(Step.objects.filter(rung=Rung.EVICTION).values_list("done_on", flat=True))
        counted = [Step.objects.filter(rung=rung).count() for rung in (Rung.REMINDER, Rung.FORMAL_NOTICE, Rung.WRIT)]
    assert rungs == set(Rung)
    assert endings == set(Ending) - {Ending.MERGED}
    assert colours == {"", *Colour.values}
    assert not any(in_truce(day) for day in evictions)
    assert counted[0] > counted[1] > counted[2]
