"""One list under all: each row exactly once, forwards and backwards, whatever the order, ties and NULLs."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from acting.keys import Along, Source, Spread
from acting.lists import AFTER, BEFORE, Capped, Listing, Page, counts_at_a_glance
from signatories.models import Convention, Signatory
from territory.enums import AccessKind
from territory.models import ResidenceAccess
from tests.people import Cast, acting

FIRST = date(2025, 1, 1)
ORDERS = (
    ("id",),
    ("-id",),
    ("given_on", "id"),
    ("-given_on", "-id"),
    ("-given_on", "id"),
    ("ends_on", "id"),
    ("-ends_on", "-id"),
    ("-returned_on", "ends_on", "-given_on", "id"),
    ("returned_on", "-ends_on", "kind", "-id"),
    ("residence__name", "-ends_on", "id"),
)


@pytest.fixture
def accesses(cast: Cast) -> Iterator[list[ResidenceAccess]]:
    """Sixty, drawn from so few days that most are ties, and half of them without a last day."""
    chance, holders = Random(77), list(Signatory.objects.filter(kind="police").order_by("code"))

    def some_day() -> date:
        return FIRST + timedelta(days=chance.randrange(4))

    with acting(cast.sarah):
        yield ResidenceAccess.objects.bulk_create(
            ResidenceAccess(
                residence=chance.choice((cast.tilleuls, cast.erables)),
                holder=chance.choice(holders),
                kind=chance.choice((AccessKind.BADGE, AccessKind.OPENING)),
                given_on=some_day(),
                ends_on=chance.choice((None, some_day() + timedelta(days=9))),
                returned_on=chance.choice((None, None, some_day() + timedelta(days=9))),
            )
            for _ in range(60)
        )


def walked(listing: Listing[ResidenceAccess], way: str = AFTER) -> list[Page[ResidenceAccess]]:
    """All pages, from where the list's address leads."""
    pages = [listing.page()]
    while position := (pages[-1].after if way == AFTER else pages[-1].before):
        listing.asked = {way: position}
        pages.append(listing.page())
    return pages


def keys_of(pages: Sequence[Page[ResidenceAccess]]) -> list[object]:
    return [row.pk for page in pages for row in page]


def assert_each_once(listing: Listing[ResidenceAccess], expected: Sequence[object]) -> None:
    listing.counted = ("id",)
    forwards = walked(listing)
    assert keys_of(forwards) == expected
    assert {str(page.total) for page in forwards} == {str(len(expected))}
    assert (forwards[0].before, forwards[-1].after) == ("", "")
    backwards = walked(listing, BEFORE)
    assert keys_of(backwards[::-1]) == expected
    assert list(listing.every(chunk=9)) == [row for page in forwards for row in page]


@pytest.mark.parametrize("keys", ORDERS, ids=" ".join)
@pytest.mark.parametrize("size", [1, 7, 59, 60, 61])
def test_each_row_is_met_once_in_order(accesses: list[ResidenceAccess], keys: tuple[str, ...], size: int) -> None:
    expected = list(ResidenceAccess.objects.order_by(*keys).values_list("pk", flat=True))
    assert_each_once(Listing(ResidenceAccess.objects.all(), keys, size=size), expected)


@pytest.mark.parametrize("size", [1, 7, 60])
def test_a_list_goes_along_values_that_no_index_has_in_order(accesses: list[ResidenceAccess], size: int) -> None:
    kinds = sorted(AccessKind.values, key=lambda kind: kind[::-1])
    rows = ResidenceAccess.objects.exclude(kind=kinds[1])  # nothing there: the walk goes on
    expected = [
        key for kind in kinds for key in rows.filter(kind=kind).order_by("-ends_on", "id").values_list("pk", flat=True)
    ]
    assert len(expected) > len(kinds)
    assert_each_once(Listing(rows, ("-ends_on", "id"), size=size, along=Along("kind", kinds)), expected)


@pytest.mark.parametrize("size", [1, 7, 60])
@pytest.mark.parametrize("along", [None, Along("holder_id", ())], ids=["mixed", "along"])
def test_a_row_in_several_parts_is_listed_once(
    cast: Cast, accesses: list[ResidenceAccess], along: Along | None, size: int
) -> None:
    """Those of one residence, walked kind by kind, and those without a last day."""
    there, endless = Q(residence=cast.tilleuls), Q(ends_on=None)
    rows, homes = ResidenceAccess.objects.filter(there | endless), ResidenceAccess.objects.filter(there)
    sources = (Source(homes, Spread("kind", AccessKind.values)), Source(ResidenceAccess.objects.filter(endless)))
    holders = sorted({access.holder_id for access in accesses if access.holder_id}, reverse=True)
    along = along and Along(along.column, holders)
    keys = ("-given_on", "-id")
    first = ("-holder_id",) if along else ()
    expected = list(rows.order_by(*first, *keys).values_list("pk", flat=True))
    assert 0 < rows.filter(there & endless).count() < len(expected) < len(accesses)
    assert_each_once(Listing(rows, keys, size=size, along=along, sources=sources), expected)


def test_a_broken_position_leads_to_the_first_page(accesses: list[ResidenceAccess]) -> None:
    rows, keys = ResidenceAccess.objects.all(), ("given_on", "id")
    first = Listing(rows, keys, size=9).page()
    foreign = Listing(rows, ("-given_on", "-id"), size=9).page().after
    along = Listing(rows, keys, size=9, along=Along("kind", AccessKind.values)).page().after
    for position in ("", "x", "é", "2", "\0", first.after[:-1], first.after[::-1], foreign, along):
        for way in (AFTER, BEFORE):
            assert Listing(rows, keys, {way: position}, size=9).page().rows == first.rows, (way, position)
    assert Listing(rows, keys, {AFTER: first.after}, size=9).page().rows != first.rows


def test_a_position_beyond_what_is_left_leads_to_the_first_page(accesses: list[ResidenceAccess]) -> None:
    rows, keys = ResidenceAccess.objects.all(), ("given_on", "id")
    last = walked(Listing(rows, keys, size=9))[-2].after
    gone = {row.pk for row in Listing(rows, keys, {AFTER: last}, size=9).page()}
    left = ResidenceAccess.objects.exclude(pk__in=gone)
    assert Listing(left, keys, {AFTER: last}, size=9).page().rows == Listing(left, keys, size=9).page().rows


def test_a_position_tells_nobody_what_the_list_is_in_order_of(cast: Cast, accesses: list[ResidenceAccess]) -> None:
    listing = Listing(ResidenceAccess.objects.all(), ("residence__name", "id"), size=9)
    assert not any(word in listing.page().after for word in ("Tilleuls", str(accesses[0].pk)))
    assert listing.page().after != listing.page().after


def test_counts_end(accesses: list[ResidenceAccess], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ResidenceAccess.objects.all()
    monkeypatch.setattr("acting.lists.MOST_AT_A_GLANCE", 20)
    counted = counts_at_a_glance({"all": rows, "none": rows.none(), "few": rows.filter(pk=accesses[0].pk)})
    assert {name: (each.number, str(each)) for name, each in counted.items()} == {
        "all": (21, "99+"),
        "none": (0, "0"),
        "few": (1, "1"),
    }
    assert [bool(counted[name]) for name in ("all", "none", "few")] == [True, False, True]
    assert str(Capped(1001, 1000)) == "plus de 1\u202f000"
    assert (str(Capped(101)), str(Capped(100))) == ("plus de 100", "100")


def test_a_page_is_one_statement_without_offset(accesses: list[ResidenceAccess]) -> None:
    listing = Listing(ResidenceAccess.objects.select_related("residence"), ("given_on", "id"), size=9)
    listing.asked = {AFTER: listing.page().after}
    with CaptureQueriesContext(connection) as captured:
        assert [row.residence.name for row in listing.page()]
    assert len(captured) == 1
    assert "OFFSET" not in captured[0]["sql"].upper()


def test_an_empty_list_has_no_pages(cast: Cast) -> None:
    with acting(cast.sarah):
        for rows in (ResidenceAccess.objects.none(), ResidenceAccess.objects.all()):
            page = Listing(rows, ("id",), counted=("id",)).page()
            assert (page.rows, str(page.total), page.before, page.after) == ([], "0", "", "")


def test_the_actor_knows_the_convention_that_the_signatory_is_a_party_to(cast: Cast) -> None:
    """What the rules of visibility ask of the actor instead of joining the signatories."""
    for name, person in cast.people().items():
        own = Convention.objects.get(signatories=person.signatory)
        assert person.actor().convention_id == own.pk, name
