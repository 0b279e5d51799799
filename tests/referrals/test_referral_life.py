"""One referral from the share sheet to its end, and what each side holds at each moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from acting.refusals import Conflict
from correspondents.actors import running_designations
from correspondents.services import end_designation
from incidents.models import FollowUp, Incident
from incidents.permissions import follow_ups_visible_to
from journal.models import Message
from referrals.enums import FieldSet, ReferralState
from referrals.models import Answer, Disclosure, Referral, ReferralGroupObjectPermission
from referrals.permissions import answers_visible_to, disclosures_visible_to, referrals_visible_to
from referrals.services import referrals as services
from tests.people import Cast, Person, acting, appoint, make_fact, make_referral, make_user


def readers(cast: Cast, referral: Referral) -> set[str]:
    """Who reads what was shared."""
    return {name for name, person in cast.people().items() if _reads(person, referral)}


def _reads(person: Person, referral: Referral) -> bool:
    with acting(person) as actor:
        return disclosures_visible_to(actor).filter(referral=referral).exists()


def holders(cast: Cast, referral: Referral) -> set[str]:
    """Who sees that the referral exists at all."""
    found = set()
    for name, person in cast.people().items():
        with acting(person) as actor:
            if referrals_visible_to(actor).filter(pk=referral.pk).exists():
                found.add(name)
    return found


@pytest.fixture
def to_meaux(cast: Cast) -> Referral:
    """Sarah asks the parquet de Meaux; the fact was filed by Gilles."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    return make_referral(
        cast.sarah,
        cast.maud,
        cast.tilleuls,
        incident=fact,
        subject="avis-parquet",
        field_sets=(FieldSet.FACTS, FieldSet.PLACE),
    )


def test_a_draft_is_the_senders_alone(cast: Cast) -> None:
    draft = make_referral(cast.sarah, cast.maud, cast.tilleuls, send=False)
    assert holders(cast, draft) == {"sarah"}
    assert readers(cast, draft) == set()


def test_a_draft_given_up_was_never_there_for_the_recipient(cast: Cast) -> None:
    draft = make_referral(cast.sarah, cast.maud, cast.tilleuls, send=False)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=draft)
    assert holders(cast, draft) == {"sarah"}
    assert not Message.objects.exists()


def test_sent_it_is_read_by_the_two_sides_and_nobody_else(cast: Cast, to_meaux: Referral) -> None:
    assert holders(cast, to_meaux) == {"sarah", "maud", "perrine"}
    assert readers(cast, to_meaux) == {"sarah", "maud", "perrine"}


def test_it_says_what_was_ticked_and_nothing_more(cast: Cast, to_meaux: Referral) -> None:
    with acting(cast.maud) as maud:
        [disclosure] = disclosures_visible_to(maud)
    assert set(disclosure.content) == {"commune", "precision", "place", "facts", "asked"}
    assert set(disclosure.content["asked"]) == {"question"}
    [fact] = disclosure.content["facts"]
    assert set(fact) == {"started_at", "category", "recurrence", "text", "damage_euros"}
    assert "Gilles" not in str(disclosure.content)


def test_a_fact_changed_afterwards_does_not_change_what_was_read(cast: Cast, to_meaux: Referral) -> None:
    Incident.objects.update(facts="Autre chose.")
    with acting(cast.maud) as maud:
        [disclosure] = disclosures_visible_to(maud)
    assert disclosure.content["facts"][0]["text"] == "Porte du hall forcée, vitrage brisé."


def test_the_recipient_of_the_day_is_named(cast: Cast, to_meaux: Referral) -> None:
    assert to_meaux.recipient_designation == cast.maud.designation


def test_a_message_waits_for_who_answers_without_content(cast: Cast, to_meaux: Referral) -> None:
    assert list(Message.objects.values_list("kind", "recipient_id", "object_id")) == [
        ("referral_waiting", cast.maud.user.pk, to_meaux.pk)
    ]


def test_answering_reaches_the_sender_and_the_author_in_one_neutral_line(cast: Cast, to_meaux: Referral) -> None:
    with acting(cast.maud) as maud:
        services.answer_referral(by=maud, referral=to_meaux, outcome="sent_to_inquiry", note="Brigade saisie.")
    with acting(cast.sarah) as sarah:
        assert [answer.outcome for answer in answers_visible_to(sarah)] == ["sent_to_inquiry"]
        assert referrals_visible_to(sarah).get().state == ReferralState.ANSWERED
    for name in ("gilles", "sarah"):
        with acting(cast.people()[name]) as actor:
            events = set(follow_ups_visible_to(actor).values_list("event", flat=True))
            assert events == {FollowUp.Event.PASSED_ON, FollowUp.Event.ANSWERED}
    for name in ("gaston", "zoe", "victor", "maud", "delphine", "adrien"):
        with acting(cast.people()[name]) as actor:
            assert not follow_ups_visible_to(actor).exists()


def test_the_gardien_has_the_line_and_nothing_of_the_referral(cast: Cast, to_meaux: Referral) -> None:
    with acting(cast.gilles) as gilles:
        assert not referrals_visible_to(gilles).exists()
        assert not Referral.objects.exists()
        assert not Answer.objects.exists()


def test_the_same_answer_twice_is_one(cast: Cast, to_meaux: Referral) -> None:
    with acting(cast.maud) as maud:
        for _ in range(2):
            services.answer_referral(by=maud, referral=to_meaux, outcome="sent_to_inquiry")
        assert answers_visible_to(maud).count() == 1
        services.answer_referral(by=maud, referral=to_meaux, outcome="already_given")
        assert answers_visible_to(maud).count() == 2


ENDINGS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "withdrawn": ("sarah", services.withdraw_referral, {}),
    "refused": ("maud", services.refuse_referral, {"motive": "out_of_frame"}),
    "closed": ("sarah", services.close_referral, {}),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_leaves_the_stub_at_once(cast: Cast, to_meaux: Referral, ending: str) -> None:
    who, service, more = ENDINGS[ending]
    if ending == "closed":
        with acting(cast.maud) as maud:
            services.answer_referral(by=maud, referral=to_meaux, outcome="sent_to_inquiry")
    with acting(cast.people()[who]) as actor:
        service(by=actor, referral=to_meaux, **more)
    assert holders(cast, to_meaux) == {"sarah", "maud", "perrine"}
    assert readers(cast, to_meaux) == {"sarah"}
    with acting(cast.sarah):
        assert not ReferralGroupObjectPermission.objects.exists()


def test_past_its_last_day_it_is_a_stub_before_any_job_ran(cast: Cast, to_meaux: Referral) -> None:
    for day, expected in ((to_meaux.until, True), (to_meaux.until + timedelta(days=1), False)):
        noon = timezone.now().replace(hour=11) + (day - timezone.now().date())
        with acting(cast.maud, noon) as maud:
            assert disclosures_visible_to(maud).exists() is expected
            assert Disclosure.objects.exists() is expected


def test_the_next_titular_finds_it_and_the_former_has_nothing(cast: Cast, to_meaux: Referral) -> None:
    today = cast.maud.actor().today
    end_designation(by=cast.delphine.actor(), designation=cast.maud.designation, ends_on=today)
    marc = appoint(make_user("Marc"), cast.maud.post, starts_on=today + timedelta(days=1))
    tomorrow = timezone.now() + timedelta(days=1)
    assert running_designations(cast.maud.user, tomorrow) == []
    with acting(marc, tomorrow) as actor:
        assert disclosures_visible_to(actor).filter(referral=to_meaux).exists()


def test_completing_adds_a_communication_and_leaves_the_first(cast: Cast, to_meaux: Referral) -> None:
    with acting(cast.sarah) as sarah:
        services.complete_referral(by=sarah, referral=to_meaux, field_sets=[], precision="Vitrage remplacé.")
    with acting(cast.maud) as maud:
        first, second = disclosures_visible_to(maud)
    assert "facts" in first.content
    assert set(second.content) == {"commune", "precision"}


def test_the_loser_of_a_race_decides_again(cast: Cast, to_meaux: Referral) -> None:
    seen = to_meaux.version
    with acting(cast.maud) as maud:
        services.acknowledge_referral(by=maud, referral=to_meaux, version=seen)
    with pytest.raises(Conflict), acting(cast.maud) as maud:
        services.start_referral(by=maud, referral=to_meaux, version=seen)
    with pytest.raises(Conflict), acting(cast.maud) as maud:
        services.acknowledge_referral(by=maud, referral=to_meaux)


def test_a_partner_asks_a_landlord(cast: Cast) -> None:
    asked = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges")
    assert readers(cast, asked) == {"karim", "sarah"}
    with acting(cast.sarah) as sarah:
        services.answer_referral(by=sarah, referral=asked, outcome="done")
    with acting(cast.karim) as karim:
        assert [answer.outcome for answer in answers_visible_to(karim)] == ["done"]
