"""What filter may be kept, and under which name."""

from collections.abc import Collection, Iterator

from acting.refusals import Refusal
from signatories.models.saved_filter import LONGEST_QUERY, MOST_SAVED


def refusals_of_name(name: str, others: Collection[str]) -> Iterator[Refusal]:
    """`others`: the names of the person’s other filters of that list."""
    if not name.strip():
        yield Refusal("Donnez un nom à ce filtre.", "name")
    if name in others:
        yield Refusal("Vous avez déjà un filtre de ce nom dans cette liste.", "name")


def refusals_of_saving(query: str, meant: str, count: int) -> Iterator[Refusal]:
    """`meant`: what the list understands of the address today; `count`: how many the person has of that list."""
    if not meant or query != meant or len(query) > LONGEST_QUERY:
        yield Refusal("Aucun de ces filtres ne peut être gardé : choisissez d’abord des filtres dans la liste.")
    if count >= MOST_SAVED:
        yield Refusal("Vous gardez déjà 20 filtres de cette liste. Supprimez-en un d’abord.")
