"""What a file of the past holds, once it is read: what it would bring along, what is wrong, what its words mean.

Kept as a file beside it, and erased with it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from acting import french
from acting.actor import Actor
from acting.days import add_months, day_of, start_of
from files.tables.columns import Column
from files.tables.reader import read_table
from files.tables.table import Row, Table, Unreadable, tidy
from files.tables.writer import csv_table, xlsx_table
from incidents.enums import ImportKind, PlaceType
from incidents.import_columns import COLUMNS, LIMITS, TO_MEND, columns_wanted
from incidents.import_lines import LineReader, PastFact
from incidents.import_staging import first_new, judge, make_stage, older_than, refused_lines, stage, told_of
from incidents.import_words import Vocabulary
from incidents.models import Category, FactImport
from incidents.models.fact import BY_CONTENT
from incidents.permissions import import_memory_visible_to
from signatories.guard import warnings_in
from signatories.permissions import convention_of
from territory.permissions import residences_visible_to

AT_ONCE = 2_000  # lines between two words of how far it is
LOOKED_AT = 50  # lines, for an example of what a column holds
SHOWN, MOST_TOLD, MOST_UNKNOWN, MOST_WARNED = 20, 200, 60, 50

Tell = Callable[[int], None]  # how many lines were read


@dataclass
class Report:
    form: str = ""
    rows: int = 0
    new: int = 0
    already: int = 0
    changed: int = 0
    wrong: int = 0
    nothing: int = 0  # rounds on which nothing was seen
    older: int = 0  # than facts are kept
    warned: int = 0
    kinds: dict[str, int] = field(default_factory=dict)  # of warnings, by lines
    warned_lines: list[list[Any]] = field(default_factory=list)  # number, kinds, texts
    left_out: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)  # key → title
    unknown: list[list[Any]] = field(default_factory=list)  # field, word, how many lines
    first: list[dict[str, str]] = field(default_factory=list)
    wrong_lines: list[list[Any]] = field(default_factory=list)  # number, reasons
    changed_lines: list[list[Any]] = field(default_factory=list)  # number, reference
    withheld: list[int] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Report":
        return cls(**json.loads(content))


@dataclass(frozen=True, slots=True)
class Tongue:
    """What is asked of the database before a file is read, in the name of whoever asked for it."""

    columns: dict[str, str]
    words: Vocabulary
    categories: list[Category]
    names: dict[str, str]  # of residences, by key
    keep_since: datetime


def tongue_of(actor: Actor, kind: str) -> Tongue:
    memory = import_memory_visible_to(actor).filter(kind=kind).first()
    categories, residences = list(Category.objects.all()), list(residences_visible_to(actor))
    months = convention_of(actor).keep_incident_months
    return Tongue(
        columns=memory.columns if memory else {},
        words=Vocabulary(memory.words if memory else {}, categories, residences),
        categories=categories,
        names={str(each.pk): f"{each.name}, {each.commune.name}" for each in residences},
        keep_since=start_of(add_months(day_of(actor.now), -months)),
    )


def table_of(
    content: bytes, kind: str, *, told: Mapping[str, str] | None = None, remembered: Mapping[str, str] | None = None
) -> Table:
    """Raises Unreadable. The header is read first: what a landlord has pointed at is known by it."""

    def choose(header: Sequence[str]) -> tuple[Column, ...]:
        return columns_wanted(kind, header, told=told or {}, remembered=remembered or {})

    return read_table(content, COLUMNS[ImportKind(kind)], LIMITS, choose=choose)


def examples_of(table: Table) -> dict[str, str]:
    """By the title of a column of the file, the first thing that stands in it, among its first lines."""
    examples: dict[str, str] = {}
    with suppress(Unreadable):  # what is wrong with a line is said once the file is read
        for row in islice(table.rows, LOOKED_AT):
            for title, cell in zip(table.header, row.line.cells, strict=False):
                if text := tidy(cell):
                    examples.setdefault(title, text)
    return examples


def staged(table: Table, reader: LineReader, tell: Tell) -> tuple[dict[int, list[str]], Report]:
    """All lines go to the session's own table, but those that are no fact at all: number → reasons."""
    wrong: dict[int, list[str]] = {}
    report, kinds = Report(), dict[str, int]()
    make_stage()
    rows = iter(table.rows)
    while part := list(islice(rows, AT_ONCE)):
        stage(_facts_of(part, reader, wrong, report, kinds))
        report.rows += len(part)
        tell(report.rows)
    for line in table.wrong:
        wrong[line.line] = [line.reason]
    report.rows += len(table.wrong)
    report.kinds = kinds
    return wrong, report


def _facts_of(
    rows: Iterable[Row], reader: LineReader, wrong: dict[int, list[str]], report: Report, kinds: dict[str, int]
) -> Iterator[PastFact]:
    for row in rows:
        reading = reader.read(row)
        if reading.reasons:
            wrong[row.number] = reading.reasons
        elif reading.fact is None:
            report.nothing += 1
        else:
            if reading.warned:
                report.warned += 1
                fact = reading.fact
                texts = [fact.building, fact.facts] if len(report.warned_lines) < MOST_WARNED else []
                report.warned_lines.append([row.number, sorted(reading.warned), texts])
            for kind in reading.warned:
                kinds[kind] = kinds.get(kind, 0) + 1
            yield reading.fact


def judged(fact_import: FactImport, table: Table, tongue: Tongue, wrong: dict[int, list[str]], report: Report) -> None:
    """What the lines that are staged would do now, beside the facts of the house; `wrong` gets what sets show."""
    counts = judge(fact_import.landlord_id, fact_import.pk)
    for number, reference, outcome, first, problem in told_of("wrong", "twice", "changed"):
        if outcome == "changed":
            report.changed_lines.append([number, reference])
        elif outcome == "twice":
            wrong[number] = [f"Même référence que la ligne {first} : « {reference} »."]
        else:
            wrong[number] = [problem]
    report.withheld = sorted({*wrong, *refused_lines()})
    report.new, report.already = counts.get("new", 0), counts.get("already", 0)
    report.changed, report.wrong = len(report.changed_lines), len(wrong)
    report.changed_lines = report.changed_lines[:MOST_TOLD]
    report.older = older_than(tongue.keep_since)
    report.wrong_lines = [[number, wrong[number]] for number in sorted(wrong)[:MOST_TOLD]]
    report.unknown = [[*word, count] for word, count in tongue.words.unknown.most_common(MOST_UNKNOWN)]
    report.first = [_shown(line, tongue) for line in first_new(SHOWN)]
    report.form, report.left_out = table.form, list(table.left_out)
    report.ignored = [title for title in table.unknown_columns if title != TO_MEND]
    report.columns = table.titles


def _shown(line: dict[str, Any], tongue: Tongue) -> dict[str, str]:
    labels = {each.code: each.label for each in tongue.categories}
    reference = line["own_reference"]
    return {
        "number": str(line["number"]),
        "reference": "" if reference.startswith(BY_CONTENT) else reference,
        "at": french.moment(line["started_at"], "short"),
        "residence": tongue.names.get(str(line["residence"]), ""),
        "place": str(PlaceType(line["place"]).label),
        "category": labels[line["category"]],
        "facts": line["facts"],
    }


def told_to_mend(wrong: dict[int, list[str]], report: Report) -> dict[int, str]:
    """Of each line what its author has to mend or to read again; of a passage its kind, never its words."""
    told = {number: " ".join(reasons) for number, reasons in wrong.items()}
    for number, kinds, _ in report.warned_lines:
        told[number] = " ".join(filter(None, [told.get(number), f"À relire : {', '.join(kinds)}."]))
    return told


def passages_to_review(report: Report) -> list[tuple[int, str]]:
    """By the number of its line, what the guard sees in it; found again for whoever reads, since it is kept nowhere."""
    return [
        (number, ", ".join(f"« {each.passage} » ({each.kind})" for text in texts for each in warnings_in(text)))
        for number, _, texts in report.warned_lines
    ]


def lines_to_mend(table: Table, told: dict[int, str], tell: Tell) -> tuple[bytes, str]:
    """Those lines as they came, in the format that they came in, with a column that says what to mend; and the ending
    of the file's name."""
    kept = [place for place, title in enumerate(table.header) if title != TO_MEND]
    header = [*(table.header[place] for place in kept), TO_MEND]
    rows = (
        [*(_cell(row, place) for place in kept), told[row.number]]
        for row in _counted(table.rows, tell)
        if row.number in told
    )
    if table.is_workbook:
        return xlsx_table(header, rows, sheet=TO_MEND), "xlsx"
    return csv_table(header, rows).encode(), "csv"


def _counted(rows: Iterable[Row], tell: Tell) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        if count % AT_ONCE == 0:
            tell(count)
        yield row


def _cell(row: Row, place: int) -> str:
    return row.line.cells[place] if place < len(row.line.cells) else ""
