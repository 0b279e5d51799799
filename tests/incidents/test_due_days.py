"""What is due in the landlord's cases: to whom it is shown and told, once a day, and to nobody else.

Sarah is référente of the Deux Morins, Roxane too at another post, Denise Sarah's deputy, Constance their lawyer.
"""

import re
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acting.actor import machine_actor
from acting.days import PARIS
from acting.enums import Function
from acting.refusals import Refused
from correspondents.due_list import due_page, find_due
from correspondents.due_sources import Reach, all_due
from correspondents.enums import DesignationRole
from correspondents.messages import DUE_KIND, SITUATION_KIND
from correspondents.models import Snooze
from correspondents.services import end_designation
from correspondents.services.absences import announce_absence
from correspondents.services.due import forget_snoozes, people_with_days, resume_due, snooze_due, tell_of_days
from files.models import StoredFile
from incidents.models import Addressee, Letter, Situation, Step
from incidents.services.complaints import note_complaint
from incidents.services.situations import close_situation, keep_situation, open_lease_situation
from incidents.services.steps import note_result, take_step, withdraw_step
from journal.models import Entry, Message
from journal.verbs import Verb
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_user
from tests.roles import installing

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


@pytest.fixture
def roxane(cast: Cast) -> Person:
    post = make_post(cast.sarah.signatory, Function.REFERENT, "Référent sûreté de Melun", communes=("77288",))
    return appoint(make_user("Roxane"), post)


@pytest.fixture
def denise(cast: Cast) -> Person:
    return appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)


@pytest.fixture
def constance(cast: Cast) -> Person:
    return appoint(make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))


def lease(by: Person, residence: object, number: str = "2019-0417", on: date = MONDAY) -> Situation:
    with acting(by, at(on)) as actor:
        return open_lease_situation(by=actor, residence=residence, lease=number, lease_from=None, key=uuid4())  # type: ignore[arg-type]


def to_see_again(
    by: Person, situation: Situation, on: date, followed_by: Person | None = None, noted_on: date = MONDAY
) -> None:
    with acting(by, at(noted_on)) as actor:
        assigned_to = followed_by.designation if followed_by else None
        keep_situation(by=actor, situation=situation, assigned_to=assigned_to, review_on=on)


def step(by: Person, situation: Situation, until: date) -> Step:
    """A formal notice that leaves time until that day."""
    with acting(by, at(MONDAY)) as actor:
        return take_step(
            by=actor,
            situation=situation,
            rung="formal_notice",
            done_on=MONDAY,
            proof="hand",
            until=until,
            skip="gravity",
            key=uuid4(),
        )


def planted(by: Person, situation: Situation, rung: str, on: date = MONDAY) -> Step:
    """A step of which what the law needs before is not told here."""
    with installing():
        return Step.objects.create(
            situation=situation, rung=rung, done_on=on, proof="officer", post=by.post, noted_at=at(on)
        )


def due_to(person: Person, on: date) -> set[tuple[str, date]]:
    with acting(person, at(on)) as actor:
        found = all_due(actor, Reach(on, on + timedelta(days=30), 51))
        return {(due.kind, due.due_on) for due in found}


def tell(on: date, hour: int = 9) -> set[UUID]:
    """Who was told now."""
    with acting(machine_actor(at(on, hour))) as by:
        return {person for person in people_with_days(by=by) if tell_of_days(by=by, person=person)}


def mails(kind: str = DUE_KIND) -> list[UUID]:
    with installing():
        return sorted(Message.objects.filter(kind=kind).values_list("recipient_id", flat=True))


# Whose it is


def test_what_somebody_follows_is_theirs_alone(cast: Cast, roxane: Person, denise: Person, constance: Person) -> None:
    of_roxane, of_nobody = lease(cast.sarah, cast.tilleuls), lease(cast.sarah, cast.erables, "2020-1")
    to_see_again(cast.sarah, of_roxane, date(2026, 3, 9), roxane)
    to_see_again(cast.sarah, of_nobody, date(2026, 3, 10))
    here, there = ("situation", date(2026, 3, 9)), ("situation", date(2026, 3, 10))
    everybody = cast.people() | {"roxane": roxane, "denise": denise, "constance": constance}
    seen = {name: due_to(person, MONDAY) for name, person in everybody.items()}
    assert {name: rows for name, rows in seen.items() if rows} == {
        "sarah": {there},
        "denise": {there},
        "roxane": {here, there},
    }
    assert tell(date(2026, 3, 9)) == {roxane.user.pk}
    assert tell(date(2026, 3, 10)) == {each.user.pk for each in (cast.sarah, denise, roxane)}


def test_who_has_left_follows_nothing_any_more(cast: Cast, roxane: Person) -> None:
    to_see_again(cast.sarah, lease(cast.sarah, cast.tilleuls), date(2026, 3, 9), roxane)
    assert due_to(cast.sarah, MONDAY) == set()
    with installing():
        tuesday = machine_actor(at(date(2026, 3, 3)))
        end_designation(by=tuesday, designation=roxane.designation, ends_on=tuesday.today)
    assert due_to(cast.sarah, date(2026, 3, 4)) == {("situation", date(2026, 3, 9))}
    assert tell(date(2026, 3, 9)) == {cast.sarah.user.pk}, "an ended designation is told nothing"


def test_who_is_away_is_stood_in_for_by_the_post_and_told_on_coming_back(
    cast: Cast, roxane: Person, denise: Person
) -> None:
    to_see_again(cast.sarah, lease(cast.sarah, cast.tilleuls), date(2026, 3, 9), denise)
    assert due_to(cast.sarah, MONDAY) == set()
    with acting(cast.sarah, at(MONDAY)) as sarah:
        announce_absence(
            by=sarah, designation=denise.designation, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10)
        )
    assert due_to(roxane, date(2026, 3, 9)) == set(), "another post of the house"
    assert tell(date(2026, 3, 9)) == {cast.sarah.user.pk}
    assert tell(date(2026, 3, 11)) == {denise.user.pk}


def test_the_lawyers_watch_what_lies_in_court(cast: Cast, constance: Person) -> None:
    situation = lease(cast.sarah, cast.tilleuls)
    step(cast.sarah, situation, until=date(2026, 3, 20))
    planted(cast.sarah, situation, "force", date(2026, 1, 12))
    assert due_to(cast.sarah, MONDAY) == {("demarche", date(2026, 3, 20)), ("demarche", date(2026, 3, 12))}
    assert due_to(constance, MONDAY) == {("demarche", date(2026, 3, 12))}
    to_see_again(cast.sarah, situation, date(2026, 3, 9), cast.sarah)
    assert due_to(constance, MONDAY) == set(), "Sarah follows it"


# What it is


def test_each_delay_ends_with_what_it_waits_for(cast: Cast) -> None:
    situation, other = lease(cast.sarah, cast.tilleuls), lease(cast.sarah, cast.erables, "2020-1")
    first = step(cast.sarah, situation, until=date(2026, 3, 9))
    second = step(cast.sarah, situation, until=date(2026, 3, 10))
    step(cast.sarah, other, until=date(2026, 3, 11))
    planted(cast.sarah, other, "rehousing", date(2026, 1, 31))
    every = {("demarche", date(2026, 3, day)) for day in (9, 10, 11)} | {("demarche", date(2026, 2, 28))}
    assert due_to(cast.sarah, MONDAY) == every
    with acting(cast.sarah, at(MONDAY)) as sarah:
        note_result(by=sarah, step=first, result="fruitless", on=MONDAY)
        withdraw_step(by=sarah, step=second, why="Saisie par erreur.")
        close_situation(by=sarah, situation=other, ending="settled")
    assert due_to(cast.sarah, MONDAY) == set()


def test_the_five_days_of_a_warden_s_report_run_until_it_has_left(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, at=at(MONDAY, 8))
    with acting(cast.sarah, at(MONDAY)) as sarah:
        note_complaint(by=sarah, incident=fact, complainant="warden", filed_on=MONDAY, found_on=MONDAY)
        note_complaint(by=sarah, incident=fact, complainant="warden", filed_on=MONDAY, found_on=MONDAY, sent_on=MONDAY)
    saturday = date(2026, 3, 7)
    assert due_to(cast.sarah, MONDAY) == {("proces-verbal", saturday)}
    days = [MONDAY + timedelta(days=day) for day in range(7)]
    assert [day.day for day in days if tell(day)] == [3, 5, 6], "the day after it was noted; the Friday for Saturday"
    assert tell(date(2026, 3, 9)) == set()


def test_an_interview_is_due_once_however_many_were_asked_to_come(cast: Cast) -> None:
    situation = lease(cast.sarah, cast.tilleuls)
    taken = planted(cast.sarah, situation, "interview")
    meets_at = at(date(2026, 3, 12), 15)
    with installing():
        paper = StoredFile.objects.create(
            name="x.pdf", path="x", size=1, sha256="0" * 64, purpose="lettre", created_at=at(MONDAY)
        )
        for name, day in (("Un", 0), ("Deux", 0), ("Sans démarche", 0), ("Plus tard", 2)):
            holder = Addressee.objects.create(situation=situation, title="mme", last_name=name, starts_on=MONDAY)
            sent = {} if name == "Sans démarche" else {"step": taken, "file": paper, "printed": "x"}
            sent |= {"sent_on": MONDAY, "proof": "letter"} if sent else {}
            Letter.objects.create(
                situation=situation,
                addressee=holder,
                kind="interview",
                letterhead="x",
                addressed_to="x",
                body="x",
                written_on=MONDAY,
                meets_at=meets_at + timedelta(days=day),
                post=cast.sarah.post,
                made_at=at(MONDAY),
                **sent,
            )
    assert due_to(cast.sarah, MONDAY) == {("entretien", date(2026, 3, 12)), ("entretien", date(2026, 3, 14))}
    with acting(cast.sarah, at(date(2026, 3, 13))) as sarah:
        row, later = due_page(sarah).rows
        assert later.due.due_on == date(2026, 3, 14)
        assert (row.due.what, (row.due.due_on - row.today).days) == ("Entretien fixé par la convocation", -1)
        note_result(by=sarah, step=taken, result="effective", on=date(2026, 3, 12))
    assert due_to(cast.sarah, date(2026, 3, 13)) == set()


def test_page_and_words_name_nobody_and_lead_to_the_act(cast: Cast) -> None:
    situation = lease(cast.sarah, cast.tilleuls)
    taken = step(cast.sarah, situation, until=date(2026, 3, 3))
    with acting(cast.sarah, at(MONDAY)) as sarah:
        (row,) = due_page(sarah).rows
    assert (row.due.what, row.due.about) == (
        "Mise en demeure\u00a0: le délai laissé s’achève",
        "Résidence des Tilleuls, bail 2019-0417",
    )
    assert (row.due.url, row.due.reference) == (f"/demarches/{taken.pk}/resultat/", situation.reference)
    assert not row.due.is_law


# Told once


def test_three_missed_days_are_made_up_for_by_one_mail(cast: Cast) -> None:
    for number, day in enumerate((3, 4, 5)):
        to_see_again(cast.sarah, lease(cast.sarah, cast.tilleuls, f"2019-{number}"), date(2026, 3, day))
    friday = date(2026, 3, 6)
    assert tell(friday, 8) == {cast.sarah.user.pk}
    assert tell(friday, 20) == set()
    assert tell(date(2026, 3, 9)) == set()
    assert mails() == [cast.sarah.user.pk]
    with installing():
        (entry,) = Entry.objects.filter(verb=Verb.DUE_TOLD)
    assert (entry.owner_id, entry.count, entry.object_id) == (cast.sarah.signatory.pk, 3, None)


def test_nobody_is_told_on_a_day_off(cast: Cast) -> None:
    """What the worker missed on the Thursday waits for the Monday: the 1st of May is a holiday, then a week-end."""
    april = date(2026, 4, 27)
    for number, on in enumerate((date(2026, 4, 30), date(2026, 5, 1))):
        to_see_again(cast.sarah, lease(cast.sarah, cast.tilleuls, f"2019-{number}", on=april), on, noted_on=april)
    days = [date(2026, 5, 1) + timedelta(days=day) for day in range(5)]
    assert [day for day in days if tell(day)] == [date(2026, 5, 4)]


def test_only_the_machine_tells(cast: Cast) -> None:
    for act in (people_with_days, forget_snoozes):
        with acting(cast.sarah) as sarah, pytest.raises(PermissionDenied):
            act(by=sarah)
    with acting(cast.sarah) as sarah, pytest.raises(PermissionDenied):
        tell_of_days(by=sarah, person=cast.sarah.user.pk)


def test_another_house_and_other_functions_are_told_nothing(cast: Cast) -> None:
    to_see_again(cast.sarah, lease(cast.sarah, cast.tilleuls), MONDAY + timedelta(days=1))
    tuesday = MONDAY + timedelta(days=1)
    seen = {name for name, person in cast.people().items() if due_to(person, tuesday)}
    assert seen == {"sarah"}
    assert tell(tuesday) == {cast.sarah.user.pk}


# Put off


def test_one_puts_off_for_oneself(cast: Cast, roxane: Person) -> None:
    situation = lease(cast.sarah, cast.tilleuls)
    to_see_again(cast.sarah, situation, date(2026, 3, 3))
    wednesday, friday = date(2026, 3, 4), date(2026, 3, 6)
    with acting(cast.sarah, at(MONDAY)) as sarah:
        row = find_due(sarah, "situation", situation.pk)
        assert row
        snooze_due(by=sarah, due=row.due, until=wednesday)
        snooze_due(by=sarah, due=row.due, until=friday)
        assert [(each.due.object_id, each.until) for each in due_page(sarah).snoozed] == [(situation.pk, friday)]
        assert due_page(sarah).groups == []
    with acting(roxane, at(MONDAY)) as by:
        assert [each.until for each in due_page(by).rows] == [None]
        assert Snooze.objects.count() == 0, "what somebody put off is nobody else's to know"
        resume_due(by=by, due=row.due)
    assert tell(date(2026, 3, 3)) == {roxane.user.pk}
    assert tell(wednesday) == set()
    assert tell(friday) == {cast.sarah.user.pk}
    with acting(machine_actor(at(date(2026, 4, 30)))) as by:
        assert (forget_snoozes(by=by), forget_snoozes(by=by)) == (1, 0)


def test_put_back_it_is_there_again(cast: Cast) -> None:
    situation = lease(cast.sarah, cast.tilleuls)
    to_see_again(cast.sarah, situation, date(2026, 3, 3))
    with acting(cast.sarah, at(MONDAY)) as sarah:
        (row,) = due_page(sarah).rows
        snooze_due(by=sarah, due=row.due, until=date(2026, 4, 1))
        resume_due(by=sarah, due=row.due)
        resume_due(by=sarah, due=row.due)
        assert [each.until for each in due_page(sarah).rows] == [None]
    with installing():
        verbs = Entry.objects.filter(verb__startswith="echeance.").order_by("verb")
        assert list(verbs.values_list("verb", "object_id", "reason")) == [
            (Verb.DUE_RESUMED, situation.pk, "situation"),
            (Verb.DUE_SNOOZED, situation.pk, "situation"),
        ]


def test_a_clock_of_the_law_is_put_off_no_further_than_it_runs(cast: Cast) -> None:
    planted(cast.sarah, lease(cast.sarah, cast.tilleuls), "rehousing", date(2026, 2, 8))  # until Sunday the 8th
    with acting(cast.sarah, at(MONDAY)) as sarah:
        (row,) = due_page(sarah).rows
        with pytest.raises(Refused, match="6\u00a0mars\u00a02026 au plus tard"):
            snooze_due(by=sarah, due=row.due, until=date(2026, 3, 7))
        snooze_due(by=sarah, due=row.due, until=date(2026, 3, 6))


# Given to somebody


def test_whoever_is_given_a_situation_is_told_so_but_for_oneself(cast: Cast, roxane: Person) -> None:
    situation = lease(cast.sarah, cast.tilleuls)
    to_see_again(cast.sarah, situation, date(2026, 3, 3), cast.sarah)
    assert mails(SITUATION_KIND) == []
    to_see_again(cast.sarah, situation, date(2026, 3, 3), roxane)
    to_see_again(cast.sarah, situation, date(2026, 3, 4), roxane)
    assert mails(SITUATION_KIND) == [roxane.user.pk], "another day tells nobody again"


def test_each_kind_is_found_by_an_index_of_its_days(cast: Cast) -> None:
    """Whatever PostgreSQL would rather do with a handful of rows."""
    to_see_again(cast.sarah, lease(cast.sarah, cast.tilleuls), date(2026, 3, 3))
    with acting(cast.sarah, at(MONDAY)) as sarah, CaptureQueriesContext(connection) as captured:
        all_due(sarah, Reach(MONDAY, MONDAY + timedelta(days=30), 51))
    asked = [query["sql"] for query in captured if " UNION ALL " in query["sql"]]
    found = set()
    with acting(cast.sarah, at(MONDAY)), connection.cursor() as cursor:
        for name in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{name} = off")
        for sql in asked:
            cursor.execute(f"EXPLAIN {sql}")
            found |= set(re.findall(r"using (\w+)", "\n".join(line for (line,) in cursor.fetchall())))
    assert len(asked) == 11
    assert found >= {"situation_due", "step_due", "letter_meeting", "complaint_to_send", "incident_staff_open"}
    assert found >= {"handling_to_review", "referral_inbox_of_house", "referral_to_expire", "injunction_of_landlord"}
    assert found >= {"referral_planned", "retention_to_review"}


def test_a_snooze_is_of_the_day_it_was_made_for(cast: Cast) -> None:
    """A review that was moved to another day is no longer put off."""
    situation = lease(cast.sarah, cast.tilleuls)
    with acting(cast.sarah, at(MONDAY)) as sarah:
        keep_situation(by=sarah, situation=situation, assigned_to=None, review_on=date(2026, 3, 3))
        (row,) = due_page(sarah).rows
        snooze_due(by=sarah, due=row.due, until=date(2026, 4, 10))
        assert [each.until for each in due_page(sarah).rows] == [date(2026, 4, 10)]
        keep_situation(by=sarah, situation=situation, assigned_to=None, review_on=date(2026, 3, 16))
        (row,) = due_page(sarah).rows
        assert (row.until, row.due.due_on) == (None, date(2026, 3, 16))
    assert tell(date(2026, 3, 16)) == {cast.sarah.user.pk}


def test_what_the_court_has_taken_up_is_no_longer_waited_for(cast: Cast) -> None:
    situation = lease(cast.sarah, cast.tilleuls)
    step(cast.sarah, situation, until=date(2026, 3, 3))
    assert due_to(cast.sarah, MONDAY) == {("demarche", date(2026, 3, 3))}
    with acting(cast.sarah, at(date(2026, 3, 4))) as sarah:
        take_step(by=sarah, situation=situation, rung="writ", done_on=sarah.today, proof="officer", key=uuid4())
    assert due_to(cast.sarah, date(2026, 3, 5)) == set()


def test_a_report_typed_late_is_told_of_all_the_same(cast: Cast) -> None:
    """Also where somebody was told of other things meanwhile."""
    fact = make_fact(cast.gilles, cast.tilleuls, at=at(MONDAY, 8))
    other = lease(cast.sarah, cast.tilleuls)
    with acting(cast.sarah, at(MONDAY)) as sarah:
        keep_situation(by=sarah, situation=other, assigned_to=None, review_on=date(2026, 3, 19))
    assert tell(date(2026, 3, 19)) == {cast.sarah.user.pk}
    with acting(cast.sarah, at(date(2026, 3, 20))) as sarah:
        note_complaint(by=sarah, incident=fact, complainant="warden", filed_on=MONDAY, found_on=MONDAY)
    assert tell(date(2026, 3, 23)) == {cast.sarah.user.pk}, "the Monday after"
