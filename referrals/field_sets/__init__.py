"""What can be shared, one module per set: what it reads of the matter, its part of the projection, its fragment.

A new set is one module here that names its `FIELD_SET`, and its fragment: the share sheet, the page, the paper and the
table of subjects follow. Once a set has been sent, its frozen data stay as they are: a new shape is a new fragment
beside the former one, told apart by `Disclosure.version`.
"""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from correspondents.models import Designation
from incidents.models import Attachment, Complaint, Incident, Person, Step
from territory.models import Commune, Residence


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the sender draws on: a residence, or a commune alone; facts of it, one complaint; the steps of their
    situation and the persons of its running legal action; the pieces that were chosen; who sends."""

    residence: Residence | None
    incidents: Sequence[Incident] = ()
    complaint: Complaint | None = None
    steps: Sequence[Step] = ()
    persons: Sequence[Person] = ()
    attachments: Sequence[Attachment] = ()
    contact: Designation | None = None
    territory: Commune | None = None

    @property
    def commune(self) -> Commune:
        """Raises ValueError for what is about no place at all."""
        if self.residence:
            return self.residence.commune
        if self.territory is None:
            raise ValueError("neither a residence nor a commune")
        return self.territory


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSetModule:
    """`line` is what its line on the page is called, where it `has_line`; `fragment` draws `shared`, what `project`
    froze; `rank` is its place among the others."""

    name: str
    label: str
    hint: str
    line: str
    fragment: str
    rank: int
    is_filled: Callable[[Drawn], bool]
    project: Callable[[Drawn], Any]
    has_line: bool = True


@cache
def field_sets() -> Mapping[str, FieldSetModule]:
    """By name, in their order."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    found: list[FieldSetModule] = [module.FIELD_SET for module in modules]
    return {each.name: each for each in sorted(found, key=lambda each: each.rank)}


def filled(drawn: Drawn) -> list[str]:
    """The names of those that there is anything to fill with, in their order."""
    return [name for name, field_set in field_sets().items() if field_set.is_filled(drawn)]


def choices() -> list[tuple[str, str]]:
    return [(each.name, each.label) for each in field_sets().values()]


def labels_of(names: Sequence[str]) -> str:
    """`"les faits, la plainte"`; a name that is none stays as it is."""
    known = field_sets()
    return ", ".join(known[name].label.lower() if name in known else name for name in names)
