from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.chain import GENESIS, BrokenChainError, ChainedEntry, Position, digest, follow, netstring

TEXTS = st.lists(st.none() | st.text(max_size=20), max_size=5)


START = Position(0, GENESIS)


def chain_of(count: int, start: Position = START) -> list[ChainedEntry]:
    entries, here = [], start
    for number in range(count):
        fields = (f"entry-{number}", "é", None)
        seq = here.seq + 1
        entries.append(ChainedEntry(seq, here.hash, digest(seq, here.hash, fields), fields))
        here = Position(seq, entries[-1].hash)
    return entries


@given(TEXTS, TEXTS)
def test_two_entries_are_never_the_same_bytes(one: list[str | None], other: list[str | None]) -> None:
    same_bytes = b"".join(map(netstring, one)) == b"".join(map(netstring, other))
    assert same_bytes == (one == other)


def test_the_length_counts_bytes() -> None:
    assert netstring("é") == b"2:\xc3\xa9,"
    assert netstring(None) != netstring("") != netstring("-")


def test_a_sound_chain_ends_at_its_last_entry() -> None:
    entries = chain_of(3)
    assert follow(Position(0, GENESIS), entries, {}) == Position(3, entries[-1].hash)


def test_a_changed_entry_is_named() -> None:
    entries = chain_of(3)
    entries[1] = replace(entries[1], fields=("entry-1", "è", None))
    with pytest.raises(BrokenChainError, match=r"n° 2 \(entry-1\) : modifiée"):
        follow(Position(0, GENESIS), entries, {})


def test_a_missing_entry_is_named() -> None:
    entries = chain_of(3)
    del entries[1]
    with pytest.raises(BrokenChainError, match="n° 2 : manquante"):
        follow(Position(0, GENESIS), entries, {})


def test_two_entries_in_another_order_are_named() -> None:
    first, second, third = chain_of(3)
    swapped = [replace(second, seq=1), replace(first, seq=2), third]
    with pytest.raises(BrokenChainError, match=r"n° 1 .* ne suit pas"):
        follow(Position(0, GENESIS), swapped, {})


def test_a_chain_made_anew_differs_from_a_hash_known_elsewhere() -> None:
    known = chain_of(3)[1].hash
    forged = chain_of(3, Position(0, "ff" * 32))
    with pytest.raises(BrokenChainError, match=r"n° 2 .* refaite"):
        follow(Position(0, "ff" * 32), forged, {2: known})
