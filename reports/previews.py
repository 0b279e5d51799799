"""What a delegate looks at before a month is published: what it tells, what is held, what changed since the month
before. From the cells alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from acting import french
from acting.days import add_months
from reports.enums import CellKind, CellState, Partner
from reports.figures import AT_ITS_END, HELD, SEVERAL
from reports.models import Publication, PublicationTurn, PublishedCell
from territory.models import Commune

IN_ORDER = (
    CellKind.FACTS,
    CellKind.LATE,
    CellKind.STAFF,
    CellKind.COMMUNE,
    CellKind.SENT,
    CellKind.ACKNOWLEDGED,
    CellKind.ANSWERED,
    CellKind.DELAY,
    CellKind.SUBJECT,
    CellKind.REFUSED,
    CellKind.COMPLAINTS,
    CellKind.OUTCOMES,
    CellKind.OCCASION,
    CellKind.PLACE,
    CellKind.STAFF_FILED,
    CellKind.STEPS,
    CellKind.LEASES,
    CellKind.SETTLED,
    CellKind.JUDGED,
    CellKind.FORCE,
    CellKind.FORCE_GIVEN,
    CellKind.LEG,
    CellKind.GREEN,
    CellKind.INJUNCTIONS,
    CellKind.ORIENTED,
    CellKind.DWELLINGS,
    CellKind.POSTS_FILLED,
    CellKind.POSTS_VACANT,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what it is about, what the month before said, what this one says."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    lines: tuple[Line, ...]
    told: int

    @property
    def held(self) -> int:
        return len(self.lines) - self.told


@dataclass(frozen=True, slots=True)
class Preview:
    groups: tuple[Group, ...]

    @property
    def told(self) -> int:
        return sum(group.told for group in self.groups)

    @property
    def all(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def preview_of(publication: Publication) -> Preview:
    """Each figure beside that of the month before, where the reader may see one."""
    month = add_months(publication.month, -1)
    earlier = PublishedCell.objects.filter(publication__convention=publication.convention_id, publication__month=month)
    before = {_key(cell): text_of(cell) for cell in earlier}
    cells = list(publication.cells.all())
    names = dict(Commune.objects.filter(pk__in={cell.commune for cell in cells}).values_list("pk", "name"))
    return Preview(tuple(_group(kind, cells, before, names) for kind in IN_ORDER))


def _group(
    kind: CellKind, cells: Iterable[PublishedCell], before: dict[tuple[str, ...], str], names: dict[str, str]
) -> Group:
    own = [cell for cell in cells if cell.kind == kind]
    lines = [Line(label_of(cell, names), before.get(_key(cell), ""), text_of(cell)) for cell in own]
    return Group(
        label=kind.label,
        lines=tuple(sorted(lines, key=lambda line: line.label)),
        told=Counter(cell.state for cell in own)[CellState.SHOWN],
    )


def _key(cell: PublishedCell) -> tuple[str, ...]:
    return (cell.kind, cell.family, cell.partner, cell.commune, cell.topic)


def label_of(cell: PublishedCell, names: dict[str, str]) -> str:
    partner = str(Partner(cell.partner).label) if cell.partner else ""
    where = cell.family or partner or names.get(cell.commune, cell.commune)
    return "\u00a0: ".join(each for each in (where, cell.topic) if each) or "Ensemble"


def text_of(cell: PublishedCell) -> str:
    if cell.value is None:
        return HELD
    return french.number(cell.value) + SEVERAL * (cell.months > 1 and cell.kind not in AT_ITS_END)


def history_of(publication: Publication) -> list[PublicationTurn]:
    return list(publication.turns.order_by("-at", "-id"))
