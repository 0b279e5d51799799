"""A landlord's own facts, referrals and complaints: each number against a recount in SQL written apart, beside as much
of another landlord, and each definition at its edge."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Category
from incidents.services.facts import set_aside
from referrals.services.referrals import answer_referral
from reports.own_case_panels import CASES_COUNTED, case_panels
from reports.own_cases import Filed, OwnCases, Sent, own_cases
from reports.periods import SLIDING, own_period, own_period_coded, own_periods
from tests.people import Cast, Person, acting, make_complaint
from tests.reports.test_own_load import DAY, FIRST, TODAY, acknowledge, answer, moment, recounted, refuse, send
from tests.reports.test_own_steering import file_fact

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 5
MIDNIGHT, LAST = time(0), time(23, 59, 59)


def cases_of(person: Person, name: str = "12-mois", today: date = TODAY) -> OwnCases:
    with acting(person, moment(today, time(18))) as actor:
        return own_cases(actor, own_period(name, actor.today))


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """What Sarah's house did over two years, with as much of another house."""
    for by, residence, many in ((cast.sarah, cast.tilleuls, 4), (cast.victor, cast.pommiers, 3)):
        for number in range(many):
            file_fact(by, residence, FIRST + DAY * 40 * number)
            answered = send(by, cast.karim, FIRST + DAY * 50 * number)
            acknowledge(cast.karim, answered, FIRST + DAY * (50 * number + 1))
            answer(cast.karim, answered, FIRST + DAY * (50 * number + 3), "patrols_planned")
        refuse(cast.maud, send(by, cast.maud, date(2026, 2, 2), subject="avis-parquet"), date(2026, 2, 12), "no_basis")
        send(by, cast.pascale, date(2026, 5, 20))
        file_fact(by, residence, FIRST - DAY)
        send(by, cast.karim, FIRST - DAY)
    return cast


def test_every_number_is_what_the_rows_of_the_house_say(busy: Cast) -> None:
    own, house = cases_of(busy.sarah), busy.sarah.signatory.pk
    begins, ends = moment(FIRST, MIDNIGHT), moment(TODAY + DAY, MIDNIGHT)
    facts = recounted(
        "SELECT c.family_label, (date_trunc('month', i.started_at AT TIME ZONE 'Europe/Paris'))::date, count(*)"
        " FROM incidents_incident i JOIN incidents_category c ON c.code = i.category_id"
        " WHERE i.landlord_id = %s AND i.started_at >= %s AND i.started_at < %s AND i.state <> 'set_aside'"
        " GROUP BY 1, 2",
        house, begins, ends,
    )  # fmt: skip
    assert own.facts == {(family, month): count for family, month, count in facts}
    assert own.facts.total() == 5, "the one that the parquet was told of too"
    sent = recounted(
        "SELECT s.kind, count(*),"
        " count(*) FILTER (WHERE r.acknowledged_at IS NOT NULL OR r.state = 'refused'), count(r.answered_at),"
        " count(*) FILTER (WHERE r.state = 'refused')"
        " FROM referrals_referral r JOIN signatories_signatory s ON s.id = r.recipient_id"
        " WHERE r.sender_id = %s AND r.sent_at >= %s AND r.sent_at < %s GROUP BY 1",
        house, begins, ends,
    )  # fmt: skip
    told = {kind: (each.sent, each.acknowledged, each.answered, each.refused) for kind, each in own.sent.items()}
    assert told == {kind: tuple(counts) for kind, *counts in sent}
    assert own.sent == {
        "police": Sent(4, 4, 4, 0, 0),
        "prosecution": Sent(1, 1, 0, 1, 0),
        "prefecture": Sent(1, 0, 0, 0, 1),
    }
    assert (own.answers, own.refused) == ({"Passages programmés": 4}, {"no_basis": 1})
    theirs = cases_of(busy.victor)
    assert (theirs.facts.total(), theirs.sent["police"].sent, theirs.answers.total()) == (4, 3, 3)


def test_a_period_begins_and_ends_at_midnight_and_what_was_set_aside_is_not_counted(cast: Cast) -> None:
    inside = (file_fact(cast.sarah, cast.tilleuls, FIRST, at=MIDNIGHT), file_fact(cast.sarah, cast.tilleuls, TODAY))
    file_fact(cast.sarah, cast.tilleuls, FIRST - DAY, at=LAST)
    aside = file_fact(cast.sarah, cast.tilleuls, date(2026, 3, 2))
    with acting(cast.sarah, moment(date(2026, 3, 3))) as sarah:
        set_aside(by=sarah, incident=aside, reason="doublon")
    send(cast.sarah, cast.karim, FIRST, time_of_day=MIDNIGHT)
    send(cast.sarah, cast.karim, FIRST - DAY, time_of_day=LAST)
    own, family = cases_of(cast.sarah), Category.objects.get(pk="degradation").family_label
    assert own.facts == {(family, date(2025, 6, 1)): 1, (family, date(2026, 6, 1)): 1}
    assert own.facts.total() == len(inside)
    assert own.sent["police"].sent == 1
    assert cases_of(cast.sarah, "annee").facts == {(family, date(2026, 6, 1)): 1}


def test_an_answer_that_the_next_one_replaces_counts_no_more(cast: Cast) -> None:
    referral = send(cast.sarah, cast.karim, date(2026, 3, 2))
    answer(cast.karim, referral, date(2026, 3, 4), "patrols_planned")
    with acting(cast.karim, moment(date(2026, 3, 4), time(12))) as karim:
        answer_referral(by=karim, referral=referral, outcome="nothing_found", replaces_former=True)
    assert cases_of(cast.sarah).answers == {"Rien constaté": 1}


def test_complaints_are_of_the_day_they_were_lodged(cast: Cast) -> None:
    fact = file_fact(cast.sarah, cast.tilleuls, FIRST)
    theirs = file_fact(cast.victor, cast.pommiers, FIRST)
    now = date.today()
    for days_ago, complainant in ((10, "landlord"), (20, "agent"), (400, "agent")):
        make_complaint(cast.sarah, fact, days_ago=days_ago, complainant=complainant)
    make_complaint(cast.victor, theirs, days_ago=10)
    own = cases_of(cast.sarah, today=now)
    assert own.complaints == {"landlord": Filed(1, 0), "agent": Filed(1, 0)}
    (panel,) = (panel for panel in case_panels(own) if panel.key == "complaints")
    assert panel.sentence == "2 plaintes déposées, dont 0 avec une suite connue."


def test_every_figure_says_what_is_counted_and_adds_up(busy: Cast) -> None:
    shown = {panel.key: panel for panel in case_panels(cases_of(busy.sarah))}
    assert set(shown) == set(CASES_COUNTED) - {"beside"}
    assert all(panel.counted for panel in shown.values())
    facts = shown["facts"]
    assert facts.columns == ("Mois", "Atteintes aux biens", "Ensemble")
    assert [row[0] for row in facts.rows[:2]] == ["juin\u00a02025", "juillet\u00a02025"]
    assert facts.rows[-1] == ("Ensemble", "5", "5")
    assert len(facts.rows) == 13 + 1
    assert shown["answers"].rows == (
        ("Passages programmés", "4"),
        ("Refusée\u00a0: Le fondement indiqué ne permet pas de répondre", "1"),
    )
    nothing = {panel.key: panel for panel in case_panels(cases_of(busy.sarah, today=date(2020, 6, 15)))}
    assert nothing["facts"].rows[-1] == ("Ensemble", "0")
    assert nothing["answers"].rows == (("Aucune", "0"),)


def test_it_takes_as_many_statements_for_one_case_as_for_twenty(cast: Cast) -> None:
    def asked() -> int:
        with acting(cast.sarah, moment(TODAY)) as sarah, CaptureQueriesContext(connection) as captured:
            own_cases(sarah, own_period("12-mois", sarah.today))
        return len(captured)

    counts = []
    for many in (1, 4):
        for _ in range(many):
            file_fact(cast.sarah, cast.tilleuls, date(2026, 3, 2))
            answer(cast.karim, send(cast.sarah, cast.karim, date(2026, 5, 1)), date(2026, 5, 3), "nothing_found")
        counts.append(asked())
    assert counts[0] == counts[1] <= MOST_STATEMENTS


def test_a_paper_keeps_its_period_over_midnight() -> None:
    sliding, year = own_periods(TODAY)
    assert (sliding.code, year.code) == (SLIDING, "2026")
    assert own_period_coded(SLIDING, TODAY + DAY).last == TODAY + timedelta(days=1)
    over = own_period_coded("2026", date(2027, 1, 1))
    assert (over.first, over.last, over.label) == (date(2026, 1, 1), date(2026, 12, 31), "Année 2026")
    assert own_period_coded("2026", TODAY) == year
