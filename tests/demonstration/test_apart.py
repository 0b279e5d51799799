"""Each act that crosses between partners is there to be seen, by the people whose accounts are named."""

from datetime import timedelta

from django.db import transaction

from acting.actor import Actor, acting_as
from acting.days import PARIS
from correspondents.due_list import due_page
from correspondents.due_rules import Due
from correspondents.models import User
from incidents.enums import KnownOutcome, ToldBy
from journal.models import Entry
from journal.verbs import Verb
from referrals.asked import pieces_of
from referrals.clearings import cleared_at
from referrals.enums import ReferralState, WithdrawalMotive
from referrals.exceptional_rules import AccessState
from referrals.lifecycle import WAITING
from referrals.models import (
    Disclosure,
    ExceptionalAccess,
    ExceptionalReading,
    Handling,
    PreparedAnswer,
    Referral,
    ReferralSource,
    Retention,
)
from referrals.permissions import (
    disclosures_visible_to,
    exceptional_accesses_of_house,
    is_read_by,
    prepared_answers_visible_to,
    received_referrals_visible_to,
    retentions_visible_to,
    sent_referrals_visible_to,
)
from referrals.request_rules import refusals_of_request
from referrals.told_complaints import complaints_told, told_in
from tests.demonstration.conftest import Seeded, as_machine
from tests.demonstration.test_seeding import named

SARAH, THOMAS = "referent@deux-morins.example", "correspondant@police-meaux.example"
HELENE, RAPHAEL, PAULINE = "parquet@tj-meaux.example", "suppleant@tj-meaux.example", "greffe@tj-meaux.example"


def days_due(actor: Actor, kind: str) -> list[Due]:
    return [row.due for row in due_page(actor).rows if row.due.kind == kind]


def test_one_exceptional_access_waits_and_one_was_read_and_is_over(seeded: Seeded) -> None:
    sarah = named(SARAH)
    with transaction.atomic(), acting_as(sarah):
        told = exceptional_accesses_of_house(sarah).order_by("-asked_at")
        assert [each.state_at(sarah.now) for each in told] == [AccessState.WAITING, AccessState.OVER]
    with as_machine():
        waiting, over = ExceptionalAccess.objects.order_by("-asked_at")
        assert not ExceptionalReading.objects.exists()
        assert over.approved_at
        assert over.until
        used = Entry.objects.filter(verb=Verb.EXCEPTIONAL_ACCESS_USED)
        assert [(each.object_id, over.approved_at < each.at < over.until) for each in used] == [(over.pk, True)]
        assert {over.asker.email, waiting.asker.email} == {"admin@convention77.example"}


def test_referrals_are_shared_out_at_their_posts_and_looked_at_today(seeded: Seeded) -> None:
    with as_machine():
        handled = Handling.objects.exclude(assigned_to=None).values_list("assigned_to__user__email", flat=True)
        assert set(handled) == {
            THOMAS,
            "adjoint@police-meaux.example",
            HELENE,
            RAPHAEL,
            PAULINE,
            "correspondant@gendarmerie-77.example",
            "adjoint@gendarmerie-77.example",
            SARAH,
            "adjoint@deux-morins.example",
        }
        assert set(Handling.objects.values_list("referral__state", flat=True)) <= set(WAITING)
    for email in (THOMAS, HELENE, "correspondant@gendarmerie-77.example", SARAH):
        actor = named(email)
        with transaction.atomic(), acting_as(actor):
            due = days_due(actor, "saisine")
        assert [each.due_on for each in due if each.due_on <= seeded.today] == [seeded.today], email


def test_three_answers_wait_for_the_magistrate_and_one_was_given_up(seeded: Seeded) -> None:
    helene = named(HELENE)
    with transaction.atomic(), acting_as(helene):
        prepared = list(prepared_answers_visible_to(helene).select_related("referral", "designation__user"))
        assert len(prepared) == 3
        assert {each.designation.user.email for each in prepared} == {PAULINE}
        assert all(each.referral.state in WAITING for each in prepared)
    with as_machine():
        assert PreparedAnswer.objects.count() == 3
        dropped = Entry.objects.filter(verb=Verb.PREPARED_ANSWER_DROPPED).values_list("user_id", flat=True)
        assert list(dropped) == [helene.user_id]


def test_a_landlord_has_planned_something_late_and_something_to_come(seeded: Seeded) -> None:
    sarah = named(SARAH)
    with transaction.atomic(), acting_as(sarah):
        due = days_due(sarah, "prevu")
    days = [each.due_on for each in due]
    assert min(days) < seeded.today < max(days)


def test_a_parquet_tells_by_number_of_one_complaint_that_is_noted_and_of_one_that_is_not(seeded: Seeded) -> None:
    sarah = named(SARAH)
    found = []
    with transaction.atomic(), acting_as(sarah):
        received = received_referrals_visible_to(sarah).filter(is_read_by(sarah), subject="suite-donnee")
        for referral in received.filter(source__residence=None).order_by("sent_at"):
            told = told_in(disclosures_visible_to(sarah).filter(referral=referral).order_by("number"))
            assert told
            found += [(each.complaint.outcome, each.complaint.outcome_from) for each in complaints_told(sarah, told)]
    assert found == [(KnownOutcome.ALTERNATIVE, ToldBy.REFERRAL), ("", "")]


def test_several_landlords_are_asked_the_same_and_learn_nothing_of_each_other(seeded: Seeded) -> None:
    thomas = named(THOMAS)
    with transaction.atomic(), acting_as(thomas):
        sent = sent_referrals_visible_to(thomas).filter(subject="contact-astreinte", source__residence=None)
        recipients = set(sent.values_list("recipient__code", flat=True))
        moments = {each.sent_at.astimezone(PARIS).date() for each in sent if each.sent_at}
    assert len(recipients) == sent.count() >= 2
    assert "deux-morins" in recipients
    assert len(moments) == 1


def reads(email: str, referral: Referral) -> bool:
    actor: Actor = named(email)
    with transaction.atomic(), acting_as(actor):
        return disclosures_visible_to(actor).filter(referral=referral).exists()


def test_what_is_reserved_is_read_by_the_titular_alone(seeded: Seeded) -> None:
    with as_machine():
        reserved = {each.recipient.code: each for each in Referral.objects.exclude(named_readers=[])}
        there = User.objects.filter(designations__in=[pk for each in reserved.values() for pk in each.named_readers])
        assert {user.email for user in there} == {HELENE, THOMAS}
    assert set(reserved) == {"parquet-meaux", "police-77"}
    assert {email: reads(email, reserved["parquet-meaux"]) for email in (HELENE, RAPHAEL, PAULINE)} == {
        HELENE: True,
        RAPHAEL: False,
        PAULINE: False,
    }
    assert reads(THOMAS, reserved["police-77"])
    assert not reads("adjoint@police-meaux.example", reserved["police-77"])


def test_two_are_renewed_and_each_withdrawal_says_why(seeded: Seeded) -> None:
    with as_machine():
        renewed = Referral.objects.exclude(renewed_at=None)
        assert {each.recipient.code for each in renewed} == {"parquet-meaux", "police-77"}
        assert all(each.until == seeded.today + timedelta(days=75) for each in renewed)
        withdrawn = ReferralSource.objects.filter(referral__state=ReferralState.WITHDRAWN)
        motives = set(withdrawn.values_list("withdrawal_motive", flat=True))
    assert motives <= {WithdrawalMotive.NO_NEED, WithdrawalMotive.INACCURATE, WithdrawalMotive.WRONG_RECIPIENT}
    assert len(motives) > 1


def test_after_a_relaxe_one_is_kept_and_of_another_nothing_is_decided_yet(seeded: Seeded) -> None:
    sarah = named(SARAH)
    with transaction.atomic(), acting_as(sarah):
        cleared = [each for each in sent_referrals_visible_to(sarah).filter(planned_on=None) if cleared_at(sarah, each)]
        decided = list(retentions_visible_to(sarah))
        due = days_due(sarah, "relaxe")
    (kept,) = decided
    assert kept.civil_action
    assert kept.referral_id in {each.pk for each in cleared}
    assert {each.object_id for each in due} >= {each.pk for each in cleared} - {kept.referral_id}
    assert len(cleared) > 1
    with as_machine():
        assert Retention.objects.count() == 1


def test_one_answer_asks_for_more_and_one_was_completed_after_it(seeded: Seeded) -> None:
    sarah = named(SARAH)
    with transaction.atomic(), acting_as(sarah):
        sent = sent_referrals_visible_to(sarah)
        assert sent.filter(state=ReferralState.ANSWERED, asks_more=True, until__gte=seeded.today).exists()
        assert sent.exclude(reopened_at=None).filter(recipient__code="parquet-meaux").exists()


def test_whatever_was_sent_says_what_its_recipient_needs(seeded: Seeded) -> None:
    """Whole by the rules of today, and of the optional pieces those without which one asks back."""
    with as_machine():
        first = Disclosure.objects.filter(number=1).select_related("referral__subject")
        read = [(each.referral.subject_id, each.content) for each in first]
    assert {subject for subject, content in read if list(refusals_of_request(subject, content))} == set()
    assert {"presence", "force-publique", "conservation-images", "suite-donnee"} <= {subject for subject, _ in read}
    needed = ("images_on", "images_from", "cameras", "agency", "access_to", "repair_at", "standby_for", "about")
    missing = {
        (subject, piece.name)
        for subject, content in read
        for piece in pieces_of(subject)
        if (piece.name in needed or not piece.is_optional) and piece.name not in content.get("asked", {})
    }
    assert missing == set()
