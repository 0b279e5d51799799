"""The clocks of injunctions among the days that are due: the landlord's people are told 5, 2 and 0 days before, on
working days; the préfecture sees them run and is told nothing."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from acting.actor import machine_actor
from acting.days import PARIS
from acting.enums import Function
from correspondents.due_sources import Reach, all_due
from correspondents.enums import DesignationRole
from correspondents.messages import DUE_KIND, WORDINGS
from correspondents.outbox import send_batch
from correspondents.services import end_designation
from correspondents.services.due import people_with_days, tell_of_days
from correspondents.tasks import tell_due
from journal.models import Entry, Message
from journal.verbs import Verb
from referrals.injunction_draft import InjunctionDraft
from referrals.injunction_rules import answer_due_on
from referrals.models import Injunction
from referrals.services import injunctions as services
from tests.people import Cast, Person, acting, appoint, make_cast, make_injunction, make_post, make_user
from tests.races import one_behind_the_other
from tests.referrals.test_injunctions import noted
from tests.roles import as_worker, installing

NOTIFIED = date(2026, 3, 2)  # a Monday; fifteen days later is a Tuesday


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def tell(on: date, hour: int = 9) -> list[UUID]:
    with acting(machine_actor(at(on, hour))) as by:
        return [person for person in people_with_days(by=by) if tell_of_days(by=by, person=person)]


def seen_by(person: Person, on: date) -> list[tuple[str, str, date]]:
    with acting(person, at(on)) as actor:
        found = all_due(actor, Reach(on, on + timedelta(days=40), 51))
        return [(due.what, due.about, due.due_on) for due in found]


def test_titular_deputies_and_lawyers_are_told_at_five_two_and_no_days_once_each(cast: Cast) -> None:
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    constance = appoint(make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))
    injunction, due = noted(cast), answer_due_on(NOTIFIED)
    house = {cast.sarah.user.pk, denise.user.pk, constance.user.pk}
    given: dict[date, set[UUID]] = {}
    for left in range(7, -3, -1):
        for hour in (8, 20):
            given.setdefault(due - timedelta(days=left), set()).update(tell(due - timedelta(days=left), hour))
    told = {day: people for day, people in given.items() if people}
    days = (date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 17))
    assert told == dict.fromkeys(days, house), "two days before is a Sunday: the Friday"
    with installing():
        assert Message.objects.filter(kind=DUE_KIND).count() == len(house) * len(days)
        reminded = Entry.objects.filter(verb=Verb.INJUNCTION_REMINDED, object_id=injunction.pk)
        assert set(reminded.values_list("owner_id", flat=True)) == {cast.sarah.signatory.pk}
        assert reminded.count() == len(house) * len(days)
        assert Injunction.objects.get(pk=injunction.pk).version == 1, "a reminder makes no page stale"


def test_the_second_clock_has_reminders_of_its_own_and_what_has_ended_none(cast: Cast) -> None:
    injunction, refused = noted(cast), noted(cast)
    assert tell(date(2026, 3, 17)) == [cast.sarah.user.pk]
    with acting(cast.sarah, at(date(2026, 3, 17))) as sarah:
        services.accept_injunction(by=sarah, injunction=injunction, answered_on=date(2026, 3, 17))
        services.refuse_injunction(by=sarah, injunction=refused, motive="not_ours", answered_on=date(2026, 3, 17))
    days = [date(2026, 4, 8) + timedelta(days=number) for number in range(10)]
    # Until Friday 17 April: five days before is a Sunday, told on the Friday, two days before a Wednesday.
    assert [day.day for day in days if tell(day)] == [10, 15, 17]


def test_noted_late_it_is_told_of_on_the_next_working_day(cast: Cast) -> None:
    """Written down four days before the end of the fifteen."""
    with acting(cast.sarah, at(date(2026, 3, 13))) as sarah:
        draft = InjunctionDraft(
            landlord=cast.sarah.signatory,
            residence=cast.tilleuls,
            commune=None,
            typed="",
            notified_on=NOTIFIED,
            ground_stated=True,
        )
        services.note_injunction(by=sarah, draft=draft, key=UUID(int=7))
    days = [date(2026, 3, 13) + timedelta(days=number) for number in range(6)]
    assert [day.day for day in days if tell(day)] == [16, 17]


def test_the_prefecture_sees_its_own_clocks_and_is_told_nothing(cast: Cast) -> None:
    noted(cast)
    noted(cast, cast.sarah)  # given on paper: the préfecture knows nothing of it
    day, due = date(2026, 3, 16), date(2026, 3, 17)
    place = "Résidence des Tilleuls, 12, rue du Grand-Morin, Meaux"
    assert seen_by(cast.pascale, day) == [
        ("Injonction\u00a0: réponse du bailleur attendue", f"{cast.sarah.signatory.short_name}, {place}", due)
    ]
    assert seen_by(cast.sarah, day) == [("Injonction\u00a0: répondre au préfet", place, due)] * 2
    seen = {name for name, person in cast.people().items() if seen_by(person, day)}
    assert seen == {"sarah", "pascale"}
    assert tell(due) == [cast.sarah.user.pk]


def test_the_task_tells_each_person_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """On whatever day the tests run."""
    monkeypatch.setattr("correspondents.services.due.is_working_day", lambda day: True)
    monkeypatch.setattr("acting.working_days.is_working_day", lambda day: True)
    make_injunction(cast.pascale, cast.tilleuls, days_ago=15)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("correspondents.tasks.timezone.now", lambda: tomorrow)
    for _ in range(2):
        with as_worker():
            tell_due()
    with installing():
        told = list(Message.objects.filter(kind=DUE_KIND).values_list("recipient_id", flat=True))
    assert told == [cast.sarah.user.pk]


def test_two_workers_at_once_tell_each_person_once(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondents.services.due.is_working_day", lambda day: True)
    monkeypatch.setattr("acting.working_days.is_working_day", lambda day: True)
    with transaction.atomic():
        cast = make_cast()
        for by, place in ((cast.pascale, cast.tilleuls), (cast.pascale, cast.pommiers)):
            make_injunction(by, place, days_ago=15)
    machine = machine_actor(timezone.now() + timedelta(days=1))  # noted today, told tomorrow
    became = one_behind_the_other(
        machine,
        lambda by: [tell_of_days(by=by, person=person) for person in people_with_days(by=by)],
        lambda by: [tell_of_days(by=by, person=each.user.pk) for each in (cast.sarah, cast.victor)],
    )
    assert became == ["done", "done"]
    told = Message.objects.filter(kind=DUE_KIND).values_list("recipient_id", flat=True)
    assert sorted(told) == sorted([cast.sarah.user.pk, cast.victor.user.pk])


def test_the_mail_says_that_days_wait_and_leads_to_their_page(cast: Cast) -> None:
    injunction = noted(cast)
    tell(date(2026, 3, 17))
    with as_worker():
        send_batch(at=at(date(2026, 3, 17), 10))
    (sent,) = [each for each in mail.outbox if each.to == [cast.sarah.user.email]]
    assert sent.subject.endswith("Du nouveau sur le portail"), "with the injunction that waits, in one mail"
    assert WORDINGS[DUE_KIND].sentence in sent.body
    for said in (injunction.reference, injunction.address, "Tilleuls", "17 mars"):
        assert said not in f"{sent.subject} {sent.body}"


def test_whose_designation_ends_meanwhile_is_sent_nothing(cast: Cast) -> None:
    noted(cast, cast.sarah, on=date(2026, 3, 24))
    noted(cast, cast.victor, on=date(2026, 3, 24), landlord=cast.victor.signatory, residence=cast.pommiers)
    later = date(2026, 4, 8)
    assert set(tell(later)) == {cast.sarah.user.pk, cast.victor.user.pk}
    with installing():
        end_designation(by=machine_actor(at(later)), designation=cast.victor.designation, ends_on=date(2026, 4, 7))
    with as_worker():
        send_batch(at=at(later, 10))
    assert [each.to for each in mail.outbox] == [[cast.sarah.user.email]]
    assert "/a-faire/" in mail.outbox[0].body
    assert mail.outbox[0].subject.endswith("Des échéances vous attendent")
