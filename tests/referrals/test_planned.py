"""What a landlord has planned is a day of its own until it says what became of it; the partner reads both answers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from acting.refusals import Refused
from correspondents.due_sources import Reach, all_due
from referrals.models import Referral
from referrals.permissions import answers_visible_to
from referrals.services import referrals as services
from tests.people import Cast, Person, acting, make_referral
from tests.walls.trials import refused

DAY = timezone.localdate() + timedelta(days=6)


@pytest.fixture
def asked(cast: Cast) -> Referral:
    return make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges")


def watched_by(person: Person) -> list[tuple[str, date]]:
    with acting(person) as actor:
        found = all_due(actor, Reach(actor.today, actor.today + timedelta(days=30), 50))
        return [(due.reference, due.due_on) for due in found if due.kind == "prevu"]


def answer(person: Person, referral: Referral, outcome: str, **given: str) -> int:
    return person.client().post(f"/saisines/{referral.pk}/repondre/", {"outcome": outcome} | given).status_code


def test_it_is_a_day_of_the_landlord_alone_until_it_says_more(cast: Cast, asked: Referral) -> None:
    theirs = make_referral(cast.karim, cast.victor, cast.pommiers, subject="acces-badges")
    assert answer(cast.sarah, asked, "planned", outcome_date=DAY.isoformat()) == 302
    assert answer(cast.victor, theirs, "planned", outcome_date=DAY.isoformat()) == 302
    watching = {name: watched_by(person) for name, person in cast.people().items()}
    assert {name: days for name, days in watching.items() if days} == {
        "sarah": [(asked.reference, DAY)],
        "victor": [(theirs.reference, DAY)],
    }
    assert answer(cast.sarah, asked, "done") == 302
    assert (watched_by(cast.sarah), watched_by(cast.victor)) == ([], [(theirs.reference, DAY)])


def test_the_partner_reads_that_it_was_planned_and_then_done(cast: Cast, asked: Referral) -> None:
    """Saying what became of it replaces nothing, unless the landlord says so."""
    sarah, page = cast.sarah.client(), f"/saisines/{asked.pk}/"
    answer(cast.sarah, asked, "planned", outcome_date=DAY.isoformat())
    shown = sarah.get(page)
    assert "Répondre de nouveau" in shown.content.decode()
    assert shown.context["answer_form"]["replaces_former"].value() is False
    assert answer(cast.sarah, asked, "impossible", outcome_motive="no_means") == 302
    with acting(cast.karim) as karim:
        given = answers_visible_to(karim).filter(referral=asked).order_by("answered_at")
        assert list(given.values_list("outcome", "replaces_former")) == [("planned", False), ("impossible", False)]


def test_it_is_no_more_watched_once_the_partner_has_ended_it(cast: Cast, asked: Referral) -> None:
    answer(cast.sarah, asked, "planned", outcome_date=DAY.isoformat())
    with acting(cast.karim) as karim:
        services.close_referral(by=karim, referral=asked)
    assert watched_by(cast.sarah) == []


def test_the_wall_keeps_the_day_that_was_answered(cast: Cast, asked: Referral) -> None:
    moved = (
        "UPDATE referrals_referral SET state = 'answered', answered_at = coalesce(answered_at, app_now()),"
        " planned_on = %s, version = version + 1 WHERE id = %s"
    )
    given = (
        "INSERT INTO referrals_answer (id, referral_id, sender_id, designation_id, outcome, outcome_date,"
        " outcome_motive, note, answered_at) SELECT gen_random_uuid(), id, sender_id, app_designation(), %s, %s, '',"
        " '', app_now() FROM referrals_referral WHERE id = %s"
    )
    with acting(cast.sarah):
        assert not refused(moved, DAY, asked.pk)
        assert refused(given, "planned", DAY + timedelta(days=1), asked.pk)
        assert refused(given, "done", None, asked.pk)
        assert not refused(given, "planned", DAY, asked.pk)


def test_what_is_planned_is_still_to_come(cast: Cast) -> None:
    """At the form and at the service; today is right."""
    today = cast.sarah.actor().today
    repair = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="remise-etat")
    given: dict[str, Any] = {"outcome": "planned", "outcome_date": today - timedelta(days=1)}
    page: Any = cast.sarah.client().post(f"/saisines/{repair.pk}/repondre/", given)
    assert set(page.context["answer_form"].errors) == {"outcome_date"}
    with acting(cast.sarah) as sarah, pytest.raises(Refused) as why:
        services.answer_referral(by=sarah, referral=repair, **given)
    assert why.value.field == "outcome_date"
    assert answer(cast.sarah, repair, "planned", outcome_date=today.isoformat()) == 302
