"""One try of an address: on which object, with which input, and for whom the cell of the table speaks."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

Data = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """`own`: to whom the row's cell applies (empty with `for_all`); `beside`: who sees the object and may not do it."""

    args: tuple[UUID | str, ...] = ()
    data: Data = field(default_factory=dict)
    query: Data = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    for_all: bool = False
    only: set[str] = field(default_factory=set)

    def address(self, name: str, pk: UUID | None = None) -> str:
        """With another identifier when one is given."""
        return reverse(name, args=[pk, *self.args[1:]] if pk else self.args)
