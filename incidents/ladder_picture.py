"""The ladder drawn: the main path downwards, branches beside it, each rung as it stands. 12 px text on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from incidents.ladder import Choice, Rung, Taken

ROW, HEIGHT, WIDTH, SIDE_WIDTH, SIDE_X = 50, 40, 150, 132, 164
LETTERS, SIDE_LETTERS = 21, 18  # on a line
ROWS = {
    Rung.GATHERING: 0,
    Rung.REMINDER: 1,
    Rung.INTERVIEW: 2,
    Rung.WARNING: 3,
    Rung.MEDIATION: 3,
    Rung.FORMAL_NOTICE: 4,
    Rung.SUMMONS: 4,
    Rung.REHOUSING: 5,
    Rung.WRIT: 6,
    Rung.JUDGMENT: 7,
    Rung.ORDER: 8,
    Rung.FORCE: 9,
    Rung.EVICTION: 10,
}


@dataclass(frozen=True, slots=True)
class Box:
    """`lines` are (y, words); `is_here` is the rung that was taken last."""

    choice: Choice
    x: int
    y: int
    width: int
    lines: tuple[tuple[int, str], ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class Picture:
    boxes: tuple[Box, ...]
    paths: tuple[str, ...]
    height: int

    @property
    def view_box(self) -> str:
        return f"0 0 {SIDE_X + SIDE_WIDTH + 2} {self.height}"


def picture(choices: Sequence[Choice], taken: Sequence[Taken]) -> Picture:
    """`choices` of one kind of situation: rows that it has not are left out."""
    here = taken[-1].rung if taken else None
    rows = {row: number for number, row in enumerate(sorted({ROWS[each.node.rung] for each in choices}))}
    boxes = tuple(_box(each, rows[ROWS[each.node.rung]], is_here=each.node.rung == here) for each in choices)
    return Picture(boxes, tuple(_paths(boxes)), len(rows) * ROW)


def _box(choice: Choice, row: int, *, is_here: bool) -> Box:
    side = choice.node.side
    x, width, letters = (SIDE_X, SIDE_WIDTH, SIDE_LETTERS) if side else (1, WIDTH, LETTERS)
    y = row * ROW + 1
    words = wrap(choice.node.rung.label, letters)
    first = y + HEIGHT // 2 + 4 - 7 * (len(words) - 1)
    lines = tuple((first + 14 * number, line) for number, line in enumerate(words))
    return Box(choice, x, y, width, lines, is_here)


def _paths(boxes: Sequence[Box]) -> list[str]:
    """Downwards from rung to rung, and from the main path to what stands beside it."""
    main = [box for box in boxes if not box.choice.node.side]
    middle = WIDTH // 2
    paths = [f"M{middle} {above.y + HEIGHT}V{below.y}" for above, below in pairwise(main)]
    for box in boxes:
        if not box.choice.node.side:
            continue
        beside = max((each for each in main if each.y <= box.y), key=lambda each: each.y)
        y = box.y + HEIGHT // 2
        start = f"M{WIDTH + 1} {beside.y + HEIGHT // 2}"
        paths.append(f"{start}H{SIDE_X}" if beside.y == box.y else f"{start}H{WIDTH + 8}V{y}H{SIDE_X}")
    return paths
