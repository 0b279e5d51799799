"""What the machine publishes from real rows, and what an attacker can make of it."""

from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from acting.days import PARIS, months_from
from acting.enums import Function
from correspondents.enums import DesignationRole
from incidents.enums import IncidentState
from incidents.models import Incident
from referrals.services.referrals import acknowledge_referral, answer_referral
from reports.enums import CellKind, CellState, Partner
from reports.models import PublishedCell
from reports.periods import published_periods
from reports.tasks import publish_figures
from tests.people import Cast, Person, acting, appoint, make_post, make_referral, make_user
from tests.roles import as_web

Worker = Callable[[], AbstractContextManager[None]]


def truth(*people: Person) -> Counter[tuple[str, str]]:
    """Facts by month and family, as the landlords themselves see them."""
    counts: Counter[tuple[str, str]] = Counter()
    for person in people:
        with acting(person):
            for fact in Incident.objects.select_related("category"):
                counts[fact.started_at.astimezone(PARIS).strftime("%Y-%m"), fact.category.family_label] += 1
    return counts


Name = tuple[object, ...]
Sums = list[tuple[Name, list[Name]]]
Bounds = dict[Name, tuple[float, float]]


def attack(bounds: Bounds, sums: Sums) -> Bounds:
    """Totals minus parts, until nothing moves: what somebody with a spreadsheet and patience finds out."""
    moved = True
    while moved:
        moved = False
        for total, parts in sums:
            for name in (total, *parts):
                others = [part for part in parts if part != name]
                if name == total:
                    low, high = sum(bounds[p][0] for p in parts), sum(bounds[p][1] for p in parts)
                else:
                    low = bounds[total][0] - sum(bounds[p][1] for p in others)
                    high = bounds[total][1] - sum(bounds[p][0] for p in others)
                tighter = max(bounds[name][0], low), min(bounds[name][1], high)
                moved |= tighter != bounds[name]
                bounds[name] = tighter
    return bounds


def key(cell: PublishedCell) -> Name:
    return (cell.kind, cell.first_month, cell.months, cell.family, cell.partner, cell.commune)


def reading(cell: PublishedCell) -> tuple[float, float]:
    """What one published cell says by itself."""
    if cell.state == CellState.BAND:
        return 0, 4
    return (5, float("inf")) if cell.value is None else (max(5, cell.value - 4), cell.value + 4)


def relations(cells: list[PublishedCell]) -> Sums:
    """Every sum that the reader of the tables knows to hold."""
    by_key = {key(cell) for cell in cells}
    families = sorted({cell.family for cell in cells if cell.family})
    facts = CellKind.FACTS.value
    sums: Sums = []
    for month in {cell.first_month for cell in cells if cell.kind == facts and cell.months == 1}:
        sums.append(((facts, month, 1, "", "", ""), [(facts, month, 1, f, "", "") for f in families]))
    for first in {cell.first_month for cell in cells if cell.kind == facts and cell.months == 12}:
        total = (facts, first, 12, "", "", "")
        sums.append((total, [(facts, first, 12, f, "", "") for f in families]))
        sums.append((total, [(facts, m, 1, "", "", "") for m in months_from(first)]))
        sums += [
            ((facts, first, 12, f, "", ""), [(facts, m, 1, f, "", "") for m in months_from(first)]) for f in families
        ]
        for kind in (CellKind.SENT, CellKind.ACKNOWLEDGED, CellKind.ANSWERED):
            sums.append(
                ((kind.value, first, 12, "", "", ""), [(kind.value, first, 12, "", p.value, "") for p in Partner])
            )
    assert all(name in by_key for total, parts in sums for name in (total, *parts))
    return sums


def test_differencing_leaves_every_small_count_whole(filed: Cast, as_worker: Worker) -> None:
    with as_worker():
        publish_figures()
    cells = list(PublishedCell.objects.exclude(kind=CellKind.DELAY))
    bands = [key(cell) for cell in cells if cell.state == CellState.BAND]

    found = attack({key(cell): reading(cell) for cell in cells}, relations(cells))

    assert len(bands) > 40
    assert {name: found[name] for name in bands if found[name][0] > 0 or found[name][1] < 4} == {}


def test_differencing_succeeds_on_exact_totals(filed: Cast, as_worker: Worker) -> None:
    """The same attack on the same table without protection: small counts hidden, the rest exact."""
    with as_worker():
        publish_figures()
    cells = list(PublishedCell.objects.filter(kind=CellKind.FACTS))
    true = truth(filed.sarah, filed.victor)
    exact: Bounds = {}
    for cell in cells:
        months = {month.strftime("%Y-%m") for month in months_from(cell.first_month, cell.months)}
        value = sum(n for (month, family), n in true.items() if month in months and cell.family in ("", family))
        exact[key(cell)] = (value, value) if value > 4 else (0, 4)
    hidden = {name for name, bounds in exact.items() if bounds == (0, 4)}

    found = attack(exact, relations_of_facts(cells))

    assert any(found[name][0] == found[name][1] for name in hidden)


def relations_of_facts(cells: list[PublishedCell]) -> Sums:
    facts, families = CellKind.FACTS.value, sorted({cell.family for cell in cells if cell.family})
    months = sorted({cell.first_month for cell in cells if cell.months == 1})
    sums: Sums = [((facts, m, 1, "", "", ""), [(facts, m, 1, f, "", "") for f in families]) for m in months]
    return sums


def test_large_counts_stay_displayed_and_near_the_truth(filed: Cast, as_worker: Worker) -> None:
    with as_worker():
        publish_figures()
    true = truth(filed.sarah, filed.victor)
    shown, large = 0, 0
    for cell in PublishedCell.objects.filter(kind=CellKind.FACTS, months=1).exclude(family=""):
        value = true[cell.first_month.strftime("%Y-%m"), cell.family]
        if cell.value is not None:
            assert abs(cell.value - value) < 5
        assert (cell.state == CellState.BAND) == (value <= 4)
        large += value >= 20
        shown += value >= 20 and cell.value is not None
    assert large > 20
    assert shown >= 0.8 * large


def test_a_place_of_one_landlord_is_not_shown_nor_left_over(filed: Cast, as_worker: Worker) -> None:
    """Provins is Val de Brie's alone. With Meaux and Melun both shown, it would be the rest of the total."""
    with as_worker():
        publish_figures()
    totals = PublishedCell.objects.filter(kind=CellKind.FACTS, months=12, family="")
    for total in totals:
        communes = PublishedCell.objects.filter(kind=CellKind.COMMUNE, first_month=total.first_month)
        shown = {cell.commune: cell for cell in communes}
        assert total.value
        assert "77379" not in shown
        assert len(shown) == 1


def test_what_was_set_aside_is_not_counted(filed: Cast, as_worker: Worker) -> None:
    with acting(filed.sarah):
        Incident.objects.update(state=IncidentState.SET_ASIDE)
    with as_worker():
        publish_figures()
    assert set(PublishedCell.objects.filter(kind=CellKind.FACTS).values_list("state", flat=True)) <= {"band", "masked"}


def test_publishing_twice_gives_the_same_cells(filed: Cast, as_worker: Worker) -> None:
    def cells() -> set[tuple[object, ...]]:
        return {(*key(cell), cell.state, cell.value) for cell in PublishedCell.objects.all()}

    with as_worker():
        publish_figures()
        first = cells()
        publish_figures()
    assert cells() == first


def test_nobody_but_the_worker_writes_figures(filed: Cast) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), as_web():
        publish_figures()


def test_answers_by_kind_of_partner(cast: Cast, as_worker: Worker) -> None:
    """Twelve referrals to two police posts, from two landlords: eight answered after six days, one to the parquet."""
    first = published_periods(timezone.now().astimezone(PARIS).date())[-1]
    at = datetime(first.year, first.month, 3, 9, tzinfo=PARIS)
    until = (at + timedelta(days=300)).date()
    for number in range(12):
        by, residence = (cast.sarah, cast.tilleuls) if number % 2 else (cast.victor, cast.pommiers)
        referral = make_referral(by, cast.karim, residence, at=at, until=until)
        if number < 8:
            with acting(cast.karim, at + timedelta(days=6, hours=number)) as actor:
                answer_referral(by=actor, referral=referral, outcome="patrols_planned")
        elif number < 10:
            with acting(cast.karim, at + timedelta(days=1)) as actor:
                acknowledge_referral(by=actor, referral=referral)
    with as_worker():
        publish_figures()

    cells: dict[str, dict[str, tuple[str, int | None]]] = defaultdict(dict)
    for cell in PublishedCell.objects.filter(first_month=first, months=12).exclude(kind=CellKind.FACTS):
        cells[cell.kind][cell.partner] = (cell.state, cell.value)
    assert cells["delay"]["forces"] == ("shown", 6)
    assert cells["delay"]["prosecution"] == ("masked", None)
    assert cells["sent"]["forces"][1] in (10, 15)
    assert cells["acknowledged"]["forces"][1] == 10
    assert cells["answered"]["forces"][1] in (5, 10)
    assert cells["sent"]["prosecution"] == ("band", None)


def test_posts_filled_and_vacant_are_counted_exactly(cast: Cast, as_worker: Worker) -> None:
    """Eight receiving posts have somebody; a préparateur alone does not answer for a ninth."""
    empty = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Circonscription de Melun")
    appoint(make_user("Prudence"), empty, role=DesignationRole.PREPARATEUR)
    with as_worker():
        publish_figures()
    counts = dict(PublishedCell.objects.filter(kind__startswith="posts").values_list("kind", "value"))
    assert counts == {"posts_filled": 8, "posts_vacant": 1}
