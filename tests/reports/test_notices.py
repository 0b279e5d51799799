"""What delegates are told of their figures: once, by mail, that something waits and where."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from acting.days import day_of, months_from
from correspondents.messages import MONTH_READY_KIND, QUARTER_READY_KIND, YEAR_READY_KIND, gathered, place_of
from correspondents.services.absences import announce_absence
from journal.models import Message
from journal.services import post_message
from reports.enums import ReportKind
from reports.models import Publication, Report
from reports.periods import Quarter
from reports.services.publications import publish_months, reopen_publication, withdraw_publication
from signatories.models import Convention
from tests.figures import Worker, leave_waiting, prepare
from tests.people import Cast, Person, acting, make_fact
from tests.reports.bilans import second_delegate
from tests.roles import installing

# The last calendar year that has ended: which one is of no account.
YEAR = day_of(timezone.now()).year - 1
LAST = Quarter(date(YEAR, 10, 1))
FIRST = Quarter(date(YEAR, 1, 1))


@pytest.fixture
def convention(cast: Cast) -> Convention:
    return cast.delphine.signatory.convention


@pytest.fixture
def damien(cast: Cast) -> Person:
    return second_delegate(cast)


def publish(person: Person, month: date) -> None:
    with acting(person) as actor:
        publish_months(by=actor, publication=Publication.objects.get(month=month))


def withdraw(person: Person, month: date) -> None:
    with acting(person) as actor:
        withdraw_publication(by=actor, publication=Publication.objects.get(month=month), reason="Compté deux fois.")


def publish_again(person: Person, month: date) -> None:
    with acting(person) as actor:
        reopen_publication(by=actor, publication=Publication.objects.get(month=month))
    publish(person, month)


def told(kind: str, *people: Person) -> list[tuple[str, UUID]]:
    return sorted((kind, person.user.pk) for person in people)


def mails() -> list[tuple[str, UUID]]:
    kinds = (MONTH_READY_KIND, QUARTER_READY_KIND, YEAR_READY_KIND)
    with installing():
        return sorted(Message.objects.filter(kind__in=kinds).values_list("kind", "recipient_id"))


def papers() -> list[tuple[str, UUID]]:
    with installing():
        asked = Report.objects.filter(kind=ReportKind.QUARTER).order_by("created_at")
        return list(asked.values_list("period", "user_id"))


def test_months_that_wait_are_told_once_to_each_delegate(cast: Cast, damien: Person, as_worker: Worker) -> None:
    """However many were prepared, and to nobody else; the next night tells nothing."""
    make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=100))
    assert prepare(as_worker) > 1
    assert mails() == told(MONTH_READY_KIND, cast.delphine, damien)
    assert prepare(as_worker) == 0
    assert len(mails()) == 2


def test_the_third_month_asks_for_the_paper_and_tells_each_delegate(
    cast: Cast, damien: Person, convention: Convention
) -> None:
    leave_waiting(convention, FIRST.months)
    publish(cast.delphine, FIRST.months[0])
    publish(damien, FIRST.months[1])
    assert (papers(), mails()) == ([], [])
    publish(cast.delphine, FIRST.months[2])
    assert papers() == [(FIRST.code, cast.delphine.user.pk)]
    assert mails() == told(QUARTER_READY_KIND, cast.delphine, damien)


def test_a_second_edition_tells_nothing(cast: Cast, damien: Person, convention: Convention) -> None:
    """It says the same as the first: the paper that was made reads on."""
    leave_waiting(convention, FIRST.months)
    publish(cast.delphine, FIRST.months[2])
    for month in FIRST.months:
        withdraw(damien, month)
        publish_again(damien, month)
    assert papers() == [(FIRST.code, cast.delphine.user.pk)]
    assert mails() == told(QUARTER_READY_KIND, cast.delphine, damien)


def test_a_quarter_that_a_second_edition_makes_whole_is_told_then(
    cast: Cast, damien: Person, convention: Convention
) -> None:
    leave_waiting(convention, FIRST.months)
    publish(cast.delphine, FIRST.months[1])
    withdraw(cast.delphine, FIRST.months[0])
    publish(cast.delphine, FIRST.months[2])
    assert (papers(), mails()) == ([], [])
    publish_again(damien, FIRST.months[0])
    assert papers() == [(FIRST.code, damien.user.pk)]
    assert mails() == told(QUARTER_READY_KIND, cast.delphine, damien)


def test_many_months_at_once_make_the_newest_quarter_alone(cast: Cast, damien: Person, convention: Convention) -> None:
    months = months_from(FIRST.first)
    leave_waiting(convention, months[:8])
    publish(cast.delphine, months[7])
    assert papers() == [(Quarter.of(months[5]).code, cast.delphine.user.pk)]
    assert mails() == told(QUARTER_READY_KIND, cast.delphine, damien)


def test_the_last_month_of_a_year_tells_that_its_bilan_may_begin(
    cast: Cast, damien: Person, convention: Convention
) -> None:
    leave_waiting(convention, months_from(FIRST.first))
    publish(cast.delphine, LAST.months[1])
    assert YEAR_READY_KIND not in dict(mails())
    publish(cast.delphine, LAST.months[2])
    assert mails() == [
        *sorted(told(QUARTER_READY_KIND, cast.delphine, damien) * 2),
        *told(YEAR_READY_KIND, cast.delphine, damien),
    ]
    assert papers()[-1] == (LAST.code, cast.delphine.user.pk)


def test_a_year_that_began_later_has_no_bilan(cast: Cast, damien: Person, convention: Convention) -> None:
    leave_waiting(convention, LAST.months)
    publish(cast.delphine, LAST.months[2])
    assert mails() == told(QUARTER_READY_KIND, cast.delphine, damien)


@pytest.mark.parametrize(("makes", "tells"), [(True, False), (False, True), (False, False)])
def test_what_the_convention_does_not_want(
    cast: Cast, damien: Person, convention: Convention, as_worker: Worker, *, makes: bool, tells: bool
) -> None:
    with installing():
        Convention.objects.filter(pk=convention.pk).update(makes_quarterly=makes, tells_delegates=tells)
    leave_waiting(convention, FIRST.months)
    publish(cast.delphine, FIRST.months[2])
    assert papers() == [(FIRST.code, cast.delphine.user.pk)] * makes
    assert mails() == told(QUARTER_READY_KIND, cast.delphine, damien) * tells
    prepare(as_worker)
    assert [kind for kind, _ in mails()].count(MONTH_READY_KIND) == 2 * tells


def test_who_is_away_is_not_told(cast: Cast, damien: Person, convention: Convention, as_worker: Worker) -> None:
    with acting(damien) as actor:
        announce_absence(by=actor, designation=damien.designation, starts_on=actor.today, ends_on=actor.today)
    make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=100))
    prepare(as_worker)
    assert mails() == [(MONTH_READY_KIND, cast.delphine.user.pk)]


@pytest.fixture
def whole(cast: Cast, damien: Person, convention: Convention) -> Publication:
    """The month that made a quarter whole."""
    leave_waiting(convention, FIRST.months)
    publish(cast.delphine, FIRST.months[2])
    with installing():
        return Publication.objects.get(month=FIRST.months[2])


@pytest.fixture
def waiting(convention: Convention, whole: Publication) -> Publication:
    leave_waiting(convention, [LAST.first])
    with installing():
        return Publication.objects.get(month=LAST.first)


def attempts(
    cast: Cast, damien: Person, whole: Publication, waiting: Publication
) -> Iterator[tuple[bool, dict[str, object]]]:
    """Whether the wall lets it pass, and who writes what to whom."""
    yield True, {"by": cast.delphine, "to": damien, "about": whole, "kind": QUARTER_READY_KIND}
    yield True, {"by": cast.delphine, "to": damien, "about": whole, "kind": YEAR_READY_KIND}
    yield False, {"by": cast.delphine, "to": damien, "about": whole, "kind": MONTH_READY_KIND}
    yield False, {"by": cast.delphine, "to": damien, "about": waiting, "kind": QUARTER_READY_KIND}
    yield False, {"by": cast.delphine, "to": cast.maud, "about": whole, "kind": QUARTER_READY_KIND}
    yield False, {"by": cast.maud, "to": damien, "about": whole, "kind": QUARTER_READY_KIND}


def test_the_wall_of_these_mails(cast: Cast, damien: Person, whole: Publication, waiting: Publication) -> None:
    for passes, said in attempts(cast, damien, whole, waiting):
        by, to, about = said["by"], said["to"], said["about"]
        assert isinstance(by, Person)
        assert isinstance(to, Person)
        assert isinstance(about, Publication)
        sent = True
        try:
            with transaction.atomic(), acting(by) as actor:
                post_message(by=actor, kind=str(said["kind"]), recipient_id=to.user.pk, object_id=about.pk)
        except DatabaseError:
            sent = False
        assert sent is passes, said


def test_a_mail_says_nothing_but_where_to_look() -> None:
    assert "relise et le publie" in gathered([MONTH_READY_KIND]).sentence
    places = {kind: str(place_of([kind])) for kind in (MONTH_READY_KIND, QUARTER_READY_KIND, YEAR_READY_KIND)}
    assert places == {
        MONTH_READY_KIND: "/tableau-de-bord/publications/",
        QUARTER_READY_KIND: "/rapports/",
        YEAR_READY_KIND: "/rapports/bilans/",
    }
    for kind in places:
        assert not any(char.isdigit() for char in gathered([kind]).sentence)
