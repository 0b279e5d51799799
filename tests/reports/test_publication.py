"""What the machine counts from real rows, what a delegate lets go, and what nothing changes afterwards."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.days import PARIS, add_months, day_of
from acting.enums import Function
from acting.refusals import Conflict, Refused
from correspondents.enums import DesignationRole
from incidents.enums import IncidentState
from incidents.models import Incident
from journal.models import Entry
from referrals.services.referrals import acknowledge_referral, answer_referral
from reports.counting import Month, counts_of
from reports.enums import CellKind, CellState, PublicationState
from reports.figures import Figures, figures_of
from reports.models import HeldCount, Publication, PublicationTurn, PublishedCell
from reports.periods import CUT_OFF_DAYS, cut_off_of, published_months
from reports.protection import Protection, Stream, ends_quarter
from reports.publication import prepare_publications
from reports.services.publications import publish_months, reopen_publication, withdraw_publication
from signatories.models import Convention
from signatories.permissions import convention_of
from tests.figures import prepare, publish, publish_months_behind
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_referral, make_user
from tests.roles import as_web

Worker = Callable[[], AbstractContextManager[None]]
Key = tuple[object, ...]


def months() -> list[date]:
    return published_months(timezone.now().astimezone(PARIS).date())


def truth(*people: Person) -> Counter[tuple[str, date]]:
    """Facts by family and month, as the landlords themselves see them."""
    counts: Counter[tuple[str, date]] = Counter()
    for person in people:
        with acting(person):
            for fact in Incident.objects.select_related("category"):
                counts[fact.category.family_label, day_of(fact.started_at).replace(day=1)] += 1
    return counts


def cells(person: Person) -> dict[Key, tuple[str, int | None]]:
    """All that the person may read, by what it is about."""
    with acting(person):
        rows = PublishedCell.objects.select_related("publication")
        return {(c.publication.month, c.kind, c.family, c.partner, c.commune): (c.state, c.value) for c in rows}


def read(person: Person) -> Figures:
    with acting(person) as actor:
        figures = figures_of(convention_of(actor), "12m")
    assert figures
    return figures


def latest(person: Person) -> Publication:
    with acting(person):
        found = Publication.objects.newest_first().first()
    assert found
    return found


def withdraw(person: Person, publication: Publication, reason: str = "Un import a été compté deux fois.") -> None:
    with acting(person) as actor:
        withdraw_publication(by=actor, publication=publication, reason=reason)


# What is counted


def test_large_counts_are_told_and_near_the_truth(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    true = truth(filed.sarah, filed.victor)
    with acting(filed.karim):
        alone = PublishedCell.objects.filter(kind=CellKind.FACTS, months=1).select_related("publication")
        told = {(c.family, c.publication.month): c.value for c in alone if c.value is not None}
    assert all(abs(value - true[key]) < 5 for key, value in told.items())
    assert all(true[key] > 5 for key in told)
    large = {key for key, count in true.items() if count >= 20 and key[1] in months()}
    assert len(large) > 20
    assert len(large & set(told)) >= 0.8 * len(large)


def test_twelve_months_are_the_sum_of_what_is_told(filed: Cast, as_worker: Worker) -> None:
    """And not far from the truth: what is held comes with the quarter."""
    publish_months_behind(as_worker, filed.delphine)
    figures, true = read(filed.maud), truth(filed.sarah, filed.victor)
    told = [month.total.value or 0 for month in figures.months]
    assert figures.facts.value == sum(told)
    twelve = sum(count for (_, month), count in true.items() if month in months()[-12:])
    assert 0.85 * twelve < sum(told) < 1.1 * twelve


def test_two_landlords_are_too_few_for_a_commune(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    assert [key for key in cells(filed.delphine) if key[1] == "commune"] == []
    assert read(filed.delphine).communes == ()


def test_what_was_set_aside_before_is_not_counted(filed: Cast, as_worker: Worker) -> None:
    for person in (filed.sarah, filed.victor):
        with acting(person):
            Incident.objects.update(state=IncidentState.SET_ASIDE)
    publish_months_behind(as_worker, filed.delphine)
    assert {state for key, (state, _) in cells(filed.delphine).items() if key[1] == "facts"} == {CellState.HELD}


def test_a_convention_begins_with_its_first_fact(cast: Cast, as_worker: Worker) -> None:
    assert prepare(as_worker) == 0
    make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=75))
    assert prepare(as_worker) in (1, 2)


def test_a_month_is_counted_once_its_cut_off_is_past(filed: Cast, as_worker: Worker) -> None:
    month = add_months(months()[-1], 1)
    assert prepare(as_worker) == len(months())
    assert prepare(as_worker, cut_off_of(month, CUT_OFF_DAYS) - timedelta(seconds=1)) == 0
    assert prepare(as_worker, cut_off_of(month, CUT_OFF_DAYS)) == 1
    assert prepare(as_worker, cut_off_of(month, CUT_OFF_DAYS)) == 0


def test_the_cut_off_is_a_setting_of_the_convention(filed: Cast, as_worker: Worker) -> None:
    Convention.objects.filter(department_code="77").update(cut_off_days=20)
    prepare(as_worker)
    found = latest(filed.delphine)
    assert found.cut_off == cut_off_of(found.month, 20)


# What comes too late, and what is taken back


def test_nothing_that_is_filed_or_set_aside_afterwards_changes_what_is_told(filed: Cast, as_worker: Worker) -> None:
    """An insider back-dates facts and sets its own aside between three publications: no cell moves."""
    publish_months_behind(as_worker, filed.delphine)
    before = cells(filed.delphine)
    month = months()[-1]
    for turn in range(1, 3):
        now = cut_off_of(add_months(month, turn), CUT_OFF_DAYS)
        for _ in range(12):
            before_it = now - timedelta(days=200)
            make_fact(filed.gilles, filed.tilleuls, at=now - timedelta(days=2), started_at=before_it)
        with acting(filed.sarah):
            mine = Incident.objects.filter(started_at__gte=now - timedelta(days=150)).values("pk")[:40]
            Incident.objects.filter(pk__in=list(mine.values_list("pk", flat=True))).update(
                state=IncidentState.SET_ASIDE
            )
        prepare(as_worker, now)
        publish(filed.delphine, now)
        after = cells(filed.delphine)
        assert {key: after[key] for key in before} == before
        assert len(after) > len(before)
        before = after


def test_counted_anew_the_same_insider_would_see_cells_move(filed: Cast, as_worker: Worker) -> None:
    """The attack on months that are counted each night: what was filed since moves what is told."""
    month = months()[-4]

    def counted_now() -> dict[Stream, int]:
        with as_worker(), acting_as(machine_actor(timezone.now())):
            convention = Convention.objects.get(department_code="77")
            rows = counts_of(Month(convention, month, timezone.now(), None))
            key = Protection(4, 80, b"secret")
            return {each: key.rounded(sum(of.values()), each, month) for each, of in rows.items() if key.tells(of)}

    before = counted_now()
    for _ in range(12):
        happened = datetime(month.year, month.month, 9, 12, tzinfo=PARIS)
        make_fact(filed.gilles, filed.tilleuls, started_at=happened)
    assert counted_now() != before


def test_what_comes_too_late_is_counted_where_it_arrives(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    now = cut_off_of(add_months(months()[-1], 1), CUT_OFF_DAYS)
    came, happened = now - timedelta(days=1), now - timedelta(days=120)
    for person, residence in ((filed.gilles, filed.tilleuls), (filed.victor, filed.pommiers)):
        for _ in range(8):
            make_fact(person, residence, at=came, started_at=happened)
    prepare(as_worker, now)
    publish(filed.delphine, now)
    late = {key[0]: value for key, (_, value) in cells(filed.maud).items() if key[1] == "late"}
    assert late.pop(add_months(months()[-1], 1)) in (15, 20)
    assert set(late.values()) == {None}
    assert read(filed.maud).late.value in (15, 20)


# What may be read of it


def test_only_the_delegates_read_a_month_before_it_is_published(filed: Cast, as_worker: Worker) -> None:
    prepare(as_worker)
    people = filed.people()
    assert {name for name, person in people.items() if cells(person)} == {"delphine"}
    publish(filed.delphine)
    assert cells(filed.maud) == cells(filed.delphine) != {}


def test_nobody_reads_what_is_held(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    for person in (filed.delphine, filed.sarah, filed.adrien):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), as_web(), acting(person):
            HeldCount.objects.exists()


def test_nobody_changes_a_cell_not_even_the_worker(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    with as_worker():
        for change in (lambda: PublishedCell.objects.update(value=1), lambda: PublishedCell.objects.all().delete()):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                acting_as(machine_actor(timezone.now())),
            ):
                change()


def test_nobody_but_the_worker_prepares(filed: Cast) -> None:
    actor = machine_actor(timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), as_web(), acting_as(actor):
        Publication.objects.create(
            convention=Convention.objects.get(department_code="77"),
            month=months()[-1],
            cut_off=actor.now,
            small_count=4,
            prepared_at=actor.now,
        )


# Published, withdrawn, as a new edition


def test_a_delegate_publishes_the_months_that_wait(filed: Cast, as_worker: Worker) -> None:
    prepare(as_worker)
    assert len(publish(filed.delphine)) == len(months())
    with acting(filed.delphine) as actor:
        assert set(Publication.objects.values_list("state", flat=True)) == {PublicationState.PUBLISHED}
        assert Entry.objects.filter(verb="chiffres.publies", user_id=actor.user_id).count() == len(months())
        turns = PublicationTurn.objects.filter(publication__month=months()[-1]).values_list("state", "function")
        assert list(turns) == [("published", "delegue"), ("prepared", "machine")]
        with pytest.raises(Conflict):
            publish_months(by=actor, publication=latest(filed.delphine))


def test_only_a_delegate_does(filed: Cast, as_worker: Worker) -> None:
    prepare(as_worker)
    publication = latest(filed.delphine)
    for person in (filed.sarah, filed.maud, filed.paul, filed.adrien):
        with acting(person) as actor:
            for act in (publish_months, reopen_publication):
                with pytest.raises(PermissionDenied):
                    act(by=actor, publication=publication)
            with pytest.raises(PermissionDenied):
                withdraw_publication(by=actor, publication=publication, reason="Erreur.")


def test_a_withdrawn_month_says_so_until_its_next_edition(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    publication, told = latest(filed.delphine), cells(filed.maud)
    before = read(filed.maud)
    with pytest.raises(Refused, match="Dites pourquoi"):
        withdraw(filed.delphine, publication, "  ")
    withdraw(filed.delphine, publication)

    figures = read(filed.maud)
    assert {key[0] for key in told} - {key[0] for key in cells(filed.maud)} == {publication.month}
    assert figures.last_day < before.last_day
    with acting(filed.delphine) as actor:
        assert reopen_publication(by=actor, publication=publication).edition == 2
    assert publication.month not in {key[0] for key in cells(filed.maud)}
    publish(filed.delphine)
    assert cells(filed.maud) == told
    assert read(filed.maud).edition == 2


def test_within_twelve_months_a_withdrawn_one_is_left_out_and_named(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    before, month = read(filed.maud), months()[-3]
    with acting(filed.delphine):
        publication = Publication.objects.get(month=month)
    withdraw(filed.delphine, publication)
    figures = read(filed.maud)
    assert figures.withdrawn == (month,)
    assert {figure.text for each in figures.months if each.month == month for figure in each.families} == {"retiré"}
    gone = next(each.total.value for each in before.months if each.month == month)
    assert gone
    assert before.facts.value == (figures.facts.value or 0) + gone
    assert prepare(as_worker) == 0  # nothing is rebuilt by itself
    assert read(filed.maud) == figures


def test_a_month_cannot_be_withdrawn_twice_nor_taken_up_while_it_stands(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    publication = latest(filed.delphine)
    with acting(filed.delphine) as actor, pytest.raises(Conflict):
        reopen_publication(by=actor, publication=publication)
    withdraw(filed.delphine, publication)
    with pytest.raises(Conflict):
        withdraw(filed.delphine, publication)


def test_the_database_keeps_the_order_of_things(filed: Cast, as_worker: Worker) -> None:
    """Also where the service is not asked: a withdrawn month never comes back as the same edition."""
    publish_months_behind(as_worker, filed.delphine)
    withdraw(filed.delphine, latest(filed.delphine))
    pk = latest(filed.delphine).pk
    for change in ({"state": "published"}, {"state": "prepared"}, {"edition": 2}):
        with pytest.raises(DatabaseError, match="a publication goes"), transaction.atomic(), acting(filed.delphine):
            Publication.objects.filter(pk=pk).update(**change)


# Referrals and posts


def test_answers_by_kind_of_partner(cast: Cast, as_worker: Worker) -> None:
    """Twenty-four referrals to police posts, from two landlords: sixteen answered after six days, none by a parquet."""
    first = months()[-12]
    at = datetime(first.year, first.month, 3, 9, tzinfo=PARIS)
    until = (at + timedelta(days=300)).date()
    for number in range(24):
        by, residence = (cast.sarah, cast.tilleuls) if number % 2 else (cast.victor, cast.pommiers)
        referral = make_referral(by, cast.karim, residence, at=at, until=until)
        if number < 16:
            with acting(cast.karim, at + timedelta(days=6, minutes=number)) as actor:
                answer_referral(by=actor, referral=referral, outcome="patrols_planned")
        elif number < 20:
            with acting(cast.karim, at + timedelta(days=1)) as actor:
                acknowledge_referral(by=actor, referral=referral)
    publish_months_behind(as_worker, cast.delphine)

    lines = {line.label: line for line in read(cast.maud).partners}
    forces, parquets = lines["Police et gendarmerie"], lines["Parquets"]
    assert forces.sent.value in (20, 25)
    assert forces.acknowledged.value == 20
    assert forces.answered.value in (15, 20)
    assert (forces.delay.text, parquets.delay.text) == ("6 j", "–")
    assert parquets.sent.text == "reporté"
    assert forces.share.text == "–"  # up to fifty there is none
    with acting(cast.maud):
        told = PublishedCell.objects.filter(kind=CellKind.DELAY, partner="forces").exclude(value=None)
        since = told.order_by("publication__month").values_list("publication__month", flat=True)[0]
    assert ends_quarter(since), "at any month it would say that its count was not zero"


def test_never_more_answers_are_shown_than_acknowledgements_nor_than_referrals(filed: Cast, as_worker: Worker) -> None:
    publish_months_behind(as_worker, filed.delphine)
    for line in (*read(filed.maud).partners, read(filed.maud).everyone):
        shown = [figure.value for figure in (line.sent, line.acknowledged, line.answered) if figure.value is not None]
        assert shown == sorted(shown, reverse=True)


def test_posts_filled_and_vacant_are_counted_exactly(filed: Cast, as_worker: Worker) -> None:
    """Eight receiving posts have somebody; a préparateur alone does not answer for a ninth."""
    empty = make_post(filed.karim.signatory, Function.CORRESPONDANT, "Circonscription de Melun")
    appoint(make_user("Prudence"), empty, role=DesignationRole.PREPARATEUR)
    publish_months_behind(as_worker, filed.delphine)
    figures = read(filed.maud)
    assert (figures.posts_filled.value, figures.posts_vacant.value) == (8, 1)


def test_each_convention_is_prepared_once(filed: Cast, as_worker: Worker) -> None:
    with as_worker():
        actor = machine_actor(timezone.now())
        with acting_as(actor):
            assert (prepare_publications(by=actor), prepare_publications(by=actor)) == (len(months()), 0)
