"""After an answer that asks for more its sender completes the referral, which waits again; the answer stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from acting.refusals import Conflict, Refused
from journal.models import Message
from referrals.beside_facts import referrals_without_answer
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.outcomes import OUTCOMES, Detail, Outcome
from referrals.permissions import answers_visible_to
from referrals.projection import digest
from referrals.referral_list import ReferralList, beside_to_treat, rows_of
from referrals.referral_page import waits_since
from referrals.services import referrals as services
from signatories.enums import SignatoryKind as K
from tests.people import Cast, Person, acting, make_question, make_referral
from tests.referrals.test_outcome_table import SQUARE
from tests.referrals.test_referral_pages import text_of
from tests.walls.trials import refused

ASKING_MORE = {
    ("police", "more_needed"),
    ("prosecution", "not_received"),
    ("landlord", "requisition_needed"),
}
# The gendarmerie answers as the police does.
KINDS = (K.POLICE, K.PROSECUTION, K.PREFECTURE, K.LANDLORD)
EACH = [(kind.value, outcome) for kind in KINDS for outcome in OUTCOMES[kind]]
COMPLETED = (
    "UPDATE referrals_referral SET state = 'in_progress', reopened_at = app_now(), version = version + 1 WHERE id = %s"
)


@pytest.fixture
def to_meaux(cast: Cast) -> Referral:
    return make_referral(cast.sarah, cast.maud, cast.tilleuls, at=timezone.now() - timedelta(days=20))


def answer(person: Person, referral: Referral, outcome: str, **given: object) -> None:
    with acting(person) as by:
        services.answer_referral(by=by, referral=referral, outcome=outcome, **given)  # type: ignore[arg-type]


def complete(person: Person, referral: Referral, precision: str = "PV 2026/0417.") -> None:
    with acting(person) as by:
        services.complete_referral(by=by, referral=referral, field_sets=[], precision=precision)


def listed(person: Person, state: str) -> list[str]:
    """References in that view of what the person received."""
    with acting(person) as actor:
        return [each.reference for each in ReferralList(actor, {"boite": "recues", "etat": state}).page()]


def details(outcome: Outcome, referral: Referral) -> dict[str, object]:
    given: dict[Detail, dict[str, object]] = {
        Detail.DATE: {"outcome_date": referral.until},
        Detail.COUNT: {"outcome_count": 2},
        Detail.MOTIVE: {"outcome_motive": outcome.choices[0][0] if outcome.choices else ""},
        Detail.NOTE: {"note": "Il manque le numéro de la procédure."},
        Detail.INSTITUTION: {"note": "La gendarmerie de Meaux."},
        Detail.PHONE: {"outcome_phone": "01 99 00 77 03"},
    }
    beside: dict[str, object] = {"note": "Au chef de patrouille."} if outcome.asks else {}
    return beside | given.get(outcome.detail, {})


def make_asking(cast: Cast, by: Person, to: Person, outcome: Outcome) -> Referral:
    """A referral of a subject that takes the outcome."""
    row = SQUARE[to.signatory.kind]
    subject = next(each for each, codes in row.items() if outcome.code in codes.split())
    if subject in ("suite-plainte", "copie-decision"):
        return make_question(cast, subject)
    return make_referral(by, to, cast.tilleuls, subject=subject)


@pytest.mark.parametrize(("kind", "outcome"), EACH, ids=lambda value: getattr(value, "code", value))
def test_it_stays_open_after_these_outcomes_and_no_other(cast: Cast, kind: str, outcome: Outcome) -> None:
    """In the rule, in the service and behind it, in the wall."""
    to = {"police": cast.karim, "prosecution": cast.maud, "prefecture": cast.pascale, "landlord": cast.sarah}[kind]
    by = cast.karim if kind == "landlord" else cast.sarah
    referral = make_asking(cast, by, to, outcome)
    answer(to, referral, outcome.code, **details(outcome, referral))
    is_open = (kind, outcome.code) in ASKING_MORE
    with acting(by):
        assert refused(COMPLETED, referral.pk) is not is_open
    referral.refresh_from_db()
    if is_open:
        assert referral.state == ReferralState.IN_PROGRESS
    else:
        with pytest.raises(Conflict):
            complete(by, referral)


def test_completed_it_is_to_be_treated_again_and_the_answer_stays(cast: Cast, to_meaux: Referral) -> None:
    other = make_referral(cast.sarah, cast.maud, cast.tilleuls, at=timezone.now() - timedelta(days=5))
    answer(cast.maud, to_meaux, "not_received")
    assert (listed(cast.maud, "attente"), listed(cast.maud, "repondues")) == ([other.reference], [to_meaux.reference])
    complete(cast.sarah, to_meaux)
    assert listed(cast.maud, "attente") == [other.reference, to_meaux.reference], "since today, not since it was sent"
    assert listed(cast.maud, "repondues") == []
    to_meaux.refresh_from_db()
    with acting(cast.maud) as maud:
        assert [given.outcome for given in answers_visible_to(maud)] == ["not_received"]
        assert beside_to_treat(maud, other)[1] == to_meaux
        assert beside_to_treat(maud, to_meaux)[1] == other
    with acting(cast.sarah) as sarah:
        waited = {each: waits_since(each, sarah.today, is_read=True) for each in referrals_without_answer(sarah)}
    assert waited == {other: other.sent_at, to_meaux: None}
    assert list(Message.objects.filter(kind="referral_completed").values_list("recipient_id", "object_id")) == [
        (cast.maud.user.pk, to_meaux.pk)
    ]


def test_it_is_marked_in_the_list_and_on_the_page(cast: Cast, to_meaux: Referral) -> None:
    page = f"/saisines/{to_meaux.pk}/"
    answer(cast.maud, to_meaux, "not_received")
    for person, address in ((cast.sarah, "?boite=envoyees"), (cast.maud, "?boite=recues&etat=repondues")):
        assert "complément attendu" in text_of(person.client().get(f"/saisines/{address}"))
    assert "La réponse attend un complément" in text_of(cast.sarah.client().get(page))
    complete(cast.sarah, to_meaux)
    inbox = text_of(cast.maud.client().get("/saisines/"))
    assert "complétée le" in inbox
    assert "Sans réponse depuis" not in inbox, "it was answered; it waits since today"
    received = text_of(cast.maud.client().get(page))
    assert received.count("après la réponse</span>") == 1, "the addition, and not what was sent first"
    assert "Complétée après la réponse" in received
    assert "Corriger la réponse" not in received
    assert "replaces_former" not in received
    assert "La réponse attend un complément" not in text_of(cast.sarah.client().get(page))


def test_it_is_completed_by_its_page(cast: Cast, to_meaux: Referral) -> None:
    address = f"/saisines/{to_meaux.pk}/completer/"
    answer(cast.maud, to_meaux, "sent_to_inquiry")
    assert cast.sarah.client().get(address).status_code == 409
    answer(cast.maud, to_meaux, "not_received", replaces_former=True)
    shown = digest({"commune": {"name": "Meaux", "code": "77284"}, "precision": "PV 2026/0417."})
    assert cast.sarah.client().post(address, {"precision": "PV 2026/0417.", "seen": shown}).status_code == 302
    with acting(cast.maud) as maud:
        [row] = rows_of(maud, ReferralList(maud, {"boite": "recues"}).page())
    assert (row.state, row.waits_since) == (ReferralState.IN_PROGRESS, None)
    assert row.completed_at == row.referral.reopened_at


def test_the_next_answer_stands_beside_the_former_even_in_the_same_words(cast: Cast, to_meaux: Referral) -> None:
    answer(cast.maud, to_meaux, "not_received")
    answer(cast.maud, to_meaux, "not_received")
    complete(cast.sarah, to_meaux)
    with pytest.raises(Refused):
        answer(cast.maud, to_meaux, "sent_to_inquiry", replaces_former=True)
    answer(cast.maud, to_meaux, "not_received")
    complete(cast.sarah, to_meaux, "PV 2026/0418.")
    answer(cast.maud, to_meaux, "sent_to_inquiry")
    with acting(cast.sarah) as sarah:
        assert [(given.outcome, given.replaces_former) for given in answers_visible_to(sarah)] == [
            ("not_received", False),
            ("not_received", False),
            ("sent_to_inquiry", False),
        ]
    with pytest.raises(Conflict):
        complete(cast.sarah, to_meaux)


def test_an_addition_to_what_waits_leaves_it_where_it_stood(cast: Cast, to_meaux: Referral) -> None:
    complete(cast.sarah, to_meaux)
    to_meaux.refresh_from_db()
    assert (to_meaux.reopened_at, to_meaux.state) == (None, ReferralState.SENT)
    with acting(cast.sarah):
        assert refused(
            "UPDATE referrals_referral SET reopened_at = app_now(), version = version + 1 WHERE id = %s", to_meaux.pk
        )


@pytest.mark.parametrize("claims", [True, False])
def test_no_answer_claims_to_ask_for_more_nor_hides_it(cast: Cast, to_meaux: Referral, claims: bool) -> None:
    moved = (
        "UPDATE referrals_referral SET state = 'answered', answered_at = app_now(), version = version + 1,"
        " asks_more = %s WHERE id = %s"
    )
    given = (
        "INSERT INTO referrals_answer (id, referral_id, sender_id, designation_id, outcome, outcome_motive, note,"
        " answered_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, '', '', app_now())"
    )
    who = (to_meaux.pk, cast.sarah.signatory.pk, cast.maud.designation.pk)
    with acting(cast.maud):
        assert not refused(moved, claims, to_meaux.pk)
        assert refused(given, *who, "sent_to_inquiry" if claims else "not_received")
        assert not refused(given, *who, "not_received" if claims else "sent_to_inquiry")
